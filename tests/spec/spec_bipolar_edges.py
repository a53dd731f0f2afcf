"""Section 6 at its edges: begun, ended, stopped or denied on the very day, or on the one beside it."""

from __future__ import annotations

from tests.spec.covered import IDLE, LITHIUM_MMOL, MET, NOT, OPEN, VALPROATE, bipolar, why
from tests.spec.story import Json, Story, ago, typical
from tests.spec.vignette import Vignette

LITHIUM = "lithium"


def _lithium(start: int | None, end: int | None = None, *, asserted: int | None = 5, status: str = "active") -> Story:
    """A statement of lithium, from and to so many days ago."""
    days = (ago(start) if start is not None else None, ago(end) if end is not None else None)
    return bipolar().took(LITHIUM, 900, *days, asserted=ago(asserted) if asserted is not None else None, status=status)


def _halted(story: Story, end: int) -> Story:
    """And an order that was stopped so many days ago."""
    return story.prescribed(LITHIUM, 900, ago(100), bounds=(ago(100), ago(end)), status="stopped")


CONTRADICTORY = why("contradictory")

EDGES: list[tuple[str, Story, Json]] = [
    ("Lithium begun today covers", _lithium(0), MET),
    ("Lithium to be begun tomorrow does not cover", _lithium(-1), NOT),
    ("Lithium that ends today is not taken any more", _lithium(100, 0), NOT),
    ("Lithium that ends tomorrow is taken today", _lithium(100, -1), MET),
    ("A supply of 30 days handed over 30 days ago is used up", bipolar().dispensed(LITHIUM, ago(30), 30), NOT),
    ("A supply of 31 days handed over 30 days ago lasts until today", bipolar().dispensed(LITHIUM, ago(30), 31), MET),
    (
        "An ended record does not hide the one that goes on",
        _lithium(900, 800, status="completed").took(LITHIUM, 900, ago(60), asserted=ago(5)),
        MET,
    ),
    ("Lithium begun today after an order that was stopped two days ago is taken", _halted(_lithium(0), 2), MET),
    ("Lithium begun yesterday after an order that was stopped two days ago is taken", _halted(_lithium(1), 2), MET),
    (
        "Lithium begun three days ago, and an order stopped two days ago: taken or not",
        _halted(_lithium(3), 2),
        CONTRADICTORY,
    ),
    (
        "Lithium denied on the day on which it was prescribed: taken or not",
        bipolar().prescribed(LITHIUM, 900, ago(10)).took(LITHIUM, 900, asserted=ago(10), status="not-taken"),
        CONTRADICTORY,
    ),
    (
        "Lithium denied the day before it was prescribed is taken",
        bipolar().prescribed(LITHIUM, 900, ago(10)).took(LITHIUM, 900, asserted=ago(11), status="not-taken"),
        MET,
    ),
    (
        "Lithium denied for the last two months, prescribed one month ago: taken or not",
        bipolar().prescribed(LITHIUM, 900, ago(30)).took(LITHIUM, 900, ago(60), asserted=ago(2), status="not-taken"),
        CONTRADICTORY,
    ),
    (
        "A supply of unknown length handed over before the statement ended is explained by that",
        _lithium(100, 20, status="completed").dispensed(LITHIUM, ago(21), None),
        NOT,
    ),
    (
        "A supply of unknown length handed over on the day on which the statement ended is explained by that",
        _lithium(100, 20, status="completed").dispensed(LITHIUM, ago(20), None),
        NOT,
    ),
    (
        "A supply of unknown length handed over after the statement ended may last until today",
        _lithium(100, 20, status="completed").dispensed(LITHIUM, ago(19), None),
        OPEN,
    ),
    (
        "A supply of unknown length handed over before a statement that it is over is explained by that",
        _lithium(None, asserted=10, status="completed").dispensed(LITHIUM, ago(20), None),
        NOT,
    ),
    (
        "A supply of unknown length handed over after a statement that it is over may last until today",
        _lithium(None, asserted=30, status="completed").dispensed(LITHIUM, ago(20), None),
        OPEN,
    ),
    (
        "A statement without any day that lithium is over says nothing of a supply of unknown length",
        _lithium(None, asserted=None, status="completed").dispensed(LITHIUM, ago(20), None),
        OPEN,
    ),
    (
        "That valproate ended says nothing of a supply of lithium of unknown length",
        bipolar().took("valproate", 1000, ago(100), ago(5), status="completed").dispensed(LITHIUM, ago(20), None),
        OPEN,
    ),
    (
        "A level in range on the day on which lithium ended is explained by that",
        _lithium(100, 20, status="completed").lab(LITHIUM_MMOL, 0.8, "mmol/L", ago(20)),
        NOT,
    ),
    (
        "A level in range on the day after lithium ended is not",
        _lithium(100, 20, status="completed").lab(LITHIUM_MMOL, 0.8, "mmol/L", ago(19)),
        OPEN,
    ),
]


def _levels(**levels: float) -> Story:
    """Bipolar depression with these levels of last week, and no medicine on any list."""
    story = bipolar()
    for drug, value in levels.items():
        code, unit = (LITHIUM_MMOL, "mmol/L") if drug == LITHIUM else (VALPROATE, "ug/mL")
        story = story.lab(code, value, unit, ago(7))
    return story


TOXIC: Json = {**OPEN, "text": {"bipolar-coverage": "toxicity"}}

LEVELS: list[tuple[str, Story, Json]] = [
    (
        "A toxic valproate level on no list is said before a lithium level in range on no list",
        _levels(lithium=0.8, valproate=150),
        TOXIC,
    ),
    (
        "A toxic lithium level on no list is said before a valproate level in range on no list",
        _levels(lithium=2.0, valproate=100),
        TOXIC,
    ),
    ("A valproate level in range on no list leaves cover open", _levels(valproate=100), OPEN),
    ("A toxic valproate level on no list is said though nothing is known of lithium", _levels(valproate=150), TOXIC),
    (
        "A valproate level on no list leaves cover open though lithium has ended since its own",
        _levels(lithium=0.8, valproate=100).took(LITHIUM, 900, ago(100), ago(3), status="completed"),
        OPEN,
    ),
    (
        "A toxic valproate level is told in a patient without a bipolar disorder",
        typical().lab(VALPROATE, 150, "ug/mL", ago(7)),
        {**IDLE, "card": ("toxicity",)},
    ),
    (
        "A bipolar disorder in words alone, called resolved, leaves it open whether a mood stabiliser is due",
        typical().problem(text="Bipolar disorder", status="resolved"),
        why("uncoded"),
    ),
]


def _on_valproate(born: str | None, gender: str = "female") -> Story:
    return bipolar().took("valproate", 1000, ago(100), asserted=ago(5)).born(born, gender)


def _hysterectomy(story: Story) -> Story:
    return story.problem("Z90.710", status="resolved", onset="2015-01-01")


PREGNANT: list[tuple[str, Story, Json]] = [
    (f"Valproate in {who}", story, {**MET, ("card" if told else "card_lacks"): ("contraception",)})
    for who, story, told in (
        ("a woman of 55 is cautioned about", _on_valproate("1971-01-01"), True),
        ("a woman of 56 needs no caution", _on_valproate("1970-01-01"), False),
        ("a girl of 12 is cautioned about", _on_valproate("2014-01-01"), True),
        ("a girl of 11 needs no caution", _on_valproate("2015-01-01"), False),
        ("a woman without a birth date is cautioned about", _on_valproate(None), True),
        (
            "a woman after a hysterectomy that is called resolved needs no caution",
            _hysterectomy(_on_valproate("1996-05-01")),
            False,
        ),
    )
]

VIGNETTES = [Vignette(says, story, expect, "6") for says, story, expect in (*EDGES, *LEVELS, *PREGNANT)]
