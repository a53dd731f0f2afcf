"""Charts beyond the specification, on which two readers of the protocol may part: one sentence, one chart, no answer.

It must not know what either opinion says. Where they part, `disagreements.toml` says why; where the protocol decides,
a chart belongs into tests/spec with its answer instead.
"""

from __future__ import annotations

from typing import Any

from tests.spec.story import UCUM, Json, Story, ago, drug, quantity, typical
from tests.spec.tried import day, one_failed

START, END = "2024-01-01", "2024-06-01"


def _trial(**more: Any) -> Story:
    """One failure, and five months of sertraline 100 mg."""
    return one_failed().took("sertraline", 100, START, END, **more)


def _text(name: str, text: str) -> Story:
    return one_failed().took(name, text, START, END, stopped="ineffective")


def _statement(record: Json) -> Story:
    made = {
        "resourceType": "MedicationStatement",
        "medicationCodeableConcept": drug("sertraline"),
        "effectivePeriod": {"start": START, "end": END},
        "statusReason": [{"text": "ineffective"}],
        "dosage": [{"text": "100 mg daily"}],
    }
    return one_failed().add("medicationStatements", {**made, **record})


def _request(dosage: Json, **record: Any) -> Json:
    return {
        "resourceType": "MedicationRequest",
        "status": "completed",
        "intent": "order",
        "medicationCodeableConcept": drug("sertraline"),
        "authoredOn": START,
        "dosageInstruction": [dosage],
        **record,
    }


def _twice_a_day() -> Story:
    story = one_failed()
    for number in range(30):
        for hour in ("08", "20"):
            story = story.given("sertraline", f"{day(START, number)}T{hour}:00:00Z", 25, route=None)
    return story


NO_RHYTHM = {
    "timing": {"repeat": {"boundsPeriod": {"start": START, "end": END}}},
    "doseAndRate": [{"doseQuantity": quantity(100, "mg")}],
}

TRIALS = {
    "An adequate trial without outcome, and an undated record of the drug that says ineffective": _trial().took(
        "sertraline", 100, status="completed", stopped="ineffective"
    ),
    "A response on dates, and an undated record of the drug that says ineffective": _trial(stopped="improved").took(
        "sertraline", None, status="completed", stopped="ineffective"
    ),
    "An ongoing trial whose record says ineffective": one_failed().took(
        "sertraline", 100, ago(100), asserted=ago(3), stopped="ineffective"
    ),
    "A single date that says ineffective within half a year of dispenses": one_failed()
    .dispensed("sertraline", START, 180, mg=100)
    .took("sertraline", 100, at=START, status="completed", stopped="ineffective"),
    "25 mg a day on the statement and 100 mg without a rhythm on the prescription": one_failed()
    .took("sertraline", 25, START, END, stopped="ineffective")
    .add("medicationRequests", _request(NO_RHYTHM)),
    "25 mg a day on the statement and a prescription to be taken as directed": one_failed()
    .took("sertraline", 25, START, END, stopped="ineffective")
    .prescribed("sertraline", "as directed", START, bounds=(START, END), status="completed"),
    "A statement without a status": _statement({}),
    "A prescription without an intent": one_failed().add(
        "medicationRequests",
        {k: v for k, v in _request({"text": "100 mg daily"}).items() if k != "intent"},
    ),
    "A prescription of four weeks": one_failed().add(
        "medicationRequests",
        _request(
            {"text": "100 mg daily"},
            dispenseRequest={"expectedSupplyDuration": {"value": 4, "unit": "wk", "system": UCUM, "code": "wk"}},
        ),
    ),
    "A prescription stopped before its supply was used up": one_failed().prescribed(
        "sertraline", 100, START, supply_days=90, status="stopped", stopped="ineffective"
    ),
    "A prescription on hold": one_failed().prescribed("sertraline", 100, ago(60), status="on-hold"),
    "A dispense in progress that was handed over": one_failed().dispensed(
        "sertraline", START, 60, mg=100, status="in-progress"
    ),
    "25 mg given twice a day on a ward": _twice_a_day(),
    "27 days at full dose and one day at an unknown one": one_failed()
    .took("sertraline", 100, START, day(START, 27), stopped="ineffective")
    .took("sertraline", None, day(START, 27), day(START, 28)),
    "A gap known by months only": one_failed()
    .took("sertraline", 100, "2024-01-01", "2024-01-20")
    .took("sertraline", 100, "2024-02", "2024-03", stopped="ineffective"),
    "A remission years ago and a failure last year with the same drug": _trial(stopped="ineffective").took(
        "sertraline", 100, "2015-01-01", "2015-06-01", stopped="remission"
    ),
    "Another antidepressant begun during an ongoing trial": one_failed()
    .took("sertraline", 100, ago(100), asserted=ago(3))
    .took("bupropion", 300, ago(20), asserted=ago(3)),
    "The same drug begun again under its brand after the end": _trial().took("Zoloft", 100, day(END, 45), day(END, 60)),
    "An impossible end score after a possible one": _trial().score("PHQ-9", 19, END).score("PHQ-9", 99, day(END, 3)),
    "An impossible baseline and a high end score": _trial().score("PHQ-9", 99, START).score("PHQ-9", 19, END),
    "Two scales at the end, one at its severity limit, one below": _trial()
    .score("PHQ-9", 19, END)
    .score("MADRS", 12, END),
    "A text with two parts of the day": _text("sertraline", "25 mg in the morning and 25 mg at night"),
    "A text with half a tablet": _text("sertraline 100 mg tablet", "half a tablet daily"),
    "A text with a step": _text("venlafaxine", "75 mg daily for 1 week then 150 mg daily"),
    "A text with a ceiling": _text("sertraline", "25 mg daily, max 100 mg daily"),
    "A text at bedtime": _text("mirtazapine", "7.5 mg qhs"),
    "A text once a week": _text("venlafaxine", "150 mg weekly"),
}


def _scored(value: Any) -> Story:
    return typical().empty("surveys").score("PHQ-9", value, ago(3))


SCORES = {
    "A cut-off survey list newer than the score of the coded list": typical()
    .empty("surveys")
    .score("PHQ-9", 19, ago(5), key="observations")
    .score("PHQ-9 item 9", 0, ago(2))
    .truncated("surveys"),
    "A cut-off survey list that reaches behind the score of the coded list": typical()
    .empty("surveys")
    .score("PHQ-9", 19, ago(5), key="observations")
    .score("PHQ-9 item 9", 0, ago(12))
    .truncated("surveys"),
    "A low score of this month beside a high one of three days ago": _scored(19).score("PHQ-9", 5, "2026-11"),
    "Another scale of last month that disagrees": _scored(19).score("MADRS", 12, "2026-10"),
    "A score with decimals in a text": _scored({"valueString": " 19.0 "}),
    "A score in milligrams": _scored({"valueQuantity": {"value": 19, "unit": "mg"}}),
}


def _bipolar(**more: Any) -> Story:
    return typical().problem("F31.9", **more)


def _drafted(story: Story) -> Story:
    draft = {"resourceType": "MedicationRequest", "id": "draft-2", "status": "draft", "intent": "order"}
    return story.also_orders({**draft, "medicationCodeableConcept": {"text": "valproate"}})


LITHIUM = "14334-7"

STABILISERS = {
    "Lithium on a list confirmed long ago and given on the ward yesterday": _bipolar()
    .took("lithium", 900, "2024-01-01", asserted=ago(300))
    .given("lithium", ago(1), 900, route=None),
    "Lithium on a list, undated, and handed over last week without days of supply": _bipolar()
    .took("lithium", 900, "2024-01-01")
    .dispensed("lithium", ago(5), None),
    "Lithium on an active statement that begins next week": _bipolar().took(
        "lithium", 900, ago(-5), asserted=ago(1), status="active"
    ),
    "Lithium on an active prescription that begins next week": _bipolar().prescribed(
        "lithium", 900, ago(1), bounds=(ago(-7), None)
    ),
    "Lithium on a prescription written next week": _bipolar().prescribed("lithium", 900, ago(-7)),
    "Lithium that ends today": _bipolar().took("lithium", 900, "2024-01-01", ago(0), asserted=ago(1), status="active"),
    "Lithium that ends on some day of this month": _bipolar().took(
        "lithium", 900, "2024-01-01", "2026-11", asserted=ago(1), status="active"
    ),
    "Valproate only drafted, and prescriptions that failed to come": _drafted(_bipolar().failed("medicationRequests")),
    "Valproate only drafted, and no list of medicines": _drafted(
        _bipolar().not_supplied("medicationStatements", "medicationRequests")
    ),
    "Lithium stopped and valproate confirmed long ago": _bipolar()
    .took("lithium", 900, "2024-01-01", ago(30))
    .took("valproate", 900, "2024-01-01", asserted=ago(200)),
    "A lithium level below what the laboratory can measure": _bipolar()
    .took("lithium", 900, "2024-01-01", asserted=ago(3))
    .lab(LITHIUM, {"valueQuantity": {**quantity(0.1, "mmol/L"), "comparator": "<"}}, None, ago(2)),
    "Two lithium levels of one day, one of them toxic": _bipolar()
    .took("lithium", 900, "2024-01-01", asserted=ago(3))
    .lab(LITHIUM, 0.8, "mmol/L", ago(2))
    .lab(LITHIUM, 1.6, "mmol/L", ago(2)),
    "A medicine that is only a reference to something not sent": _bipolar().add(
        "medicationStatements",
        {
            "resourceType": "MedicationStatement",
            "status": "active",
            "medicationReference": {"reference": "Medication/77"},
        },
    ),
    "A lithium level and no lithium": _bipolar().lab(LITHIUM, 0.8, "mmol/L", ago(2)),
    "A bipolar disorder whose onset lies ahead": _bipolar(onset=ago(-30)),
    "A bipolar disorder recorded ahead of today": _bipolar(recorded=ago(-30)),
}

PROBES: dict[str, Story] = {**TRIALS, **SCORES, **STABILISERS}
"""Sentence -> chart."""
