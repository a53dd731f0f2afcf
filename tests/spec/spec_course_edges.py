"""Courses at the edges of their rules: the day of the first infusion, an older course, a score without a date."""

from typing import Any

from tests.spec.infused import MET, NOT, course, first, infused, scored
from tests.spec.story import Story, ago, hours_ago, typical
from tests.spec.vignette import Vignette

SEVERE, MILD = {"severity": "met"}, {"severity": "not-met"}


def _undated(story: Story, scale: str, value: float) -> Story:
    """And a score that tells no day."""
    return story.score(scale, value).changed("surveys", effectiveDateTime=None)


def _from_bare_days(*days: int, **more: Any) -> Story:
    """Infusions so many days ago without a time, and no score."""
    story = typical().empty("surveys")
    for passed in days:
        story = story.given("ketamine", ago(passed), **more)
    return story


RESPONSE = [
    Vignette(
        "A response between the fifth and the sixth infusion that is gone after the sixth is no response to six",
        course(6)
        .score("MADRS", 30, hours_ago(first(6) + 24))
        .score("MADRS", 10, hours_ago(100))
        .score("MADRS", 30, hours_ago(16)),
        {**NOT, "response": False},
        "9",
    ),
    Vignette(
        "A response after the sixth infusion that is gone since is a relapse of a responder",
        scored(course(6), "MADRS", 30, 10, since=36).score("MADRS", 28, hours_ago(10)),
        {**MET, "response": False, "text": {"course": "symptoms back"}},
        "9 maintenance",
    ),
    Vignette(
        "Two courses: the baseline is held against the first infusion of the present one",
        infused(2000, 60, 144, 228, story=typical().empty("surveys"))
        .score("MADRS", 30, hours_ago(240))
        .score("MADRS", 12, hours_ago(30)),
        {"response": True, "infusions": 3},
        "9",
    ),
    Vignette(
        "A score of the first infusion's day, two hours after it, is no baseline though others followed",
        course(6).score("MADRS", 30, hours_ago(first(6) - 2)).score("MADRS", 14, hours_ago(30)),
        {"response": "unknown"},
        "9",
    ),
    Vignette(
        "A score of the first infusion's day is its baseline where nobody knows the hour of the infusion",
        _from_bare_days(12, 8, 4).score("MADRS", 30, f"{ago(12)}T09:00:00Z").score("MADRS", 12, ago(1)),
        {"response": True},
        "9",
    ),
    Vignette(
        "A score without a day tells nothing of a course: the response that dated ones show stands",
        _undated(scored(course(6), "MADRS", 30, 10), "MADRS", 28),
        {**MET, "response": True, "severity": "unknown"},
        "9",
    ),
    Vignette(
        "A score without a day tells nothing of a course: it makes no responder of who did not respond",
        _undated(scored(course(6), "MADRS", 30, 28), "MADRS", 10),
        {**NOT, "response": False},
        "9",
    ),
    Vignette(
        "From 1 to 0 is a response",
        scored(course(6), "MADRS", 1, 0),
        {"response": True},
        "9",
    ),
    Vignette(
        "A MADRS of 0 after the infusions is shown as 0",
        scored(course(4), "MADRS", 30, 0),
        {"response": True, "remission": True, "card": ("MADRS 0",)},
        "9",
    ),
]

SEVERITY = [
    Vignette(
        "A severe score of the morning of the first infusion proves the severity",
        course(6).score("PHQ-9", 22, hours_ago(first(6) + 4)).score("PHQ-9", 6, hours_ago(30)),
        SEVERE,
        "9",
    ),
    Vignette(
        "A low score of a day between two infusions takes nothing from the severe one before the first",
        course(6).score("PHQ-9", 22, ago(22)).score("PHQ-9", 9, ago(8)).score("PHQ-9", 6, hours_ago(30)),
        SEVERE,
        "9",
    ),
    Vignette(
        "A low score from before a course whose first day is only known by its month: perhaps not from before",
        typical()
        .empty("surveys")
        .score("PHQ-9", 9, "2026-09-20")
        .given("ketamine", "2026-10")
        .given("ketamine", ago(11))
        .given("ketamine", ago(5))
        .score("PHQ-9", 9, ago(1)),
        {"severity": "unknown"},
        "1.7",
    ),
    Vignette(
        "A low score from before a course whose first day is known: not severe",
        typical()
        .empty("surveys")
        .score("PHQ-9", 9, "2026-10-20")
        .given("ketamine", "2026-10-31")
        .given("ketamine", ago(11))
        .given("ketamine", ago(5))
        .score("PHQ-9", 9, ago(1)),
        MILD,
        "9",
    ),
]

INTERVALS = [
    Vignette(
        f"After three infusions without a time of day, the last {days} days ago, {says}",
        _from_bare_days(days + 8, days + 4, days),
        expect,
        "9",
    )
    for days, says, expect in (
        (2, "less than 48 hours may have passed", {"course": "unknown", "text": {"course": ago(2)}}),
        (3, "enough time has passed", MET),
    )
] + [
    Vignette(
        "The last infusion of a course is told, not its first",
        _from_bare_days(12, 8, 4),
        {"course_told": {"infusions": 3, "lastInfusion": ago(4)}},
        "9",
    ),
]

VIGNETTES = [*RESPONSE, *SEVERITY, *INTERVALS]
