"""Hook calls: what is answered, what is refused, and where the refusal points."""

from __future__ import annotations

import json
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.http.living import OUTCOME, SELECT, SIGN, VIEW, Json, as_bytes, call, having, order, without

JSON_TYPE = {"content-type": "application/json"}


def post(ehr: httpx.Client, path: str, body: Json | bytes) -> httpx.Response:
    content = body if isinstance(body, bytes) else as_bytes(body)
    return ehr.post(path, content=content, headers=JSON_TYPE)


def issue(response: httpx.Response) -> Json:
    told: Json = response.json()
    assert told["resourceType"] == OUTCOME
    only: Json = told["issue"][0]
    return only


@pytest.mark.parametrize(("path", "hook"), [(SELECT, "order-select"), (SIGN, "order-sign")])
def test_a_ketamine_order_is_assessed(ehr: httpx.Client, path: str, hook: str) -> None:
    """A ketamine order for depression gets one card and one assessment of that order."""
    answer = post(ehr, path, call(hook)).json()
    assert len(answer["cards"]) == 1
    assessed = answer["extension"]["org.ketamine-cds.assessment"]
    assert ["MedicationRequest/draft-1"] == [each["reference"] for each in assessed["orders"]]


def test_another_order_is_passed_in_silence(ehr: httpx.Client) -> None:
    """An order of another drug gets exactly an empty list of cards, whatever its prefetch holds."""
    amoxicillin = order(medicationCodeableConcept={"text": "amoxicillin 500 mg"})
    body = call(orders=[amoxicillin], prefetch={"conditions": 7, "other": ["not", "a", "bundle"]})
    assert post(ehr, SELECT, body).content == b'{"cards":[]}'


def test_the_reference_clients_empty_draft_is_passed_in_silence(ehr: httpx.Client) -> None:
    """A draft without medication and intent, in a Bundle without type, is no error."""
    bare = {"resourceType": "MedicationRequest", "id": "request-123", "category": {"text": "outpatient"}}
    assert post(ehr, SELECT, call(orders=[bare])).content == b'{"cards":[]}'


def test_order_select_judges_selected_orders_only(ehr: httpx.Client) -> None:
    """A ketamine draft that is not among the selections is context, not the question."""
    body = having(call(), "context.selections", ["MedicationRequest/another"])
    assert post(ehr, SELECT, body).content == b'{"cards":[]}'


def test_patient_view_is_silent_without_a_course(ehr: httpx.Client) -> None:
    """Opening a chart without a running course shows nothing."""
    assert post(ehr, VIEW, call("patient-view")).json() == {"cards": []}


def test_the_same_call_at_the_same_moment_gets_the_same_bytes(ehr: httpx.Client) -> None:
    """Same call, same content, same instant: same answer, card ids included."""
    assert post(ehr, SELECT, call()).content == post(ehr, SELECT, call()).content


def test_another_hook_instance_gets_other_card_ids(ehr: httpx.Client) -> None:
    """Cards of two invocations never share an id, so that feedback can be told apart."""
    ids = [
        {card["uuid"] for card in post(ehr, SELECT, call(hookInstance=instance)).json()["cards"]}
        for instance in ("one", "two")
    ]
    assert not ids[0] & ids[1]


def test_required_data_that_cannot_be_had_is_412(ehr: httpx.Client) -> None:
    """No stated reason and no problem list: the scope cannot be decided, and the answer says so."""
    body = without(call(orders=[order(reasonCode=None)]), "prefetch.conditions")
    response = post(ehr, SELECT, body)
    assert (412, "incomplete") == (response.status_code, issue(response)["code"])


def test_unknown_members_and_extensions_pass(ehr: httpx.Client) -> None:
    """What the service does not use may hold anything."""
    body = call(extension={"x": [None, {}]}, hookVersion="9", user=5)
    body["context"]["userId"] = 17
    assert post(ehr, SELECT, body).status_code == 200


@pytest.mark.parametrize(
    "path",
    ["hook", "hookInstance", "context", "context.patientId", "context.selections", "context.draftOrders"],
)
def test_a_missing_field_is_named(ehr: httpx.Client, path: str) -> None:
    """A required field that is not there is a 400 that names its path."""
    response = post(ehr, SELECT, without(call(), path))
    assert (400, [path], "required") == (
        response.status_code,
        issue(response)["expression"],
        issue(response)["code"],
    )


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("hook", 1),
        ("hook", "order-sign"),
        ("hookInstance", None),
        ("context", []),
        ("context.patientId", 17),
        ("context.encounterId", {}),
        ("context.selections", "MedicationRequest/draft-1"),
        ("context.draftOrders", "SECRET"),
        ("prefetch", []),
        ("fhirServer", 5),
        ("fhirAuthorization", "SECRET"),
    ],
)
def test_a_wrong_type_is_named_without_its_value(ehr: httpx.Client, path: str, value: Any) -> None:
    """A field of the wrong type or value is a 400 that names its path and never what it held."""
    response = post(ehr, SELECT, having(call(), path, value))
    assert (400, [path]) == (response.status_code, issue(response)["expression"])
    assert "SECRET" not in response.text


@pytest.mark.parametrize(
    ("path", "value", "where"),
    [
        ("context.selections", ["MedicationRequest/draft-1", 3], "context.selections[1]"),
        ("context.draftOrders", {"entry": []}, "context.draftOrders.resourceType"),
        ("context.draftOrders", {"resourceType": "List"}, "context.draftOrders.resourceType"),
        ("fhirAuthorization", {"access_token": "t"}, "fhirServer"),
        ("context.patientId", " ", "context.patientId"),
        ("hookInstance", "", "hookInstance"),
    ],
)
def test_what_is_wrong_inside_is_named(ehr: httpx.Client, path: str, value: Any, where: str) -> None:
    """The path in the answer leads to the very member that is wrong."""
    response = post(ehr, SELECT, having(call(), path, value))
    assert (400, [where]) == (response.status_code, issue(response)["expression"])


def test_an_access_token_needs_its_own_member(ehr: httpx.Client) -> None:
    """fhirAuthorization without an access token is refused by path."""
    body = call(fhirServer="https://ehr.test/fhir", fhirAuthorization={"scope": "patient/*.read"})
    response = post(ehr, SELECT, body)
    assert (400, ["fhirAuthorization.access_token"]) == (response.status_code, issue(response)["expression"])


WHOLE = as_bytes(call())


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"null",
        b"[]",
        b'"order-select"',
        b"{",
        WHOLE + b"x",
        b"\xef\xbb\xbf" + WHOLE,
        WHOLE.replace(b'"1980-01-01"', b"NaN"),
        WHOLE.replace(b'"1980-01-01"', b"-Infinity"),
        WHOLE.replace(b"1980", b"\xff\xfe"),
        WHOLE.replace(b'"hook":', b'"hook": "order-sign", "hook":'),
        WHOLE.replace(b'"patientId":', b'"patientId": "p2", "patientId":'),
        WHOLE.replace(b'"patient":', b'"patient": null, "patient":'),
        WHOLE.replace(b'"status": "draft"', b'"status": "draft", "status": "active"'),
        WHOLE.replace(b'"1980-01-01"', b"[" * 200_000 + b"]" * 200_000),
        b"[" * 200_000,
    ],
    ids=[
        "nothing", "null", "array", "text", "torn", "trailing", "bom", "nan", "infinity", "latin", "hook twice",
        "patient id twice", "prefetch key twice", "order member twice", "deep", "deep and torn",
    ],
)  # fmt: skip
def test_what_is_not_one_json_document_is_400(ehr: httpx.Client, body: bytes) -> None:
    """Bytes that are no JSON, or JSON with two readings, are refused as such and never as our own failure."""
    response = post(ehr, SELECT, body)
    assert (400, OUTCOME) == (response.status_code, response.json()["resourceType"])


def test_half_a_surrogate_pair_spoils_nothing(ehr: httpx.Client) -> None:
    """A broken emoji in one text of the chart does not cost the patient the answer."""
    body = as_bytes(call()).replace(b'"1980-01-01"', b'"1980-01-01", "name": [{"text": "\\ud83d!"}]')
    assert len(post(ehr, SELECT, body).json()["cards"]) == 1


@pytest.mark.parametrize(
    "media", ["application/json", "application/json; charset=utf-8", 'Application/JSON;charset="UTF-8"']
)
def test_json_may_be_declared_with_its_charset(ehr: httpx.Client, media: str) -> None:
    """JSON is JSON, with or without a charset, in any case."""
    assert ehr.post(SELECT, content=WHOLE, headers={"content-type": media}).status_code == 200


@pytest.mark.parametrize("media", ["", "text/plain", "application/fhir+json", "application/json; charset=latin-1"])
def test_anything_else_is_415(ehr: httpx.Client, media: str) -> None:
    """A body that is not declared as JSON in UTF-8 is not read."""
    response = ehr.post(SELECT, content=WHOLE, headers={"content-type": media})
    assert (415, OUTCOME) == (response.status_code, response.json()["resourceType"])


def test_a_compressed_body_is_415(ehr: httpx.Client) -> None:
    """Nothing is unpacked: a small body cannot become a large one."""
    headers = {**JSON_TYPE, "content-encoding": "gzip"}
    assert ehr.post(SELECT, content=b"\x1f\x8b", headers=headers).status_code == 415


@pytest.mark.parametrize("path", ["/nope", "/cds-services/", "/cds-services/other", f"{SELECT}/", f"{SELECT}/other"])
def test_an_unknown_address_is_404(ehr: httpx.Client, path: str) -> None:
    """What does not exist says so as an OperationOutcome."""
    response = post(ehr, path, call())
    assert (404, "not-found") == (response.status_code, issue(response)["code"])


@pytest.mark.parametrize(("method", "path"), [("GET", SELECT), ("PUT", SELECT), ("POST", "/cds-services")])
def test_a_wrong_method_is_405(ehr: httpx.Client, method: str, path: str) -> None:
    """A wrong method says so as an OperationOutcome, and which method is right."""
    response = ehr.request(method, path)
    assert (405, "not-supported") == (response.status_code, issue(response)["code"])
    assert response.headers["allow"]


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=10), inner, max_size=4),
    max_leaves=12,
)
PATHS = ["hook", "hookInstance", "context", "context.patientId", "context.selections", "context.draftOrders",
         "prefetch", "prefetch.patient", "prefetch.conditions", "prefetch.surveys", "fhirServer",
         "fhirAuthorization", "context.encounterId"]  # fmt: skip
quick = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@quick
@given(body=VALUES)
def test_any_json_gets_an_answer_below_500(ehr: httpx.Client, body: Any) -> None:
    """Whatever JSON arrives, the answer is a refusal the client can read."""
    response = post(ehr, SELECT, json.dumps(body).encode())
    assert (400, OUTCOME) == (response.status_code, response.json()["resourceType"])


@quick
@given(path=st.sampled_from(PATHS), value=VALUES)
def test_any_value_in_any_place_gets_an_answer_below_500(ehr: httpx.Client, path: str, value: Any) -> None:
    """Whatever stands in the place of one member, the answer is cards or a readable refusal."""
    response = post(ehr, SELECT, having(call(), path, value))
    assert response.status_code in {200, 400, 412}
    assert "cards" in response.json() or response.json()["resourceType"] == OUTCOME


@quick
@given(path=st.sampled_from(["medicationCodeableConcept", "dosageInstruction", "reasonCode", "subject", "status", "id",
                             "contained", "extension"]), value=VALUES)  # fmt: skip
def test_any_draft_gets_an_answer_below_500(ehr: httpx.Client, path: str, value: Any) -> None:
    """Whatever a draft order holds, the answer is cards or a readable refusal."""
    body = having(call("order-sign"), "context.draftOrders.entry", [{"resource": order(**{path: value})}])
    assert post(ehr, SIGN, body).status_code in {200, 400, 412}


@quick
@given(body=st.binary(max_size=60))
def test_any_bytes_get_an_answer_below_500(ehr: httpx.Client, body: bytes) -> None:
    """Whatever bytes arrive, the answer is a readable refusal."""
    assert post(ehr, SELECT, body).status_code == 400
