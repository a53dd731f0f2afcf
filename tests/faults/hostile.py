"""Ways in which a record system fails or deceives, and the words a card has for each. It must not know the service.

`docs/operations.md` prints the same rows; `make fixtures` writes them.
"""

from __future__ import annotations

import asyncio
import gzip
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response, StreamingResponse
from starlette.types import Receive, Scope, Send

from tests.unit.gather.fhir_double import Answer, bundle, fhir, silent

Json = dict[str, object]

TYPE = "application/fhir+json"
FAILURE: Json = {"resourceType": "OperationOutcome", "issue": [{"severity": "error", "code": "exception"}]}


@dataclass(frozen=True)
class Fault:
    """What the record system does when it is asked for the problem list.

    `says`: the words on the card. `partly`: some records came before it went wrong, so that an order without a reason
    can still be judged. `changes`: of the call itself, where the fault lies there ({base} is the server's address).
    """

    name: str
    what: str
    says: str
    answer: Answer = field(default_factory=Response)
    partly: bool = False
    changes: Json = field(default_factory=dict)


class Dying(Response):
    """Promises a whole body, sends half of it and hangs up."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        body = bytes(fhir(bundle()).body)
        headers = [(b"content-type", TYPE.encode()), (b"content-length", str(len(body)).encode())]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": body[:40], "more_body": True})


async def dripping(request: Request) -> Response:
    """Blanks without end, slowly."""

    async def drops() -> AsyncIterator[bytes]:
        while not await request.is_disconnected():
            yield b" "
            await asyncio.sleep(0.05)

    return StreamingResponse(drops(), media_type=TYPE)


async def flooding(request: Request) -> Response:
    """Blanks without end, as fast as they go."""

    async def chunks() -> AsyncIterator[bytes]:
        while not await request.is_disconnected():
            yield b" " * 65536

    return StreamingResponse(chunks(), media_type=TYPE)


async def endless(request: Request) -> Response:
    """A page that always has a next one."""
    page = int(request.query_params.get("page", "0")) + 1
    return fhir(bundle(following=f"{request.url.replace(query='')}?page={page}"))


async def elsewhere(request: Request) -> Response:
    """A next page at an address nobody allowed: a cloud's credentials."""
    return fhir(bundle(following="http://169.254.169.254/latest/meta-data/iam/security-credentials/"))


async def moved(request: Request) -> Response:
    """Sends the caller, with its token, to another host."""
    return RedirectResponse("https://evil.test/fhir/Condition", 307)


def raw(body: bytes, media_type: str = TYPE, **headers: str) -> Response:
    return Response(body, media_type=media_type, headers=headers)


def of_another(request: str = "Patient/somebody-else") -> Response:
    link = {"relation": "self", "url": f"http://x.test/fhir/Condition?patient={request}"}
    return fhir(bundle(link=[link]))


NOT_JSON, TIMED_OUT, BROKE_OFF = "the answer was unreadable", "no whole answer in time", "not reached, or"
NOT_ASKED = "not asked: "

FAULTS = (
    Fault("slow", "says nothing within the budget", TIMED_OUT, silent),
    Fault("dripping", "sends its answer drop by drop", TIMED_OUT, dripping),
    Fault("dying", "hangs up in the middle of its answer, twice", f"{BROKE_OFF} the connection broke off", Dying()),
    Fault("500", "answers 500", "answered with an error (500)", fhir(FAILURE, 500)),
    Fault("503", "answers 503, and 503 again", "answered with an error (503)", fhir(FAILURE, 503)),
    Fault("404", "answers 404", "answered with an error (404)", fhir(FAILURE, 404)),
    Fault("401", "answers 401", "the access token was refused (401)", fhir(FAILURE, 401)),
    Fault("403", "answers 403", "reading it was forbidden (403)", fhir(FAILURE, 403)),
    Fault("redirect", "redirects to another host (not followed)", "answered with an error (307)", moved),
    Fault("html", "sends a login page or another content type", NOT_JSON, raw(b"{}", "text/html")),
    Fault("garbage", "sends garbage", NOT_JSON, raw(b"\xff\x00<[[{")),
    Fault("cut", "sends JSON without its end", NOT_JSON, raw(bytes(fhir(bundle()).body)[:-1])),
    Fault("huge", "sends a body without end", "the answer was too large", flooding),
    Fault(
        "bomb",
        "sends little that unpacks to much",
        "the answer was too large",
        raw(gzip.compress(b" " * 50_000_000, 1), **{"content-encoding": "gzip"}),
    ),
    Fault(
        "deep",
        "nests its answer thousands of levels deep",
        "the answer was nested too deeply",
        raw(b'{"resourceType":"Bundle","x":' + b"[" * 20_000 + b"]" * 20_000 + b"}"),
    ),
    Fault("outcome", "answers 200 with an OperationOutcome", "the answer was not what was asked for", fhir(FAILURE)),
    Fault("another", "answers about another patient", "the answer was not what was asked for", of_another()),
    Fault("endless", "always has one more page", "cut off: too many pages", endless, partly=True),
    Fault("elsewhere", "has its next page elsewhere", "cut off: its next page lies elsewhere", elsewhere, partly=True),
    Fault(
        "gone",
        "does not listen at all",
        f"{BROKE_OFF} the connection broke off",
        changes={"fhirServer": "{gone}"},
    ),
    Fault(
        "unlisted",
        "is not in `CDS_FHIR_SERVERS`",
        f"{NOT_ASKED}this service may not call that record system",
        changes={"fhirServer": "https://unlisted.test/fhir"},
    ),
    Fault(
        "scope",
        "would have answered, but the token's scopes do not cover the list",
        f"{NOT_ASKED}the access token does not cover it",
        changes={"fhirAuthorization": {"access_token": "t", "scope": "patient/Patient.rs"}},
    ),
    Fault(
        "token",
        "would have answered, but the token cannot stand in a header",
        f"{NOT_ASKED}the access token cannot be used",
        changes={"fhirAuthorization": {"access_token": "two\r\nlines", "scope": "patient/*.rs"}},
    ),
)


def table() -> str:
    """The faults as a table of the documentation."""
    rows = [f"| {each.what} | … {each.says} |" for each in FAULTS]
    return "\n".join(["| the record system … | the card says of the list |", "|---|---|", *rows, ""])
