"""What the report counts."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import timedelta

from material import NOW, REASONS, SERVICE, accepted, decided, new_id, overridden

from cds_service.answers import Status, Verdict
from cds_service.store import (
    CardShown,
    Decision,
    ReasonCount,
    Report,
    Store,
    SuggestionCount,
    Tally,
    UnknownCount,
)

DAY = timedelta(days=1)


def reported(store: Store, *decisions: Decision) -> Report:
    """The report of the day after NOW, with these decisions stored."""
    for each in decisions:
        store.record_decision(each)
    store.flush()
    return store.report(NOW, NOW + DAY)


def test_an_empty_store_reports_zeros(store: Store) -> None:
    """Nothing shown is a report of zeros, not an error."""
    report = reported(store)
    assert Tally("", 0, 0, 0) == report.total
    assert (0, 0, (), (), (), ()) == (
        report.decisions,
        report.unknown_cards,
        report.by_verdict,
        report.by_criterion,
        report.by_week,
        report.reasons,
    )


def test_cards_without_feedback_are_ignored_ones(store: Store) -> None:
    """Shown is accepted plus overridden plus ignored."""
    one, two, three = new_id(), new_id(), new_id()
    store.record_feedback(SERVICE, [accepted(one), overridden(two)], NOW)
    total = reported(store, decided(card=one), decided(card=two), decided(card=three)).total
    assert (3, 1, 1, 1) == (total.shown, total.accepted, total.overridden, total.ignored)


def test_the_outcome_with_the_latest_timestamp_counts(store: Store) -> None:
    """Whatever arrived last, the report reads the outcome that happened last."""
    card = new_id()
    store.record_feedback(SERVICE, [accepted(card, minutes=9)], NOW)
    store.record_feedback(SERVICE, [overridden(card, minutes=3)], NOW + timedelta(hours=1))
    assert Tally("", 1, 1, 0) == reported(store, decided(card=card)).total


def test_cards_are_counted_by_verdict_or_else_by_kind(store: Store) -> None:
    """An order's card counts under its verdict, a card that answers no order under what it is about."""
    base = decided(Verdict.STOP)
    extra = CardShown(new_id(), "suicidality")
    made = Decision(base.at, base.hook, SERVICE, "p", "1", "d", 1.0, base.orders, (*base.cards, extra), None, new_id())
    assert (Tally("stop", 1, 0, 0), Tally("suicidality", 1, 0, 0)) == reported(store, made).by_verdict


def test_cards_are_counted_by_the_criteria_that_were_not_met_or_unknown(store: Store) -> None:
    """A criterion that was met does not appear; others appear with their status and the card's outcome."""
    card = new_id()
    store.record_feedback(SERVICE, [overridden(card)], NOW)
    assert (
        Tally("severity", 1, 0, 1, Status.UNKNOWN),
        Tally("treatment-resistance", 1, 0, 1, Status.NOT_MET),
    ) == reported(store, decided(card=card)).by_criterion


def test_why_criteria_were_unknown_is_counted(store: Store) -> None:
    """Each reason for not knowing counts once an order."""
    assert (UnknownCount("severity", "too-old", 2),) == reported(store, decided(), decided()).unknown_because


def test_override_reasons_are_counted_and_their_absence_too(store: Store) -> None:
    """An override without a reason counts as one, so that reasons add up to overrides."""
    cards = [new_id() for _ in range(3)]
    items = [
        overridden(cards[0], "patient-refuses"),
        overridden(cards[1], "patient-refuses"),
        overridden(cards[2]),
    ]
    store.record_feedback(SERVICE, items, NOW)
    report = reported(store, *(decided(card=card) for card in cards))
    assert (ReasonCount("patient-refuses", REASONS, 2), ReasonCount(None, None, 1)) == report.reasons


def test_suggestions_are_counted_as_shown_and_accepted(store: Store) -> None:
    """A suggestion counts as accepted when the card's last outcome accepted it."""
    card, taken = new_id(), new_id()
    store.record_feedback(SERVICE, [accepted(card, taken)], NOW)
    report = reported(store, decided(card=card, suggestion=taken), decided())
    assert (SuggestionCount("dose", 2, 1),) == report.suggestions


def test_weeks_are_iso_weeks_in_utc(store: Store) -> None:
    """The last Monday of 2029 belongs to the first week of 2030."""
    at = NOW.replace(year=2029, month=12, day=31)
    store.record_decision(decided(at=at))
    store.flush()
    assert (Tally("2030-W01", 1, 0, 0),) == store.report(at, at + DAY).by_week


def test_a_week_without_cards_between_others_is_a_zero(store: Store) -> None:
    """Weeks follow each other without gaps, so that a plot of them is true to time; none is added outside."""
    for at in (NOW, NOW + 14 * DAY):
        store.record_decision(decided(at=at))
    store.flush()
    weeks = store.report(NOW - 30 * DAY, NOW + 60 * DAY).by_week
    assert [("2026-W48", 1), ("2026-W49", 0), ("2026-W50", 1)] == [(week.name, week.shown) for week in weeks]


def test_the_period_includes_its_beginning_and_not_its_end(store: Store) -> None:
    """A card shown at `since` counts, one shown at `until` does not."""
    report = reported(store, decided(at=NOW), decided(at=NOW + DAY), decided(at=NOW - timedelta(seconds=1)))
    assert (1, 1) == (report.decisions, report.total.shown)


def test_purging_removes_what_is_older_and_keeps_what_is_not(store: Store) -> None:
    """The purge takes what lies before the instant, with its feedback, and leaves the instant itself."""
    old, young = new_id(), new_id()
    reported(store, decided(at=NOW - DAY, card=old), decided(at=NOW, card=young))
    store.record_feedback(SERVICE, [accepted(old), accepted(young)], NOW + DAY)
    assert 2 == store.purge(NOW)
    report = store.report(NOW - DAY, NOW + 2 * DAY)
    assert (1, 1, 0) == (report.total.shown, report.total.accepted, report.unknown_cards)


def test_feedback_on_unknown_cards_is_purged_by_the_day_it_came(store: Store) -> None:
    """Feedback whose card was never shown goes when it was received before the instant, and not otherwise."""
    store.record_feedback(SERVICE, [accepted(new_id())], NOW - timedelta(seconds=1))
    store.record_feedback(SERVICE, [accepted(new_id())], NOW)
    assert (1, 0) == (store.purge(NOW), store.purge(NOW))


def test_retention_purges_by_itself(open_store: Callable[..., Store]) -> None:
    """A store opened with a retention of a day soon removes what is older than a day, and no more."""
    first = open_store()
    just_old, just_young = decided(at=NOW - DAY - timedelta(seconds=1)), decided(at=NOW - DAY)
    reported(first, just_old, just_young)
    first.close()
    second = open_store(retention_days=1)
    deadline = time.monotonic() + 20
    while second.report(NOW - 2 * DAY, NOW + DAY).decisions > 1 and time.monotonic() < deadline:
        time.sleep(0.05)
    assert 1 == second.report(NOW - 2 * DAY, NOW + DAY).decisions
