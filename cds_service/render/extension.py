"""The machine-readable assessment that stands beside the cards: what was decided, on which facts.

It must not know Markdown or cards. Its shape is the project's contract; texts are plain. The shapes below are
encoded as they stand: a member that has no value, or an empty one, is not written.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from msgspec import Struct

from cds_service.assess import Assessment, OrderAssessment, Scope
from cds_service.fhir.strict import writable
from cds_service.protocol.finding import Fact, Finding, Missing
from cds_service.protocol.results import Course, Dose, Ordered, Resistance, Trial, Weight
from cds_service.render.wording import Wording, recorded, rounded

Number = int | float | None
Day = date | str | None
"""A day; the month or the year where the record says no more."""


class _Shape(Struct, omit_defaults=True, rename="camel"):
    """A default stands for "not there"."""


class ProtocolServed(_Shape):
    id: str
    version: str
    status: str
    digest: str


class FactTold(_Shape):
    reference: str | None = None
    date: Day = None
    text: str = ""


class MissingTold(_Shape, kw_only=True):
    what: str = ""
    why: str


class Criterion(_Shape, kw_only=True):
    id: str
    status: str
    severity: str
    text: str = ""
    facts: Sequence[FactTold] = ()
    missing: Sequence[MissingTold] = ()
    policy: bool


class TrialTold(_Shape, kw_only=True):
    ingredient: str
    start: Day = None
    end: Day = None
    peak_daily_dose_mg: Number = None
    adequate_days: int | None = None
    adequate: bool | str
    outcome: str
    references: Sequence[str] = ()


class WeightUsed(_Shape, kw_only=True):
    kg: Number = None
    date: Day = None
    reference: str | None = None
    stale: bool


class DoseComputed(_Shape):
    mg_per_kg: Number = None
    dose_mg: Number = None
    duration_minutes: Number = None
    rate_mg_per_minute: Number = None
    alternative_duration_minutes: Number = None


class DoseOrdered(_Shape):
    dose_mg: Number = None
    mg_per_kg: Number = None
    duration_minutes: Number = None
    route: str | None = None


class CourseSoFar(_Shape, kw_only=True):
    infusions: int
    last_infusion: Day = None
    response: bool | str
    remission: bool | str


class OrderJudged(_Shape, kw_only=True):
    reference: str | None = None
    drug: str | None = None
    scope: str
    verdict: str | None = None
    criteria: Sequence[Criterion] = ()
    trials: Sequence[TrialTold] = ()
    weight: WeightUsed | None = None
    dose: DoseComputed | None = None
    ordered: DoseOrdered | None = None
    course: CourseSoFar | None = None


class AssessmentTold(_Shape):
    protocol: ProtocolServed
    evaluated_on: date
    orders: Sequence[OrderJudged] = ()


def assessment_extension(assessment: Assessment, wording: Wording) -> AssessmentTold:
    """The value of the `.assessment` key."""
    protocol = wording.knowledge.protocol
    return AssessmentTold(
        protocol=ProtocolServed(
            id=protocol.id, version=protocol.version, status=protocol.status, digest=wording.knowledge.digest
        ),
        evaluated_on=assessment.chart.today,
        orders=[_order(o, wording) for o in assessment.orders],
    )


def _order(assessed: OrderAssessment, wording: Wording) -> OrderJudged:
    named = OrderJudged(
        reference=assessed.order.source.reference or None, drug=assessed.order.drug or None, scope=assessed.scope.value
    )
    if assessed.scope is not Scope.IN:
        return named
    named.verdict = assessed.verdict.value if assessed.verdict is not None else None
    named.criteria = [_criterion(f, wording) for f in assessed.findings]
    named.trials = _trials(assessed.resistance)
    named.weight = _weight(assessed.weight)
    named.dose = _dose(assessed.dose)
    named.ordered = _ordered(assessed.ordered)
    named.course = _course(assessed.course)
    return named


def _criterion(finding: Finding, wording: Wording) -> Criterion:
    return Criterion(
        id=finding.id,
        status=finding.status.value,
        severity=finding.severity.value,
        text=wording.plain(finding.say),
        facts=[told for f in finding.facts if (told := _fact(f, wording)) != _NO_FACT] or (),
        missing=[_missing(m, wording) for m in finding.missing] or (),
        policy=finding.policy,
    )


_NO_FACT = FactTold()


def _fact(fact: Fact, wording: Wording) -> FactTold:
    return FactTold(reference=fact.reference or None, date=recorded(fact.date), text=wording.plain(fact.say))


def _missing(missing: Missing, wording: Wording) -> MissingTold:
    return MissingTold(what=wording.plain(missing.say), why=missing.why.value)


def _trials(resistance: Resistance | None) -> Sequence[TrialTold]:
    return [_trial(t) for t in resistance.trials] if resistance is not None and resistance.trials else ()


def _trial(trial: Trial) -> TrialTold:
    return TrialTold(
        ingredient=trial.ingredient,
        start=trial.start,
        end=None if trial.ongoing else trial.end,
        peak_daily_dose_mg=_thousandths(trial.peak_mg),
        adequate_days=trial.adequate_days,
        adequate=_or_unknown(trial.adequate),
        outcome=trial.outcome.value,
        references=list(trial.references) or (),
    )


def _weight(weight: Weight | None) -> WeightUsed | None:
    if weight is None:
        return None
    return WeightUsed(
        kg=_thousandths(weight.shown),
        date=recorded(weight.date),
        reference=weight.reference or None,
        stale=weight.stale,
    )


def _dose(dose: Dose | None) -> DoseComputed | None:
    if dose is None:
        return None
    return DoseComputed(
        mg_per_kg=writable(dose.mg_per_kg),
        dose_mg=writable(dose.mg),
        duration_minutes=writable(dose.minutes),
        rate_mg_per_minute=_thousandths(dose.rate_mg_per_min),
        alternative_duration_minutes=writable(dose.slower_minutes),
    )


def _ordered(ordered: Ordered | None) -> DoseOrdered | None:
    if ordered is None:
        return None
    told = DoseOrdered(
        dose_mg=_thousandths(ordered.mg),
        mg_per_kg=_thousandths(ordered.mg_per_kg),
        duration_minutes=_thousandths(ordered.minutes),
        route=ordered.route or None,
    )
    return None if told == DoseOrdered() else told


def _course(course: Course | None) -> CourseSoFar | None:
    if course is None:
        return None
    return CourseSoFar(
        infusions=course.infusions,
        last_infusion=course.last,
        response=_or_unknown(course.response),
        remission=_or_unknown(course.remission),
    )


def _or_unknown(answer: bool | None) -> bool | str:
    return "unknown" if answer is None else answer


def _thousandths(value: Decimal | None) -> Number:
    return None if value is None else writable(rounded(value))
