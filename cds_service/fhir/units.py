"""Quantities in the unit asked for, by UCUM; a unit nobody can be sure of is no unit.

It must not know what is measured. Conversion factors are worked out once per pair of units.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import Any

from cds_service.fhir import common_units
from cds_service.fhir.late import Late
from cds_service.fhir.wire import Quantity

UCUM = "http://unitsofmeasure.org"

MG, MG_PER_KG, MG_PER_MIN, MG_PER_KG_MIN = "mg", "mg/kg", "mg/min", "mg/(kg.min)"
ML, ML_PER_MIN, MINUTE, DAY, MG_PER_ML = "mL", "mL/min", "min", "d", "mg/mL"

_LONGEST = 32
"""Characters a unit may have: the parser is not for whole sentences."""

_DIGITS = 12
"""Decimal digits a reading may have before or after the point; beyond is noise or an attack."""

_SPELLED: Mapping[str, str] = {
    "kgs": "kg", "kilogram": "kg", "kilograms": "kg", "gram": "g", "grams": "g", "gm": "g", "gms": "g",
    "milligram": "mg", "milligrams": "mg", "mgs": "mg", "mcg": "ug", "μg": "ug", "µg": "ug",
    "microgram": "ug", "micrograms": "ug", "lb": "[lb_av]", "lbs": "[lb_av]", "pound": "[lb_av]",
    "pounds": "[lb_av]", "oz": "[oz_av]", "ounce": "[oz_av]", "ounces": "[oz_av]", "mmhg": "mm[Hg]",
    "mm hg": "mm[Hg]", "mm/hg": "mm[Hg]", "mm of hg": "mm[Hg]", "mmhg.": "mm[Hg]", "mm hg.": "mm[Hg]", "torr": "mm[Hg]",
    "millimeters of mercury": "mm[Hg]", "millimetres of mercury": "mm[Hg]",
    "millimeter of mercury": "mm[Hg]", "millimetre of mercury": "mm[Hg]",
    "percent": "%", "milliliter": "mL", "milliliters": "mL", "millilitre": "mL", "millilitres": "mL", "ml": "mL",
    "minute": "min", "minutes": "min", "mins": "min", "hour": "h", "hours": "h", "hr": "h", "hrs": "h",
    "second": "s", "seconds": "s", "sec": "s", "day": "d", "days": "d", "week": "wk", "weeks": "wk", "wks": "wk",
    "month": "mo", "months": "mo", "year": "a", "years": "a", "yr": "a", "yrs": "a",
    "meq": "meq", "mmol": "mmol", "umol": "umol", "l": "L", "dl": "dL",
}  # fmt: skip
"""Spellings of units that mean one thing only, as UCUM writes them."""

_SURE_WITHOUT_CODE = frozenset(
    {
        "kg",
        "Kg",
        "KG",
        "[lb_av]",
        "[oz_av]",
        "[in_i]",
        "g",
        "mg",
        "mm[Hg]",
        "mmHg",
        "mmhg",
        "MMHG",
        "mm Hg",
        "mm hg",
        "mm HG",
        "MM HG",
        "%",
        "cm",
        "kg/m2",
        "/min",
    }
)
"""Units of measurements taken from `unit` when `code` is missing; pounds are not among them (2.2-fold)."""

_SURE_SPELLED = frozenset({"mm[Hg]", "mmol/L", "meq/L", "ug/mL", "mg/L"})
"""The same, however they are spelled: these cannot be anything else (mEq/L, MMOL/L, mcg/mL)."""


def sane(value: Decimal | None) -> Decimal | None:
    """The number unless it is none (NaN, infinite) or absurdly long."""
    if value is None or not value.is_finite():
        return None
    if value and abs(value.adjusted()) > _DIGITS:
        return None
    return value


def amount(quantity: Quantity | None) -> Decimal | None:
    """The exact value of a quantity; None for "less than" and the like."""
    if quantity is None or quantity.comparator:
        return None
    return sane(quantity.value)


def spelled(unit: str) -> str:
    """A unit as a person writes it, as UCUM where it can mean one thing only; sentences are no units."""
    return _spelled(unit) if len(unit) <= _LONGEST else ""


@lru_cache(maxsize=1024)
def _spelled(unit: str) -> str:
    """A unit as a person writes it, as UCUM where it can mean one thing only ("MG/KG/hr" is "mg/kg/h")."""
    text = unit.strip().removesuffix("/dose")
    for word in (" per ", " / "):
        text = text.replace(word, "/")
    if text.lower() in _SPELLED:
        return _SPELLED[text.lower()]
    parts = [_SPELLED.get(p.strip().lower(), p.strip()) for p in text.split("/")]
    return "/".join(p.lower() if p.lower() in _LOWER else p for p in parts)


_LOWER = frozenset({"mg", "kg", "g", "ug", "min", "h", "d"})


def written(quantity: Quantity) -> str:
    """The quantity as recorded, for showing."""
    value = "" if quantity.value is None else f"{sane(quantity.value) or 0:f}"
    return f"{quantity.comparator}{value} {quantity.unit or quantity.code}".strip()


def _is_ucum(system: str) -> bool:
    """True for UCUM in any of its spellings, and where no system is named."""
    return system.rstrip("/") in ("", UCUM, _UCUM_OID)


_UCUM_OID = "urn:oid:2.16.840.1.113883.6.8"


def unit_of(quantity: Quantity) -> str:
    """The unit in UCUM as far as it is known; "" when none is given or code and unit contradict each other."""
    coded = quantity.code.strip() if _is_ucum(quantity.system) else ""
    said = spelled(quantity.unit)
    if not coded:
        return said
    coded = spelled(coded)
    if said in _CONTRADICTING and coded in _CONTRADICTING and said != coded:
        return ""
    return coded


_CONTRADICTING = frozenset({"kg", "g", "mg", "ug", "[lb_av]", "[oz_av]", "mg/kg", "ug/kg", "mg/min", "mg/h"})


def is_of_something(quantity: Quantity) -> bool:
    """True for a unit that measures something (mg, min, %), and so counts no points."""
    unit = unit_of(quantity)
    return unit != "1" and not _is_no_measure(unit) and common_units.measure(unit) is not None


def measured_unit(quantity: Quantity) -> str:
    """As `unit_of`, but for measurements a unit without a code counts only when it cannot be mistaken."""
    if quantity.code.strip() and _is_ucum(quantity.system):
        return unit_of(quantity)
    said = quantity.unit.strip()
    return spelled(said) if said in _SURE_WITHOUT_CODE or spelled(said) in _SURE_SPELLED else ""


def convert(value: Decimal, unit: str, target: str) -> Decimal | None:
    """The value in the target unit; None when the units are of different kinds or unknown."""
    if unit == target:
        return value
    ratio = factor(unit, target)
    if ratio is None:
        return None
    try:
        rounded = round(value * ratio.numerator / ratio.denominator, _DIGITS).normalize()
    except ArithmeticError:
        return None
    return rounded.quantize(Decimal(1)) if rounded == rounded.to_integral_value() else rounded


@lru_cache(maxsize=1024)
def factor(unit: str, target: str) -> Fraction | None:
    """By what a value in `unit` is multiplied to be in `target`; a fraction, so that 52.5 mg/h is 0.875 mg/min."""
    is_per = "/" in target + unit
    if len(unit) > _LONGEST or (is_per and ("kg" in target) != ("kg" in unit)):
        # mg/kg has no dimension: only units that name the kilogram are amounts per kilogram.
        return None
    if _is_no_measure(unit):
        return None
    try:
        ratio = common_units.ratio(unit, target)
    except KeyError:
        ratio = _of_library(unit, target)
    return ratio.limit_denominator(10**8) if ratio is not None else None


_PIECE_WORDS = """
    tab tabs tablet tablets tbl cap caps capsule capsules pill pills each ea unit units dose doses drop drops puff puffs
    spray sprays patch patches lozenge lozenges application applications film films bpm score
"""
_PIECES = frozenset(_PIECE_WORDS.split())
_ANNOTATION = re.compile(r"\{[^{}]*\}")


def _is_no_measure(unit: str) -> bool:
    """True for pieces and for UCUM's annotations ("{tbl}"): they convert to nothing."""
    return unit.lower() in _PIECES or _ANNOTATION.fullmatch(unit) is not None


def _of_library(unit: str, target: str) -> Fraction | None:
    registry = _registry()  # outside the try: a library that cannot be loaded is no unknown unit
    try:
        ratio = registry.from_ucum(unit).to(registry.from_ucum(target).units).magnitude
        return Fraction(float(ratio / registry.from_ucum(target).magnitude))
    except Exception:
        # The parser raises whatever its grammar runs into; any of it means "not a unit".
        return None


def _all_of_ucum() -> Any:
    from ucumvert import PintUcumRegistry  # type: ignore[import-untyped]

    return PintUcumRegistry()


_registry = Late(_all_of_ucum)
"""Half a second and 50 MB to build: at the first unit that is not a common one."""
