"""The machine-readable assessment that stands beside the cards: what was decided, on which facts.

It must not know Markdown or cards. Its shape is the project's contract; texts are plain.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from cds_service.assess import Assessment, OrderAssessment, Scope
from cds_service.protocol.finding import Fact, Finding, Missing
from cds_service.protocol.results import Course, Dose, Ordered, Resistance, Trial, Weight
from cds_service.render.wording import Wording, recorded, rounded

Json = dict[str, Any]


def assessment_extension(assessment: Assessment, wording: Wording) -> Json:
    """The value of the `.assessment` key; members without a value are dropped by the strict writer."""
    protocol = wording.knowledge.protocol
    return {
        "protocol": {
            "id": protocol.id,
            "version": protocol.version,
            "status": protocol.status,
            "digest": wording.knowledge.digest,
        },
        "evaluatedOn": assessment.chart.today,
        "orders": [_order(o, wording) for o in assessment.orders],
    }


def _order(assessed: OrderAssessment, wording: Wording) -> Json:
    said: Json = {
        "reference": assessed.order.source.reference,
        "drug": assessed.order.drug,
        "scope": str(assessed.scope),
    }
    if assessed.scope is not Scope.IN:
        return said
    return said | {
        "verdict": str(assessed.verdict) if assessed.verdict is not None else None,
        "criteria": [_criterion(f, wording) for f in assessed.findings],
        "trials": _trials(assessed.resistance),
        "weight": _weight(assessed.weight),
        "dose": _dose(assessed.dose),
        "ordered": _ordered(assessed.ordered),
        "course": _course(assessed.course),
    }


def _criterion(finding: Finding, wording: Wording) -> Json:
    return {
        "id": finding.id,
        "status": str(finding.status),
        "severity": str(finding.severity),
        "text": wording.plain(finding.say),
        "facts": [_fact(f, wording) for f in finding.facts],
        "missing": [_missing(m, wording) for m in finding.missing],
        "policy": finding.policy,
    }


def _fact(fact: Fact, wording: Wording) -> Json:
    return {"reference": fact.reference, "date": recorded(fact.date), "text": wording.plain(fact.say)}


def _missing(missing: Missing, wording: Wording) -> Json:
    return {"what": wording.plain(missing.say), "why": str(missing.why)}


def _trials(resistance: Resistance | None) -> list[Json]:
    return [_trial(t) for t in resistance.trials] if resistance is not None else []


def _trial(trial: Trial) -> Json:
    return {
        "ingredient": trial.ingredient,
        "start": trial.start,
        "end": None if trial.ongoing else trial.end,
        "peakDailyDoseMg": _thousandths(trial.peak_mg),
        "adequateDays": trial.adequate_days,
        "adequate": _or_unknown(trial.adequate),
        "outcome": str(trial.outcome),
        "references": list(trial.references),
    }


def _weight(weight: Weight | None) -> Json | None:
    if weight is None:
        return None
    kg = _thousandths(weight.kg)
    return {"kg": kg, "date": recorded(weight.date), "reference": weight.reference, "stale": weight.stale}


def _dose(dose: Dose | None) -> Json | None:
    if dose is None:
        return None
    return {
        "mgPerKg": dose.mg_per_kg,
        "doseMg": dose.mg,
        "durationMinutes": dose.minutes,
        "rateMgPerMinute": _thousandths(dose.rate_mg_per_min),
        "alternativeDurationMinutes": dose.slower_minutes,
    }


def _ordered(ordered: Ordered | None) -> Json | None:
    if ordered is None:
        return None
    return {
        "doseMg": _thousandths(ordered.mg),
        "mgPerKg": _thousandths(ordered.mg_per_kg),
        "durationMinutes": _thousandths(ordered.minutes),
        "route": ordered.route,
    }


def _course(course: Course | None) -> Json | None:
    if course is None:
        return None
    return {
        "infusions": course.infusions,
        "lastInfusion": course.last,
        "response": _or_unknown(course.response),
        "remission": _or_unknown(course.remission),
    }


def _or_unknown(answer: bool | None) -> bool | str:
    return "unknown" if answer is None else answer


def _thousandths(value: Decimal | None) -> Decimal | None:
    return None if value is None else rounded(value)
