"""Numbers, dates and sentences as the card says them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from render_cases import said, small_knowledge

from cds_service.chart import When
from cds_service.protocol.finding import say
from cds_service.render.wording import Wording, day, number, recorded


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (Decimal("35.0"), "35"),
        (Decimal("3.5E+1"), "35"),
        (Decimal("0.8750"), "0.875"),
        (Decimal("0.57142857"), "0.571"),
        (Decimal("0.0005"), "0.001"),
        (Decimal("0.0004"), "0"),
        (Decimal("-0.0"), "0"),
        (Decimal("100"), "100"),
        (7, "7"),
        (Decimal("1E+1000000"), "…"),
        (Decimal("NaN"), "…"),
    ],
)
def test_numbers_are_written_as_people_write_them(value: Decimal | int, expected: str) -> None:
    """No trailing zeros, no exponent, at most three decimals, half up; absurd amounts are not spelled out."""
    assert expected == number(value)


@given(st.decimals(allow_nan=False, allow_infinity=False))
def test_every_number_has_a_short_form(value: Decimal) -> None:
    """No decimal makes the writer fail or use an exponent."""
    assert "E" not in number(value)


def test_dates_are_iso_without_time() -> None:
    """A date and an instant are shown as the calendar day."""
    assert ("2026-11-20", "2026-11-20") == (day(date(2026, 11, 20)), day(datetime(2026, 11, 20, 9, tzinfo=UTC)))


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (1, "only 1 day at"),
        (Decimal("1.0"), "only 1 day at"),
        (0, "only 0 days at"),
        (27, "only 27 days at"),
    ],
)
def test_a_number_takes_the_form_of_its_word(value: Decimal | int, expected: str) -> None:
    """One is one day; every other number of days, none too, is days."""
    knowledge = replace(small_knowledge(), words={"x.y": "only {n:day|days} at"})
    assert expected == Wording(knowledge).plain(say("x.y", n=value))


MARCH = When(date(2025, 3, 1), date(2025, 3, 31))
YEAR = When(date(2025, 1, 1), date(2025, 12, 31))


@pytest.mark.parametrize(
    ("value", "shown", "coded"),
    [
        (date(2025, 3, 2), "on 2025-03-02 (2025-03-02)", date(2025, 3, 2)),
        (MARCH, "in March 2025 (March 2025)", "2025-03"),
        (YEAR, "in 2025 (2025)", "2025"),
    ],
)
def test_a_date_is_shown_no_closer_than_it_was_recorded(value: date | When, shown: str, coded: date | str) -> None:
    """A month without a day is shown as a month, a year as a year, to people and to programs."""
    knowledge = replace(small_knowledge(), words={"x.y": "{d:on|in} ({d})", "month.3": "March"})
    assert (shown, coded) == (Wording(knowledge).plain(say("x.y", d=value)), recorded(value))


def test_values_are_escaped_on_the_card_and_plain_for_programs() -> None:
    """The same sentence serves both readers."""
    wording = Wording(small_knowledge())
    sentence = said("[a] <b>")
    assert ("[a] <b>", r"\[a\] &lt;b&gt;") == (wording.plain(sentence), wording.markdown(sentence))


def test_a_sentence_inside_a_sentence_is_escaped_once() -> None:
    """Nested sentences are said first and not escaped again."""
    wording = Wording(small_knowledge())
    assert r"\[a\] and 2026-11-20" == wording.markdown(say("said.both", one=said("[a]"), other=date(2026, 11, 20)))


def test_an_empty_value_leaves_no_gap() -> None:
    """A sentence whose optional part is empty has no doubled or trailing blanks."""
    assert "and b" == Wording(small_knowledge()).plain(say("said.both", one="", other="b"))


def test_the_blank_before_a_nested_phrase_stays() -> None:
    """A phrase that begins with a blank, to stand behind a word, keeps it."""
    knowledge = replace(small_knowledge(), words={"x.by": " (by name)", "x.y": "drug{name}, more"})
    assert "drug (by name), more" == Wording(knowledge).plain(say("x.y", name=say("x.by")))


def test_a_word_the_content_does_not_have_is_an_error() -> None:
    """A missing sentence is never replaced by silence."""
    with pytest.raises(KeyError):
        Wording(small_knowledge()).plain(say("said.nothing"))
