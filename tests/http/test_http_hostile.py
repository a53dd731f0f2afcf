"""What a hostile client, or a chart written by one, cannot do: hold up the service, smuggle, or break a card."""

from __future__ import annotations

import copy
import json
import socket
import time

import httpx
import pytest

from cds_service.service import MOST_ORDERS
from tests.fixtures import FOLDER
from tests.http.living import OUTCOME, SELECT, Json, Living, as_bytes, call, order

TYPE = {"content-type": "application/json"}
LONG = 20_000
TEXTS = {
    "digits": "1" * LONG,
    "blanks after a number": "1" + " " * LONG + "x",
    "blanks after a dose": "1 mg" + " " * LONG + "x",
    "blanks after over": "over" + " " * LONG + "x",
    "dashes": "1-" * (LONG // 2),
    "brackets": "(" * LONG,
    "fractions": "1/" * (LONG // 2),
    "words": "over 1 mg for 6 weeks " * (LONG // 22),
}


@pytest.fixture(scope="module")
def story() -> Json:
    found: Json = json.loads((FOLDER / "requests" / "one-trial-only.json").read_text(encoding="utf-8"))
    return found


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_no_text_of_a_chart_holds_up_the_service(ehr: httpx.Client, story: Json, text: str) -> None:
    """Row upon row of digits or blanks, where doses and drugs are read from words, costs no more than its length."""
    whole = copy.deepcopy(story)
    draft = whole["context"]["draftOrders"]["entry"][0]["resource"]
    draft["dosageInstruction"] = [{"text": text, "patientInstruction": text}]
    draft["medicationCodeableConcept"] = {"text": f"ketamine {text}"}
    taken = whole["prefetch"]["medicationStatements"]["entry"][0]["resource"]
    taken |= {"dosage": [{"text": text}], "statusReason": [{"text": text}]}
    taken["medicationCodeableConcept"] = {"text": f"sertraline {text}"}
    began = time.monotonic()
    assert 200 == ehr.post(SELECT, json=whole).status_code
    assert time.monotonic() - began < 15  # seconds: a pattern that goes back and forth takes minutes


@pytest.mark.parametrize("number", ["9" * 5000, "0." + "1" * 5000, "1E999999", "-" + "9" * 5000])
@pytest.mark.parametrize("place", ["total", "dose"])
def test_a_number_of_thousands_of_digits_is_answered(ehr: httpx.Client, number: str, place: str) -> None:
    """Python refuses to make such a number of a text; the call is judged all the same."""
    quantity = {"value": "@", "unit": "mg", "code": "mg", "system": "http://unitsofmeasure.org"}
    whole = call(orders=[order(dosageInstruction=[{"doseAndRate": [{"doseQuantity": quantity}]}])])
    if place == "total":
        quantity["value"] = 1  # type: ignore[assignment]
        whole = call()
        whole["context"]["draftOrders"]["total"] = "@"
    body = json.dumps(whole).replace('"@"', number).encode()
    assert 200 == ehr.post(SELECT, content=body, headers=TYPE).status_code


@pytest.mark.parametrize(("count", "status"), [(MOST_ORDERS, 200), (MOST_ORDERS + 1, 400)])
def test_a_call_judges_so_many_orders_and_no_more(ehr: httpx.Client, count: int, status: int) -> None:
    """Thousands of ketamine orders in one call would hold up everybody else for as many cards: refused in words."""
    answer = ehr.post(SELECT, json=call(orders=[order(id=f"draft-{number}") for number in range(count)]))
    assert status == answer.status_code
    if status == 400:
        issue = answer.json()["issue"][0]
        assert (OUTCOME, ["context.draftOrders"]) == (answer.json()["resourceType"], issue["expression"])


def test_other_orders_are_not_counted(ehr: httpx.Client) -> None:
    """A large order set of other drugs is passed in silence, as ever."""
    amoxicillin = {"medicationCodeableConcept": {"text": "amoxicillin 500 mg"}}
    drafts = [order(id=f"draft-{number}", **amoxicillin) for number in range(3 * MOST_ORDERS)]
    assert {"cards": []} == ehr.post(SELECT, json=call(orders=drafts)).json()


def raw(living: Living, head: str, body: bytes) -> bytes:
    """What comes back over a bare connection, until it is closed or silent."""
    with socket.create_connection(("127.0.0.1", living.port), timeout=3) as link:
        link.sendall(f"POST {SELECT} HTTP/1.1\r\nhost: cds.test\r\ncontent-type: application/json\r\n".encode())
        link.sendall(head.encode() + b"\r\n\r\n" + body)
        came = b""
        try:
            while chunk := link.recv(65536):
                came += chunk
        except TimeoutError:
            pass
        return came


SMUGGLED = b"GET /health/ready HTTP/1.1\r\nhost: cds.test\r\n\r\n"


@pytest.mark.parametrize(
    "head",
    [
        "content-length: 5\r\ntransfer-encoding: chunked",
        "transfer-encoding: chunked\r\ncontent-length: 5",
        "content-length: 5\r\ncontent-length: 6",
        "content-length: +5",
        "content-length: 5, 5",
        "content-length: 0x5",
        "content-length: -5",
        "transfer-encoding: chunked, identity",
        "transfer-encoding: xchunked",
        "content-length : 5",
        "content-length: 5\r\n folded: 1",
    ],
)
def test_a_request_with_two_ends_is_not_answered_twice(living: Living, head: str) -> None:
    """Where a proxy and this server could disagree on where a body ends, nothing hidden behind it is answered."""
    came = raw(living, head, b"0\r\n\r\n" + SMUGGLED)
    assert b'"status":"ready"' not in came


def test_ids_with_line_breaks_and_nul_are_answered_and_kept_out_of_headers(ehr: httpx.Client) -> None:
    """Line breaks, NUL and direction marks in ids forge neither a header nor a second answer."""
    nasty = "p1\r\nset-cookie: a=b\x00\u202e"
    whole = call(orders=[order(id=nasty, subject={"reference": f"Patient/{nasty}"})], hookInstance=nasty)
    whole["context"] |= {"patientId": nasty, "selections": [f"MedicationRequest/{nasty}"]}
    answer = ehr.post(SELECT, content=as_bytes(whole), headers=TYPE)
    assert answer.status_code < 500
    assert "set-cookie" not in answer.headers


HIDDEN = "\u061c\u180e\u200b\u2066\ufe0f\u3164\U000e0041\U000e007f"


def test_hidden_characters_of_a_chart_do_not_reach_a_card(ehr: httpx.Client, story: Json) -> None:
    """Marks that turn, hide or smuggle text are gone from what a clinician reads."""
    whole = copy.deepcopy(story)
    draft = whole["context"]["draftOrders"]["entry"][0]["resource"]
    draft["medicationCodeableConcept"] = {"text": f"ketamine{HIDDEN} 50 mg/mL"}
    (card,) = ehr.post(SELECT, json=whole).json()["cards"]
    assert [] == [hex(ord(mark)) for mark in HIDDEN if mark in card["detail"] + card["summary"]]
