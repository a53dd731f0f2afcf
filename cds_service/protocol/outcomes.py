"""How a trial ended: documented, by score, or inferred from a switch. The first rule that applies decides.

It must not know how many trials are needed. Protocol section 4, rule 6.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from cds_service.chart import Chart, Reading
from cds_service.knowledge import Knowledge
from cds_service.protocol.days import days
from cds_service.protocol.exposures import ONE_DAY, Exposure
from cds_service.protocol.finding import Say, say
from cds_service.protocol.response import fell_enough
from cds_service.protocol.results import Outcome
from cds_service.protocol.scores import highest_in, last_in, pooled, scales
from cds_service.protocol.trials import Stretch

OWNER = "treatment-resistance"


@dataclass(frozen=True, slots=True)
class Ending:
    """An outcome and the sentence fragment that says why."""

    outcome: Outcome
    why: Say


def ending(trial: Stretch, others: Iterable[Stretch], chart: Chart, knowledge: Knowledge) -> Ending:
    """The outcome of a trial; `others` are all trials of every ingredient."""
    said = _documented(trial, knowledge)
    if "not-tolerated" in said:
        return Ending(Outcome.NOT_TOLERATED, say(f"{OWNER}.because-not-tolerated"))
    if "failed" in said and "responded" not in said:
        against = _by_score(trial, chart, knowledge)
        if against is not None and against.outcome is Outcome.RESPONDED:
            return Ending(Outcome.FAILED, say(f"{OWNER}.because-failed-against", other=against.why))
        return Ending(Outcome.FAILED, say(f"{OWNER}.because-failed"))
    if "responded" in said and "failed" in said:
        return Ending(Outcome.RESPONDED, say(f"{OWNER}.because-disagree"))
    by_score = _by_score(trial, chart, knowledge)
    if by_score is not None:
        return by_score
    if "responded" in said:
        return Ending(Outcome.RESPONDED, say(f"{OWNER}.because-responded"))
    switched = _switched_to(trial, others, knowledge)
    if switched is not None:
        return Ending(Outcome.INFERRED, say(f"{OWNER}.because-inferred", other=switched))
    return Ending(Outcome.UNKNOWN, _not_told(trial))


def _not_told(trial: Stretch) -> Say:
    """No outcome: the stop reason in its own words where one is recorded and says neither, for the reader to judge."""
    if trial.ongoing:
        return say(f"{OWNER}.because-ongoing")
    words = next((p.record.stop_text for p in trial.parts if p.record.stop_text), "")
    earlier = next((p.record.stop_text for p in trial.parts if "failed" in p.record.stopped_for), "")
    if earlier:
        return say(f"{OWNER}.because-goes-on", reason=earlier)
    return say(f"{OWNER}.because-unclear", reason=words) if words else say(f"{OWNER}.because-unknown")


def _documented(trial: Stretch, knowledge: Knowledge) -> frozenset[str]:
    """What the stop reasons say. A failure counts only from a record that ended with the trial: a stopped
    order that was followed by a higher dose did not end it."""
    gap = days(knowledge.limit(OWNER, "gap"))
    said: set[str] = set()
    for part in trial.parts:
        for word in part.record.stopped_for:
            if word != "failed" or _ends_the_trial(part, trial, gap.days):
                said.add(word)
    return frozenset(said)


def _ends_the_trial(part: Exposure, trial: Stretch, gap: int) -> bool:
    if trial.ongoing:
        return False
    if part.end is None or trial.end is None:
        return True
    return (trial.end - part.end).days <= gap


def _by_score(trial: Stretch, chart: Chart, knowledge: Knowledge) -> Ending | None:
    """The least helpful answer any one scale gives (responded before failed)."""
    if trial.start is None or (trial.end is None and not trial.ongoing):
        return None
    answers = [
        answer
        for concept in scales(knowledge)
        if (answer := _one_scale(trial, pooled(chart, concept), concept, chart.today, knowledge)) is not None
    ]
    answers.sort(key=lambda a: a.outcome is not Outcome.RESPONDED)
    return answers[0] if answers else None


def _one_scale(
    trial: Stretch, readings: Sequence[Reading], concept: str, today: date, knowledge: Knowledge
) -> Ending | None:
    if trial.start is None:
        return None
    before = days(knowledge.limit(OWNER, "baseline-before"))
    begun = trial.start + days(knowledge.limit(OWNER, "baseline-after"))
    first, last = _end_window(trial, today, knowledge)
    # A score that may be a baseline tells nothing of the end: the trial had hardly begun.
    at_end = last_in(readings, max(first, begun + ONE_DAY), last)
    if at_end is None or at_end.value is None:
        return None
    baseline = highest_in(readings, trial.start - before, begun)
    base = baseline.value if baseline is not None else None
    observable = knowledge.observables[concept]
    if observable.scale is None:
        return None
    remission = at_end.value <= observable.scale.remission_at_most.value
    halved = base is not None and fell_enough(base, at_end.value, knowledge)
    title = observable.title
    if remission or halved:
        return Ending(Outcome.RESPONDED, _scored("responded", trial, title, base, at_end.value))
    if base is not None:
        return Ending(Outcome.FAILED, _scored("failed", trial, title, base, at_end.value))
    if baseline is None and at_end.value >= observable.scale.severity_at_least.value:
        return Ending(Outcome.FAILED, _scored("failed", trial, title, None, at_end.value))
    return None


def _scored(outcome: str, trial: Stretch, title: str, base: Decimal | None, value: Decimal) -> Say:
    if base is None:
        word = "because-score-now" if trial.ongoing else "because-end-score"
        return say(f"{OWNER}.{word}-{outcome}", scale=title, end=value)
    return say(f"{OWNER}.because-score-{outcome}", scale=title, baseline=base, end=value)


def _end_window(trial: Stretch, today: date, knowledge: Knowledge) -> tuple[date, date]:
    if trial.ongoing or trial.end is None:
        return today - days(knowledge.limit(OWNER, "ongoing-score-window")), today
    before = days(knowledge.limit(OWNER, "end-score-before"))
    after = days(knowledge.limit(OWNER, "end-score-after"))
    # Where the end is known by its month only, a score must be one of the end whichever day that was.
    return (trial.latest or trial.end) - before, trial.end + after


def _switched_to(trial: Stretch, others: Iterable[Stretch], knowledge: Knowledge) -> str | None:
    """The antidepressant that surely began around this trial's end."""
    if trial.end is None or trial.ongoing:
        return None
    first = (trial.latest or trial.end) - days(knowledge.limit(OWNER, "switch-before"))
    last = trial.end + days(knowledge.limit(OWNER, "switch-after"))
    for other in others:
        if other.ingredient != trial.ingredient and other.start is not None and first <= other.start <= last:
            return other.ingredient
    return None
