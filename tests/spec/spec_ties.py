"""Readings of one day without a time: nobody knows the later one, so the one that helps least is believed."""

from collections.abc import Callable
from itertools import permutations

from tests.spec.covered import LITHIUM_MMOL, MET, OPEN, bipolar, takes
from tests.spec.covered import why as uncovered
from tests.spec.scored import nothing, unknown
from tests.spec.story import Json, Story, ago
from tests.spec.tried import counted, left_open, not_counted, one_failed
from tests.spec.vignette import Vignette

START, END = "2025-01-01", "2025-04-01"


def _levels(*values: float | None) -> Story:
    """Lithium with levels of one day, in this order; None has no unit and cannot be read."""
    story = takes("lithium")
    for value in values:
        story = story.lab(LITHIUM_MMOL, 0.8 if value is None else value, "mmol/L" if value else None, ago(5))
    return story


def _trial(*baselines: float, end: float) -> Story:
    """Ninety days of sertraline 100 mg with scores of its first day, in this order, and one of its last."""
    story = one_failed().took("sertraline", 100, START, END)
    for value in baselines:
        story = story.score("PHQ-9", value, START)
    return story.score("PHQ-9", end, END)


def _both_ways(
    says: str, values: tuple[float | None, ...], made: Callable[..., Story], expect: Json, rule: str
) -> list[Vignette]:
    """The same readings in every order in which a client may send them."""
    return [
        Vignette(
            f"{says} ({', '.join('unreadable' if v is None else str(v) for v in sent)})", made(*sent), expect, rule
        )
        for sent in permutations(values)
    ]


LEVELS = [
    *_both_ways(
        "A lithium level below the range beside one within it leaves cover open",
        (0.3, 0.8),
        _levels,
        {**uncovered("out-of-range"), "card_lacks": ("toxicity",)},
        "6",
    ),
    *_both_ways(
        "A lithium level above the range beside one within it asks for toxicity first",
        (2.0, 0.8),
        _levels,
        {**uncovered("out-of-range"), "card": ("toxicity",)},
        "6",
    ),
    *_both_ways(
        "A lithium level above the range beside one below it asks for toxicity first",
        (2.0, 0.3),
        _levels,
        {**uncovered("out-of-range"), "card": ("toxicity",)},
        "6",
    ),
    *_both_ways(
        "A lithium level above the range is said before one that cannot be read",
        (2.0, None),
        _levels,
        {**uncovered("out-of-range"), "card": ("toxicity",)},
        "6",
    ),
    *_both_ways(
        "A lithium level that cannot be read beside one within the range leaves cover open",
        (0.8, None),
        _levels,
        uncovered("unreadable"),
        "6",
    ),
    *_both_ways("Two lithium levels within the range cover", (0.6, 1.2), _levels, MET, "6"),
    *[
        Vignette(
            f"Lithium denied ten days ago that is in the blood at {value} yesterday {says}",
            bipolar()
            .prescribed("lithium", 900, ago(60))
            .took("lithium", 900, ago(60), asserted=ago(10), status="not-taken")
            .lab(LITHIUM_MMOL, value, "mmol/L", ago(1)),
            expect,
            "6 not taken",
        )
        for value, says, expect in (
            (0.6, "covers: the range is reached", MET),
            (0.59, "leaves cover open: the range is not reached", OPEN),
        )
    ],
]

SEVERITY = _both_ways(
    "Of two PHQ-9 of one day one of which is impossible the other is not believed",
    (19, 300),
    lambda *values: nothing().score("PHQ-9", values[0], ago(1)).score("PHQ-9", values[1], ago(1)),
    unknown("out-of-range"),
    "5",
)

TRIALS = [
    *_both_ways("Of two baselines of one day the higher one is held against the end: a response",
                (14, 26), lambda *v: _trial(*v, end=13), not_counted("sertraline", True, "responded"), "4.6"),
    *_both_ways("Of two baselines of one day that both tell of too small a fall neither tells of a response",
                (20, 22), lambda *v: _trial(*v, end=12), counted("sertraline"), "4.6"),
    *_both_ways("A baseline of one day with an impossible one is none: an end below the limit is no failure",
                (20, 300), lambda *v: _trial(*v, end=12), left_open("sertraline", True, "outcome-unknown"), "4.6"),
    Vignette(
        "Of two end scores of one day the lower one decides: a response",
        one_failed().took("sertraline", 100, START, END).score("PHQ-9", 20, START)
        .score("PHQ-9", 12, END).score("PHQ-9", 9, END),
        not_counted("sertraline", True, "responded"),
        "4.6",
    ),
    *[
        Vignette(
            f"A PHQ-9 of 18 on day {passed} of a trial that goes on {says}",
            one_failed().took("sertraline", 100, ago(37), asserted=ago(1)).score("PHQ-9", 18, ago(37 - passed)),
            expect,
            "4.6",
        )
        for passed, says, expect in (
            (7, "may be its baseline and tells no outcome", left_open("sertraline", True, "outcome-unknown")),
            (8, "is no baseline: not better by then is a failure", counted("sertraline")),
        )
    ],
]  # fmt: skip

VIGNETTES = [*LEVELS, *SEVERITY, *TRIALS]
