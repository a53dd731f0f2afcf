"""One answered call as the journal keeps it.

It must not know what a finding means, and it takes nothing of the patient along: statuses, reasons and ids.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import structlog

from cds_service.assess import Assessment, OrderAssessment, Scope
from cds_service.knowledge import Knowledge
from cds_service.service import Answer
from cds_service.store import CardShown, CriterionDecided, Decision, OrderDecided, SuggestionShown

_log = structlog.get_logger()


def decision(
    answer: Answer, knowledge: Knowledge, service_id: str, at: datetime, milliseconds: float, client: str | None
) -> Decision | None:
    """The decision behind an answer; None when there was nothing to decide and nothing was shown."""
    assessed = answer.assessment
    if assessed is None or not (assessed.orders or answer.cards):
        return None
    return Decision(
        at=at,
        hook=assessed.hook,
        service_id=service_id,
        protocol_id=knowledge.protocol.id,
        protocol_version=knowledge.protocol.version,
        protocol_digest=knowledge.digest,
        milliseconds=round(milliseconds, 3),
        orders=tuple(_order(order) for order in assessed.orders),
        cards=_cards(answer, assessed),
        client=client,
    )


def _order(order: OrderAssessment) -> OrderDecided:
    criteria = tuple(
        CriterionDecided(f.id, f.status, tuple(dict.fromkeys(missing.why for missing in f.missing)))
        for f in order.findings
    )
    return OrderDecided(order.scope, order.verdict, criteria)


def _cards(answer: Answer, assessed: Assessment) -> tuple[CardShown, ...]:
    """The cards with what each is about.

    Cards are made in one order (judged orders, suicidality, running course) and shown in another (worst
    first); the order in which their ids were made tells which is which.
    """
    made = {identifier: place for place, identifier in enumerate(answer.uuids)}
    about: list[tuple[str, int | None]]
    about = [("order", n) for n, order in enumerate(assessed.orders) if order.scope is not Scope.OUT]
    about += [("suicidality", None)] if assessed.suicidality is not None else []
    about += [("patient-view", None)] if assessed.patient_view else []
    cards = sorted(answer.cards, key=lambda card: made.get(str(card["uuid"]), len(made)))
    if len(cards) != len(about):
        # The answer is given and stays given; feedback on these cards is kept as feedback on unknown ones.
        _log.error("the cards of a decision cannot be told apart", cards=len(cards), expected=len(about))
        return ()
    return tuple(
        CardShown(str(card["uuid"]), kind, order, _suggestions(card.get("suggestions", ())))
        for card, (kind, order) in zip(cards, about, strict=True)
    )


def _suggestions(suggestions: Sequence[Mapping[str, Any]]) -> tuple[SuggestionShown, ...]:
    return tuple(SuggestionShown(str(each["uuid"]), _kind(each)) for each in suggestions)


def _kind(suggestion: Mapping[str, Any]) -> str:
    types = {action["type"] for action in suggestion.get("actions", ())}
    if "delete" in types:
        return "removal"
    if "update" in types:
        return "dose" if suggestion.get("isRecommended") else "slower-dose"
    return "monitoring"
