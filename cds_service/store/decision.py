"""One decision as the journal keeps it: what was asked, what was answered, how long it took.

It must not know the patient: no reference, no value, no name, no text of a chart has a place in these types.
"""

from __future__ import annotations

import uuid
import zlib
from dataclasses import dataclass, field
from datetime import UTC, datetime

import msgspec

from cds_service.answers import Status, Verdict, Why
from cds_service.assess import Scope


@dataclass(frozen=True, slots=True)
class CriterionDecided:
    """How one criterion answered. `whys`: why something was not known, empty when nothing was missing."""

    id: str
    status: Status
    whys: tuple[Why, ...] = ()


@dataclass(frozen=True, slots=True)
class OrderDecided:
    """One judged order. `verdict` and `criteria` only when it was in scope."""

    scope: Scope
    verdict: Verdict | None = None
    criteria: tuple[CriterionDecided, ...] = ()


@dataclass(frozen=True, slots=True)
class SuggestionShown:
    """A suggestion's uuid and what it offers, in the service's own words ("dose", "monitoring", ...)."""

    id: str
    kind: str


@dataclass(frozen=True, slots=True)
class CardShown:
    """A card's uuid and what it is about ("order", "suicidality", ...).

    `order`: position in `Decision.orders` of the order it answers; None when it answers none of them.
    """

    id: str
    kind: str
    order: int | None = None
    suggestions: tuple[SuggestionShown, ...] = ()


@dataclass(frozen=True, slots=True)
class Decision:
    """One call answered. `at`: aware instant; `client`: the issuer of its token, None without authentication.

    Raises ValueError when `at` bears no time zone or a card names an order that is not there.
    """

    at: datetime
    hook: str
    service_id: str
    protocol_id: str
    protocol_version: str
    protocol_digest: str
    milliseconds: float
    orders: tuple[OrderDecided, ...] = ()
    cards: tuple[CardShown, ...] = ()
    client: str | None = None
    id: str = field(default_factory=lambda: str(uuid.uuid4()))

    def __post_init__(self) -> None:
        if self.at.tzinfo is None:
            raise ValueError("a decision's instant needs a time zone")
        if any(card.order is not None and not 0 <= card.order < len(self.orders) for card in self.cards):
            raise ValueError("a card names an order the decision does not hold")


_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(Decision).decode


def to_line(decision: Decision) -> bytes:
    """The decision as one line of the journal: eight hexadecimal digits of CRC-32, a space, JSON, newline."""
    body = _encode(decision)
    return b"%08x %b\n" % (zlib.crc32(body), body)


def from_line(line: bytes) -> Decision | None:
    """The decision a line holds (with or without its newline); None when the line is torn or damaged."""
    body = line[9:].rstrip(b"\n")
    if line[:9] != b"%08x " % zlib.crc32(body):
        return None
    try:
        return _decode(body)
    except (msgspec.DecodeError, ValueError):
        return None


def utc(instant: datetime) -> datetime:
    """An aware instant in UTC. ValueError when it has no zone or lies outside the calendar in UTC."""
    if instant.tzinfo is None:
        raise ValueError("an instant needs a time zone")
    try:
        return instant.astimezone(UTC)
    except OverflowError:
        raise ValueError("an instant outside the calendar") from None
