"""Feedback bodies into items: every item is checked before one is kept, and a bad one is named by its index.

It must not know cards or the database. A clinician's comment is free text: only that there was one is taken.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime

import msgspec
from msgspec import Raw

from cds_service.http.errors import MissingField, WrongType
from cds_service.http.wire import decode, members_of_body, present
from cds_service.store import FeedbackItem, FeedbackOutcome, OverrideReason

_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d")
_LONGEST = 1000


class _Suggestion(msgspec.Struct):
    id: str


class _Coding(msgspec.Struct):
    code: str
    system: str = ""


class _Override(msgspec.Struct):
    reason: _Coding | None = None
    userComment: str | None = None  # noqa: N815 (the name on the wire)


class _Item(msgspec.Struct):
    card: str
    outcome: str
    outcomeTimestamp: str  # noqa: N815 (the name on the wire)
    acceptedSuggestions: list[_Suggestion] | None = None  # noqa: N815 (the name on the wire)
    overrideReason: _Override | None = None  # noqa: N815 (the name on the wire)


def read_feedback(body: bytes) -> tuple[FeedbackItem, ...]:
    """The items of one feedback call. Raises NotACall or one of its kinds, naming index and field."""
    members = members_of_body(body)
    if "feedback" not in members:
        raise MissingField("feedback: required", "feedback")
    items = decode(members["feedback"], list[Raw], "feedback")
    if len(items) > _LONGEST:
        raise WrongType(f"feedback: at most {_LONGEST} items a call", "feedback")
    return tuple(_item(raw, f"feedback[{index}]") for index, raw in enumerate(items))


def _item(raw: Raw, where: str) -> FeedbackItem:
    item = decode(raw, _Item, where)
    present(item.card, f"{where}.card")
    outcome = _outcome(item.outcome, f"{where}.outcome")
    if outcome is FeedbackOutcome.ACCEPTED and item.acceptedSuggestions is None:
        at = f"{where}.acceptedSuggestions"
        raise MissingField(f"{at}: required where the outcome is accepted", at)
    override = item.overrideReason or _Override()
    reason = override.reason
    return FeedbackItem(
        card=item.card,
        outcome=outcome,
        outcome_timestamp=_instant(item.outcomeTimestamp, f"{where}.outcomeTimestamp"),
        accepted_suggestions=tuple(each.id for each in item.acceptedSuggestions or ()),
        reason=OverrideReason(reason.code, reason.system) if reason else None,
        commented=bool(override.userComment),
    )


def _outcome(text: str, where: str) -> FeedbackOutcome:
    try:
        return FeedbackOutcome(text)
    except ValueError:
        raise WrongType(f"{where}: accepted or overridden expected", where) from None


def _instant(text: str, where: str) -> datetime:
    """An ISO instant; one without a zone is UTC."""
    try:
        if _INSTANT.match(text) is None:
            raise ValueError
        instant = datetime.fromisoformat(text)
        return (instant if instant.tzinfo else instant.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        raise WrongType(f"{where}: an ISO 8601 instant expected", where) from None
