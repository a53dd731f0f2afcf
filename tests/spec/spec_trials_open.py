"""What leaves a trial open: dates that are partial or missing, orders that were halted, amounts without a rhythm."""

from __future__ import annotations

from typing import Any

from tests.spec.story import Json, Story, ago, drug, nobody, quantity, typical
from tests.spec.tried import MET, NOT, OPEN, counted, day, left_open, not_counted, one_failed
from tests.spec.vignette import Vignette

START = "2024-01-01"
YEARS = "A trial known only by its years, 2024 to 2025, may have lasted a day or two years: its length is unknown"


def _tried(start: str, end: str, **more: Any) -> Story:
    return one_failed().took("sertraline", 100, start, end, **{"stopped": "ineffective", **more})


PARTIAL = [
    Vignette(
        YEARS,
        _tried("2024", "2025"),
        left_open("sertraline", "unknown", "failed", card=("duration not known",), card_lacks=("1 days",)),
        "1.7",
    ),
    Vignette(
        "A trial from some day of January to the 20th is under 28 days whichever day it began",
        _tried("2024-01", "2024-01-20"),
        not_counted("sertraline", False, "failed"),
        "1.7",
    ),
    Vignette(
        "A trial from some day of January to the 29th may just be 28 days long: unknown",
        _tried("2024-01", "2024-01-29"),
        left_open("sertraline", "unknown", "failed"),
        "1.7",
    ),
    Vignette(
        "Two years below the minimum dose are too little whichever day they began",
        one_failed().took("sertraline", 25, "2024", "2025", stopped="ineffective"),
        not_counted("sertraline", False, "failed"),
        "1.7",
    ),
    Vignette(
        "A supply of 20 days handed over on some day of March is 20 days, not a month",
        one_failed().dispensed("sertraline", "2024-03", 20, mg=100),
        not_counted("sertraline", False, "outcome-unknown"),
        "1.7",
    ),
    Vignette(
        "A score that is one of the end only if a trial ended early in its last year tells no outcome",
        one_failed().took("sertraline", 100, "2022-01-01", "2024").score("PHQ-9", 20, "2024-01-05"),
        left_open("sertraline", True, "outcome-unknown"),
        "4.6",
    ),
    Vignette(
        "A score within four weeks of any day of its last month is one of the end",
        one_failed().took("sertraline", 100, "2022-01-01", "2024-02").score("PHQ-9", 20, "2024-02-20"),
        counted("sertraline"),
        "4.6",
    ),
]

HALTED = [
    Vignette(
        "An order stopped before its 90 days were used up proves no day but the first: its length is unknown",
        one_failed().prescribed("sertraline", 100, START, supply_days=90, status="stopped", stopped="ineffective"),
        left_open("sertraline", "unknown", "failed", card=("duration not known",)),
        "4.1",
    ),
    Vignette(
        "Refills of a stopped order are no days taken either",
        one_failed().prescribed(
            "sertraline", 100, START, supply_days=30, repeats=5, status="stopped", stopped="ineffective"
        ),
        left_open("sertraline", "unknown", "failed"),
        "4.1",
    ),
    Vignette(
        "A stopped order whose whole supply is under 28 days was no adequate trial",
        one_failed().prescribed("sertraline", 100, START, supply_days=27, status="stopped", stopped="ineffective"),
        not_counted("sertraline", False, "failed"),
        "4.1",
    ),
    Vignette(
        "An order on hold was not taken to the end of its supply",
        one_failed().prescribed("sertraline", 100, START, supply_days=90, status="on-hold", stopped="ineffective"),
        left_open("sertraline", "unknown", "failed"),
        "4.1",
    ),
    Vignette(
        "What was handed over on a stopped order was taken: the dispenses make the days",
        one_failed()
        .prescribed("sertraline", 100, START, supply_days=90, status="stopped", stopped="ineffective")
        .dispensed("sertraline", START, 60, mg=100),
        counted("sertraline", adequate_days={"sertraline": 60}),
        "4.1",
    ),
    Vignette(
        "A stopped order that says when it ended counts to that day",
        one_failed().prescribed(
            "sertraline", 100, START, bounds=(START, day(START, 60)), status="stopped", stopped="ineffective"
        ),
        counted("sertraline", adequate_days={"sertraline": 60}),
        "4.1",
    ),
    Vignette(
        "A stopped order whose end still lies ahead tells its plan, not when it was stopped",
        one_failed().prescribed(
            "sertraline", 100, ago(100), bounds=(ago(100), ago(-30)), status="stopped", stopped="ineffective"
        ),
        left_open("sertraline", "unknown", "failed"),
        "4.1",
    ),
    Vignette(
        "A completed order counts its whole supply",
        one_failed().prescribed("sertraline", 100, START, supply_days=90, status="completed", stopped="ineffective"),
        counted("sertraline", adequate_days={"sertraline": 90}),
        "4.1",
    ),
]


def _without_status(kind: str, name: str, **fields: Any) -> Json:
    return {"resourceType": kind, "medicationCodeableConcept": drug(name), **fields}


def _period(name: str) -> Json:
    made = _without_status("MedicationStatement", name, effectivePeriod={"start": START, "end": "2024-06-01"})
    return {**made, "dosage": [{"text": "100 mg daily"}], "statusReason": [{"text": "ineffective"}]}


STATUS = [
    Vignette(
        "A statement without a status may or may not have been taken: resistance is unknown",
        one_failed().add("medicationStatements", _period("sertraline")),
        {**OPEN, "missing": {"treatment-resistance": "unreadable"}},
        "1.3",
    ),
    Vignette(
        "A statement of an ingredient nobody asks about needs no status",
        one_failed().add("medicationStatements", _period("amoxicillin")),
        NOT,
        "1.3",
    ),
    Vignette(
        "A benzodiazepine on a list without a status is neither there nor absent",
        typical().add("medicationRequests", _without_status("MedicationRequest", "lorazepam", authoredOn=ago(10))),
        {"interactions": "unknown", "missing": {"interactions": "unreadable"}},
        "1.3",
    ),
    Vignette(
        "Ketamine given on a record without a status leaves the course unknown",
        typical().add(
            "medicationAdministrations",
            _without_status("MedicationAdministration", "ketamine", effectiveDateTime=ago(1)),
        ),
        {"course": "unknown", "missing": {"course": "unreadable"}},
        "1.3",
    ),
]

NO_RHYTHM: Json = {
    "resourceType": "MedicationRequest",
    "status": "completed",
    "intent": "order",
    "medicationCodeableConcept": drug("sertraline"),
    "authoredOn": START,
}


def _low_and(**dosage: Any) -> Story:
    """25 mg a day on the statement, below the minimum, and a prescription with this instruction."""
    bounds = {"timing": {"repeat": {"boundsPeriod": {"start": START, "end": "2024-06-01"}}}}
    low = one_failed().took("sertraline", 25, START, "2024-06-01", stopped="ineffective")
    return low.add("medicationRequests", {**NO_RHYTHM, "dosageInstruction": [{**bounds, **dosage}]})


RHYTHM = [
    Vignette(
        "100 mg without a rhythm beside 25 mg a day: it may have been taken every day, so adequacy is unknown",
        _low_and(doseAndRate=[{"doseQuantity": quantity(100, "mg")}]),
        left_open("sertraline", "unknown", "failed", missing={"treatment-resistance": "not-recorded"}),
        "4.4",
    ),
    Vignette(
        'A text "100 mg" without a rhythm is no silence either',
        _low_and(text="100 mg"),
        left_open("sertraline", "unknown", "failed"),
        "4.4",
    ),
    Vignette(
        "A prescription that says nothing of the dose yields to the statement that does",
        _low_and(text="as directed"),
        not_counted("sertraline", False, "failed"),
        "4.4",
    ),
    Vignette(
        "An amount without a rhythm takes nothing from a source that proves the dose",
        one_failed()
        .took("sertraline", 100, START, "2024-06-01", stopped="ineffective")
        .took("sertraline", "50 mg", START, "2024-06-01", stopped="ineffective"),
        counted("sertraline"),
        "4.4",
    ),
]

UNDATED = [
    Vignette(
        "An undated failure does not complete a dated trial without an outcome, and is not lost",
        one_failed()
        .took("sertraline", 100, START, "2024-06-01")
        .took("sertraline", 100, status="completed", stopped="ineffective"),
        {**OPEN, "card": ("2024-06-01: adequate for 21 weeks; outcome not recorded", "dates not known")},
        "4.6",
    ),
    Vignette(
        "An undated failure beside a dated response tells of a trial nobody knows: resistance is unknown",
        one_failed()
        .took("sertraline", 100, START, "2024-06-01", stopped="improved")
        .took("sertraline", None, status="completed", stopped="ineffective"),
        {**OPEN, "card": ("stopped: improved", "dates not known")},
        "4.6",
    ),
    Vignette(
        "An undated response does not undo a dated failure",
        one_failed()
        .took("sertraline", 100, START, "2024-06-01", stopped="ineffective")
        .took("sertraline", None, status="completed", stopped="improved"),
        MET,
        "4.6",
    ),
    Vignette(
        "An undated record alone is one trial that may count",
        nobody().took("sertraline", None, status="completed", stopped="ineffective"),
        {"trials": {"sertraline": ("unknown", "failed")}},
        "4.6",
    ),
]

VIGNETTES = PARTIAL + HALTED + STATUS + RHYTHM + UNDATED
