"""A FHIR server that is slow, broken, hostile or merely unusual: what it costs us and what it cannot do."""

# The house compares expected == actual, which this rule would turn round.
from __future__ import annotations

import asyncio
import gzip
import logging
import socket
import threading
import time
import tracemalloc
from collections.abc import AsyncIterator, Iterator

import pytest
from fhir_double import FhirDouble, bundle, collect, condition, fhir, ids
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response, StreamingResponse
from starlette.types import Receive, Scope, Send

from cds_service.chart import Supply
from cds_service.gather import Bounds, Gathered, Note, Outcome

JSON = "application/fhir+json"


class Dying(Response):
    """Promises a whole body, sends half of it and hangs up."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        body = fhir(bundle(condition("c1"))).body
        headers = [(b"content-type", JSON.encode()), (b"content-length", str(len(body)).encode())]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": bytes(body)[:40], "more_body": True})


def in_turn(*answers: Response) -> object:
    """Answers one after the other; the last one stays."""
    left: Iterator[Response] = iter(answers)
    last = answers[-1]

    async def answer(request: Request) -> Response:
        return next(left, last)

    return answer


def how(gathered: Gathered) -> tuple[Supply, tuple[object, ...], Outcome]:
    """State and content of the problem list and how asking for it ended."""
    part = gathered.parts["conditions"]
    return part.state, part.resources, gathered.notes[0].outcome


def failed(outcome: Outcome) -> tuple[Supply, tuple[object, ...], Outcome]:
    return Supply.FAILED, (), outcome


GOOD = fhir(bundle(condition("c1")))


@pytest.mark.parametrize("status", [502, 503, 504])
def test_a_busy_server_is_asked_once_more(ehr: FhirDouble, status: int) -> None:
    """A gateway's "not now" is tried again once, and the second answer counts."""
    ehr.answers["Condition"] = in_turn(fhir({}, status), GOOD)
    assert ["c1"] == ids(collect(ehr.base).parts["conditions"])
    assert 2 == len(ehr.requests)


def test_a_server_that_stays_busy_is_not_asked_a_third_time(ehr: FhirDouble) -> None:
    """Two refusals are an answer."""
    ehr.answers["Condition"] = fhir({}, 503)
    gathered = collect(ehr.base)
    assert (Note("conditions", Outcome.ERROR_STATUS, 503),) == gathered.notes
    assert 2 == len(ehr.requests)


def test_a_server_that_asks_for_more_time_than_there_is_gets_none(ehr: FhirDouble) -> None:
    """A Retry-After beyond the budget ends the asking at once instead of waiting for nothing."""
    ehr.answers["Condition"] = fhir({}, 503, **{"Retry-After": "60"})
    gathered = collect(ehr.base, budget=5)
    assert failed(Outcome.ERROR_STATUS) == how(gathered)
    assert 1 == len(ehr.requests)
    assert gathered.fetch_ms < 4000


def test_a_server_that_dies_in_the_middle_is_asked_once_more(ehr: FhirDouble) -> None:
    """Half a body is nothing; a read may be repeated, and the whole one counts."""
    ehr.answers["Condition"] = in_turn(Dying(), GOOD)
    assert ["c1"] == ids(collect(ehr.base).parts["conditions"])


def test_a_server_that_always_dies_has_failed(ehr: FhirDouble) -> None:
    """Half a body twice is a failure, and no half of it reaches the chart."""
    ehr.answers["Condition"] = Dying()
    assert failed(Outcome.NOT_REACHED) == how(collect(ehr.base))
    assert 2 == len(ehr.requests)


def test_a_server_that_is_not_there_has_failed() -> None:
    """A refused connection is a failed part."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    assert failed(Outcome.NOT_REACHED) == how(collect(f"http://127.0.0.1:{port}/fhir"))


def test_a_host_without_an_address_has_failed() -> None:
    """A name that does not resolve is a failed part."""
    assert failed(Outcome.NOT_REACHED) == how(collect("https://no-such-host.invalid/fhir"))


def test_a_body_that_drips_is_given_up_when_the_budget_ends(ehr: FhirDouble) -> None:
    """Bytes that keep coming do not stretch the budget."""

    async def drip(request: Request) -> Response:
        async def drops() -> AsyncIterator[bytes]:
            while True:
                yield b" "
                await asyncio.sleep(0.05)

        return StreamingResponse(drops(), media_type=JSON)

    ehr.answers["Condition"] = drip
    began = time.monotonic()
    gathered = collect(ehr.base, budget=0.4)
    assert failed(Outcome.TIMED_OUT) == how(gathered)
    assert time.monotonic() - began < 3


@pytest.mark.parametrize(
    "media_type",
    ["application/fhir+json; charset=utf-8", "application/json", "application/json+fhir", "Application/FHIR+JSON"],
)
def test_every_name_of_json_is_understood(ehr: FhirDouble, media_type: str) -> None:
    """Servers name FHIR's JSON in three ways, with and without a charset."""
    ehr.answers["Condition"] = Response(GOOD.body, headers={"content-type": media_type})
    assert ["c1"] == ids(collect(ehr.base).parts["conditions"])


@pytest.mark.parametrize("media_type", ["text/html", "application/fhir+xml", "application/jsonp", ""])
def test_another_media_type_is_not_read(ehr: FhirDouble, media_type: str) -> None:
    """A login page or XML is no list, even when its text could pass for JSON."""
    ehr.answers["Condition"] = Response(GOOD.body, headers={"content-type": media_type})
    assert failed(Outcome.NOT_JSON) == how(collect(ehr.base))


@pytest.mark.parametrize("body", [b"", b"{", b"\xff\xfe", b"<html>", b"NaN", b'{"resourceType": "Bundle"', b"\x00"])
def test_garbage_is_a_failure(ehr: FhirDouble, body: bytes) -> None:
    """What is called JSON and is none is a failed part."""
    ehr.answers["Condition"] = Response(body, media_type=JSON)
    assert failed(Outcome.NOT_JSON) == how(collect(ehr.base))


def test_a_byte_order_mark_is_no_garbage(ehr: FhirDouble) -> None:
    """A body that begins with a byte order mark is read without it."""
    ehr.answers["Condition"] = Response(b"\xef\xbb\xbf" + bytes(GOOD.body), media_type=JSON)
    assert ["c1"] == ids(collect(ehr.base).parts["conditions"])


def test_a_body_without_end_is_cut_off(ehr: FhirDouble) -> None:
    """A body is counted while it streams: beyond the bound we hang up, long before the budget ends."""
    hung_up = threading.Event()

    async def flood(request: Request) -> Response:
        async def chunks() -> AsyncIterator[bytes]:
            while not await request.is_disconnected():
                yield b" " * 65536
            hung_up.set()

        return StreamingResponse(chunks(), media_type=JSON)

    ehr.answers["Condition"] = flood
    gathered = collect(ehr.base, budget=30, bounds=Bounds(response_bytes=100_000))
    assert failed(Outcome.TOO_LARGE) == how(gathered)
    assert hung_up.wait(10)


@pytest.mark.parametrize(("spare", "outcome"), [(0, Outcome.FETCHED), (-1, Outcome.TOO_LARGE)])
@pytest.mark.parametrize("encoding", ["identity", "gzip"])
def test_the_size_bound_is_exact(ehr: FhirDouble, encoding: str, spare: int, outcome: Outcome) -> None:
    """A body of exactly the bound is read and one byte more is not, packed or plain."""
    plain = bytes(GOOD.body)
    body = gzip.compress(plain) if encoding == "gzip" else plain
    ehr.answers["Condition"] = Response(body, media_type=JSON, headers={"content-encoding": encoding})
    gathered = collect(ehr.base, bounds=Bounds(response_bytes=len(plain) + spare))
    assert outcome == gathered.notes[0].outcome


def test_all_answers_of_a_call_are_counted_together(ehr: FhirDouble) -> None:
    """Many pages below the bound of one response are still bounded in all; what came before is kept."""
    following = f"{ehr.base}/page/2"
    ehr.answers["Condition"] = fhir(bundle(condition("c1"), following=following))
    ehr.answers["page/2"] = GOOD
    size = len(ehr.answers["Condition"].body) + len(GOOD.body)
    kept = collect(ehr.base, bounds=Bounds(total_bytes=size))
    cut = collect(ehr.base, bounds=Bounds(total_bytes=size - 1))
    assert [Outcome.FETCHED, Outcome.TOO_LARGE] == [kept.notes[0].outcome, cut.notes[0].outcome]
    assert (["c1"], True) == (ids(cut.parts["conditions"]), cut.parts["conditions"].truncated)


def test_a_compressed_answer_is_read(ehr: FhirDouble) -> None:
    """gzip is offered and understood."""
    ehr.answers["Condition"] = Response(
        gzip.compress(bytes(GOOD.body)), media_type=JSON, headers={"content-encoding": "gzip"}
    )
    assert ["c1"] == ids(collect(ehr.base).parts["conditions"])
    assert ["gzip"] == [request.headers["accept-encoding"] for request in ehr.requests]


def test_a_gzip_bomb_does_not_go_off(ehr: FhirDouble) -> None:
    """A small body that unpacks to 200 MB is given up at the bound, and its memory was never taken."""
    bomb = gzip.compress(b" " * 200_000_000, compresslevel=1)
    ehr.answers["Condition"] = Response(bomb, media_type=JSON, headers={"content-encoding": "gzip"})
    tracemalloc.start()
    try:
        gathered = collect(ehr.base, bounds=Bounds(response_bytes=1_000_000))
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert failed(Outcome.TOO_LARGE) == how(gathered)
    assert peak < 20_000_000


@pytest.mark.parametrize(
    ("encoding", "body"),
    [("gzip", b"no gzip"), ("gzip", gzip.compress(bytes(GOOD.body))[:60]), ("br", b"?"), ("deflate", b"?")],
    ids=["not gzip", "half a gzip", "brotli", "deflate"],
)
def test_an_encoding_that_was_not_asked_for_is_a_failure(ehr: FhirDouble, encoding: str, body: bytes) -> None:
    """Broken gzip and encodings we did not offer are failed parts."""
    ehr.answers["Condition"] = Response(body, media_type=JSON, headers={"content-encoding": encoding})
    assert failed(Outcome.NOT_JSON) == how(collect(ehr.base))


@pytest.mark.parametrize(
    ("levels", "outcome"), [(64, Outcome.FETCHED), (65, Outcome.TOO_DEEP), (50_000, Outcome.TOO_DEEP)]
)
def test_nesting_is_bounded(ehr: FhirDouble, levels: int, outcome: Outcome) -> None:
    """A body may nest 64 levels; deeper ones are a failed part, not a stack overflow."""
    inner = b"[" * (levels - 1) + b"]" * (levels - 1)
    ehr.answers["Condition"] = Response(
        b'{"resourceType": "Bundle", "type": "searchset", "x": ' + inner + b"}", media_type=JSON
    )
    assert outcome == collect(ehr.base).notes[0].outcome


@pytest.mark.parametrize("text", ["[" * 100, '"[' * 100, "\\\\", '\\\\"' + "{" * 100, '\\n"['])
def test_brackets_in_texts_are_no_nesting(ehr: FhirDouble, text: str) -> None:
    """Brackets, quotes and backslashes inside a text of the chart do not count as levels."""
    note = {"note": [{"text": text}]}
    ehr.answers["Condition"] = fhir(bundle(condition("c1") | note, condition("c2") | note))
    assert ["c1", "c2"] == ids(collect(ehr.base).parts["conditions"])


def test_a_redirect_is_not_followed(ehr: FhirDouble) -> None:
    """A redirect is a failure: the token would go where the operator never allowed it."""
    ehr.answers["Condition"] = RedirectResponse(f"{ehr.base.replace('127.0.0.1', 'localhost')}/elsewhere", 307)
    ehr.answers["elsewhere"] = GOOD
    gathered = collect(ehr.base, token="secret")
    assert (Note("conditions", Outcome.ERROR_STATUS, 307),) == gathered.notes
    assert 1 == len(ehr.requests)


def test_cookies_are_not_kept(ehr: FhirDouble) -> None:
    """A cookie of one answer does not come back with the next question: sessions of patients stay apart."""
    first = bundle(condition("c1"), following=f"{ehr.base}/page/2")
    ehr.answers["Condition"] = fhir(first, **{"Set-Cookie": "session=p1; Path=/"})
    ehr.answers["page/2"] = GOOD
    collect(ehr.base)
    assert [False, False] == ["cookie" in request.headers for request in ehr.requests]


def test_proxy_settings_of_the_environment_are_not_used(ehr: FhirDouble, monkeypatch: pytest.MonkeyPatch) -> None:
    """A proxy named in the environment would see the token and undo the address check: it is ignored."""
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    monkeypatch.delenv("NO_PROXY", raising=False)
    monkeypatch.delenv("no_proxy", raising=False)
    ehr.answers["Condition"] = GOOD
    assert ["c1"] == ids(collect(ehr.base).parts["conditions"])


def test_nothing_of_the_patient_is_logged(ehr: FhirDouble, caplog: pytest.LogCaptureFixture) -> None:
    """With every logger wide open, neither the token nor the patient's id appears in any record."""
    caplog.set_level(logging.DEBUG)
    ehr.answers["Condition"] = in_turn(fhir({}, 503), Dying(), GOOD)
    collect(ehr.base, token="very-secret", context={"patientId": "patient-id-4711"})
    text = " ".join(f"{record.getMessage()} {record.args}" for record in caplog.records)
    assert ("very-secret" not in text, "4711" not in text) == (True, True)


def test_each_answer_is_asked_for_fresh(ehr: FhirDouble) -> None:
    """A server may cache searches for a minute; a reading taken just now must not be missed."""
    ehr.answers["Condition"] = GOOD
    collect(ehr.base)
    assert ["no-cache"] == [request.headers["cache-control"] for request in ehr.requests]


def test_connections_are_kept_between_questions(ehr: FhirDouble) -> None:
    """Pages of one list come over one connection."""
    ehr.answers["Condition"] = fhir(bundle(condition("c1"), following=f"{ehr.base}/page/2"))
    ehr.answers["page/2"] = GOOD
    collect(ehr.base)
    assert 1 == len({request.client for request in ehr.requests})
