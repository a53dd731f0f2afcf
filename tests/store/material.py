"""Decisions and feedback as the service would make them, for the tests of the store."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime, timedelta

from cds_service.answers import Status, Verdict, Why
from cds_service.assess import Scope
from cds_service.store import (
    CardShown,
    CriterionDecided,
    Decision,
    FeedbackItem,
    FeedbackOutcome,
    OrderDecided,
    OverrideReason,
    SuggestionShown,
)

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
SERVICE = "ketamine-trd-order-select"
REASONS = "http://terminology.hl7.org/CodeSystem/non-adherence-reason-codes"


def new_id() -> str:
    return str(uuid.uuid4())


def decided(
    verdict: Verdict = Verdict.CANNOT_VERIFY,
    at: datetime = NOW,
    card: str | None = None,
    suggestion: str | None = None,
) -> Decision:
    """A decision about one order with one card and one suggestion; its severity was too old."""
    criteria = (
        CriterionDecided("adult", Status.MET),
        CriterionDecided("severity", Status.UNKNOWN, (Why.TOO_OLD,)),
        CriterionDecided("treatment-resistance", Status.NOT_MET),
    )
    return Decision(
        at=at,
        hook="order-select",
        service_id=SERVICE,
        protocol_id="ketamine-trd",
        protocol_version="1.0.0",
        protocol_digest="sha256:0123",
        milliseconds=4.2,
        orders=(OrderDecided(Scope.IN, verdict, criteria),),
        cards=(CardShown(card or new_id(), "order", 0, (SuggestionShown(suggestion or new_id(), "dose"),)),),
        client="https://ehr.example",
    )


def accepted(card: str, *suggestions: str, minutes: int = 1) -> FeedbackItem:
    """The card's suggestions were accepted so many minutes after NOW."""
    return FeedbackItem(card, FeedbackOutcome.ACCEPTED, NOW + timedelta(minutes=minutes), suggestions)


def overridden(card: str, code: str | None = None, minutes: int = 1, commented: bool = False) -> FeedbackItem:
    """The card was overridden so many minutes after NOW, with a coded reason or none."""
    reason = None if code is None else OverrideReason(code, REASONS)
    return FeedbackItem(card, FeedbackOutcome.OVERRIDDEN, NOW + timedelta(minutes=minutes), (), reason, commented)
