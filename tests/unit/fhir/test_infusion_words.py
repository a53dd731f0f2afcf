"""Infusion texts in one spelling, and texts made to take long."""

from __future__ import annotations

import time
from decimal import Decimal

import pytest

from cds_service.fhir.infusion_text import amount
from cds_service.fhir.infusion_words import plain
from cds_service.fhir.rhythm import rhythm
from cds_service.fhir.sig import read
from tests.spec.run import knowledge


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("over forty-five minutes", "over 45 minutes"),
        ("over 40 (forty) min", "over 40 min"),
        ("over (5) min", "over 5 min"),
        ("over 5'", "over 5 min"),
        ("over 1 h 40 min", "over 100 min"),
        ("over 1h40", "over 100 min"),
        ("over half an hour", "over 30 min"),
        ("over a quarter of an hour", "over 15 min"),
        ("over an hour and a half", "over 90 min"),
        ("over 40 min to 1 h", "over 40 to 60 min"),
        ("between 5 and 10 min", "over 5 to 10 min"),
        ("1 000 mg", "1000 mg"),
        ("2 x 35 mg", "70 mg"),
        ("35 mg x 2", "70 mg"),
        ("35 mg x 6 infusions", "35 mg x 6 infusions"),
        ("35 mg x 40 min", "35 mg x 40 min"),
        ("0·5 mg/kilogram", "0.5 mg/kg"),
        ("0.5 mg.kg-1", "0.5 mg/kg"),
        ("20 min-1 h", "20 to 60 min"),
    ],
)
def test_a_text_is_put_into_one_spelling(written: str, meant: str) -> None:
    """Numbers become figures, units one spelling, and hours with minutes minutes."""
    assert meant == plain(written)


LONG = 20_000
SECONDS = 5
"""A quarter of a second is what the slowest of them takes; a quadratic pattern takes minutes."""


@pytest.mark.parametrize(
    "part",
    ["1 ", "1", "1,111", "over ", "over a the of ", "1 mg ", "1 mg + ", "flush x ", "max a b c ", "1-2-3-", "1 000 ",
     "five ", "5 (", "5 ml of ketamine ", "q 5 - 6 ", "repeat once ", "in a ", "mon - tue ", "1 x 2 mg tablet ", "1.",
     "5 min to ", "take 2 ", "mg/kg-1"],
)  # fmt: skip
def test_no_text_takes_long(part: str) -> None:
    """Twenty thousand characters of anything are read in a moment."""
    text = part * (LONG // len(part))
    begun = time.perf_counter()
    amount(text, Decimal(50), knowledge())
    read(text, Decimal(50), knowledge())
    rhythm(None, text, knowledge())
    assert time.perf_counter() - begun < SECONDS
