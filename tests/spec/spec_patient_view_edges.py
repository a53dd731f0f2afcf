"""What is said when a chart is opened, at the edges: exactly two days after an induction, a score at its limit."""

from __future__ import annotations

from tests.spec.infused import infused
from tests.spec.story import Json, Story, ago, hours_ago, typical
from tests.spec.vignette import Vignette

SILENT: Json = {"cards": 0}
TOLD: Json = {"cards": 1}


def _week(theatre: float) -> Story:
    """A scored infusion of six days ago, and ketamine of the theatre so many hours ago."""
    story = infused(7 * 24 - 1).score("MADRS", 24, hours_ago(7 * 24 - 22))
    return story.given("ketamine", hours_ago(theatre), 140, reason="RSI")


def _unlisted(score: int) -> Story:
    """An infusion of five days ago in a chart that names no depression, and a PHQ-9 from before it."""
    story = infused(120, story=typical().without_problems().empty("surveys"))
    return story.score("PHQ-9", score, ago(6))


EDGES: list[tuple[str, Story, Json]] = [
    ("48 hours after an induction the next infusion is due", _week(48), TOLD),
    ("47 hours after an induction it is not", _week(47), SILENT),
    ("A PHQ-9 of 15 before it says that ketamine was for depression", _unlisted(15), TOLD),
    ("A PHQ-9 of 14 before it does not", _unlisted(14), SILENT),
    (
        "A score without a day follows no infusion",
        infused(30, story=typical().empty("surveys")).score("MADRS", 12).changed("surveys", effectiveDateTime=None),
        TOLD,
    ),
]

VIGNETTES = [Vignette(says, story, expect, "11 patient-view", hook="patient-view") for says, story, expect in EDGES]
