"""Severity in a running course: how ill the patient was when it began, since a low score today is what it is for.

It must not know limits, scales or how a score is judged. Protocol sections 5 and 9.
"""

from __future__ import annotations

from dataclasses import replace

from cds_service.answers import Status, Why
from cds_service.chart import Chart, Listing, Reading
from cds_service.knowledge import Knowledge
from cds_service.protocol.depression import severity
from cds_service.protocol.finding import Finding, Missing, say
from cds_service.protocol.infusions import History, history
from cds_service.protocol.response import after_first
from cds_service.protocol.results import Weight

OWNER = "severity"


def severity_in_course(chart: Chart, weight: Weight | None, knowledge: Knowledge) -> Finding:
    """The criterion: of today, and where today's scores do not reach the limit in a running course, of its first day.

    A score below the limit then says that ketamine works, not that there was no reason for it; without a score from
    before the first infusion nobody knows which.
    """
    now = severity(chart, knowledge)
    past = history(chart, weight, knowledge)
    if not past.current or not _is_below(now):
        return now
    then = severity(_before(past, chart), knowledge)
    facts = (*then.facts, *(f for f in now.facts if f not in then.facts))
    if then.status is Status.MET:
        words = say(f"{OWNER}.met-course", then=then.say, now=now.facts[0].say, date=past.course[0].when.day)
        return replace(now, status=Status.MET, say=words, facts=facts, policy=True)
    begun = past.course[0].when
    is_dated = begun.first == begun.last
    unproven = then.status is Status.UNKNOWN or chart.administrations.gap is not None or not is_dated
    if now.status is Status.UNKNOWN or not unproven:
        return now
    words = say(f"{OWNER}.unknown-course", now=now.facts[0].say, date=past.course[0].when.day)
    why = next((m.why for m in then.missing), None) or chart.administrations.gap or Why.NOT_RECORDED
    missing = (Missing(say(f"{OWNER}.missing-before-course"), why), *now.missing)
    return replace(now, status=Status.UNKNOWN, say=words, facts=now.facts, missing=missing, policy=True)


def _is_below(now: Finding) -> bool:
    """Whether a current score is below its limit: plainly, or in contradiction to another one."""
    return now.status is Status.NOT_MET or any(m.why is Why.CONTRADICTORY for m in now.missing)


def _before(past: History, chart: Chart) -> Chart:
    """The chart as of the course's first day, with the scores that are surely from before its first infusion."""
    day = past.course[0].when.first
    return replace(chart, today=day, surveys=_until(chart.surveys, past), coded=_until(chart.coded, past))


def _until(readings: Listing[Reading], past: History) -> Listing[Reading]:
    day = past.course[0].when.first
    kept = (r for r in readings.facts if r.when is None or (r.when.last <= day and not after_first(r, past)))
    return replace(readings, facts=tuple(kept))
