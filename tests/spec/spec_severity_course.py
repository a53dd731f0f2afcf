"""Severity in a running course: a low score is what ketamine is given for, once a high one from before is proven."""

from __future__ import annotations

from typing import Any

from tests.spec.infused import TWICE_A_WEEK, course, first, infused, scored
from tests.spec.scored import MET, NOT, unknown
from tests.spec.story import Story, ago, hours_ago, typical
from tests.spec.vignette import Vignette

SEVEN = (*TWICE_A_WEEK, 564)
OPEN = unknown("none-recorded")


def _six(before: Any, after: Any, scale: str = "PHQ-9") -> Story:
    return scored(course(6), scale, before, after)


def _twelve(**more: Any) -> Story:
    """Twelve infusions, the first nine and a half weeks ago, every five or six days."""
    return infused(*(60 + 140 * n for n in range(12)), story=typical().empty("surveys"), **more)


RESPONDERS = [
    Vignette(
        "A responder after four infusions: the score from before them proves the severity, today's the response",
        scored(course(4), "MADRS", 32, 9),
        {**MET, "response": True, "text": {"severity": "MADRS 32"}, "verdict": "criteria-met"},
        "9",
    ),
    Vignette(
        "A remission after six infusions is a complete course, not 'criteria not met'",
        _six(20, 3),
        {**MET, "remission": True, "verdict": "criteria-met", "text": {"severity": "PHQ-9 3 "}},
        "9",
    ),
    Vignette(
        "A fall below the limit that is no response yet changes nothing about why the course began",
        scored(course(3), "MADRS", 22, 19),
        {**MET, "response": False},
        "9",
    ),
    Vignette(
        "Maintenance weeks after the first infusion: the score from before it still proves the severity",
        _twelve().score("PHQ-9", 21, hours_ago(60 + 140 * 11 + 24)).score("PHQ-9", 5, hours_ago(30)),
        {**MET, "verdict": "criteria-met", "infusions": 12},
        "9",
    ),
    Vignette(
        "A severe score of 30 days before the first infusion proves the severity",
        course(6).score("PHQ-9", 20, ago(20 + 30)).score("PHQ-9", 6, hours_ago(30)),
        MET,
        "9",
        bounds=("severity.window:in",),
    ),
    Vignette(
        "A severe score of another scale before the first infusion proves the severity as well",
        course(6).score("MADRS", 32, hours_ago(first(6) + 24)).score("PHQ-9", 6, hours_ago(30)),
        MET,
        "9",
    ),
    Vignette(
        "Two scales that disagree in the course, because one still remembers the weeks before, leave nothing open",
        scored(scored(course(3), "MADRS", 32, 9), "PHQ-9", 20, 17),
        MET,
        "9",
    ),
]

UNPROVEN = [
    Vignette(
        "A low score in a running course without any score from before it: severity is not known",
        course(4).score("PHQ-9", 9, hours_ago(30)),
        {**OPEN, "card": ("no usable score from before this course", "Look for a score from before the first")},
        "9",
    ),
    Vignette(
        "A score of 31 days before the first infusion is too old to prove the severity",
        course(6).score("PHQ-9", 20, ago(20 + 31)).score("PHQ-9", 6, hours_ago(30)),
        unknown("too-old"),
        "9",
        bounds=("severity.window:out",),
    ),
    Vignette(
        "An impossible score before the first infusion proves nothing",
        _six(99, 6),
        unknown("out-of-range"),
        "9",
    ),
    Vignette(
        "Scores that contradicted each other before the first infusion prove nothing",
        _six(20, 6).score("MADRS", 12, hours_ago(first(6) + 30)),
        unknown("contradictory"),
        "9",
    ),
    Vignette(
        "A score taken on the first day after that infusion is none from before",
        infused(72, story=typical().empty("surveys"))
        .score("MADRS", 30, hours_ago(70))
        .score("MADRS", 9, hours_ago(30)),
        OPEN,
        "9",
    ),
    Vignette(
        "Where the list of infusions is cut off a moderate score before the first known one may be one of the course",
        _six(14, 6).truncated("medicationAdministrations"),
        unknown("truncated"),
        "9",
    ),
]

UNPROVEN += [
    Vignette(
        "A severe score of some day of the month in which the course began may be one from before it, or not",
        course(4).score("PHQ-9", 20, "2026-11").score("PHQ-9", 9, hours_ago(30)),
        {"severity": "unknown"},
        "1.7",
    ),
    Vignette(
        "A course that began on some day of this month: whether a moderate score was one from before is not known",
        typical().empty("surveys").given("ketamine", "2026-11").score("PHQ-9", 12, ago(15)),
        {"severity": "unknown"},
        "1.7",
    ),
]

NOT_SEVERE = [
    Vignette(
        "A course that began with a score below the limit was never severe",
        _six(14, 6),
        {**NOT, "verdict": "criteria-not-met"},
        "9",
    ),
    Vignette(
        "A low score 15 days after the last infusion is one of no running course: a new one needs its own reason",
        infused(15 * 24 + 1, 18 * 24, story=typical().empty("surveys"))
        .score("PHQ-9", 20, ago(20))
        .score("PHQ-9", 6, ago(2)),
        NOT,
        "9",
    ),
    Vignette(
        "A low score without any infusion is not severe",
        typical().empty("surveys").score("PHQ-9", 6, ago(2)),
        NOT,
        "5",
    ),
    Vignette(
        "In a running course a score that is too old says nothing of today, however ill the patient was before",
        infused(60, 900, 700, 500, 300, story=typical().empty("surveys")).score("PHQ-9", 20, hours_ago(924)),
        unknown("too-old"),
        "5",
    ),
]

VIGNETTES = RESPONDERS + UNPROVEN + NOT_SEVERE
