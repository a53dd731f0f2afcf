"""Beginnings shared by the vignettes about courses: infusions so many hours ago, in a chart that is otherwise fine.

It must not know what the service answers.
"""

from __future__ import annotations

from typing import Any

from tests.spec.story import Story, hours_ago, typical

MET = {"course": "met"}
NOT = {"course": "not-met"}
OPEN = {"course": "unknown"}

TWICE_A_WEEK = (60, 144, 228, 312, 396, 480)
"""Hours since each of six infusions, the last first: three and a half days apart, the first 20 days ago."""


def infused(*hours: float, story: Story | None = None, **more: Any) -> Story:
    """Completed intravenous infusions of 35 mg so many hours ago."""
    made = story or typical()
    for number in sorted(hours, reverse=True):
        made = made.given("ketamine", hours_ago(number), **more)
    return made


def course(count: int) -> Story:
    """So many infusions twice a week, the last 60 hours ago, and no depression score at all."""
    return infused(*TWICE_A_WEEK[:count], story=typical().empty("surveys"))


def first(count: int) -> float:
    """Hours since the first of so many infusions."""
    return TWICE_A_WEEK[count - 1]


def scored(story: Story, scale: str, before: Any, after: Any, *, lead: float = 24, since: float = 30) -> Story:
    """A score so many hours before the first infusion, and one so many hours ago."""
    earliest = max(TWICE_A_WEEK[: len(story.lists["medicationAdministrations"])])
    return story.score(scale, before, hours_ago(earliest + lead)).score(scale, after, hours_ago(since))
