"""Every way a call can be refused: one tree, each leaf with its status, its FHIR issue type and a stable code.

It must not know why a caller raised it: messages name a place (a path, a header), never a value a client sent.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

import msgspec
from starlette.responses import Response

CODE_SYSTEM = "urn:ketamine-cds:refusal"
"""System of `issue.details.coding`; the codes are those of the classes below and do not change."""


class Refusal(Exception):
    """A call that gets an OperationOutcome. `expression`: path in the body the message is about."""

    status: ClassVar[int] = 500
    issue: ClassVar[str] = "exception"
    code: ClassVar[str] = "internal"
    closes: ClassVar[bool] = False
    """True when the rest of the body is not worth reading: the connection is closed after the answer."""

    def __init__(self, message: str, expression: str | None = None, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.expression = expression
        self.headers = dict(headers or {})


class NotACall(Refusal):
    """The body is no CDS Hooks request or feedback."""

    status, issue, code = 400, "structure", "not-cds-hooks"


class NotJson(NotACall):
    """The body is no JSON at all, or no JSON that can be read in one way only."""

    issue, code = "structure", "not-json"


class MissingField(NotACall):
    """A required field is missing or empty."""

    issue, code = "required", "field-missing"


class WrongType(NotACall):
    """A field is there with a type or value the specification does not allow."""

    issue, code = "value", "field-invalid"


class NoSuchAddress(Refusal):
    """No service and no page has this address."""

    status, issue, code = 404, "not-found", "not-found"


class WrongMethod(Refusal):
    """The address exists, the method does not."""

    status, issue, code = 405, "not-supported", "method-not-allowed"


class TooSlow(Refusal):
    """The client took too long to send its body."""

    status, issue, code, closes = 408, "timeout", "body-timeout", True


class DataUnobtainable(Refusal):
    """Required data came neither by prefetch nor from the FHIR server."""

    status, issue, code = 412, "incomplete", "required-data-unobtainable"


class TooLarge(Refusal):
    """The body is larger than this service accepts."""

    status, issue, code, closes = 413, "too-long", "body-too-large", True


class WrongMediaType(Refusal):
    """The body is not declared to be JSON, or is compressed."""

    status, issue, code, closes = 415, "not-supported", "not-application-json", True


class TooMany(Refusal):
    """This client already has as many calls in progress as it may."""

    status, issue, code, closes = 429, "throttled", "too-many-calls", True


class StorageUnavailable(Refusal):
    """Feedback cannot be stored right now: nothing was, and the client should send it again."""

    status, issue, code = 503, "transient", "storage-unavailable"


class Untrusted(Exception):
    """A client that did not prove who it is. The answer is a bare 401; `reason` goes to log and metrics only."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def undecidable(why: str = "") -> DataUnobtainable:
    """The refusal when no order states a reason and no problem list can tell whose business it is.

    `why`: what became of the problem list, in one word, where it was asked for.
    """
    told = f" ({why})" if why else ""
    return DataUnobtainable(
        f"no order states a reason, and the problem list came neither by prefetch nor from fhirServer{told}",
        "prefetch.conditions",
    )


def ambiguous_drafts() -> NotJson:
    """The refusal of draft orders in which one object holds a name twice."""
    return NotJson("context.draftOrders: a member is there twice", "context.draftOrders")


def too_many_orders() -> WrongType:
    """The refusal of more ketamine orders than one call may ask about."""
    return WrongType("context.draftOrders: too many ketamine orders in one call", "context.draftOrders")


def outcome(refusal: Refusal) -> dict[str, object]:
    """The OperationOutcome (R4) of a refusal."""
    issue: dict[str, object] = {
        "severity": "error",
        "code": refusal.issue,
        "details": {"coding": [{"system": CODE_SYSTEM, "code": refusal.code}], "text": refusal.message},
    }
    if refusal.expression:
        issue["expression"] = [refusal.expression]
    return {"resourceType": "OperationOutcome", "issue": [issue]}


def outcome_response(refusal: Refusal) -> Response:
    """A refusal as an HTTP answer."""
    headers = {**refusal.headers, **({"connection": "close"} if refusal.closes else {})}
    return Response(
        msgspec.json.encode(outcome(refusal)), refusal.status, headers=headers, media_type="application/json"
    )


def bare_401() -> Response:
    """The answer to an untrusted client: no body, and nothing about what was wrong."""
    return Response(status_code=401, headers={"www-authenticate": "Bearer"})
