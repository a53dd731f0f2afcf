"""The assessment for programs: the contract's shape, numbers as numbers, nothing empty."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from render_cases import (
    CRITERIA,
    DOSE,
    TRIAL,
    an_assessed,
    an_assessment,
    an_order,
    fact,
    findings,
    found,
    missing,
    rendered,
)

from cds_service.answers import Status, Why
from cds_service.assess import OrderAssessment, Scope
from cds_service.fhir.strict import as_number, without_empties
from cds_service.protocol.results import Course, Ordered, Outcome, Resistance


def the_order(assessed: OrderAssessment) -> dict[str, Any]:
    (order,) = rendered(an_assessment(assessed))["extension"]["org.ketamine-cds.assessment"]["orders"]
    return dict(order)


def test_protocol_and_day_head_the_assessment() -> None:
    """Id, version, status and digest of the content, and the day it was applied."""
    extension = rendered(an_assessment(an_assessed()))["extension"]
    assert ["org.ketamine-cds.assessment"] == list(extension)
    value = extension["org.ketamine-cds.assessment"]
    protocol = {"id": "ketamine-trd", "version": "1.0.0", "status": "draft", "digest": "sha256:0"}
    assert (protocol, "2026-11-23") == (value["protocol"], value["evaluatedOn"])


def test_an_order_carries_everything_the_contract_names() -> None:
    """Scope, verdict, trials, weight, dose, order and course in the contract's words and units."""
    order = the_order(an_assessed())
    criteria = order.pop("criteria")
    assert list(CRITERIA) == [c["id"] for c in criteria]
    assert {
        "reference": "MedicationRequest/draft-1",
        "drug": "ketamine",
        "scope": "in-scope",
        "verdict": "criteria-met",
        "trials": [
            {
                "ingredient": "sertraline",
                "start": "2024-12-15",
                "end": "2025-03-02",
                "peakDailyDoseMg": 150,
                "adequateDays": 77,
                "adequate": True,
                "outcome": "failed",
                "references": ["MedicationStatement/12"],
            }
        ],
        "weight": {"kg": 70, "date": "2026-11-20", "reference": "Observation/w1", "stale": False},
        "dose": {
            "mgPerKg": 0.5,
            "doseMg": 35,
            "durationMinutes": 40,
            "rateMgPerMinute": 0.875,
            "alternativeDurationMinutes": 100,
        },
        "ordered": {"doseMg": 40, "mgPerKg": 0.571, "durationMinutes": 40, "route": "IV"},
        "course": {"infusions": 2, "lastInfusion": "2026-11-20", "response": "unknown", "remission": "unknown"},
    } == order


def test_a_criterion_carries_facts_and_gaps_in_plain_text() -> None:
    """Status, severity, text, facts with source and day, what is missing and why; no escapes."""
    unknown = found(
        "severity",
        Status.UNKNOWN,
        text="1 < 2 [sic]",
        facts=(fact("PHQ-9 *19*", "Observation/p", date(2026, 11, 1)),),
        missing=(missing("a score", Why.TOO_OLD),),
        policy=True,
    )
    criterion = the_order(an_assessed(findings=findings(severity=unknown)))["criteria"][3]
    assert {
        "id": "severity",
        "status": "unknown",
        "severity": "warning",
        "text": "1 < 2 [sic]",
        "facts": [{"reference": "Observation/p", "date": "2026-11-01", "text": "PHQ-9 *19*"}],
        "missing": [{"what": "a score", "why": "too-old"}],
        "policy": True,
    } == criterion


@pytest.mark.parametrize(
    ("adequate", "days", "expected"), [(None, None, "unknown"), (False, 0, False), (True, 28, True)]
)
def test_unknown_adequacy_is_said(adequate: bool | None, days: int | None, expected: Any) -> None:
    """Adequate is true, false or "unknown"; days that are not known are left out, zero days are not."""
    trial = replace(TRIAL, adequate=adequate, adequate_days=days, outcome=Outcome.UNKNOWN)
    (shown,) = the_order(an_assessed(resistance=Resistance((trial,), 0, 0, 1)))["trials"]
    assert (expected, days, "outcome-unknown") == (shown["adequate"], shown.get("adequateDays"), shown["outcome"])


def test_a_running_trial_has_no_end() -> None:
    """An ongoing trial is told by its missing end."""
    running = replace(TRIAL, ongoing=True, end=date(2026, 11, 24))
    (shown,) = the_order(an_assessed(resistance=Resistance((running,), 0, 0, 1)))["trials"]
    assert "end" not in shown


@pytest.mark.parametrize(("answer", "expected"), [(True, True), (False, False), (None, "unknown")])
def test_response_and_remission_are_three_valued(answer: bool | None, expected: Any) -> None:
    """A course's response and remission are true, false or "unknown"."""
    course = the_order(an_assessed(course=Course(6, date(2026, 11, 20), answer, answer)))["course"]
    assert (expected, expected) == (course["response"], course["remission"])


def test_what_is_not_there_is_not_mentioned() -> None:
    """Unusable weight, dose, order, course and trials leave no key behind; no infusion yet is a zero."""
    bare = an_assessed(weight=None, dose=None, ordered=Ordered(), resistance=None, course=Course(0, None, None, None))
    order = the_order(bare)
    assert {"weight", "dose", "ordered", "trials"}.isdisjoint(order)
    assert {"infusions": 0, "response": "unknown", "remission": "unknown"} == order["course"]


@pytest.mark.parametrize("scope", [Scope.OUT, Scope.AMBIGUOUS, Scope.ESKETAMINE])
def test_outside_the_protocol_only_the_scope_is_told(scope: Scope) -> None:
    """Verdict, criteria, trials and dose belong to in-scope orders."""
    order = the_order(OrderAssessment(an_order(drug="esketamine"), scope))
    assert {"reference": "MedicationRequest/draft-1", "drug": "esketamine", "scope": str(scope)} == order


def test_the_dose_is_told_beside_a_ceiling() -> None:
    """Programs get the computed dose also where the card suggests none."""
    above = replace(DOSE, mg=Decimal("101"), above_ceiling=True)
    assert 101 == the_order(an_assessed(dose=above, suggest_dose=False))["dose"]["doseMg"]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (Decimal("35.0"), 35),
        (Decimal("4E+1"), 40),
        (Decimal("0.875"), 0.875),
        (Decimal("-0"), 0),
        (Decimal("1E+20"), 1e20),
    ],
)
def test_decimals_become_json_numbers(value: Decimal, expected: float) -> None:
    """Whole amounts are integers, others keep their digits, huge ones stay finite."""
    assert (expected, type(expected)) == (as_number(value), type(as_number(value)))


def test_the_strict_writer_drops_what_is_empty_at_any_depth() -> None:
    """Null, blanks, empty arrays and objects go, also when emptied by that; false and zero stay."""
    value = {"a": None, "b": [{}, {"c": " "}], "d": {"e": []}, "f": False, "g": 0, "h": [Decimal("1E+999")]}
    assert {"f": False, "g": 0} == without_empties(value)


def test_nulls_that_hold_a_place_stay() -> None:
    """Where FHIR aligns an array with its extensions by position, a null is a place."""
    aligned = {"given": ["A", None], "_given": [None, {"id": "x"}]}
    assert aligned == without_empties(aligned)
    assert {"given": ["A"]} == without_empties({"given": ["A", None]})
