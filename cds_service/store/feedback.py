"""What a client says became of a card, and the keeping of it: all of a call or nothing, each item once.

It must not know what the clinician wrote: a comment is free text and may name the patient, so only the fact
that there was one comes this far. Ids and codes that do not have the form of ours are kept as digests.
"""

from __future__ import annotations

import hashlib
import re
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from sqlalchemy import Connection, select

from cds_service.store.database import insert_new, insert_one
from cds_service.store.decision import utc
from cds_service.store.tables import accepted_suggestion, card, feedback

_CODE = re.compile(r"[A-Za-z0-9._-]{1,64}")
_SYSTEM = re.compile(r"((https?://|urn:)[A-Za-z0-9._:/-]{1,190})?")


class FeedbackOutcome(StrEnum):
    """What became of a card (CDS Hooks, feedback)."""

    ACCEPTED = "accepted"
    OVERRIDDEN = "overridden"


@dataclass(frozen=True, slots=True)
class OverrideReason:
    """The coded reason of an override. The display is not taken: code and system say which reason it was.

    `system` is empty where the client sent none.
    """

    code: str
    system: str


@dataclass(frozen=True, slots=True)
class FeedbackItem:
    """One item of a feedback call.

    `accepted_suggestions`: their uuids. `commented`: a userComment came with it; its words are never kept.
    Raises ValueError when `outcome_timestamp` bears no time zone or lies outside the calendar in UTC.
    """

    card: str
    outcome: FeedbackOutcome
    outcome_timestamp: datetime
    accepted_suggestions: tuple[str, ...] = ()
    reason: OverrideReason | None = None
    commented: bool = False

    def __post_init__(self) -> None:
        utc(self.outcome_timestamp)


@dataclass(frozen=True, slots=True)
class FeedbackReceipt:
    """How a call was kept: items new, items known already, and distinct cards no decision has shown yet.

    `outcomes`: of the new items, in any order.
    """

    stored: int
    repeated: int
    unknown_cards: int
    outcomes: tuple[FeedbackOutcome, ...] = field(default=(), compare=False)


def kept_id(text: str) -> str:
    """A uuid in lower case; anything else cannot be ours and may say anything: its SHA-256."""
    try:
        return str(uuid.UUID(text)) if len(text) == 36 else _digest(text)
    except ValueError:
        return _digest(text)


def _digest(text: str) -> str:
    return "sha256:" + hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


@dataclass(frozen=True, slots=True)
class _Kept:
    """An item in the form in which it is stored; `identity` is equal exactly for the same item."""

    identity: str
    outcome: FeedbackOutcome
    row: dict[str, object]
    suggestions: tuple[str, ...]


def _keep(service_id: str, item: FeedbackItem, received: datetime) -> _Kept:
    instant = utc(item.outcome_timestamp)
    suggestions = tuple(sorted({kept_id(each) for each in item.accepted_suggestions}))
    code = system = None
    if item.reason is not None:
        code = item.reason.code if _CODE.fullmatch(item.reason.code) else _digest(item.reason.code)
        system = item.reason.system if _SYSTEM.fullmatch(item.reason.system) else _digest(item.reason.system)
    card_id = kept_id(item.card)
    said = (card_id, item.outcome.value, instant.isoformat(), code or "", system or "", *suggestions)
    identity = hashlib.sha256("\n".join(said).encode()).hexdigest()
    row: dict[str, object] = {
        "identity": identity,
        "service_id": service_id,
        "card": card_id,
        "outcome": item.outcome.value,
        "outcome_timestamp": instant,
        "reason_code": code,
        "reason_system": system,
        "commented": item.commented,
        "received": utc(received),
    }
    return _Kept(identity, item.outcome, row, suggestions)


def keep_feedback(
    connection: Connection, service_id: str, items: Sequence[FeedbackItem], received: datetime
) -> FeedbackReceipt:
    """Writes the items within the caller's transaction.

    The same item again (same card, outcome, instant, reason and suggestions) changes nothing. Another outcome
    for the same card is a row of its own; reports read the one with the latest `outcome_timestamp`.
    """
    # One order for all writers: two calls with the same items in another order cannot deadlock.
    kept = sorted((_keep(service_id, item, received) for item in items), key=lambda each: each.identity)
    stored: list[FeedbackOutcome] = []
    for each in kept:
        if not insert_one(connection, feedback, each.row):
            continue
        stored.append(each.outcome)
        rows = [{"feedback": each.identity, "suggestion": uuid_} for uuid_ in each.suggestions]
        insert_new(connection, accepted_suggestion, rows)
    cards = {str(each.row["card"]) for each in kept}
    known = set(connection.scalars(select(card.c.id).where(card.c.id.in_(cards))))
    return FeedbackReceipt(len(stored), len(kept) - len(stored), len(cards - known), tuple(stored))
