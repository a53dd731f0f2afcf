"""Ketamine that was given: which records are infusions of a course, and which days make up the latest course.

It must not know scores, words or the next order. Protocol section 9, rule 1.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from cds_service.answers import Why
from cds_service.chart import Chart, Medication, Procedure, When
from cds_service.knowledge import Knowledge
from cds_service.protocol.days import days, order
from cds_service.protocol.exposures import was_taken
from cds_service.protocol.results import Weight
from cds_service.protocol.scope import ANAESTHETIC, REASONS

OWNER = "course"
NOT_OURS = frozenset({"reason-anaesthesia", "reason-pain"})
"""Purposes that ketamine for depression does not have beside it."""

HOURS_PER_DAY, MINUTES_PER_HOUR = 24, 60
GIVEN = frozenset({"completed", "stopped", "in-progress", "on-hold"})
"""Ketamine that has reached the patient, also when it still runs or is held; only a completed one is an infusion."""

UNTOLD = frozenset({"unknown"})
"""Of which its own author does not know whether it was given."""

RUNNING = frozenset({"in-progress", "on-hold"})
"""Ketamine that, as far as its record says, has not ended: the next moment it is given is now."""


@dataclass(frozen=True, slots=True)
class Given:
    """Ketamine given once: when, from which record, and whether it counts as an infusion of a course; `ours`: it is
    said to be for depression. `until`: when it had all been given. `theatre`: plainly anaesthesia,
    an operation or an emergency: what else was given on its day without a purpose belongs to that."""

    when: When
    reference: str
    counts: bool
    adverse: frozenset[str]
    by_name: bool
    ours: bool
    until: When
    running: bool
    theatre: bool = False


@dataclass(frozen=True, slots=True)
class History:
    """Everything given, the first to end first, and the days of the latest course (current or not)."""

    given: tuple[Given, ...]
    days: tuple[date, ...]
    current: bool

    @property
    def course(self) -> tuple[Given, ...]:
        """The infusions of the latest course, one record of each day."""
        by_day = {g.when.last: g for g in self.given if g.counts}
        return tuple(by_day[day] for day in self.days)


def given(chart: Chart, weight: Weight | None, knowledge: Knowledge) -> tuple[Given, ...]:
    """Every ketamine given, stopped and running ones too, the first to end first."""
    ketamine = knowledge.with_role("ketamine")
    found: list[Given] = []
    for record in chart.administrations.facts:
        if record.ingredient in ketamine and record.on is not None and record.status in GIVEN:
            theatre = _is_anaesthetic(record, weight, knowledge)
            counts = not theatre and record.route != "other" and not is_for_another(record.purpose)
            found.append(_given(record, record.on, record.adverse, chart, knowledge, counts=counts, theatre=theatre))
    for procedure in chart.procedures.facts:
        if procedure.ingredient in ketamine and procedure.on is not None and procedure.status in GIVEN:
            adverse = frozenset({"stopped"}) if procedure.status == "stopped" else frozenset[str]()
            # Of a procedure, what it is called is one of its reasons: "ketamine infusion" alone is none.
            counts = not is_for_another(procedure.purpose)
            found.append(_given(procedure, procedure.on, adverse, chart, knowledge, counts=counts, theatre=False))
    operated = {g.when.last for g in found if g.theatre}
    kept = (replace(g, counts=False) if g.when.last in operated and not g.ours else g for g in found)
    return tuple(sorted(kept, key=lambda g: order(g.until)))


def _given(
    record: Medication | Procedure,
    on: When,
    adverse: frozenset[str],
    chart: Chart,
    knowledge: Knowledge,
    *,
    counts: bool,
    theatre: bool,
) -> Given:
    running = record.status in RUNNING
    return Given(
        on,
        record.source.reference,
        counts and record.status == "completed",
        adverse,
        record.by_name,
        ours=not record.purpose.isdisjoint(REASONS),
        until=When(chart.today, chart.today, chart.now) if running else _until(on, record.until, chart, knowledge),
        running=running,
        theatre=theatre or (not record.purpose.isdisjoint(ANAESTHETIC) and record.purpose.isdisjoint(REASONS)),
    )


def _until(on: When, ended: When | None, chart: Chart, knowledge: Knowledge) -> When:
    """The end of what ran longer than an infusion of the protocol does; of any other the interval is from beginning
    to beginning."""
    if ended is None or order(ended) <= order(on) or ended.first > chart.today:
        return on
    longest = knowledge.limit("dose", "to-minutes") / MINUTES_PER_HOUR
    return ended if hours_between(on, ended) > longest else on


def _is_anaesthetic(record: Medication, weight: Weight | None, knowledge: Knowledge) -> bool:
    """An anaesthetic dose, where that can be worked out."""
    per_kg = record.given_mg_per_kg
    if per_kg is None and record.given_mg is not None and weight is not None:
        per_kg = record.given_mg / weight.kg
    return per_kg is not None and per_kg > knowledge.limit(OWNER, "anaesthetic-mg-per-kg")


def is_for_another(purpose: frozenset[str]) -> bool:
    """Stated to be anaesthesia, sedation or analgesia, or stated and none of ours."""
    return not purpose.isdisjoint(NOT_OURS) or (bool(purpose) and purpose.isdisjoint(REASONS))


def history(chart: Chart, weight: Weight | None, knowledge: Knowledge) -> History:
    """The latest course: infusion days joined over short gaps; current if its last is recent."""
    everything = given(chart, weight, knowledge)
    gap = days(knowledge.limit(OWNER, "gap"))
    series: list[date] = []
    for day in sorted({g.when.last for g in everything if g.counts}):
        if series and day - series[-1] > gap:
            series = []
        series.append(day)
    current = bool(series) and chart.today - series[-1] <= gap
    return History(everything, tuple(series), current)


def doubtful(chart: Chart, knowledge: Knowledge) -> tuple[str, When] | None:
    """The last record within the gap of a course that leaves open whether ketamine was given at all."""
    ketamine, back = knowledge.with_role("ketamine"), chart.today - days(knowledge.limit(OWNER, "gap"))
    records: list[Medication | Procedure] = [*chart.administrations.facts, *chart.procedures.facts]
    mine = [r for r in records if r.ingredient in ketamine and r.status in UNTOLD]
    found = [(r.source.reference, r.on) for r in mine if r.on is not None and r.on.last >= back]
    return max(found, key=lambda one: order(one[1]), default=None)


def reported(chart: Chart, knowledge: Knowledge) -> list[tuple[str, When]]:
    """Statements of ketamine that ended within the gap of a course, the last one last, where no record of these days
    says that it was given: it may have been."""
    ketamine, back = knowledge.with_role("ketamine"), chart.today - days(knowledge.limit(OWNER, "gap"))
    records: list[Medication | Procedure] = [*chart.administrations.facts, *chart.procedures.facts]
    given_on = [r.on for r in records if r.ingredient in ketamine and r.on is not None]
    found: list[tuple[str, When]] = []
    for record in chart.statements.facts:
        end = record.end or (record.on if record.status == "completed" else None)
        if record.ingredient not in ketamine or not was_taken(record) or end is None:
            continue
        begun = record.start or record.on or end
        if back <= end.last <= chart.today and not any(
            begun.first <= on.last and on.first <= end.last for on in given_on
        ):
            found.append((record.source.reference, end))
    return sorted(found, key=lambda one: order(one[1]))


def undated(chart: Chart, knowledge: Knowledge) -> Iterator[Why]:
    """Why each ketamine given on an unknown day has none: it may have been today."""
    ketamine = knowledge.with_role("ketamine")
    records: list[Medication | Procedure] = [*chart.administrations.facts, *chart.procedures.facts]
    for record in records:
        if record.ingredient in ketamine and record.on is None and record.status in GIVEN:
            yield record.dates_why or Why.NOT_RECORDED


def hours_between(earlier: When, later: When) -> Decimal:
    """Hours from one moment to a later one; whole days where either is a bare date."""
    if earlier.instant is not None and later.instant is not None:
        return Decimal(str((later.instant - earlier.instant).total_seconds())) / 3600
    return Decimal((later.first - earlier.last).days * HOURS_PER_DAY)
