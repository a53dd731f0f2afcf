"""Is there a recent sign of suicidality? A card of its own: neither permission nor exclusion.

It must not know words or the other criteria. Protocol section 10.
"""

from __future__ import annotations

from collections.abc import Sequence

from cds_service.answers import Severity, Status
from cds_service.chart import Chart, Order, Problem, Reading
from cds_service.knowledge import Knowledge
from cds_service.protocol.days import days, possibly_within
from cds_service.protocol.finding import Fact, Finding, Say, say

OWNER = "suicidality"

SIGNS = frozenset({"phq-9-item-9", "c-ssrs", "suicidal-ideation-seen"})
"""Observed concepts that may tell of suicidality."""


def suicidality(chart: Chart, orders: Sequence[Order], knowledge: Knowledge) -> Finding | None:
    """The finding behind the suicidality card; None when nothing recent says so."""
    facts = (*_stated(orders), *_presented(chart), *_scored(chart, knowledge), *_recorded(chart, knowledge))
    if not facts:
        return None
    return Finding(OWNER, Status.MET, Severity.WARNING, say(f"{OWNER}.found", what=facts[0].say), facts, policy=True)


def _stated(orders: Sequence[Order]) -> list[Fact]:
    return [
        Fact(say(f"{OWNER}.stated"), order.source.reference, order.source.date)
        for order in orders
        if any("suicidal-ideation" in r.sets for r in order.reasons)
    ]


def _presented(chart: Chart) -> list[Fact]:
    """What the patient came for: the reason of the running encounter is as recent as the order's own."""
    encounter = chart.encounter
    if encounter is None or not encounter.running or "suicidal-ideation" not in encounter.reasons:
        return []
    return [Fact(say(f"{OWNER}.presented"), encounter.reference)]


def _scored(chart: Chart, knowledge: Knowledge) -> list[Fact]:
    first = chart.today - days(knowledge.limit(OWNER, "window"))
    positive = [
        r
        for listing in (chart.surveys, chart.coded)
        for r in listing.facts
        if r.concept in SIGNS and possibly_within(r.when, first, chart.today) and _is_positive(r, knowledge)
    ]
    # Of a screen with several questions one yes is enough, whichever it is; a record in both lists is told once.
    once = {(r.source.reference, r.concept): r for r in reversed(positive)}
    return [Fact(_said(r), r.source.reference, r.source.date) for r in reversed(once.values())]


def _said(reading: Reading) -> Say:
    """The answer in its own words; a yes that is no word is told without any."""
    value = reading.value if reading.value is not None else reading.shown
    return say(f"{OWNER}.{reading.concept}" if value != "" else f"{OWNER}.{reading.concept}-plain", value=value)


def _is_positive(reading: Reading, knowledge: Knowledge) -> bool:
    if reading.answer is not None:
        return reading.answer == "positive"
    return reading.value is not None and reading.value >= knowledge.limit(OWNER, f"{reading.concept}-at-least")


def _recorded(chart: Chart, knowledge: Knowledge) -> list[Fact]:
    return [
        Fact(say("fact.problem", text=p.text), p.source.reference, p.source.date)
        for p in chart.problems.facts
        if "suicidal-ideation" in p.sets | p.suspected and _is_recent(p, chart, knowledge)
    ]


def _is_recent(problem: Problem, chart: Chart, knowledge: Knowledge) -> bool:
    """Begun or recorded within the window; an active one without any date is taken as recent."""
    first = chart.today - days(knowledge.limit(OWNER, "window"))
    dates = [w for w in (problem.onset, problem.recorded) if w is not None]
    if not dates:
        return problem.active
    return any(possibly_within(w, first, chart.today) for w in dates)


def emergency_note(chart: Chart, orders: Sequence[Order], knowledge: Knowledge) -> bool:
    """An emergency encounter with recorded suicidal ideation: the bolus regimen is shown as information only."""
    if chart.encounter is None or not chart.encounter.emergency:
        return False
    return bool(_stated(orders) or _presented(chart) or _recorded(chart, knowledge))
