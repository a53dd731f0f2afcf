"""Fills the sentence templates of `cards/` with values: plain for programs, escaped for a card's detail.

It must not know which sentence is due when.
"""

from __future__ import annotations

import string
from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Context, Decimal
from functools import lru_cache
from typing import Any

from cds_service.answers import Why
from cds_service.chart import When
from cds_service.knowledge import Knowledge
from cds_service.protocol.finding import Say
from cds_service.render.markdown import chart_text, escaped

THOUSANDTH = Decimal("0.001")
MOST_DIGITS = 30
_ROUNDING = Context(prec=4 * MOST_DIGITS, rounding=ROUND_HALF_UP)


def rounded(value: Decimal) -> Decimal:
    """At most three decimals, half up: as much as any of these measurements can say."""
    if not value.is_finite() or value.adjusted() > MOST_DIGITS:
        return value
    return value.quantize(THOUSANDTH, context=_ROUNDING)


def number(value: Decimal | int) -> str:
    """A number as people write it: at most three decimals, no trailing zeros, never an exponent."""
    return str(value) if type(value) is int else _decimal(Decimal(value))


@lru_cache(maxsize=4096)
def _decimal(exact: Decimal) -> str:
    if not exact.is_finite() or exact.adjusted() > MOST_DIGITS:
        return "…"  # no such amount exists: a draft may hold one, a card need not spell it out
    shown = format(rounded(exact), "f").rstrip("0").rstrip(".")
    return "0" if shown in {"-0", ""} else shown


def day(value: date) -> str:
    """A date as ISO 8601, without the time of day."""
    return (value.date() if isinstance(value, datetime) else value).isoformat()


def recorded(value: date | When | None) -> date | str | None:
    """A day for programs: a date, or the year or month that is all the record says, as FHIR writes it."""
    if not isinstance(value, When):
        return value
    first = value.first
    return f"{first.year:04}" if _is_year(value) else f"{first.year:04}-{first.month:02}"


def _is_year(value: When) -> bool:
    return (value.first.month, value.last.month) == (1, 12)


@lru_cache(maxsize=4096)
def _parts(template: str) -> tuple[tuple[str, str | None, tuple[str, ...]], ...]:
    """A template as literal texts, each with the name of the value that follows it and the two forms of a word.

    `{days:day|days}` is "1 day" or "3 days"; `{date:on|in}` is "on 2025-03-02" or "in March 2025".
    """
    pieces = string.Formatter().parse(template)
    return tuple((literal, name, tuple(forms.split("|")) if forms else ()) for literal, name, forms, _ in pieces)


@lru_cache(maxsize=4096)
def _fixed(template: str) -> str:
    """The sentence of a template that no value goes into; empty when one does."""
    return " ".join(template.split()) if all(name is None for _, name, _ in _parts(template)) else ""


class _Sentence:
    """Says sentences the house way; `text` is applied to every string value, a nested `Say` is said."""

    def __init__(self, words: Mapping[str, str], text: Callable[[str], str]) -> None:
        self.words = words
        self.text = text

    def said(self, what: Say) -> str:
        """The sentence in full; blanks left by values that were empty are closed up."""
        return _fixed(self.words[what.key]) or " ".join(self._filled(what).split())

    def _filled(self, what: Say) -> str:
        filled: list[str] = []
        for literal, name, forms in _parts(self.words[what.key]):
            filled.append(literal)
            if name is not None:
                value = what.values[name]
                filled.append(self._with_word(value, forms) if forms else self._shown(value))
        return "".join(filled)

    def _with_word(self, value: Any, forms: tuple[str, ...]) -> str:
        """A number with its word behind it, or a day with its word before it, in the form that goes with it."""
        first, other = forms
        shown = self._shown(value)
        if isinstance(value, Decimal | int):
            return f"{shown} {first if value == 1 else other}"
        return f"{other if isinstance(value, When) else first} {shown}" if shown else ""

    def _shown(self, value: Any) -> str:
        kind = type(value)
        if kind is str:  # nearly always, and an exact type is told at once
            return self.text(value)
        if kind is Say:
            return self._filled(value)
        if isinstance(value, Decimal | int):
            return number(value)
        return self.day(value) if isinstance(value, date | When) else self.text(str(value))

    def day(self, value: date | When) -> str:
        """A day, or no more of it than was recorded: "2025-03-02", "March 2025", "2025"."""
        if not isinstance(value, When):
            return day(value)
        year = f"{value.first.year:04}"
        return year if _is_year(value) else f"{self.words[f'month.{value.first.month}']} {year}"


class Wording:
    """The words of one protocol, ready to be said. A missing word raises KeyError: tests look for that."""

    def __init__(self, knowledge: Knowledge) -> None:
        self.knowledge = knowledge
        self._plain = _Sentence(knowledge.words, chart_text)
        self._markdown = _Sentence(knowledge.words, escaped)
        self._verbatim = _Sentence(knowledge.words, str)

    def plain(self, what: Say) -> str:
        """The sentence for programs and summaries."""
        return self._plain.said(what)

    def markdown(self, what: Say) -> str:
        """The sentence for a card's detail; its values cannot be markup."""
        return self._markdown.said(what)

    def card(self, word: str, **values: Any) -> str:
        """A word of the card itself (rule "card"), its values taken as they are."""
        return self._verbatim.said(Say(f"card.{word}", values))

    def day(self, value: date | When) -> str:
        """A day as the card writes it."""
        return self._plain.day(value)

    def why(self, reason: Why) -> str:
        """Why something is not known, in the words of the rule "why"."""
        return self.plain(Say(f"why.{reason}"))

    def title(self, owner: str) -> str:
        """The title of a criterion or rule."""
        return (self.knowledge.criteria.get(owner) or self.knowledge.rules[owner]).title

    def has(self, word: str) -> bool:
        """True when the content has this word of the card."""
        return f"card.{word}" in self.knowledge.words
