"""Runs the protocol over a chart and its orders, and combines the findings into a verdict.

It must not know FHIR JSON, HTTP or words. Same chart, same knowledge, same moment, same answer.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from cds_service.answers import Severity, Status, Verdict, Why
from cds_service.chart import Chart, Order
from cds_service.knowledge import Knowledge
from cds_service.protocol.bipolar import MANIA, bipolar_coverage
from cds_service.protocol.course import course, due, planned_apart
from cds_service.protocol.depression import adult, depression_diagnosis
from cds_service.protocol.dose import check, infusion
from cds_service.protocol.finding import Finding, Say, say
from cds_service.protocol.indication import severity_in_course
from cds_service.protocol.interactions import interactions
from cds_service.protocol.meaning import is_bare_rate
from cds_service.protocol.resistance import treatment_resistance
from cds_service.protocol.results import Course, Dose, Ordered, Resistance, Weight
from cds_service.protocol.safety import (
    hepatic,
    no_hypersensitivity,
    no_mania,
    no_psychosis,
    no_raised_icp,
    no_unstable_cardiac,
    no_vascular_lesion,
    not_pregnant,
    other_precautions,
    substance_use,
)
from cds_service.protocol.scope import Scope, ScopeUndecidable, scope, stated
from cds_service.protocol.stated import with_stated
from cds_service.protocol.suicidality import emergency_note, suicidality
from cds_service.protocol.vitals import blood_pressure, weight

__all__ = ["Assessment", "Options", "OrderAssessment", "Scope", "ScopeUndecidable", "assess", "verdict"]


@dataclass(frozen=True, slots=True)
class Options:
    """Settings of a site. `suggest_on_open`: patient-view also speaks when resistance and severity are met."""

    suggest_on_open: bool = False


@dataclass(frozen=True, slots=True)
class OrderAssessment:
    """Everything decided about one order; only `scope` and `lines` unless it is in scope.

    `findings`: every criterion in protocol order. `by_chart`: it is in scope by the problem list, not by a reason of
    its own. `suggest_dose`: a dose suggestion may be made; `show_dose`:
    the card may tell the protocol's dose (never for a child).
    `suggest_removal`: "Remove the ketamine order" is to be offered. `suggest_monitoring`: monitoring orders
    may be offered (never beside a stop, except when only `dose` is the stop). `lines`: further sentences;
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
    show_dose: bool = True
    suggest_removal: bool = False
    suggest_monitoring: bool = False
    by_chart: bool = False
    lines: tuple[Say, ...] = ()


@dataclass(frozen=True, slots=True)
class Assessment:
    """One call's answer. `suicidality`: the finding behind the suicidality card, None when there is none."""

    hook: str
    chart: Chart
    orders: tuple[OrderAssessment, ...]
    suicidality: Finding | None = None
    patient_view: tuple[Say, ...] = ()


def assess(
    hook: str, orders: Sequence[Order], chart: Chart, knowledge: Knowledge, options: Options | None = None
) -> Assessment:
    """Judge every order. Raises ScopeUndecidable when an order's scope cannot be decided."""
    weighed = weight(chart, knowledge)
    scopes = _scopes(orders, chart, weighed.detail, knowledge)
    judged = tuple(
        _judge(hook, order, where, weighed, chart, knowledge, planned_apart(order, orders, knowledge))
        for order, where in zip(orders, scopes, strict=True)
    )
    judged = _monitored_once(judged)
    in_scope = [j.order for j in judged if j.scope is Scope.IN]
    alarm = suicidality(chart, in_scope, knowledge) if in_scope else None
    lines = _on_open(weighed, chart, knowledge, options or Options()) if hook == "patient-view" else ()
    return Assessment(hook, chart, judged, alarm, lines)


def _scopes(
    orders: Sequence[Order], chart: Chart, kilograms: Weight | None, knowledge: Knowledge
) -> list[Scope | None]:
    """The scope of every order, None where it cannot be decided. An order that speaks for itself is answered
    even beside one that cannot be decided: a stop must not be lost. Raises ScopeUndecidable when none does."""
    found: list[Scope | None] = []
    for order in orders:
        try:
            found.append(scope(order, chart, kilograms, knowledge))
        except ScopeUndecidable:
            found.append(None)
    if None in found and not any(where in {Scope.IN, Scope.ESKETAMINE} for where in found):
        raise ScopeUndecidable
    return found


def _judge(
    hook: str,
    order: Order,
    where: Scope | None,
    weighed: Finding,
    chart: Chart,
    knowledge: Knowledge,
    apart: Collection[str] = (),
) -> OrderAssessment:
    if where is None:
        return OrderAssessment(order, Scope.AMBIGUOUS, lines=(say("scope.undecidable"),))
    if where is not Scope.IN:
        word = _why_ambiguous(order) if where is Scope.AMBIGUOUS else str(where)
        lines = () if where is Scope.OUT else (say(f"scope.{word}"),)
        return OrderAssessment(order, where, lines=lines)
    seen = with_stated(chart, order, knowledge)
    resistance = treatment_resistance(chart, knowledge)
    kilograms: Weight | None = weighed.detail
    so_far = course(chart, order, kilograms, knowledge)
    dosed, ordered = check(order, kilograms, hook, knowledge, _gap(weighed))
    adulthood = adult(chart, knowledge)
    findings = (
        adulthood,
        depression_diagnosis(chart, order, knowledge),
        resistance,
        severity_in_course(chart, kilograms, knowledge),
        bipolar_coverage(with_stated(chart, order, knowledge, MANIA), order, knowledge),
        no_mania(seen, knowledge),
        no_psychosis(seen, knowledge),
        no_vascular_lesion(seen, knowledge),
        no_hypersensitivity(seen, knowledge),
        no_raised_icp(seen, knowledge),
        no_unstable_cardiac(seen, knowledge),
        blood_pressure(chart, knowledge),
        not_pregnant(seen, knowledge),
        substance_use(seen, knowledge),
        hepatic(seen, knowledge),
        other_precautions(seen, knowledge),
        interactions(chart, knowledge, order, apart),
        weighed,
        dosed,
        so_far,
    )
    dose = infusion(order, kilograms, chart, knowledge) if kilograms is not None else None
    stops = {f.id for f in findings if f.status is Status.NOT_MET and f.severity is Severity.CRITICAL}
    return OrderAssessment(
        order=order,
        scope=where,
        verdict=verdict(findings, hook, knowledge),
        findings=findings,
        resistance=resistance.detail,
        weight=kilograms,
        dose=dose,
        ordered=ordered,
        course=so_far.detail,
        suggest_dose=adulthood.status is not Status.NOT_MET and _may_suggest(order, dose, dosed, so_far, stops),
        show_dose=adulthood.status is not Status.NOT_MET,
        suggest_removal=bool(stops - {"dose", "blood-pressure"}) and bool(order.raw.get("id")),
        suggest_monitoring=stops <= {"dose"},
        by_chart=not stated(order),
        lines=(say("scope.emergency-information"),) if emergency_note(chart, [order], knowledge) else (),
    )


def _monitored_once(judged: tuple[OrderAssessment, ...]) -> tuple[OrderAssessment, ...]:
    """Monitoring orders are offered with one of several ketamine orders: taken with each they would be doubles."""
    first = next((n for n, one in enumerate(judged) if one.suggest_monitoring), None)
    return tuple(replace(one, suggest_monitoring=n == first) for n, one in enumerate(judged))


def _why_ambiguous(order: Order) -> str:
    if order.other_patient:
        return "other-patient"
    if stated(order):
        return "ambiguous-beside"
    return "ambiguous-other" if order.reasons else "ambiguous"


def _gap(finding: Finding) -> Why | None:
    return finding.missing[0].why if finding.missing else None


def _may_suggest(order: Order, dose: Dose | None, dosed: Finding, so_far: Finding, stops: set[str]) -> bool:
    """Whether the computed dose may be offered for this very order (protocol section 8)."""
    return (
        dose is not None
        and not dose.above_ceiling
        and dosed.status is not Status.MET
        and so_far.status is not Status.NOT_MET
        and stops <= {"dose"}
        and order.resource_type == "MedicationRequest"
        and bool(order.raw.get("id"))
        and len(order.instructions) <= 1
        and all(i.route in (None, "IV") and i.form is None for i in order.instructions)
        and not any(is_bare_rate(i) for i in order.instructions)
    )


QUIET_WHEN_UNKNOWN = frozenset({"blood-pressure", "not-pregnant", "course"})
"""Criteria whose unknown is no alarm at order time (protocol section 3, verdict)."""


def tells_pregnancy(finding: Finding) -> bool:
    """The chart says in words what no code does ("pregnant 12 weeks"): more than a test that is still to be done."""
    return finding.id == "not-pregnant" and finding.status is Status.UNKNOWN and bool(finding.facts)


def verdict(findings: Sequence[Finding], hook: str, knowledge: Knowledge) -> Verdict:
    """The worst answer: stop, criteria-not-met, cannot-verify, caution, criteria-met."""
    not_met = [f for f in findings if f.status is Status.NOT_MET]
    unknown = [f for f in findings if f.status is Status.UNKNOWN]
    quiet = QUIET_WHEN_UNKNOWN | ({"dose"} if hook == "order-select" else set())
    if any(f.severity is Severity.CRITICAL for f in not_met):
        return Verdict.STOP
    if any(knowledge.criteria[f.id].core for f in not_met):
        return Verdict.CRITERIA_NOT_MET
    if any(knowledge.criteria[f.id].core for f in unknown):
        return Verdict.CANNOT_VERIFY
    if not_met or any(f.id not in quiet or tells_pregnancy(f) for f in unknown):
        return Verdict.CAUTION
    return Verdict.CRITERIA_MET


def _contraindications(chart: Chart, knowledge: Knowledge) -> tuple[Finding, ...]:
    """What the chart alone says of danger, in protocol order."""
    return (
        no_mania(chart, knowledge),
        no_psychosis(chart, knowledge),
        no_vascular_lesion(chart, knowledge),
        no_hypersensitivity(chart, knowledge),
        no_raised_icp(chart, knowledge),
        no_unstable_cardiac(chart, knowledge),
        not_pregnant(chart, knowledge),
        substance_use(chart, knowledge),
        hepatic(chart, knowledge),
    )


def _is_stop(finding: Finding) -> bool:
    return finding.status is Status.NOT_MET and finding.severity is Severity.CRITICAL


def _on_open(weighed: Finding, chart: Chart, knowledge: Knowledge, options: Options) -> tuple[Say, ...]:
    """What patient-view says: silent unless an acute course is running and something is due."""
    lines = due(chart, weighed.detail, knowledge)
    stop = next((f.say for f in _contraindications(chart, knowledge) if _is_stop(f)), None) if lines else None
    if stop is not None:
        return (say("patient-view.settle", what=stop), *(line for line in lines if line.key == "patient-view.score"))
    if not lines and options.suggest_on_open:
        asked = (treatment_resistance(chart, knowledge), severity_in_course(chart, weighed.detail, knowledge))
        if all(f.status is Status.MET for f in asked):
            return (say("patient-view.criteria-found"),)
    return lines
