"""A small protocol and hand-made assessments, so that rendering is tested apart from content and reasoning."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import msgspec

from cds_service.answers import Severity, Status, Verdict, Why
from cds_service.assess import Assessment, OrderAssessment, Scope
from cds_service.chart import Chart, Instruction, Listing, Order, Patient, Source, Supply
from cds_service.knowledge import Criterion, Evidence, Knowledge, Monitoring, Override, Rule, load
from cds_service.knowledge.content import ProtocolFile, Topic
from cds_service.protocol.finding import Fact, Finding, Missing, say
from cds_service.protocol.results import Course, Dose, Ordered, Outcome, Resistance, Trial, Weight
from cds_service.render import RenderOptions, render

CARDS = Path(__file__).parents[3] / "cards" / "ketamine-trd"

CORE = ("adult", "depression-diagnosis", "treatment-resistance", "severity", "bipolar-coverage")
SAFETY = ("no-mania", "no-vascular-lesion", "blood-pressure", "not-pregnant", "interactions")
CRITERIA = (*CORE, *SAFETY, "weight", "dose", "course")

CARD_WORDS = {
    "summary-stop": "Do not give ketamine: {finding}",
    "summary-stop-blood-pressure": "Delay ketamine: {finding}",
    "summary-stop-dose": "Do not give this dose: {finding}",
    "summary-criteria-not-met": "Criteria not met: {finding}",
    "summary-cannot-verify": "Criteria not known: {finding}",
    "summary-caution": "Criteria found, but caution: {finding}",
    "summary-criteria-met": "Criteria found (off-label): {mg} mg over {minutes} min",
    "summary-criteria-met-dose-unknown": "Criteria found (off-label), but not the dose: {finding}",
    "summary-criteria-met-no-dose": "Criteria found (off-label); confirm the dose",
    "summary-more": "(+{count} more)",
    "summary-ambiguous": "Outside the protocol: {finding}",
    "summary-esketamine": "Esketamine: {finding}",
    "summary-suicidality": "Assess suicide risk today: {finding}",
    "summary-patient-view": "Course: {finding}",
    "local-policy": "local policy",
    "more-facts": "and {count} more",
    "label-standard": "{mg} mg over {minutes} min",
    "label-slower": "Slower: {mg} mg over {minutes} min",
    "label-monitoring": "Monitoring orders only",
    "label-delete": "Remove the ketamine order",
    "label-link": "Protocol",
    "describe-update": "Set the draft to {mg} mg over {minutes} min",
    "describe-create": "Order: {title}",
    "describe-delete": "Remove the ketamine order",
    "dosage-text": "{mg} mg ({mg_per_kg} mg/kg, {kg} kg) IV over {minutes} minutes",
    "route-system": "http://snomed.info/sct",
    "route-code": "47625008",
    "route-display": "Intravenous route",
    "do-severity-unknown": "Record a score.",
    "do-not-supplied": "Check the chart.",
}

PLAIN_ORDER: dict[str, Any] = {
    "resourceType": "MedicationRequest",
    "id": "draft-1",
    "status": "draft",
    "intent": "order",
    "subject": {"reference": "Patient/1"},
    "encounter": {"reference": "Encounter/7"},
    "medicationCodeableConcept": {
        "coding": [{"system": "http://www.nlm.nih.gov/research/umls/rxnorm", "code": "6130", "display": "ketamine"}],
        "text": "ketamine",
    },
    "dosageInstruction": [
        {
            "text": "40 mg IV over 40 min",
            "route": {"text": "IV"},
            "doseAndRate": [{"doseQuantity": {"value": 40, "unit": "mg"}}],
        }
    ],
}


def small_knowledge(status: str = "draft") -> Knowledge:
    """A protocol of a few criteria whose sentences say what they are given; the card template is the real one."""
    criteria = tuple(
        Criterion(
            id=name,
            title=name.replace("-", " ").capitalize(),
            question="?",
            core=name in CORE,
            severity=Severity.WARNING if name in CORE else Severity.CRITICAL,
            none_recorded="none",
            evidence=("a-source", "policy-a"),
            words={"said": "{text}"},
            # What is written into an order is read back, and reading knows what a vial is.
            limits=_shipped().criteria["dose"].limits if name == "dose" else {},
        )
        for name in CRITERIA
    )
    rules = (
        Rule(id="card", title="Card", words=CARD_WORDS),
        Rule(id="why", title="Why", words={w: w.replace("-", " ") for w in Why}),
        Rule(id="said", title="Said", words={"text": "{text}", "both": "{one} and {other}"}),
        Rule(id="suicidality", title="Suicidality", evidence=("a-source",)),
    )
    return replace(
        _shipped(),
        protocol=_protocol(criteria, rules, status),
        digest="sha256:0",
        evidence={e.id: e for e in _EVIDENCE},
        criteria={c.id: c for c in criteria},
        rules={r.id: r for r in rules},
        words={f"{r.id}.{word}": text for r in rules for word, text in r.words.items()},
    )


@cache
def _shipped() -> Knowledge:
    """The real content: its layout and vocabularies are used, its criteria and words are not."""
    return load(CARDS)


_EVIDENCE = (
    Evidence(
        id="a-source",
        kind="source",
        citation="A source 2017",
        verified=True,
        last_checked=date(2026, 11, 23),
        url="https://example.org/source",
    ),
    Evidence(id="policy-a", kind="policy", citation="our window", verified=True, last_checked=date(2026, 11, 23)),
)


def _protocol(criteria: tuple[Criterion, ...], rules: tuple[Rule, ...], status: str) -> ProtocolFile:
    return ProtocolFile(
        id="ketamine-trd",
        version="1.0.0",
        title="Ketamine for depression",
        status="reviewed" if status == "reviewed" else "draft",
        guideline="A guideline",
        guideline_url="https://example.org/guideline",
        topic=Topic(code="ketamine-trd", system="https://example.org/topics", display="Ketamine"),
        criterion=criteria,
        rule=rules,
        override=tuple(
            Override(code=f"reason-{n}", system="https://example.org/reasons", display=f"Reason {n}") for n in range(4)
        ),
        monitoring=(
            Monitoring(
                id="vital-signs",
                title="Vital signs during the infusion",
                when="always",
                text="Every 10 min",
                names=("vital signs", "vitals"),
                evidence="a-source",
            ),
            Monitoring(
                id="pregnancy-test",
                title="Pregnancy test",
                when="not-pregnant-unknown",
                text="Before the infusion",
                names=("pregnancy", "hcg"),
                evidence="a-source",
                code="2106-3",
                system="http://loinc.org",
                display="Choriogonadotropin",
            ),
        ),
    )


def said(text: str) -> Any:
    """A sentence that says this text, as chart text."""
    return say("said.text", text=text)


def found(
    name: str, status: Status = Status.MET, severity: Severity = Severity.WARNING, text: str = "fine", **more: Any
) -> Finding:
    return Finding(name, status, severity, said(text), **more)


def findings(**changed: Finding) -> tuple[Finding, ...]:
    """Every criterion met, but those given (with underscores for hyphens)."""
    by_id = {name.replace("_", "-"): finding for name, finding in changed.items()}
    return tuple(by_id.get(name, found(name)) for name in CRITERIA)


def an_order(raw: dict[str, Any] | None = None, **changes: Any) -> Order:
    whole = PLAIN_ORDER if raw is None else raw
    order = Order(
        source=Source(f"{whole['resourceType']}/{whole['id']}" if "id" in whole else str(whole["resourceType"])),
        resource_type=str(whole["resourceType"]),
        drug="ketamine",
        display="ketamine 50 mg/mL",
        by_name=False,
        status="draft",
        instructions=(Instruction(route="IV"),),
        raw=whole,
    )
    return replace(order, **changes)


TRIAL = Trial(
    ingredient="sertraline",
    start=date(2024, 12, 15),
    end=date(2025, 3, 2),
    ongoing=False,
    peak_mg=Decimal(150),
    adequate_days=77,
    adequate=True,
    outcome=Outcome.FAILED,
    references=("MedicationStatement/12",),
    by_name=False,
    line=said("sertraline 150 mg/day, 11 weeks: failed"),
)
DOSE = Dose(
    mg_per_kg=Decimal("0.5"),
    mg=Decimal(35),
    minutes=Decimal(40),
    rate_mg_per_min=Decimal("0.875"),
    slower_minutes=Decimal(100),
    slower_rate_mg_per_min=Decimal("0.35"),
    above_ceiling=False,
)
WEIGHT = Weight(Decimal("70.0"), date(2026, 11, 20), "Observation/w1", stale=False)


def an_assessed(verdict: Verdict = Verdict.CRITERIA_MET, /, **changes: Any) -> OrderAssessment:
    """An in-scope order with everything known and every suggestion but removal allowed."""
    whole = OrderAssessment(
        order=an_order(),
        scope=Scope.IN,
        verdict=verdict,
        findings=findings(),
        resistance=Resistance((TRIAL,), 1, 0, 1, (said("lithium: not counted"),)),
        weight=WEIGHT,
        dose=DOSE,
        ordered=Ordered(Decimal(40), Decimal(40) / Decimal(70), Decimal(40), "IV"),
        course=Course(2, date(2026, 11, 20), None, None),
        suggest_dose=True,
        suggest_monitoring=True,
    )
    return replace(whole, **changes)


def fact(text: str, reference: str = "Condition/1", on: date | None = None) -> Fact:
    return Fact(said(text), reference, on)


def missing(text: str, why: Why = Why.NOT_SUPPLIED) -> Missing:
    return Missing(said(text), why)


NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
CHART = Chart(now=NOW, today=NOW.date(), patient=Listing(Supply.SUPPLIED, (Patient("Patient/1", None),)))


def an_assessment(*orders: OrderAssessment, **changes: Any) -> Assessment:
    whole = Assessment(hook="order-select", chart=CHART, orders=orders)
    return replace(whole, **changes)


def numbered() -> Callable[[], str]:
    """Distinct lower-case UUIDs, the same ones on every run."""
    count = itertools.count(1)
    return lambda: f"00000000-0000-4000-8000-{next(count):012x}"


def rendered(assessment: Assessment, knowledge: Knowledge | None = None, drafts: Any = ()) -> dict[str, Any]:
    options = RenderOptions("https://cds.example/", "org.ketamine-cds", numbered())
    body: dict[str, Any] = msgspec.to_builtins(render(assessment, knowledge or small_knowledge(), options, drafts))
    return body


def the_card(assessed: OrderAssessment, drafts: Any = ()) -> dict[str, Any]:
    """The only card of a call about this order."""
    (card,) = rendered(an_assessment(assessed), drafts=drafts)["cards"]
    return dict(card)
