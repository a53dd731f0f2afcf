"""The buttons: the right dose in the user's own draft, monitoring, removal; whole and valid R4."""

from __future__ import annotations

import copy
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from fhir.resources.R4B.medicationrequest import MedicationRequest
from fhir.resources.R4B.servicerequest import ServiceRequest
from render_cases import (
    CHART,
    DOSE,
    PLAIN_ORDER,
    an_assessed,
    an_assessment,
    an_order,
    findings,
    found,
    rendered,
    small_knowledge,
    the_card,
)

from cds_service.answers import Status
from cds_service.assess import OrderAssessment
from cds_service.chart import Amount, Instruction, Listing, Order
from cds_service.fhir.monitoring import is_held, monitoring_order
from cds_service.fhir.update import Infusion, updated_orders

ROUTE = {"system": "http://snomed.info/sct", "code": "47625008", "display": "Intravenous route"}
INFUSION = Infusion(Decimal(35), Decimal("0.5"), Decimal(40), ROUTE, "35 mg IV over 40 minutes")
UCUM = "http://unitsofmeasure.org"
UCUM_CODES = {"mg", "min"}


def updates(card: dict[str, Any]) -> list[dict[str, Any]]:
    return [a["resource"] for s in card["suggestions"] for a in s["actions"] if a["type"] == "update"]


def changed(received: dict[str, Any], **order: Any) -> dict[str, Any]:
    """The received draft with the standard infusion; fails when there is none."""
    whole = update_of(an_order(received, **order))
    assert whole is not None
    return whole


def update_of(order: Order, patient: str | None = "Patient/1") -> dict[str, Any] | None:
    (whole,) = updated_orders(order, [INFUSION], patient, small_knowledge())
    return whole


def test_three_suggestions_in_order() -> None:
    """The standard dose is recommended and first, the slower second, monitoring alone last; one of them at most."""
    card = the_card(an_assessed())
    labels = [(s["label"], s.get("isRecommended")) for s in card["suggestions"]]
    assert [
        ("35 mg over 40 min", True),
        ("Slower: 35 mg over 100 min", None),
        ("Monitoring orders only", None),
    ] == labels
    assert "at-most-one" == card["selectionBehavior"]
    assert [["update", "create"], ["update", "create"], ["create"]] == [
        [a["type"] for a in s["actions"]] for s in card["suggestions"]
    ]
    assert all(a["description"] for s in card["suggestions"] for a in s["actions"])


def test_only_dose_rate_route_and_text_change() -> None:
    """Everything else of the draft is in the update as it was received, and its id is the draft's."""
    received = {
        **PLAIN_ORDER,
        "note": [{"text": "call before"}],
        "extension": [{"url": "https://example.org/x", "valueString": "kept"}],
        "vendorField": {"kept": True},
        "dosageInstruction": [
            {
                **PLAIN_ORDER["dosageInstruction"][0],
                "sequence": 1,
                "asNeededBoolean": False,
                "patientInstruction": "fast",
            }
        ],
    }
    whole = changed(received)
    touched = {"text", "route", "doseAndRate"}
    for one, other in ((received, whole), (received["dosageInstruction"][0], whole["dosageInstruction"][0])):
        assert {k: v for k, v in one.items() if k not in touched | {"dosageInstruction"}} == {
            k: v for k, v in other.items() if k not in touched | {"dosageInstruction"}
        }
    dose = whole["dosageInstruction"][0]["doseAndRate"]
    mg = {"value": 35, "unit": "mg", "system": UCUM, "code": "mg"}
    minutes = {"value": 40, "unit": "min", "system": UCUM, "code": "min"}
    assert [{"doseQuantity": mg, "rateRatio": {"numerator": mg, "denominator": minutes}}] == dose
    assert "35 mg IV over 40 minutes" == whole["dosageInstruction"][0]["text"]


def test_the_received_order_is_left_alone() -> None:
    """Rendering never writes into the request it answers."""
    before = copy.deepcopy(PLAIN_ORDER)
    the_card(an_assessed())
    changed(PLAIN_ORDER)
    assert before == PLAIN_ORDER


@pytest.mark.parametrize(
    "odd",
    [
        {},
        {"dosageInstruction": {"doseAndRate": {"doseQuantity": {"value": 40, "unit": "mg"}}}},
        {"category": {"coding": {"system": "http://example.org", "code": "inpatient"}}},
        {"reasonCode": {"coding": [{"code": "F33.2"}], "text": "MDD"}},
        {"dosageInstruction": None},
        {"dosageInstruction": []},
        {"note": [], "status": None, "intent": None},
        {"status": "Draft", "intent": "ORDER"},
        {"status": ["draft"], "intent": {"code": "order"}},
        {"subject": None},
        {"dosageInstruction": [{"doseQuantity": {"value": 40}, "rateQuantity": {"value": 1, "unit": "mg/min"}}]},
        {
            "dosageInstruction": [
                {"timing": {"event": "2026-11-24T09:00:00Z", "repeat": {"duration": 2, "durationUnit": "min"}}}
            ]
        },
        {
            "dosageInstruction": [
                {"doseAndRate": [{"rateQuantity": {"value": 9}}, {"doseRange": {"low": {"value": 1}}}]}
            ]
        },
    ],
)
def test_the_update_is_valid_r4_whatever_real_clients_send(odd: dict[str, Any]) -> None:
    """Single objects become arrays, missing codes get R4's, older dose elements go; codes and UCUM hold."""
    whole = changed({**PLAIN_ORDER, **odd})
    MedicationRequest.model_validate(whole)
    assert (whole["status"], whole["intent"]) == ("draft", "order")
    (instruction,) = whole["dosageInstruction"]
    (entry,) = instruction["doseAndRate"]
    assert {"doseQuantity", "rateRatio"} == set(entry)
    for quantity in (entry["doseQuantity"], entry["rateRatio"]["numerator"], entry["rateRatio"]["denominator"]):
        assert quantity["system"] == UCUM and quantity["code"] in UCUM_CODES
    assert not {"doseQuantity", "rateQuantity"} & set(instruction)


def test_a_stated_duration_follows_the_rate() -> None:
    """A draft that said "for 2 minutes" in its timing says the new minutes there; the rest of the timing stays."""
    timing = {"repeat": {"duration": 2, "durationMax": 3, "durationUnit": "min", "count": 1}}
    whole = changed({**PLAIN_ORDER, "dosageInstruction": [{"timing": timing}]})
    assert {"duration": 40, "durationUnit": "min", "count": 1} == whole["dosageInstruction"][0]["timing"]["repeat"]


def test_accepting_twice_changes_nothing_more() -> None:
    """The update of an updated order is the same order."""
    once = changed(PLAIN_ORDER)
    assert once == changed(once)


@pytest.mark.parametrize(
    ("route", "stated", "expected"),
    [
        ({"text": "IV"}, "IV", {"text": "IV", "coding": [ROUTE]}),
        ({"coding": [{"code": "IV"}]}, "IV", {"coding": [{"code": "IV"}, ROUTE]}),
        ({"coding": [ROUTE]}, "IV", {"coding": [ROUTE]}),
        (None, None, {"coding": [ROUTE], "text": "Intravenous route"}),
        ({"text": "illegible"}, None, {"coding": [ROUTE], "text": "Intravenous route"}),
    ],
)
def test_the_route_is_intravenous(route: Any, stated: str | None, expected: dict[str, Any]) -> None:
    """An intravenous route keeps its own words and codes and gains ours; any other is replaced by ours."""
    received = {**PLAIN_ORDER, "dosageInstruction": [{"route": route}]}
    assert expected == changed(received, instructions=(Instruction(route=stated),))["dosageInstruction"][0]["route"]


def test_a_push_does_not_survive_an_infusion() -> None:
    """A route or a method that says push goes with the dose it belonged to."""
    pushed = {"route": {"text": "IV push"}, "method": {"text": "push"}, "site": {"text": "left arm"}}
    stated = Instruction(structure=Amount(push=True), route="IV")
    (dosage,) = changed({**PLAIN_ORDER, "dosageInstruction": [pushed]}, instructions=(stated,))["dosageInstruction"]
    assert {"coding": [ROUTE], "text": "Intravenous route"} == dosage["route"]
    assert ("method" in dosage, dosage["site"]) == (False, {"text": "left arm"})


def test_no_code_is_invented_for_the_drug() -> None:
    """The medication is exactly what was received, with its text and code or without."""
    by_text = {**PLAIN_ORDER, "medicationCodeableConcept": {"text": "ketamine drip"}}
    assert {"text": "ketamine drip"} == changed(by_text)["medicationCodeableConcept"]
    assert PLAIN_ORDER["medicationCodeableConcept"] == changed(PLAIN_ORDER)["medicationCodeableConcept"]
    referenced = {k: v for k, v in PLAIN_ORDER.items() if k != "medicationCodeableConcept"}
    referenced["medicationReference"] = {"reference": "Medication/k"}
    assert {"reference": "Medication/k"} == changed(referenced)["medicationReference"]


def test_a_missing_subject_is_the_patient_of_the_chart() -> None:
    """R4 needs a subject: the draft's own stays, a missing one is the patient in context, none means no update."""
    nameless = {k: v for k, v in PLAIN_ORDER.items() if k != "subject"}
    assert {"reference": "Patient/1"} == changed(nameless)["subject"]
    assert update_of(an_order(nameless), None) is None


@pytest.mark.parametrize(
    "words",
    [
        {"patientInstruction": "give as IV push over 2 minutes"},
        {"additionalInstruction": [{"text": "1 mg/kg"}]},
        {"additionalInstruction": {"text": "run at 2 mg/min"}},
        {"patientInstruction": "80 mg"},
    ],
)
def test_words_that_contradict_the_dose_are_not_signed_over(words: dict[str, Any]) -> None:
    """A draft whose other words still say another dose gets no button, and the card says to change it by hand."""
    order = an_order({**PLAIN_ORDER, "dosageInstruction": [words]})
    assert update_of(order) is None
    card = the_card(an_assessed(order=order))
    assert ["Monitoring orders only"] == [s["label"] for s in card["suggestions"]]
    assert "cannot be changed by a button" in card["detail"]


def test_words_that_fit_one_rate_only_allow_that_one() -> None:
    """A remaining "over 40 minutes" fits the standard infusion and contradicts the slower one."""
    order = an_order({**PLAIN_ORDER, "dosageInstruction": [{"patientInstruction": "over 40 minutes"}]})
    card = the_card(an_assessed(order=order))
    assert ["35 mg over 40 min", "Monitoring orders only"] == [s["label"] for s in card["suggestions"]]
    assert "cannot be changed by a button" not in card["detail"]


def test_a_dose_in_the_drugs_own_name_cannot_be_changed() -> None:
    """ "Ketamine 40 mg IVP" as an orderable holds its dose where no instruction can overrule it."""
    named = an_order(
        {k: v for k, v in PLAIN_ORDER.items() if k != "dosageInstruction"},
        instructions=(Instruction(text=Amount(push=True)),),
    )
    assert update_of(named) is None


@pytest.mark.parametrize(
    "broken",
    [
        {"dosageInstruction": [{"text": "40 mg"}, {"text": "20 mg"}]},
        {"dosageInstruction": "40 mg"},
        {"authoredOn": "yesterday"},
        {"priority": "now"},
        {"priority": ["stat"]},
        {"note": "call"},
        {"medicationReference": {"reference": "Medication/1"}},
        {"id": None},
        {"subject": {"display": "somebody"}},
    ],
)
def test_no_update_comes_of_an_order_that_cannot_be_r4(broken: dict[str, Any]) -> None:
    """Rather no suggestion than an invalid order: nothing of the user's is dropped to make it fit."""
    assert update_of(an_order({**PLAIN_ORDER, **broken})) is None


def test_a_service_request_is_never_given_a_dose() -> None:
    """An order that is a ServiceRequest has no dose to change."""
    request = {"resourceType": "ServiceRequest", "id": "s1", "status": "draft", "intent": "order"}
    assert update_of(an_order(request)) is None


def test_a_narrative_that_tells_the_old_dose_goes() -> None:
    """A narrative repeating the old dosage text would contradict the update; any other narrative stays."""
    old = {"status": "generated", "div": "<div>ketamine 40 mg IV over 40 min</div>"}
    other = {"status": "generated", "div": "<div>ketamine</div>"}
    assert "text" not in changed({**PLAIN_ORDER, "text": old})
    assert other == changed({**PLAIN_ORDER, "text": other})["text"]


def test_without_permission_nothing_is_suggested() -> None:
    """No dose, no monitoring and no removal unless the assessment allows them."""
    silent = the_card(an_assessed(suggest_dose=False, suggest_monitoring=False))
    assert {"suggestions", "selectionBehavior"}.isdisjoint(silent)
    alone = the_card(an_assessed(suggest_dose=False))
    assert ["Monitoring orders only"] == [s["label"] for s in alone["suggestions"]]


def test_removal_names_the_draft_by_type_and_id() -> None:
    """The delete action carries resourceId and no resource."""
    card = the_card(an_assessed(suggest_dose=False, suggest_monitoring=False, suggest_removal=True))
    (suggestion,) = card["suggestions"]
    (action,) = suggestion["actions"]
    expected = {"type": "delete", "description": "Remove the ketamine order", "resourceId": "MedicationRequest/draft-1"}
    assert ("Remove the ketamine order", expected) == (suggestion["label"], action)


def test_an_order_without_id_can_be_neither_changed_nor_removed() -> None:
    """Without an id there is no draft to point at."""
    nameless = an_order({k: v for k, v in PLAIN_ORDER.items() if k != "id"})
    card = the_card(an_assessed(order=nameless, suggest_removal=True))
    assert ["Monitoring orders only"] == [s["label"] for s in card["suggestions"]]


def monitoring(assessed: OrderAssessment, drafts: Any = ()) -> list[str]:
    return [
        a["resource"]["code"]["text"]
        for s in the_card(assessed, drafts).get("suggestions", [])
        for a in s["actions"]
        if s["label"] == "Monitoring orders only"
    ]


def test_a_pregnancy_test_is_ordered_only_where_pregnancy_is_unknown() -> None:
    """The conditional monitoring order follows its criterion."""
    unknown = an_assessed(findings=findings(not_pregnant=found("not-pregnant", Status.UNKNOWN)))
    assert ["Vital signs during the infusion"] == monitoring(an_assessed())
    assert ["Vital signs during the infusion", "Pregnancy test"] == monitoring(unknown)


@pytest.mark.parametrize(
    ("draft", "expected"),
    [
        ({"code": {"text": "Vitals q10min"}}, []),
        ({"code": {"coding": [{"display": "VITAL SIGNS panel"}]}}, []),
        ({"code": {"coding": {"display": "vital signs"}}}, []),
        ({"code": {"text": "Vitals q10min"}, "status": "revoked"}, ["Vital signs during the infusion"]),
        ({"code": {"text": "Vitals"}, "status": ["revoked"]}, []),
        ({"code": {"text": "ECG"}}, ["Vital signs during the infusion"]),
        ({"code": "vitals"}, ["Vital signs during the infusion"]),
        ({}, ["Vital signs during the infusion"]),
    ],
)
def test_monitoring_already_drafted_is_not_ordered_again(draft: dict[str, Any], expected: list[str]) -> None:
    """A draft that names the same monitoring holds it; a revoked or another one does not."""
    assert expected == monitoring(an_assessed(), [draft])


def test_monitoring_is_held_by_its_code() -> None:
    """The same code in the same system holds it, whatever the words; the same code elsewhere does not."""
    (_, test) = small_knowledge().protocol.monitoring
    held = {"code": {"coding": [{"system": "http://loinc.org", "code": "2106-3"}]}}
    elsewhere = {"code": {"coding": [{"system": "urn:local", "code": "2106-3"}]}}
    assert (True, False) == (is_held(test, [held]), is_held(test, [elsewhere]))


def test_a_monitoring_order_is_valid_r4() -> None:
    """It is a draft order for the same patient and encounter, coded where the content has a code."""
    for entry in small_knowledge().protocol.monitoring:
        request = monitoring_order(entry, an_order(), None)
        assert request is not None
        ServiceRequest.model_validate(request)
        assert ("draft", "order", {"reference": "Patient/1"}, {"reference": "Encounter/7"}) == (
            request["status"],
            request["intent"],
            request["subject"],
            request["encounter"],
        )
    assert "2106-3" == request["code"]["coding"][0]["code"]


def test_monitoring_without_a_patient_is_not_ordered() -> None:
    """Neither the draft nor the chart names a patient: nothing is created."""
    nameless = an_order({k: v for k, v in PLAIN_ORDER.items() if k != "subject"})
    chart = replace(CHART, patient=Listing())
    (card,) = rendered(replace(an_assessment(an_assessed(order=nameless)), chart=chart))["cards"]
    assert "suggestions" not in card


def test_the_dosage_text_says_dose_weight_and_minutes() -> None:
    """Both updates carry a text that agrees with their numbers."""
    texts = [u["dosageInstruction"][0]["text"] for u in updates(the_card(an_assessed(dose=DOSE)))]
    assert ["35 mg (0.5 mg/kg, 70 kg) IV over 40 minutes", "35 mg (0.5 mg/kg, 70 kg) IV over 100 minutes"] == texts
