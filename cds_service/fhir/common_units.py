"""The UCUM units that charts are full of, as exact fractions, so that the whole of UCUM is built only for rare ones.

It must not know quantities. A test compares every pair of these units with the library that knows all of UCUM.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

_Powers = tuple[int, int, int, int]
"""Of gram, metre, second and mole."""

_MASS, _LENGTH, _TIME, _AMOUNT = (1, 0, 0, 0), (0, 1, 0, 0), (0, 0, 1, 0), (0, 0, 0, 1)
_VOLUME, _NONE, _PRESSURE = (0, 3, 0, 0), (0, 0, 0, 0), (1, -1, -2, 0)
_DAY = 86_400
_INCH = Fraction(254, 10_000)


@dataclass(frozen=True, slots=True)
class Measure:
    """A unit as so many of the base units to these powers."""

    size: Fraction
    powers: _Powers

    def raised(self, power: int) -> Measure:
        return Measure(self.size**power, _scaled(self.powers, power))

    def times(self, other: Measure) -> Measure:
        mass, length, time, amount = (a + b for a, b in zip(self.powers, other.powers, strict=True))
        return Measure(self.size * other.size, (mass, length, time, amount))


def _scaled(powers: _Powers, by: int) -> _Powers:
    mass, length, time, amount = powers
    return mass * by, length * by, time * by, amount * by


def _table() -> Mapping[str, Measure]:
    prefixes = (("", 1), ("m", 10**3), ("u", 10**6), ("n", 10**9))
    found = {f"{prefix}g": Measure(Fraction(1, parts), _MASS) for prefix, parts in prefixes}
    found |= {f"{prefix}mol": Measure(Fraction(1, parts), _AMOUNT) for prefix, parts in prefixes}
    found |= {f"{prefix}L": Measure(Fraction(1, 1000 * parts), _VOLUME) for prefix, parts in prefixes}
    single: Mapping[str, tuple[Fraction | int, _Powers]] = {
        "kg": (1000, _MASS),
        "eq": (1, _AMOUNT),
        "meq": (Fraction(1, 1000), _AMOUNT),
        "[lb_av]": (Fraction(45_359_237, 100_000), _MASS),
        "[oz_av]": (Fraction(45_359_237, 1_600_000), _MASS),
        "dL": (Fraction(1, 10_000), _VOLUME),
        "m": (1, _LENGTH),
        "cm": (Fraction(1, 100), _LENGTH),
        "mm": (Fraction(1, 1000), _LENGTH),
        "[in_i]": (_INCH, _LENGTH),
        "[ft_i]": (12 * _INCH, _LENGTH),
        "s": (1, _TIME),
        "min": (60, _TIME),
        "h": (3600, _TIME),
        "d": (_DAY, _TIME),
        "wk": (7 * _DAY, _TIME),
        "mo": (Fraction(1461, 48) * _DAY, _TIME),
        "a": (Fraction(1461, 4) * _DAY, _TIME),
        "mm[Hg]": (133_322, _PRESSURE),
        "%": (Fraction(1, 100), _NONE),
        "1": (1, _NONE),
    }
    return found | {name: Measure(Fraction(size), powers) for name, (size, powers) in single.items()}


COMMON: Mapping[str, Measure] = _table()

_STEP = re.compile(r"([./]?)([^./()]+?)(-?\d)?(?=[./)]|$)")
_GROUP = re.compile(r"/\(([^()/]+)\)")


@lru_cache(maxsize=1024)
def measure(unit: str) -> Measure | None:
    """A unit made of the common ones: "mg", "/min", "ug/kg/min", "mg/(kg.min)", "kg/m2"; None for any other."""
    if unit in COMMON:
        return COMMON[unit]
    plain = _GROUP.sub(lambda group: "/" + group[1].replace(".", "/"), unit)
    whole, position = Measure(Fraction(1), _NONE), 0
    while position < len(plain):
        step = _STEP.match(plain, position)
        if step is None or (position and not step[1]) or step[2] not in COMMON:
            return None
        power = int(step[3] or 1) * (-1 if step[1] == "/" else 1)
        whole, position = whole.times(COMMON[step[2]].raised(power)), step.end()
    return whole if plain else None


def ratio(unit: str, target: str) -> Fraction | None:
    """How many of `target` one `unit` is; None when they measure different things. KeyError unless both are common."""
    one, other = measure(unit), measure(target)
    if one is None or other is None:
        raise KeyError(unit)
    return one.size / other.size if one.powers == other.powers else None
