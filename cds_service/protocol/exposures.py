"""From medication records to exposures: the days on which an antidepressant is known to have been taken.

It must not know outcomes or counts. Protocol section 4, rules 1 and 4. Ends are exclusive.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from cds_service.answers import Why
from cds_service.chart import Chart, Dosage, Kind, Medication, When
from cds_service.knowledge import Knowledge
from cds_service.protocol.days import days

NEVER_TAKEN = {
    Kind.STATEMENT: frozenset({"not-taken", "intended", "unknown"}),
    Kind.REQUEST: frozenset({"draft", "cancelled", "unknown"}),
    Kind.DISPENSE: frozenset({"preparation", "cancelled", "declined", "unknown"}),
    Kind.ADMINISTRATION: frozenset({"not-done", "on-hold", "unknown"}),
}
"""FHIR statuses under which nothing was taken."""

NO_ORDER = frozenset({"proposal", "plan", "option"})
"""FHIR request intents that are no order."""

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Exposure:
    """Days [start, end) of one ingredient from one record. `end` None: unknown length. `start` None: undated.

    `low`, `high`: mg a day, cautious and generous reading; None with `dose_why` when not known.
    """

    record: Medication
    start: date | None
    end: date | None
    ongoing: bool = False
    low: Decimal | None = None
    high: Decimal | None = None
    dose_why: Why | None = None


def medications(chart: Chart) -> Iterator[Medication]:
    """Every medication record of the four lists."""
    for listing in (chart.statements, chart.requests, chart.dispenses, chart.administrations):
        yield from listing.facts


def was_taken(record: Medication) -> bool:
    """False for records that by status or intent say nothing was taken."""
    return record.status not in NEVER_TAKEN[record.kind] and record.intent not in NO_ORDER


def evidence_day(records: Iterable[Medication], today: date, *, at_latest: bool = False) -> date | None:
    """The last day these records testify to (asserted, authored, handed over or given).

    A partial date is read by its earliest day; `at_latest`, where having taken the medicine is the danger, by its
    latest that is not ahead.
    """
    dated = [when for r in records for when in (r.authored, _handed(r)) if when is not None]
    seen = [when for when in dated if when.first <= today + ONE_DAY]
    days_read = [max(when.first, min(when.last, today)) if at_latest else when.first for when in seen]
    return max(days_read, default=None)


def _handed(record: Medication) -> When | None:
    return record.on if record.kind in {Kind.DISPENSE, Kind.ADMINISTRATION} else None


def exposures(records: Iterable[Medication], today: date, knowledge: Knowledge) -> list[Exposure]:
    """The exposures of one ingredient's records, each cut at today."""
    taken = [r for r in records if was_taken(r)]
    witness = evidence_day(taken, today)
    found: list[Exposure] = []
    for record in taken:
        start, end, ongoing = _span(record, witness, today, knowledge)
        found += _steps(record, start, end, ongoing)
    return found


def _span(
    record: Medication, witness: date | None, today: date, knowledge: Knowledge
) -> tuple[date | None, date | None, bool]:
    """Start, exclusive end and "still taken" of a record; the cautious reading of partial dates."""
    begun = record.start or record.on or (record.authored if record.kind is Kind.REQUEST else None)
    if begun is None or record.dates_why is not None:
        return None, None, False
    start = begun.last
    if record.kind is Kind.ADMINISTRATION:
        return start, start + ONE_DAY, False
    end, ongoing = _end(record, start, witness, today, knowledge)
    if end is None or end <= start:
        return min(start, today), None, ongoing
    return start, min(end, today), ongoing or end > today


def _end(
    record: Medication, start: date, witness: date | None, today: date, knowledge: Knowledge
) -> tuple[date | None, bool]:
    if record.end is not None:
        return record.end.first, False
    if record.kind is Kind.DISPENSE:
        return (start + days(record.supply_days), False) if record.supply_days else (None, False)
    if record.kind is Kind.REQUEST and record.supply_days:
        return start + days(record.supply_days * (1 + record.repeats)), False
    if record.status != "active" or (record.kind is Kind.STATEMENT and record.start is None):
        return None, False
    if witness is None:
        return None, False
    window = days(knowledge.limit("treatment-resistance", "evidence-window"))
    return (today, True) if today - witness <= window else (witness, False)


def _steps(record: Medication, start: date | None, end: date | None, ongoing: bool) -> Iterator[Exposure]:
    """One exposure for each dosage step with bounds of its own, else one for the whole record."""
    dosages = _dosages(record)
    bounded = [d for d in dosages if d.start is not None or d.end is not None]
    if len(dosages) < 2 or len(bounded) < len(dosages) or start is None or end is None:
        dose = dosages[0] if len(dosages) == 1 else _either(dosages)
        yield Exposure(record, start, end, ongoing, dose.low, dose.high, dose.why)
        return
    for dose in dosages:
        first = max(start, dose.start.last) if dose.start else start
        last = min(end, dose.end.first) if dose.end else end
        if first < last:
            yield Exposure(record, first, last, ongoing and last == end, dose.low, dose.high, dose.why)


def _dosages(record: Medication) -> tuple[Dosage, ...]:
    if record.kind is Kind.ADMINISTRATION and record.given_mg is not None:
        return (Dosage(low=record.given_mg, high=record.given_mg),)
    return record.dosages or (Dosage(why=Why.NOT_RECORDED),)


def _either(dosages: tuple[Dosage, ...]) -> Dosage:
    """Several instructions whose days are not told apart: the least and the most they may mean."""
    if any(d.low is None or d.high is None for d in dosages):
        return Dosage(why=next(d.why for d in dosages if d.low is None or d.high is None) or Why.NOT_RECORDED)
    lows = [d.low for d in dosages if d.low is not None]
    highs = [d.high for d in dosages if d.high is not None]
    return Dosage(low=min(lows), high=max(highs))
