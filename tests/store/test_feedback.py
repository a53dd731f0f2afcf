"""What is kept of feedback, and what never is."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from material import NOW, REASONS, SERVICE, accepted, decided, new_id, overridden

from cds_service.store import FeedbackItem, FeedbackOutcome, FeedbackReceipt, OverrideReason, Store

Rows = Callable[[str], list[tuple[Any, ...]]]


def test_feedback_is_kept_with_its_suggestions_and_reason(store: Store, rows: Rows) -> None:
    """An accepted and an overridden card are stored with what was accepted and why it was overridden."""
    first, second, suggestion = new_id(), new_id(), new_id()
    store.record_feedback(SERVICE, [accepted(first, suggestion), overridden(second, "patient-refuses")], NOW)
    assert sorted([(first, "accepted", None, None), (second, "overridden", "patient-refuses", REASONS)]) == sorted(
        rows("SELECT card, outcome, reason_code, reason_system FROM feedback")
    )
    assert [(suggestion,)] == rows("SELECT suggestion FROM accepted_suggestion")


def test_the_same_item_sent_again_changes_nothing(store: Store, rows: Rows) -> None:
    """A repeated call stores nothing and says that it was a repeat."""
    item = accepted(new_id(), new_id(), new_id())
    assert FeedbackReceipt(1, 0, 1) == store.record_feedback(SERVICE, [item], NOW)
    before = rows("SELECT * FROM feedback")
    assert FeedbackReceipt(0, 1, 1) == store.record_feedback(SERVICE, [item], NOW + timedelta(days=1))
    assert before == rows("SELECT * FROM feedback")
    assert [(2,)] == rows("SELECT count(*) FROM accepted_suggestion")


def test_the_same_item_twice_in_one_call_is_stored_once(store: Store) -> None:
    """Repeats are recognised within a call as well as between calls."""
    item = overridden(new_id())
    assert FeedbackReceipt(1, 1, 1) == store.record_feedback(SERVICE, [item, item], NOW)


def test_the_same_instant_in_another_zone_is_the_same_item(store: Store) -> None:
    """An instant is compared as an instant, whatever offset it was written with, and a uuid in any case."""
    card = new_id()
    there = NOW.astimezone(timezone(timedelta(hours=-5)))
    store.record_feedback(SERVICE, [FeedbackItem(card, FeedbackOutcome.ACCEPTED, NOW)], NOW)
    again = FeedbackItem(card.upper(), FeedbackOutcome.ACCEPTED, there)
    assert FeedbackReceipt(0, 1, 1) == store.record_feedback(SERVICE, [again], NOW)


def test_a_later_outcome_for_the_same_card_is_kept_beside_the_first(store: Store, rows: Rows) -> None:
    """Every distinct item is a row of its own; nothing is overwritten."""
    card = new_id()
    store.record_feedback(SERVICE, [overridden(card, minutes=1)], NOW)
    assert FeedbackReceipt(1, 0, 1) == store.record_feedback(SERVICE, [accepted(card, minutes=2)], NOW)
    assert [("accepted",), ("overridden",)] == rows("SELECT outcome FROM feedback ORDER BY outcome")


def test_a_card_no_decision_has_shown_is_kept_and_told(store: Store, rows: Rows) -> None:
    """Feedback on an unknown card is stored, and the receipt counts distinct unknown cards."""
    known, unknown = new_id(), new_id()
    store.record_decision(decided(card=known))
    store.flush()
    items = [accepted(known), overridden(unknown, minutes=1), overridden(unknown, minutes=2)]
    assert FeedbackReceipt(3, 0, 1) == store.record_feedback(SERVICE, items, NOW)
    assert [(3,)] == rows("SELECT count(*) FROM feedback")


def test_an_unknown_card_is_recognised_once_its_decision_arrives(store: Store) -> None:
    """Feedback that overtakes the journal counts for its card as soon as the decision is stored."""
    card = new_id()
    store.record_feedback(SERVICE, [accepted(card)], NOW)
    assert 1 == store.report(NOW, NOW + timedelta(days=1)).unknown_cards
    store.record_decision(decided(card=card))
    store.flush()
    report = store.report(NOW, NOW + timedelta(days=1))
    assert (0, 1) == (report.unknown_cards, report.total.accepted)


def test_a_comment_leaves_only_a_flag(store: Store, rows: Rows) -> None:
    """That there was a comment is stored; the store has no place for its words."""
    store.record_feedback(SERVICE, [overridden(new_id(), "patient-refuses", commented=True)], NOW)
    assert [True] == [bool(value) for (value,) in rows("SELECT commented FROM feedback")]


@pytest.mark.parametrize("text_", ["Jane Doe, born 1960", "x" * 5000, "nul\x00byte", "\ud800"])
def test_what_is_not_of_our_form_is_kept_only_as_a_digest(store: Store, rows: Rows, text_: str) -> None:
    """An id or code that could be anything, even a name, is stored as a SHA-256 and still told apart."""
    item = FeedbackItem(text_, FeedbackOutcome.OVERRIDDEN, NOW, (text_,), OverrideReason(text_, text_), commented=False)
    assert FeedbackReceipt(1, 0, 1) == store.record_feedback(SERVICE, [item], NOW)
    assert FeedbackReceipt(0, 1, 1) == store.record_feedback(SERVICE, [item], NOW)
    (kept,) = rows("SELECT card, reason_code, reason_system FROM feedback")
    assert [True] * 3 == [str(value).startswith("sha256:") for value in kept]


def test_a_reason_without_system_is_kept_as_one(store: Store, rows: Rows) -> None:
    """A client that names no system leaves an empty one, not a digest of nothing."""
    reason = OverrideReason("patient-refuses", "")
    item = FeedbackItem(new_id(), FeedbackOutcome.OVERRIDDEN, NOW, (), reason)
    store.record_feedback(SERVICE, [item], NOW)
    assert [("patient-refuses", "")] == rows("SELECT reason_code, reason_system FROM feedback")


def test_all_items_of_a_call_are_stored_or_none(store: Store, rows: Rows) -> None:
    """When one item cannot be stored the whole call fails and leaves nothing behind."""
    good, broken = accepted(new_id()), accepted(new_id())
    object.__setattr__(broken, "outcome", type("Odd", (), {"value": "perhaps"})())
    with pytest.raises(Exception, match="refused"):
        store.record_feedback(SERVICE, [good, broken], NOW)
    assert [(0,)] == rows("SELECT count(*) FROM feedback")


def test_an_empty_call_stores_nothing(store: Store) -> None:
    """No items, no rows, no error."""
    assert FeedbackReceipt(0, 0, 0) == store.record_feedback(SERVICE, [], NOW)


@pytest.mark.parametrize(
    "instant", [datetime(2026, 11, 23), datetime(9999, 12, 31, 23, tzinfo=timezone(timedelta(hours=-2)))]
)
def test_an_instant_without_a_place_in_time_is_refused(instant: datetime) -> None:
    """A timestamp without zone, or outside the calendar in UTC, is a ValueError before anything is stored."""
    with pytest.raises(ValueError, match="instant"):
        FeedbackItem(new_id(), FeedbackOutcome.ACCEPTED, instant)


@pytest.mark.parametrize("instant", [datetime(1, 1, 1, tzinfo=UTC), datetime(9999, 12, 31, 23, 59, tzinfo=UTC)])
def test_the_first_and_last_instants_are_kept(store: Store, instant: datetime) -> None:
    """An absurd but possible timestamp is stored like any other."""
    item = FeedbackItem(new_id(), FeedbackOutcome.ACCEPTED, instant)
    assert FeedbackReceipt(1, 0, 1) == store.record_feedback(SERVICE, [item], NOW)


def test_feedback_is_there_after_reopening(open_store: Callable[..., Store]) -> None:
    """What was stored is found by the next process on the same database."""
    first = open_store()
    item = accepted(new_id())
    first.record_feedback(SERVICE, [item], NOW)
    first.close()
    assert FeedbackReceipt(0, 1, 1) == open_store().record_feedback(SERVICE, [item], NOW)
