"""Ketamine that was given: which records are infusions of a course, and which days make up the latest course.

It must not know scores, words or the next order. Protocol section 9, rule 1.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from cds_service.answers import Why
from cds_service.chart import Chart, Medication, Procedure, When
from cds_service.knowledge import Knowledge
from cds_service.protocol.days import days, order
from cds_service.protocol.results import Weight
from cds_service.protocol.scope import REASONS

OWNER = "course"
NOT_OURS = frozenset({"reason-anaesthesia", "reason-pain"})
"""Purposes that ketamine for depression does not have beside it."""

HOURS_PER_DAY = 24
GIVEN = frozenset({"completed", "stopped", "in-progress", "on-hold"})
"""Ketamine that has reached the patient, also when it still runs or is held; only a completed one is an infusion."""


@dataclass(frozen=True, slots=True)
class Given:
    """Ketamine given once: when, from which record, and whether it counts as an infusion of a course; `ours`: it is
    said to be for depression."""

    when: When
    reference: str
    counts: bool
    adverse: frozenset[str]
    by_name: bool
    ours: bool = False


@dataclass(frozen=True, slots=True)
class History:
    """Everything given, oldest first, and the days of the latest course (current or not)."""

    given: tuple[Given, ...]
    days: tuple[date, ...]
    current: bool

    @property
    def course(self) -> tuple[Given, ...]:
        """The infusions of the latest course, one record of each day."""
        by_day = {g.when.last: g for g in self.given if g.counts}
        return tuple(by_day[day] for day in self.days)


def given(chart: Chart, weight: Weight | None, knowledge: Knowledge) -> tuple[Given, ...]:
    """Every ketamine given, stopped and running ones too, oldest first."""
    ketamine = knowledge.with_role("ketamine")
    found: list[Given] = []
    for record in chart.administrations.facts:
        if record.ingredient in ketamine and record.on is not None and record.status in GIVEN:
            counts = record.status == "completed" and _is_infusion(record, weight, knowledge)
            ours = not record.purpose.isdisjoint(REASONS)
            found.append(Given(record.on, record.source.reference, counts, record.adverse, record.by_name, ours))
    for procedure in chart.procedures.facts:
        if procedure.ingredient in ketamine and procedure.on is not None and procedure.status in GIVEN:
            found.append(_procedure(procedure))
    return tuple(sorted(found, key=lambda g: order(g.when)))


def _procedure(procedure: Procedure) -> Given:
    # Of a procedure, what it is called is one of its reasons: "ketamine infusion" alone is none.
    counts = procedure.status == "completed" and not is_for_another(procedure.purpose)
    adverse = frozenset({"stopped"}) if procedure.status == "stopped" else frozenset[str]()
    on, ours = procedure.on or When(date.min, date.min), not procedure.purpose.isdisjoint(REASONS)
    return Given(on, procedure.source.reference, counts, adverse, procedure.by_name, ours)


def _is_infusion(record: Medication, weight: Weight | None, knowledge: Knowledge) -> bool:
    """IV or route not stated, not for anaesthesia, and not an anaesthetic dose where that can be worked out."""
    if record.route == "other" or is_for_another(record.purpose):
        return False
    per_kg = record.given_mg_per_kg
    if per_kg is None and record.given_mg is not None and weight is not None:
        per_kg = record.given_mg / weight.kg
    return per_kg is None or per_kg <= knowledge.limit(OWNER, "anaesthetic-mg-per-kg")


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
