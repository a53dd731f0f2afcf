"""Section 9 at its edges: ketamine that ran as long as an infusion may, and statements beside records of it."""

from __future__ import annotations

from tests.spec.infused import MET, NOT, OPEN
from tests.spec.story import Json, Story, ago, hours_ago, typical
from tests.spec.vignette import Vignette


def _ran(start: str, end: str) -> Story:
    """A completed infusion with a beginning and an end."""
    story = typical().given("ketamine", start)
    return story.changed(
        "medicationAdministrations", effectiveDateTime=None, effectivePeriod={"start": start, "end": end}
    )


def _told(start: str | None, end: str) -> Story:
    """A statement of ketamine from and to these days."""
    return typical().took("ketamine", 35, start, end)


EDGES: list[tuple[str, Story, Json]] = [
    (
        "An infusion of 110 minutes that began 48 hours ago is long enough ago",
        _ran(hours_ago(48), hours_ago(48 - 110 / 60)),
        MET,
    ),
    (
        "Ketamine that ran for 111 minutes and ended less than 48 hours ago is too recent",
        _ran(hours_ago(48), hours_ago(48 - 111 / 60)),
        NOT,
    ),
    ("An infusion of 60 hours ago whose end lies ahead was given when it began", _ran(hours_ago(60), ago(-2)), MET),
    (
        "An infusion of 60 hours ago whose end lies before it was given when it began",
        _ran(hours_ago(60), hours_ago(90)),
        MET,
    ),
    ("A statement that ketamine ended yesterday leaves the interval open", _told(ago(5), ago(1)), OPEN),
    (
        "Ketamine that was begun 48 hours ago and is in progress may still run",
        typical().given("ketamine", hours_ago(48), status="in-progress"),
        {**NOT, "text": {"course": "it may still run"}},
    ),
    ("A statement that ketamine ended 48 hours ago leaves nothing open", _told(None, hours_ago(48)), MET),
    ("A statement that ketamine ended 47 hours ago leaves the interval open", _told(None, hours_ago(47)), OPEN),
    ("A statement that ketamine ended today leaves the interval open", _told(ago(5), ago(0)), OPEN),
    ("A statement of ketamine that tells its end alone leaves the interval open", _told(None, ago(1)), OPEN),
    (
        "A sertraline given on its last day says nothing of the ketamine of a statement",
        _told(ago(5), ago(1)).given("sertraline", ago(1), 50, route=None),
        OPEN,
    ),
    (
        "A record of the days of a statement says when ketamine was given",
        _told(ago(5), ago(1)).given("ketamine", hours_ago(72)),
        MET,
    ),
    (
        "A record of the last day of a statement says when ketamine was given",
        _told(ago(5), ago(2)).given("ketamine", hours_ago(49)),
        MET,
    ),
    (
        "A record of the first day of a statement says when ketamine was given",
        _told(ago(3), ago(1)).given("ketamine", hours_ago(73)),
        MET,
    ),
    (
        "A record from before the only day of a statement says nothing of it",
        _told(None, ago(1)).given("ketamine", hours_ago(97)),
        OPEN,
    ),
    (
        "A record from before a statement says nothing of it",
        _told(ago(3), ago(1)).given("ketamine", hours_ago(97)),
        OPEN,
    ),
    (
        "A statement that ended 14 days ago is told",
        _told(ago(20), ago(14)),
        {**MET, "card": ("Ketamine on a medication statement that ended",)},
    ),
    (
        "A statement that ended 15 days ago is not",
        _told(ago(20), ago(15)),
        {**MET, "card_lacks": ("Ketamine on a medication statement that ended",)},
    ),
]

OFTEN = [
    Vignette(
        f"35 mg over 40 minutes {said} is told as every {told}",
        typical().orders(mg=35, minutes=40, text=said),
        {**NOT, "text": {"course": f"repeats every {told}: under 48 h"}},
        "9",
        hook="order-sign",
    )
    for said, told in (
        ("every 45 minutes x4", "45 min"),
        ("every 60 minutes x4", "1 h"),
        ("every 90 minutes", "1.5 h"),
        ("every 6 hours", "6 h"),
    )
]

VIGNETTES = [*OFTEN, *(Vignette(says, story, expect, "9") for says, story, expect in EDGES)]
