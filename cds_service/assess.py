"""Runs the protocol over a chart and its orders, and combines the findings into a verdict.

It must not know FHIR JSON, HTTP or words.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from cds_service.answers import Verdict
from cds_service.chart import Chart, Order
from cds_service.protocol.finding import Finding, Say
from cds_service.protocol.results import Course, Dose, Ordered, Resistance, Weight


class Scope(StrEnum):
    """Whether an order is this protocol's business (protocol section 2)."""

    IN = "in-scope"
    OUT = "out-of-scope"
    AMBIGUOUS = "ambiguous"
    ESKETAMINE = "esketamine"


@dataclass(frozen=True, slots=True)
class OrderAssessment:
    """Everything decided about one order; only `scope` and `lines` unless it is in scope.

    `findings`: every criterion in protocol order. `suggest_dose`: a dose suggestion may be made.
    `suggest_removal`: "Remove the ketamine order" is to be offered. `suggest_monitoring`: monitoring orders
    may be offered (never beside a stop, except when only `dose` is the stop). `lines`: further sentences:
    for an ambiguous or esketamine order, all there is to say.
    """

    order: Order
    scope: Scope
    verdict: Verdict | None = None
    findings: tuple[Finding, ...] = ()
    resistance: Resistance | None = None
    weight: Weight | None = None
    dose: Dose | None = None
    ordered: Ordered | None = None
    course: Course | None = None
    suggest_dose: bool = False
    suggest_removal: bool = False
    suggest_monitoring: bool = False
    lines: tuple[Say, ...] = ()


@dataclass(frozen=True, slots=True)
class Assessment:
    """One call's answer. `suicidality`: the finding behind the suicidality card, None when there is none."""

    hook: str
    chart: Chart
    orders: tuple[OrderAssessment, ...]
    suicidality: Finding | None = None
    patient_view: tuple[Say, ...] = ()
