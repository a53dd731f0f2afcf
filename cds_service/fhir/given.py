"""How much was given in one MedicationAdministration: by its dose and its rate, the larger; else by its words.

It must not know which dose is that of a course.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from cds_service.fhir import infusion_text, units, wire
from cds_service.fhir.dates import Clock, end, known, start
from cds_service.knowledge import Knowledge

SECONDS_PER_MINUTE = 60


def given_amount(
    record: wire.MedicationRecord,
    given: wire.AdministrationDosage | None,
    mg_per_ml: Decimal | None,
    unit: str,
    clock: Clock,
    knowledge: Knowledge,
) -> Decimal | None:
    """What was given in mg, or in mg/kg; a volume counts when the concentration is known, a rate when its time is.

    Words speak only where the structure does not: beside a charted dose they name what was wasted, the vial, or what
    else was given.
    """
    if given is None:
        return None
    found, other = (
        [v for v in (*_stated(given, mg_per_ml, kind), *_run(record, given, kind, clock)) if v is not None]
        for kind in (unit, units.MG_PER_KG if unit == units.MG else units.MG)
    )
    if found or other:
        return max(found, default=None)
    said = infusion_text.amount(given.text, mg_per_ml, knowledge)
    return said.mg if unit == units.MG else said.mg_per_kg


def _stated(given: wire.AdministrationDosage, mg_per_ml: Decimal | None, unit: str) -> Iterator[Decimal | None]:
    """The dose, and the numerator of a ratio that is not a rate per one unit of time: "200 mg / 40 min"."""
    ratio = given.rate_ratio
    whole = ratio.numerator if ratio is not None and units.amount(ratio.denominator) not in (None, 1) else None
    for quantity in (given.dose, whole):
        value = units.amount(quantity)
        if quantity is None or value is None:
            continue
        stated = units.unit_of(quantity)
        yield units.convert(value, stated, unit)
        if unit == units.MG and mg_per_ml is not None and (ml := units.convert(value, stated, units.ML)) is not None:
            yield ml * mg_per_ml


def _run(
    record: wire.MedicationRecord, given: wire.AdministrationDosage, unit: str, clock: Clock
) -> Iterator[Decimal | None]:
    """A rate over the time it ran."""
    begun, ended = (known(clock.any(text)) for text in (start(record.effective_period), end(record.effective_period)))
    if begun is None or ended is None or begun.instant is None or ended.instant is None:
        return
    minutes = Decimal(str((ended.instant - begun.instant).total_seconds())) / SECONDS_PER_MINUTE
    rate = units.MG_PER_MIN if unit == units.MG else units.MG_PER_KG_MIN
    ratio = given.rate_ratio
    per_minute = [_rate(given.rate_quantity, rate)]
    if ratio is not None and ratio.numerator is not None and ratio.denominator is not None:
        amount, time = units.amount(ratio.numerator), units.amount(ratio.denominator)
        mass = units.convert(amount, units.unit_of(ratio.numerator), unit) if amount is not None else None
        length = units.convert(time, units.unit_of(ratio.denominator), units.MINUTE) if time else None
        per_minute.append(mass / length if mass is not None and length else None)
    for value in per_minute:
        if value is not None and minutes > 0:
            yield value * minutes


def _rate(quantity: wire.Quantity | None, unit: str) -> Decimal | None:
    value = units.amount(quantity)
    if quantity is None or value is None:
        return None
    return units.convert(value, units.unit_of(quantity), unit)
