"""What a dose, a rate and a duration come to: mg, mg/kg and minutes, for one weight.

It must not know limits nor which dose is right.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal

from cds_service.chart import Amount, Instruction


@dataclass(frozen=True, slots=True)
class Meaning:
    """What one reading of an instruction comes to. `clash`: its own parts disagree."""

    mg: Decimal | None
    mg_per_kg: Decimal | None
    minutes: Decimal | None
    push: bool
    clash: bool = False


def meaning(amount: Amount, kg: Decimal | None, tolerance: Decimal) -> Meaning:
    """Resolve dose, rate and duration to mg, mg/kg and minutes; two of the three give the third."""
    per_min = amount.mg_per_min
    if per_min is None and amount.mg_per_kg_min is not None and kg is not None:
        per_min = amount.mg_per_kg_min * kg
    mg = amount.mg
    if mg is None and amount.mg_per_kg is not None and kg is not None:
        mg = amount.mg_per_kg * kg
    minutes, clash = amount.minutes, False
    if mg is None and per_min and minutes:
        mg = per_min * minutes
    per_kg = amount.mg_per_kg
    if per_kg is None and mg is not None and kg is not None:
        per_kg = mg / kg
    if per_kg is None and amount.mg_per_kg_min is not None and minutes:
        per_kg = amount.mg_per_kg_min * minutes
    implied = mg / per_min if mg is not None and per_min else None
    if implied is None and per_kg is not None and amount.mg_per_kg_min:
        implied = per_kg / amount.mg_per_kg_min
    if implied is not None:
        clash = minutes is not None and differ(minutes, implied, tolerance)
        minutes = implied if minutes is None else min(minutes, implied) if clash else minutes
    if amount.mg is not None and amount.mg_per_kg is not None and kg is not None:
        clash = clash or differ(amount.mg, amount.mg_per_kg * kg, tolerance)
        per_kg = max(amount.mg_per_kg, amount.mg / kg)
    return Meaning(_exact(mg), _exact(per_kg), _exact(minutes), amount.push, clash)


_EXACT = Decimal("0.000001")
"""So far are amounts told apart: a rate that was divided twice is not faster than its limit by a rounding."""


_ENDLESS = Decimal(10) ** 12
"""More than this of anything is as good as endless, and can still be written down."""


def _exact(value: Decimal | None) -> Decimal | None:
    return None if value is None else min(value, _ENDLESS).quantize(_EXACT, ROUND_HALF_UP)


def together(structure: Amount, text: Amount) -> Amount:
    """Structure and text as one statement: what the one leaves open the other says."""
    both = Amount(
        mg=_first(structure.mg, text.mg),
        mg_per_kg=_first(structure.mg_per_kg, text.mg_per_kg),
        mg_per_min=_first(structure.mg_per_min, text.mg_per_min),
        mg_per_kg_min=_first(structure.mg_per_kg_min, text.mg_per_kg_min),
        minutes=_first(structure.minutes, text.minutes),
        push=structure.push or text.push,
    )
    if text.mg_of_volume is not None and not text.may_be_bag and not has_mass(both):
        return replace(both, mg=text.mg_of_volume)
    return both


def is_endless(i: Instruction) -> bool:
    """Whether it is called continuous, at a rate, and nothing says how long or how much: no infusion of ours."""
    return i.continuous and is_bare_rate(i)


def is_bare_rate(i: Instruction) -> bool:
    """Whether there is a rate, and nothing says how long or how much."""
    both = together(i.structure, i.text)
    flows = both.mg_per_min is not None or both.mg_per_kg_min is not None
    return flows and both.minutes is None and both.mg is None and both.mg_per_kg is None


def is_bare_rate_by_weight(i: Instruction) -> bool:
    """Whether that rate is one of weight and time ("0.2 mg/kg/h"), as a ward runs it and nobody orders ours."""
    return is_bare_rate(i) and together(i.structure, i.text).mg_per_kg_min is not None


def contradicts_itself(
    i: Instruction,
    beside: Sequence[Amount],
    kg: Decimal | None,
    tolerance: Decimal,
    weights: tuple[Decimal, Decimal],
    bag: Decimal,
) -> bool:
    """Whether two places of an order cannot both be right: structure and text, limits, the product's name, notes.

    `weights`: the lowest and the highest there is, for mg and mg/kg of a patient whose weight is not known.
    `bag`: a volume to be infused that would hold more than so many times the dose is the bag's; less may be a vial.
    """
    structure, text = meaning(i.structure, kg, tolerance), meaning(i.text, kg, tolerance)
    both = meaning(together(i.structure, i.text), kg, tolerance)
    if structure.clash or text.clash or both.clash or _disagree(structure, text, tolerance):
        return True
    if both.minutes is not None and any(differ(both.minutes, m, tolerance) for m in i.text.loose_minutes):
        return True
    if both.mg is not None and _is_another_volume(both.mg, i.text, tolerance, bag):
        return True
    if both.mg is not None and i.most_mg is not None and i.most_mg < both.mg:
        return True
    if both.minutes is not None and i.within is not None and i.within < both.minutes:
        return True
    if kg is None and both.mg is not None and both.mg_per_kg:
        lightest, heaviest = weights
        if not lightest <= both.mg / both.mg_per_kg <= heaviest:
            return True
    return any(is_apart(both, one, kg, tolerance) for one in beside)


def _is_another_volume(mg: Decimal, text: Amount, tolerance: Decimal, bag: Decimal) -> bool:
    holds = text.mg_of_volume
    if holds is None or (text.may_be_bag and holds > mg * bag):
        return False
    return differ(mg, holds, tolerance)


def is_apart(dose: Meaning, other: Amount, kg: Decimal | None, tolerance: Decimal) -> bool:
    """Whether another statement says something else than this dose, at both of its ends."""
    ends = [meaning(one, kg, tolerance) for one in (other, other.mildest or other)]
    if other.push or other.unread or any(end.clash for end in ends):
        return True
    pairs = (
        (dose.mg, [end.mg for end in ends]),
        (dose.mg_per_kg, [end.mg_per_kg for end in ends]),
        (dose.minutes, [*(end.minutes for end in ends), *other.loose_minutes]),
    )
    for own, theirs in pairs:
        known = [value for value in theirs if value is not None]
        if own is not None and known and not min(known) * (1 - tolerance) <= own <= max(known) * (1 + tolerance):
            return True
    return False


def _disagree(structure: Meaning, text: Meaning, tolerance: Decimal) -> bool:
    pairs = (
        (structure.mg, text.mg),
        (structure.mg_per_kg, text.mg_per_kg),
        (structure.minutes, text.minutes),
    )
    return any(a is not None and b is not None and differ(a, b, tolerance) for a, b in pairs)


def has_mass(amount: Amount) -> bool:
    """Whether a dose or a rate is said in mg at all."""
    doses = (amount.mg, amount.mg_per_kg, amount.mg_per_min, amount.mg_per_kg_min)
    return any(dose is not None for dose in doses)


def _first(*values: Decimal | None) -> Decimal | None:
    return next((value for value in values if value is not None), None)


def differ(one: Decimal, other: Decimal, tolerance: Decimal) -> bool:
    """True when two amounts are further apart than the tolerance, as a share of the first."""
    return abs(one - other) > tolerance * one
