"""What the patient is taking now, as far as the lists prove it.

It must not know which medicines matter: callers name ingredients.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

from cds_service.answers import Why
from cds_service.chart import Chart, Kind, Listing, Medication
from cds_service.protocol.days import days
from cds_service.protocol.exposures import HALTED, denials, denied_days, evidence_day, medications, was_taken
from cds_service.protocol.finding import Missing, say


@dataclass(frozen=True, slots=True)
class Taking:
    """A medicine whose record says it is being taken. `evidence`: the last day anything testifies to it.

    `current`: that day lies within the window; None when no record carries a day.
    """

    record: Medication
    evidence: date | None
    current: bool | None


def medication_lists(chart: Chart) -> tuple[tuple[str, Listing[Medication]], ...]:
    """The four medication lists with their names in the rule `lists`."""
    return (
        ("statements", chart.statements),
        ("requests", chart.requests),
        ("dispenses", chart.dispenses),
        ("administrations", chart.administrations),
    )


def lists_missing(chart: Chart) -> tuple[Missing, ...]:
    """One entry for each medication list that is absent, failed, cut, or holds something unreadable."""
    return tuple(
        Missing(say(f"lists.{name}"), listing.gap)
        for name, listing in medication_lists(chart)
        if listing.gap is not None
    )


def lists_gap(chart: Chart) -> Why | None:
    """Why the medication lists cannot prove absence: neither statements nor requests, or one of the four failed,
    was cut or holds something unreadable. Absent ones beside a supplied one are named but do no harm."""
    for _, listing in medication_lists(chart):
        if listing.gap not in {None, Why.NOT_SUPPLIED}:
            return listing.gap
    if not chart.statements.supplied and not chart.requests.supplied:
        return Why.NOT_SUPPLIED
    return None


def taking(
    chart: Chart, ingredients: Collection[str], window: timedelta, *, at_latest: bool = False, halted: bool = True
) -> list[Taking]:
    """Records of these ingredients that are active today, each with the last evidence of its ingredient.

    `at_latest`: partial dates count by their latest day, for medicines that are a danger. `halted`: records that were
    stopped testify as well, which is right only where taking the medicine is the danger.
    """
    mine = [r for r in medications(chart) if r.ingredient in ingredients and was_taken(r)]
    found: list[Taking] = []
    for record in mine:
        if not _is_active(record, chart.today, at_latest=at_latest):
            continue
        same = [r for r in mine if r.ingredient == record.ingredient and (halted or not _is_halted(r))]
        evidence = evidence_day(same, chart.today, at_latest=at_latest)
        current = None if evidence is None else chart.today - evidence <= window
        found.append(Taking(record, evidence, current))
    return found


def left_open(chart: Chart, ingredients: Collection[str], window: timedelta) -> list[Medication]:
    """Records of a dose given, or of a supply of unknown length handed over, within the window and after every
    record that closed: no proof that the medicine is taken today, and none that it is not."""
    mine = [r for r in medications(chart) if r.ingredient in ingredients and was_taken(r)]
    return [
        r
        for r in mine
        if r.on is not None
        and (r.kind is Kind.ADMINISTRATION or (r.kind is Kind.DISPENSE and not r.supply_days))
        and chart.today - r.on.last <= window
        and all(day < r.on.last for other in mine if (day := _closed(other, r.ingredient)) is not None)
    ]


def is_denied(chart: Chart, ingredient: str, since: date | None) -> bool:
    """Whether a statement that the medicine is not taken is no older than the last evidence that it is."""
    denied = (denied_days(r, chart.today)[1] for r in denials(medications(chart)) if r.ingredient == ingredient)
    return any(since is None or day >= since for day in denied)


def is_halted(chart: Chart, record: Medication, since: date | None) -> bool:
    """Whether another record of the medicine was stopped after the last day anything testifies that it is taken, and
    after this record's own beginning."""
    begun = record.start.first if record.start is not None and record.start.first <= chart.today else None
    seen = max((day for day in (since, begun) if day is not None), default=None)
    halts = [r for r in medications(chart) if r.ingredient == record.ingredient and was_taken(r) and _is_halted(r)]
    told = [r.end or r.authored or r.on for r in halts]
    return any(when is not None and (seen is None or when.last > seen) for when in told)


def _is_halted(record: Medication) -> bool:
    return record.kind in {Kind.STATEMENT, Kind.REQUEST} and record.status in HALTED


def is_closed(chart: Chart, ingredient: str, day: date) -> bool:
    """Whether a statement or request of the ingredient had ended by that day, or has ended since."""
    closed = (_closed(r, ingredient) for r in medications(chart))
    return any(end is not None and end >= day for end in closed)


def _closed(record: Medication, ingredient: str) -> date | None:
    """The day a statement or request of the ingredient ended or was said to have ended; None while it runs."""
    if record.ingredient != ingredient or record.kind not in {Kind.STATEMENT, Kind.REQUEST}:
        return None
    if record.end is not None:
        return record.end.first
    return record.authored.first if record.authored is not None and record.status != "active" else None


def _is_active(record: Medication, today: date, *, at_latest: bool) -> bool:
    """Begun, not ended, and active. An end known only by its month counts by its first day where taking the
    medicine helps to qualify, by its last where it is a danger."""
    if record.end is not None and (record.end.last if at_latest else record.end.first) <= today:
        return False
    if record.start is not None and record.start.first > today:
        return False
    if record.kind in {Kind.STATEMENT, Kind.REQUEST}:
        return record.status == "active"
    if record.kind is Kind.DISPENSE and record.on is not None and record.supply_days:
        return record.on.last + days(record.supply_days) > today
    return False
