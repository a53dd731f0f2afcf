"""From medication records to exposures: the days on which an antidepressant is known to have been taken.

It must not know outcomes or counts. Protocol section 4, rules 1 and 4. Ends are exclusive.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

from cds_service.answers import Why
from cds_service.chart import Chart, Dosage, Kind, Medication, When
from cds_service.knowledge import Knowledge
from cds_service.protocol.days import days

DENIED = "not-taken"
"""FHIR's statement that a medicine was not taken."""

NEVER_TAKEN = {
    Kind.STATEMENT: frozenset({DENIED, "intended", "unknown"}),
    Kind.REQUEST: frozenset({"draft", "cancelled", "unknown"}),
    Kind.DISPENSE: frozenset({"preparation", "cancelled", "declined", "unknown"}),
    Kind.ADMINISTRATION: frozenset({"not-done", "on-hold", "unknown"}),
}
"""FHIR statuses under which nothing was taken."""

HALTED = frozenset({"stopped", "on-hold"})
"""FHIR request statuses that end an order before its supply is used up, on a day that no element tells."""

NO_ORDER = frozenset({"proposal", "plan", "option"})
"""FHIR request intents that are no order."""

ONE_DAY = timedelta(days=1)
OWNER = "treatment-resistance"


@dataclass(frozen=True, slots=True)
class Exposure:
    """Days [start, end) of one ingredient from one record. `end` None: unknown length. `start` None: undated.

    `earliest`, `latest`: the most days it may have been, where partial dates or a halted order leave that open;
    `latest` None beside a start: nobody knows. `low`, `high`: mg a day, cautious and generous reading; None with
    `dose_why` when not known; `speaks`: whether anything is said of the dose at all.
    """

    record: Medication
    start: date | None
    end: date | None
    earliest: date | None = None
    latest: date | None = None
    ongoing: bool = False
    low: Decimal | None = None
    high: Decimal | None = None
    dose_why: Why | None = None
    speaks: bool = True


def medications(chart: Chart) -> Iterator[Medication]:
    """Every medication record of the four lists."""
    for listing in (chart.statements, chart.requests, chart.dispenses, chart.administrations):
        yield from listing.facts


def was_taken(record: Medication) -> bool:
    """False for records that by status or intent say nothing was taken."""
    return record.status not in NEVER_TAKEN[record.kind] and record.intent not in NO_ORDER


def denials(records: Iterable[Medication]) -> list[Medication]:
    """The statements that a medicine was not taken."""
    return [r for r in records if r.kind is Kind.STATEMENT and r.status == DENIED]


def denied_days(denial: Medication, today: date) -> tuple[date | None, date]:
    """The first and last day a denial may speak of: its period, else the day it was stated; None without a date."""
    told: When | None = denial.on or denial.authored
    if denial.start is None:
        return (told.first, told.last) if told is not None else (None, today)
    end = denial.end or denial.authored
    return denial.start.first, end.last if end is not None else today


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
        found += _steps(record, _span(record, witness, today, knowledge), knowledge)
    return [_plausible(exposure, knowledge) for exposure in found]


def _plausible(exposure: Exposure, knowledge: Knowledge) -> Exposure:
    """A dose so many times the minimum that a slip of the decimal point or of the unit is likelier is not known."""
    minimum = knowledge.drugs[exposure.record.ingredient].minimum_daily_dose
    if minimum is None or exposure.low is None:
        return exposure
    if exposure.low < minimum.value * knowledge.limit(OWNER, "implausible-multiple"):
        return exposure
    return replace(exposure, low=None, high=None, dose_why=Why.OUT_OF_RANGE, speaks=True)


@dataclass(frozen=True, slots=True)
class _Span:
    """The days of a record as an Exposure holds them."""

    start: date | None = None
    end: date | None = None
    earliest: date | None = None
    latest: date | None = None
    ongoing: bool = False


def _span(record: Medication, witness: date | None, today: date, knowledge: Knowledge) -> _Span:
    """The cautious reading of partial dates as start and end, the generous one as earliest and latest."""
    begun = record.start or record.on or (record.authored if record.kind is Kind.REQUEST else None)
    if begun is None or record.dates_why is not None:
        return _Span()
    start = begun.last
    if record.kind is Kind.ADMINISTRATION:
        return _Span(start, start + ONE_DAY, start, start + ONE_DAY)
    least: date | None
    latest: date | None
    supplied = _supplied(record, start, knowledge) if record.end is None else None
    if supplied is not None:
        # A supply lasts as long as it lasts, whichever day of a month it began.
        least = None if _is_halted(record) else supplied
        earliest, latest, ongoing = start, supplied, False
    else:
        least, latest, ongoing = _end(record, witness, today, knowledge)
        earliest = begun.first
    if latest is None or latest <= earliest:
        return _Span(min(start, today), ongoing=ongoing)
    ongoing = ongoing or (least is not None and least > today)
    latest = min(latest, today)
    if least is None or least <= start:
        return _Span(min(start, today), None, min(earliest, today), latest, ongoing)
    return _Span(start, min(least, today), earliest, latest, ongoing)


def _is_halted(record: Medication) -> bool:
    return record.kind is Kind.REQUEST and record.status in HALTED


def _supplied(record: Medication, start: date, knowledge: Knowledge) -> date | None:
    """The day on which the supply of a dispense, or of a request with its repeats, is used up; None also where a fill
    is so large that a slip is likelier."""
    if not record.supply_days or record.kind not in {Kind.DISPENSE, Kind.REQUEST}:
        return None
    if record.supply_days > knowledge.limit(OWNER, "implausible-supply"):
        return None
    repeats = record.repeats if record.kind is Kind.REQUEST else 0
    return start + days(record.supply_days * (1 + repeats))


def _end(
    record: Medication, witness: date | None, today: date, knowledge: Knowledge
) -> tuple[date | None, date | None, bool]:
    """Cautious and generous end, and whether it is still taken. The planned end of a halted order is none."""
    if record.end is not None:
        is_planned = _is_halted(record) and record.end.last > today
        return (None if is_planned else record.end.first), record.end.last, False
    if record.status != "active" or record.kind is Kind.DISPENSE:
        return None, None, False
    if witness is None or (record.kind is Kind.STATEMENT and record.start is None):
        return None, None, False
    window = days(knowledge.limit("treatment-resistance", "evidence-window"))
    return (today, today, True) if today - witness <= window else (witness, witness, False)


def _steps(record: Medication, span: _Span, knowledge: Knowledge) -> Iterator[Exposure]:
    """One exposure for each dosage step, a step without bounds of its own being the whole record; where they leave days
    out, one of the whole record that is silent on the dose."""
    dosages = _dosages(record)
    if span.start is None or span.end is None:
        one = dosages[0] if len(dosages) == 1 else _either(dosages)
        yield from _while_told(record, span, one, knowledge)
        return
    steps = [(_step(span, span.start, span.end, dose), dose) for dose in dosages]
    if not _cover([step for step, _ in steps], span.start, span.end):
        yield _exposure(record, span, Dosage(why=Why.NOT_RECORDED))
    for step, dose in steps:
        if step.start is not None and step.end is not None and step.start < step.end:
            yield from _while_told(record, step, dose, knowledge)


def _cover(steps: list[_Span], start: date, end: date) -> bool:
    """Whether the steps name every day of a record."""
    for first, last in sorted((s.start, s.end) for s in steps if s.start is not None and s.end is not None):
        if first > start:
            return False
        start = max(start, last)
    return start >= end


def _while_told(record: Medication, span: _Span, dose: Dosage, knowledge: Knowledge) -> Iterator[Exposure]:
    """A dose that is said to be taken for some days is known for these; of a length that is a trial in itself the
    text says how much is handed over, and the record how long it was taken."""
    lasts = lasting(record, dose, knowledge)
    if lasts is None:
        yield _exposure(record, span, dose)
        return
    silent = replace(dose, low=None, high=None, why=Why.NOT_RECORDED, named=False)
    if span.start is None or span.end is None:
        yield _exposure(record, span, silent)
        return
    told = span.start + days(lasts)
    if told >= span.end:
        yield _exposure(record, span, dose)
    else:
        yield _exposure(record, replace(span, end=told, latest=told, ongoing=False), dose)
        yield _exposure(record, replace(span, start=told, earliest=told), silent)


def lasting(record: Medication, dose: Dosage, knowledge: Knowledge) -> Decimal | None:
    """The days from its beginning a dose is taken for, where it tells of few. As long as a fill, of each fill."""
    if dose.lasts is None or dose.lasts >= knowledge.limit(OWNER, "adequate-days"):
        return None
    fills = 1 + record.repeats if record.supply_days and dose.lasts >= record.supply_days else 1
    return dose.lasts * fills


def _step(span: _Span, start: date, end: date, dose: Dosage) -> _Span:
    """The part of a record's days that one dosage step bounds."""
    earliest, latest = span.earliest or start, span.latest or end
    first = max(start, dose.start.last) if dose.start else start
    last = min(end, dose.end.first) if dose.end else end
    soonest = max(earliest, dose.start.first) if dose.start else earliest
    longest = min(latest, dose.end.last) if dose.end else latest
    return _Span(first, last, soonest, longest, span.ongoing)


def _exposure(record: Medication, span: _Span, dose: Dosage) -> Exposure:
    return Exposure(
        record=record,
        start=span.start,
        end=span.end,
        earliest=span.earliest,
        latest=span.latest,
        ongoing=span.ongoing,
        low=dose.low,
        high=dose.high,
        dose_why=dose.why,
        speaks=dose.low is not None or dose.named,
    )


def _dosages(record: Medication) -> tuple[Dosage, ...]:
    if record.given_mg is not None:
        return (Dosage(low=record.given_mg, high=record.given_mg),)
    return record.dosages or (Dosage(why=Why.NOT_RECORDED),)


def _either(dosages: tuple[Dosage, ...]) -> Dosage:
    """Several instructions whose days are not told apart: the least and the most they may mean."""
    lows = [d.low for d in dosages if d.low is not None]
    highs = [d.high for d in dosages if d.high is not None]
    if len(lows) < len(dosages) or len(highs) < len(dosages):
        return Dosage(why=Why.NOT_RECORDED, named=any(d.named for d in dosages))
    return Dosage(low=min(lows), high=max(highs))
