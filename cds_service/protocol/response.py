"""Whether a course works: the score before its first infusion against the one after its last, scale by scale.

It must not know intervals, counts or what follows from a response. Protocol section 9, rule 3.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from decimal import Decimal

from cds_service.chart import Chart, Reading
from cds_service.knowledge import Knowledge
from cds_service.protocol.days import days
from cds_service.protocol.finding import Fact, say
from cds_service.protocol.infusions import OWNER, History, hours_between
from cds_service.protocol.scores import last_in, newest, pooled, scales


@dataclass(frozen=True, slots=True)
class Effect:
    """What the scores say of a course; None where they do not. `facts`: the scores this was read from."""

    response: bool | None = None
    remission: bool | None = None
    facts: tuple[Fact, ...] = ()


def fell_enough(before: Decimal, after: Decimal, knowledge: Knowledge) -> bool:
    """Whether a total fell far enough from a baseline above zero to be a response."""
    return before > 0 and before - after >= knowledge.limit("response", "fall") * before


def effect(past: History, chart: Chart, knowledge: Knowledge) -> Effect:
    """Response and remission by every scale that may speak; scales that disagree leave it unknown."""
    found = [_by_scale(concept, past, chart, knowledge) for concept in scales(knowledge)]
    facts = tuple(fact for one in found for fact in one.facts)
    return Effect(_agreed([f.response for f in found]), _agreed([f.remission for f in found]), facts)


def responded_after(past: History, infusions: int, chart: Chart, knowledge: Knowledge) -> bool:
    """Whether some score after so many infusions of the course, or after a later one, showed a response.

    It is a course of at least so many.
    """
    last = past.days[infusions - 1]
    then = replace(past, days=past.days[:infusions], given=tuple(g for g in past.given if g.when.last <= last))
    for concept in scales(knowledge):
        readings = pooled(chart, concept)
        baseline = _baseline(readings, past, knowledge)
        after = [r.value for r in readings if r.value is not None and follows(r, then, concept, knowledge)]
        if baseline is not None and baseline.value and any(fell_enough(baseline.value, v, knowledge) for v in after):
            return True
    return False


def _baseline(readings: Sequence[Reading], past: History, knowledge: Knowledge) -> Reading | None:
    """The last score from before the first infusion, no older than the limit."""
    first = past.days[0]
    since = first - days(knowledge.limit(OWNER, "baseline-days"))
    return last_in([r for r in readings if not after_first(r, past)], since, first)


def _agreed(answers: Sequence[bool | None]) -> bool | None:
    known = {a for a in answers if a is not None}
    return known.pop() if len(known) == 1 else None


def _by_scale(concept: str, past: History, chart: Chart, knowledge: Knowledge) -> Effect:
    scale = knowledge.observables[concept].scale
    readings = pooled(chart, concept)
    after = newest(r for r in readings if follows(r, past, concept, knowledge))
    if scale is None or after is None or after.value is None:
        return Effect()
    remission = scale.remission_at_most.value
    in_remission = after.value <= remission
    baseline = _baseline(readings, past, knowledge)
    if baseline is None or not baseline.value:
        return Effect(None, in_remission, (_fact("score-after", after, knowledge, remission=remission),))
    half = baseline.value - knowledge.limit("response", "fall") * baseline.value
    facts = (
        _fact("score-before", baseline, knowledge),
        _fact("score-response", after, knowledge, response=half, remission=remission),
    )
    return Effect(fell_enough(baseline.value, after.value, knowledge), in_remission, facts)


def _fact(word: str, reading: Reading, knowledge: Knowledge, **limits: Decimal) -> Fact:
    name = say("phrase.by-name") if reading.by_name else ""
    title, value = knowledge.observables[reading.concept].title, reading.value or Decimal(0)
    words = say(f"{OWNER}.{word}", scale=title, value=value, name=name, **limits)
    return Fact(words, reading.source.reference, reading.source.date)


def after_first(reading: Reading, past: History) -> bool:
    """A score of the first infusion's own day, taken after it began, is no baseline."""
    first = next((g for g in past.given if g.counts and g.when.last == past.days[0]), None)
    if first is None or reading.when is None or first.when.instant is None or reading.when.instant is None:
        return False
    return reading.when.instant > first.when.instant


def follows(reading: Reading, past: History, concept: str, knowledge: Knowledge) -> bool:
    """Whether a score speaks of the time after the last infusion, its recall window after the first one."""
    if reading.when is None:
        return False
    last = next((g for g in reversed(past.given) if g.counts), None)
    if last is None or hours_between(last.when, reading.when) < knowledge.limit(OWNER, "score-after-hours"):
        return False
    scale = knowledge.observables[concept].scale
    recall = days(scale.recall_days.value) if scale is not None and scale.recall_days is not None else timedelta(0)
    return reading.when.first - recall >= past.days[0]
