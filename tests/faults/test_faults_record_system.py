"""Whatever the record system does, the answer is a card that names what could not be read and why, or a 412."""

from __future__ import annotations

import re
import time

import pytest

from cds_service.gather.outcome import Outcome
from tests.faults.conftest import BUDGET_SECONDS, Ward
from tests.faults.hostile import FAILURE, FAULTS, Fault
from tests.http.living import OUTCOME, Json
from tests.unit.gather.fhir_double import fhir, silent

LINE = re.compile(r"(?m)^- From the record system: (?P<parts>[^–]*) – (?P<why>.*)\.$")
EVERY = pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)


def judged(body: Json) -> Json:
    (assessment,) = body["extension"].values()
    found: Json = assessment["orders"][0]
    return found


def told(body: Json) -> dict[str, str]:
    """What the only card says of each part that could not be read."""
    (card,) = body["cards"]
    lines = [(line["parts"].split("; "), line["why"]) for line in LINE.finditer(card["detail"])]
    return {part.lower(): why for parts, why in lines for part in parts}


def test_a_chart_that_can_be_read_meets_every_criterion(ward: Ward) -> None:
    """Without a fault the same order meets all criteria, and no line about the record system is on the card."""
    ward.whole()
    body = ward.ask(ward.order()).json()
    assert ("criteria-met", {}) == (judged(body)["verdict"], told(body))


@EVERY
def test_a_fault_is_told_on_the_card(ward: Ward, fault: Fault) -> None:
    """In time, with the name of the list and the reason, and never with the verdict that all criteria are met."""
    call = ward.suffer(fault, ward.order())
    began = time.monotonic()
    answer = ward.ask(call)
    took = time.monotonic() - began
    assert (200, "cannot-verify") == (answer.status_code, judged(answer.json())["verdict"])
    assert fault.says == told(answer.json())["problem list"]
    assert took < BUDGET_SECONDS + 2


@EVERY
def test_no_criterion_is_met_by_a_list_that_was_not_read(ward: Ward, fault: Fault) -> None:
    """What only the problem list could rule out is unknown, with the list as what is missing."""
    criteria = judged(ward.ask(ward.suffer(fault, ward.order())).json())["criteria"]
    by_absence = [each for each in criteria if each["id"] in {"no-psychosis", "no-vascular-lesion", "no-mania"}]
    whys = {missing["why"] for each in by_absence for missing in each["missing"]}
    assert ({"unknown"}, 1) == ({each["status"] for each in by_absence}, len(whys))
    assert whys <= {"failed", "not-supplied", "truncated"}


@EVERY
def test_an_order_without_a_reason_is_refused_in_words(ward: Ward, fault: Fault) -> None:
    """With neither reason nor problem list nobody knows whose business the order is: 412 and an OperationOutcome; where
    some of the list came, silence or a card decides by that."""
    call = ward.suffer(fault, ward.order())
    for entry in call["context"]["draftOrders"]["entry"]:
        entry["resource"].pop("reasonCode", None)
    answer = ward.ask(call)
    if fault.partly:
        assert 200 == answer.status_code
        return
    assert (412, OUTCOME) == (answer.status_code, answer.json()["resourceType"])
    text = answer.json()["issue"][0]["details"]["text"]
    assert "problem list" in text
    (why,) = re.findall(r"\((\S+)\)$", text)
    assert why in set(Outcome) - {Outcome.FETCHED}
    assert f'cds_fetched_parts_total{{outcome="{why}",part="conditions"}}' in ward.metrics()


def test_a_server_that_refuses_everything_leaves_nothing_unsaid(ward: Ward) -> None:
    """Every part is named with the one reason, in one line."""
    ward.whole()
    ward.double.answers |= dict.fromkeys(ward.double.answers, fhir(FAILURE, 401))
    body = ward.ask(ward.order()).json()
    assert {"the access token was refused (401)"} == set(told(body).values())
    assert {"patient record", "problem list", "medication statements", "allergy list", "vital signs"} <= set(told(body))
    assert "cannot-verify" == judged(body)["verdict"]


def test_one_slow_list_costs_only_itself(ward: Ward) -> None:
    """What came in time is judged, though another list never came."""
    ward.break_with(silent, "AllergyIntolerance")
    body = ward.ask(ward.order()).json()
    status = {each["id"]: each["status"] for each in judged(body)["criteria"]}
    assert {"allergy list": "no whole answer in time"} == told(body)
    assert ("unknown", "met") == (status["no-hypersensitivity"], status["treatment-resistance"])


def test_different_reasons_are_told_apart(ward: Ward) -> None:
    """Two lists that failed for two reasons are two lines."""
    ward.break_with(fhir(FAILURE, 500))
    ward.double.answers["Procedure"] = fhir(FAILURE, 403)
    assert {"problem list": "answered with an error (500)", "procedures": "reading it was forbidden (403)"} == told(
        ward.ask(ward.order()).json()
    )


def test_records_of_another_patient_are_refused_and_reported(ward: Ward) -> None:
    """A record about somebody else counts for nothing, and the list that held it proves no absence."""
    stranger = {"resourceType": "Condition", "id": "x", "subject": {"reference": "Patient/somebody-else"}}
    ward.break_with(fhir({"resourceType": "Bundle", "type": "searchset", "entry": [{"resource": stranger}]}))
    criteria = {each["id"]: each for each in judged(ward.ask(ward.order()).json())["criteria"]}
    assert "unknown" == criteria["no-psychosis"]["status"]
    assert {"unreadable"} == {missing["why"] for missing in criteria["no-psychosis"]["missing"]}


def test_every_outcome_is_counted(ward: Ward) -> None:
    """What became of each list is in the metrics, by reason."""
    for fault in FAULTS:
        ward.ask(ward.suffer(fault, ward.order()))
    counted = re.findall(r'cds_fetched_parts_total\{outcome="([a-z-]+)",part="conditions"\}', ward.metrics())
    wanted = {"timed-out", "not-reached", "error-status", "unauthorised", "forbidden", "not-json", "too-large"}
    wanted |= {"too-deep", "not-as-asked", "too-many-pages", "next-refused", "server-not-allowed", "not-in-scope"}
    assert set() == (wanted | {"token-unusable"}) - set(counted)


def test_afterwards_the_service_is_as_it_was(ward: Ward) -> None:
    """No fault leaves anything behind: the same order about a chart that can be read meets all criteria again."""
    for fault in FAULTS:
        ward.ask(ward.suffer(fault, ward.order()))
        ward.whole()
        assert "criteria-met" == judged(ward.ask(ward.order()).json())["verdict"]
