"""Is this order the protocol's business at all? Anaesthesia and emergency orders are never nagged.

It must not know words, codes or criteria. Protocol section 2.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from enum import StrEnum

from cds_service.answers import Why
from cds_service.chart import Chart, Encounter, Instruction, Order, Reason
from cds_service.knowledge import Knowledge
from cds_service.protocol.absence import hits, uncoded
from cds_service.protocol.meaning import Meaning, has_mass, is_bare_rate_by_weight, is_endless, meaning, together
from cds_service.protocol.results import Weight
from cds_service.protocol.suicidality import suicidality

MOOD = ("depressive-disorder", "mdd-active", "depression-unspecified", "bipolar-any", "bipolar-depressed")
"""Value sets of depressive and bipolar disorders."""

REMISSION = "depression-remission"
REASONS = (*MOOD, REMISSION, "suicidal-ideation")
"""Stated reasons that make an order this protocol's business."""

ANAESTHETIC = frozenset({"reason-anaesthesia", "reason-procedure", "reason-emergency"})
"""Value sets of anaesthesia, of what it is given for, and of emergencies."""

ACT, EMERGENCY = frozenset({"reason-act"}), frozenset({"reason-emergency"})
"""What is done now under ketamine (an intubation, anaesthesia for ECT), and emergencies. Beside a stated depression
a place, a symptom or something in the past says nothing of what ketamine is for."""

BODILY = ANAESTHETIC | {"reason-pain"}
OTHER = ("reason-other", *sorted(BODILY))
"""Value sets of reasons that are none of ours; in a dosage text only a hint, so that nothing is silenced by it."""

ACTIVE = ("depressive-disorder", "mdd-active", "depression-unspecified", "bipolar-active", "bipolar-depressed")


HOURS_A_DAY = Decimal(24)


class Scope(StrEnum):
    """Whether an order is this protocol's business."""

    IN = "in-scope"
    OUT = "out-of-scope"
    AMBIGUOUS = "ambiguous"
    ESKETAMINE = "esketamine"


class ScopeUndecidable(Exception):
    """No reason is stated and the problem list could not be had: the precondition of the service fails (412)."""


def scope(order: Order, chart: Chart, weight: Weight | None, knowledge: Knowledge) -> Scope:
    """Decide the scope. Raises ScopeUndecidable."""
    ours = stated(order)
    anaesthetic = _names(order, ANAESTHETIC)
    if order.drug == "esketamine":
        return Scope.OUT if anaesthetic and not ours else Scope.ESKETAMINE
    if order.other_patient:
        return Scope.AMBIGUOUS
    if ours:
        return Scope.AMBIGUOUS if _is_given_for_an_act(order, ours, weight, knowledge) else Scope.IN
    if any(r.recognised for r in order.reasons):
        return Scope.OUT
    if hits(chart, *ACTIVE) or uncoded(chart, *ACTIVE, "bipolar-any"):
        return Scope.AMBIGUOUS if _seems_another(order, chart, weight, knowledge) else Scope.IN
    gap = chart.problems.gap
    if gap is None:
        return Scope.OUT
    if gap in {Why.NOT_SUPPLIED, Why.FAILED}:
        raise ScopeUndecidable
    return Scope.AMBIGUOUS


def _names(order: Order, sets: frozenset[str]) -> bool:
    return any(not (r.sets | r.suspected).isdisjoint(sets) for r in order.reasons if r.recognised)


def _is_given_for_an_act(order: Order, ours: list[Reason], weight: Weight | None, knowledge: Knowledge) -> bool:
    """ "Anaesthesia for ECT in depression", at a dose or speed of anaesthesia: that is never blocked or nagged."""
    only_suicidal = all(r.sets.isdisjoint(MOOD) for r in ours)
    if _names(order, ANAESTHETIC if only_suicidal else ACT):
        return _is_no_dose_of_ours(order, weight, knowledge)
    limit = knowledge.limit("scope", "anaesthetic-mg-per-kg")
    high = any(m.mg_per_kg is not None and m.mg_per_kg >= limit for m in _meanings(order, weight))
    # An agitated patient is sedated by a large dose into a muscle; no depression is treated so.
    return high and any(i.route == "other" for i in order.instructions) and _names(order, EMERGENCY)


def stated(order: Order) -> list[Reason]:
    """The order's reasons that are ours. A past depression that only words name is none beside anaesthesia or pain."""
    others = any(r.recognised and not (r.sets | r.suspected).isdisjoint(BODILY) for r in order.reasons)
    return [
        r
        for r in order.reasons
        if (sets := r.sets.intersection(REASONS)) and not (others and sets <= {REMISSION} <= r.suspected)
    ]


def _seems_another(order: Order, chart: Chart, weight: Weight | None, knowledge: Knowledge) -> bool:
    """Whether an order without a stated reason is more likely none for depression: what its text says it is for, an
    anaesthetic dose or another route; a word of anaesthesia anywhere, or an emergency, unless it looks like ours."""
    if any(not r.sets.isdisjoint(OTHER) for r in order.reasons) or looks_anaesthetic(order, weight, knowledge):
        return True
    if any(is_endless(i) or is_bare_rate_by_weight(i) for i in order.instructions):
        return True
    encounter = chart.encounter
    mentions = order.mentions | (encounter.mentions if encounter is not None else frozenset())
    if not mentions.isdisjoint(ANAESTHETIC):
        return not _has_time_of_ours(order, weight, knowledge)
    if _is_for_pain(order, weight, knowledge):
        return True
    if encounter is None or not encounter.emergency or _is_of_mood(encounter):
        return False
    urgent = not _is_suicidal(order, chart, mentions, knowledge)
    return urgent and _has_amount(order, weight) and not _has_time_of_ours(order, weight, knowledge)


def _is_of_mood(encounter: Encounter) -> bool:
    """Whether the encounter itself is for a present mood disorder, and for nothing of the body beside it."""
    told = encounter.reasons
    return not told.isdisjoint(MOOD) and told.isdisjoint(BODILY | {REMISSION})


def _is_for_pain(order: Order, weight: Weight | None, knowledge: Knowledge) -> bool:
    """With a word of pain, or as needed several times a day, and neither a push nor of a length as ours has one."""
    read = [*_meanings(order, weight)]
    often = any(i.rhythm is not None and (i.rhythm.regular or HOURS_A_DAY) < HOURS_A_DAY for i in order.instructions)
    if order.as_needed and often:
        return all(m.minutes is None for m in read)
    hinted = "reason-pain" in order.mentions and not any(m.push for m in read)
    return hinted and not _has_time_of_ours(order, weight, knowledge)


def _is_suicidal(order: Order, chart: Chart, mentions: frozenset[str], knowledge: Knowledge) -> bool:
    """What the emergency is: a recent sign of suicidality, or the encounter's own reason."""
    return "suicidal-ideation" in mentions or suicidality(chart, [order], knowledge) is not None


def looks_anaesthetic(order: Order, weight: Weight | None, knowledge: Knowledge) -> bool:
    """A stated route or product that is not for infusion, a dose at or above the anaesthetic limit under any
    reading, or one that is too much for depression at every plausible weight."""
    limit = knowledge.limit("scope", "anaesthetic-mg-per-kg")
    return any(_is_no_infusion(i) for i in order.instructions) or any(
        _is_above_all(m, knowledge) or (m.mg_per_kg is not None and m.mg_per_kg >= limit)
        for m in _meanings(order, weight)
    )


def _is_no_dose_of_ours(order: Order, weight: Weight | None, knowledge: Knowledge) -> bool:
    """Another route or product, too much, a push, or too fast: no infusion for depression under any reading. Below
    the anaesthetic limit and over a time of ours nothing is an anaesthetic."""
    top = knowledge.limit("dose", "highest-mg-per-kg")
    timed = any(m.minutes is not None for m in _meanings(order, weight))
    high = any(m.mg_per_kg is not None and m.mg_per_kg > top for m in _meanings(order, weight))
    return (high and not timed) or looks_anaesthetic(order, weight, knowledge) or _is_quick(order, weight, knowledge)


def _has_time_of_ours(order: Order, weight: Weight | None, knowledge: Knowledge) -> bool:
    """It says how long it is to run, no longer than ours, and is nothing that is not ours: an infusion as only
    depression is given one. 35 mg and then 10 mg/h is none."""
    longest = knowledge.limit("dose", "to-minutes")
    timed = any(m.minutes is not None and m.minutes <= longest for m in _meanings(order, weight))
    return timed and not _is_no_dose_of_ours(order, weight, knowledge)


def _has_amount(order: Order, weight: Weight | None) -> bool:
    return any(m.push or m.mg is not None or m.mg_per_kg is not None for m in _meanings(order, weight))


def _is_quick(order: Order, weight: Weight | None, knowledge: Knowledge) -> bool:
    """A push, or an infusion faster than the protocol allows, under any reading; a push also by a note."""
    if any(one.push for one in order.beside):
        return True
    fast = knowledge.limit("dose", "shortest-minutes")
    return any(m.push or (m.minutes is not None and m.minutes < fast) for m in _meanings(order, weight))


def _is_no_infusion(instruction: Instruction) -> bool:
    read = (instruction.structure, instruction.text)
    untimed = instruction.route == "unclear" and all(one.minutes is None for one in read)
    return instruction.route == "other" or untimed or instruction.form is not None


def _is_above_all(read: Meaning, knowledge: Knowledge) -> bool:
    """Too much for depression even for the heaviest plausible patient, where no weight tells."""
    top, heaviest = knowledge.limit("dose", "highest-mg-per-kg"), knowledge.observables["weight"].highest
    return read.mg_per_kg is None and read.mg is not None and heaviest is not None and read.mg > top * heaviest.value


def _meanings(order: Order, weight: Weight | None) -> Iterator[Meaning]:
    for instruction in order.instructions:
        for amount in (instruction.structure, instruction.text):
            yield meaning(amount, weight.kg if weight else None, Decimal(1))
        if not (has_mass(instruction.structure) or has_mass(instruction.text)):
            # A volume of a known strength is judged as a dose, so it is one here too.
            yield meaning(together(instruction.structure, instruction.text), weight.kg if weight else None, Decimal(1))
