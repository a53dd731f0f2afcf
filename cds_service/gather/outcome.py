"""What became of one part of the chart that had to be asked for, told without a value of the patient.

It must not know HTTP, addresses or FHIR: the words here are for notes, metrics and the reason a card gives.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Outcome(StrEnum):
    """How asking for one part ended."""

    FETCHED = "fetched"
    NO_SERVER = "no-server"
    SERVER_NOT_ALLOWED = "server-not-allowed"
    TOKEN_UNUSABLE = "token-unusable"  # noqa: S105
    NOT_IN_CONTEXT = "not-in-context"
    NOT_IN_SCOPE = "not-in-scope"
    FORBIDDEN = "forbidden"
    UNAUTHORISED = "unauthorised"
    ADDRESS_REFUSED = "address-refused"
    NOT_REACHED = "not-reached"
    TIMED_OUT = "timed-out"
    ERROR_STATUS = "error-status"
    NOT_JSON = "not-json"
    TOO_LARGE = "too-large"
    TOO_DEEP = "too-deep"
    NOT_AS_ASKED = "not-as-asked"
    NEXT_REFUSED = "next-refused"
    TOO_MANY_PAGES = "too-many-pages"
    MISSING_SOME = "missing-some"
    UNEXPECTED = "unexpected"


NEVER_ASKED = frozenset(
    {
        Outcome.NO_SERVER,
        Outcome.SERVER_NOT_ALLOWED,
        Outcome.TOKEN_UNUSABLE,
        Outcome.NOT_IN_CONTEXT,
        Outcome.NOT_IN_SCOPE,
        Outcome.FORBIDDEN,
    }
)
"""Outcomes after which a part is "not supplied": nobody looked, or nobody let us look. All others failed."""


UNTOLD = frozenset({Outcome.FETCHED, Outcome.NO_SERVER})
"""Outcomes a clinician need not read about: all is well, or the client named no server and the card says what it
did not supply."""


@dataclass(frozen=True, slots=True)
class Note:
    """What became of one part: `part` is the prefetch key, `status` the last HTTP status if it was an error,
    `pages` how many pages were read from the server."""

    part: str
    outcome: Outcome
    status: int | None = None
    pages: int = 0


class FetchError(Exception):
    """One request gave nothing usable. It carries no address, header, token or body: those may name a patient."""

    def __init__(self, outcome: Outcome, status: int | None = None) -> None:
        super().__init__(outcome.value)
        self.outcome = outcome
        self.status = status
