"""What follows from a course: going on, the stop rule, completion, maintenance, and what happened last time."""

from typing import Any

from tests.spec.infused import MET, NOT, OPEN, course, infused, scored
from tests.spec.story import Story, ago, hours_ago, typical
from tests.spec.vignette import Vignette

NO_RESPONSE: dict[str, Any] = {"response": False}
REMITTED: dict[str, Any] = {"remission": True}


def _six(scale: str, before: Any, after: Any) -> Story:
    return scored(course(6), scale, before, after)


COUNTS = [
    Vignette(
        "Six infusions without a score: the response was not measured",
        course(6),
        {**OPEN, "infusions": 6, "text": {"course": "not measured"}, "verdict": "cannot-verify"},
        "9",
        bounds=("course.full-course:out",),
    ),
    Vignette(
        "Five infusions without a score: the course goes on",
        course(5),
        {**MET, "infusions": 5},
        "9",
        bounds=("course.full-course:in",),
    ),
    Vignette(
        "Six infusions without response: stop and reconsider, for example ECT",
        _six("MADRS", 30, 28),
        {**NOT, "text": {"course": "stop and reconsider"}, "card": ("ECT",), "suggests": 0},
        "9",
    ),
    Vignette(
        "No response after six infusions is a warning, never a stop, and removes nothing",
        _six("MADRS", 30, 28),
        {"severity_of": {"course": "warning"}, "verdict": "caution", "removes": False},
        "9",
    ),
    Vignette(
        "Why a course is judged so is told: both scores with day and source, the limits, and every infusion",
        _six("MADRS", 30, 28),
        {
            "why_said": (
                "MADRS 30 before the first infusion",
                "Observation/surveys-1",
                "MADRS 28 after the last infusion (response: 15 or less, remission: 10 or less)",
                "Observation/surveys-2",
                "MedicationAdministration/medicationAdministrations-1",
                "MedicationAdministration/medicationAdministrations-6",
            )
        },
        "1.2",
    ),
    Vignette(
        "Five infusions without response: the course goes on",
        scored(course(5), "MADRS", 30, 28),
        {**MET, **NO_RESPONSE, "infusions": 5},
        "9",
    ),
    Vignette(
        "Four infusions and in remission: the acute course is complete",
        scored(course(4), "MADRS", 30, 8),
        {**MET, **REMITTED, "text": {"course": "acute course complete"}},
        "9",
        bounds=("course.early-remission:in",),
    ),
    Vignette(
        "Three infusions and in remission: the course is not called complete",
        scored(course(3), "MADRS", 30, 8),
        {**MET, **REMITTED, "card_lacks": ("course complete",)},
        "9",
        bounds=("course.early-remission:out",),
    ),
    Vignette(
        "Six infusions and in remission: the acute course is complete",
        _six("MADRS", 30, 8),
        {**MET, "text": {"course": "acute course complete"}},
        "9",
    ),
    Vignette(
        "Six infusions and in remission without a score from before: complete, although the response is not known",
        course(6).score("MADRS", 8, hours_ago(30)),
        {**MET, "response": "unknown", "remission": True, "text": {"course": "acute course complete"}},
        "9",
    ),
    Vignette(
        "Six infusions, no score from before and no remission: the response is not measured",
        course(6).score("MADRS", 25, hours_ago(30)),
        {**OPEN, "response": "unknown", "remission": False},
        "9",
    ),
    Vignette(
        "A responder after six infusions is told that maintenance is expert opinion only, timed by return of symptoms",
        _six("MADRS", 30, 14),
        {**MET, "text": {"course": "expert opinion only"}, "card": ("return of symptoms", "2–7 days")},
        "9",
    ),
    Vignette(
        "Maintenance lists liver, urinary, cognitive and misuse checks",
        _six("MADRS", 30, 14),
        {"card": ("liver", "urinary", "cognition", "misuse")},
        "9",
    ),
    Vignette(
        "Seven infusions with response are maintenance as well",
        infused(60, 144, 228, 312, 396, 480, 564, story=typical().empty("surveys"))
        .score("MADRS", 30, hours_ago(580))
        .score("MADRS", 14, hours_ago(30)),
        {**MET, "infusions": 7, "text": {"course": "expert opinion only"}},
        "9",
    ),
    Vignette(
        "Seven infusions without response: stop and reconsider",
        infused(60, 144, 228, 312, 396, 480, 564, story=typical().empty("surveys"))
        .score("MADRS", 30, hours_ago(580))
        .score("MADRS", 29, hours_ago(30)),
        NOT,
        "9",
    ),
    Vignette(
        "In the middle of a course the card says which infusion this is",
        infused(72, 156),
        {**MET, "text": {"course": "infusion 3 of up to 6"}},
        "9",
    ),
    Vignette(
        "Too early beats everything else about the course",
        infused(24, 144, 228, 312, 396, 480, story=typical().empty("surveys")),
        {**NOT, "text": {"course": "48 h"}},
        "9",
    ),
]


def _last(**more: Any) -> Story:
    return infused(72, story=infused(156), **more)


LAST = [
    Vignette(
        "A stopped infusion last time is the first thing the card says",
        _last(status="stopped", stopped="patient very anxious"),
        {"first_to_do": ("stopped", hours_ago(72)[:10])},
        "9",
    ),
    Vignette(
        "A severe rise of blood pressure last time is the first thing the card says",
        _last(stopped="severe hypertension"),
        {"first_to_do": ("blood pressure", hours_ago(72)[:10])},
        "9",
    ),
    Vignette(
        "A note of a rise of blood pressure last time is the first thing the card says",
        _last().changed("medicationAdministrations", note=[{"text": "BP rise to 190/110, settled after labetalol"}]),
        {"first_to_do": ("blood pressure",)},
        "9",
    ),
    Vignette(
        "A stopped infusion before the last one is not said first",
        infused(72, story=infused(156, status="stopped", stopped="nausea")),
        {"card_lacks": ("stopped early",)},
        "9",
    ),
    Vignette(
        "An uneventful last infusion puts nothing first",
        _last(),
        {"card_lacks": ("stopped early", "severe rise")},
        "9",
    ),
    Vignette(
        "Also on a stop the last infusion's event is shown first",
        _last(status="stopped").problem("F20.9"),
        {"verdict": "stop", "first_to_do": ("stopped",)},
        "9",
    ),
    Vignette(
        "An infusion stopped a year ago was the last one all the same: said first, with its date",
        typical().given("ketamine", ago(365), status="stopped"),
        {"first_to_do": ("stopped early", ago(365)), "infusions": 0},
        "9",
    ),
]

VIGNETTES = [*COUNTS, *LAST]
