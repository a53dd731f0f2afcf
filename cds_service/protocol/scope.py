"""Is this order the protocol's business at all? Anaesthesia and emergency orders are never nagged.

It must not know words, codes or criteria. Protocol section 2.
"""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum

from cds_service.answers import Why
from cds_service.chart import Chart, Order
from cds_service.knowledge import Knowledge
from cds_service.protocol.absence import hits, uncoded
from cds_service.protocol.meaning import meaning
from cds_service.protocol.results import Weight

MOOD = ("depressive-disorder", "mdd-active", "depression-unspecified", "bipolar-any", "bipolar-depressed")
"""Value sets of depressive and bipolar disorders."""

REASONS = (*MOOD, "depression-remission", "suicidal-ideation")
"""Stated reasons that make an order this protocol's business."""

ANAESTHETIC = frozenset({"reason-anaesthesia", "reason-procedure"})
"""Value sets of anaesthesia, and of what it is given for."""

OTHER = ("reason-other", *sorted(ANAESTHETIC))
"""Value sets of reasons that are none of ours; in a dosage text only a hint, so that nothing is silenced by it."""

ACTIVE = ("depressive-disorder", "mdd-active", "depression-unspecified", "bipolar-active", "bipolar-depressed")


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
    if order.drug == "esketamine":
        return Scope.ESKETAMINE
    if order.other_patient:
        return Scope.AMBIGUOUS
    ours = [r for r in order.reasons if not r.sets.isdisjoint(REASONS)]
    if ours:
        # "Anaesthesia for ECT in depression", at an anaesthetic dose: anaesthesia is never blocked or nagged.
        beside = all(not r.sets.isdisjoint(ANAESTHETIC) for r in ours) and looks_anaesthetic(order, weight, knowledge)
        return Scope.AMBIGUOUS if beside else Scope.IN
    if any(r.recognised for r in order.reasons):
        return Scope.OUT
    if hits(chart, *ACTIVE) or uncoded(chart, *ACTIVE, "bipolar-any"):
        hinted = any(not r.sets.isdisjoint(OTHER) for r in order.reasons)
        return Scope.AMBIGUOUS if hinted or looks_anaesthetic(order, weight, knowledge) else Scope.IN
    gap = chart.problems.gap
    if gap is None:
        return Scope.OUT
    if gap in {Why.NOT_SUPPLIED, Why.FAILED}:
        raise ScopeUndecidable
    return Scope.AMBIGUOUS


def looks_anaesthetic(order: Order, weight: Weight | None, knowledge: Knowledge) -> bool:
    """A stated route that is not IV, or a dose at or above the anaesthetic limit under any reading."""
    limit = knowledge.limit("scope", "anaesthetic-mg-per-kg")
    heaviest = knowledge.observables["weight"].highest
    for instruction in order.instructions:
        if instruction.route == "other":
            return True
        for amount in (instruction.structure, instruction.text):
            read = meaning(amount, weight.kg if weight else None, Decimal(1))
            if read.mg_per_kg is not None and read.mg_per_kg >= limit:
                return True
            if read.mg_per_kg is None and read.mg is not None and heaviest and read.mg >= limit * heaviest.value:
                return True
    return False
