"""When the next infusion may come: 48 hours after any ketamine, three a week at most, from the order's own time."""

from typing import Any

from tests.spec.drafted import drafted, instruction
from tests.spec.infused import MET, NOT, OPEN, infused
from tests.spec.story import Story, ago, quantity, typical
from tests.spec.vignette import Vignette

ONE: dict[str, Any] = {**MET, "infusions": 1}


def _repeated(**repeat: Any) -> Story:
    """A draft of the protocol's dose that is to be given again and again."""
    step = instruction(quantity(35, "mg"), minutes=40)
    step["timing"]["repeat"] |= repeat
    return drafted(step)


def _every(often: float, period: float, unit: str, **more: Any) -> Story:
    return _repeated(frequency=often, period=period, periodUnit=unit, **more)


DAYS = {"boundsPeriod": {"start": "2026-11-23", "end": "2026-12-23"}}
TOO_OFTEN: dict[str, Any] = {**NOT, "dose": "met", "severity_of": {"course": "warning"}, "verdict": "caution"}

RHYTHM = [
    Vignette(
        "An order that repeats the right dose every day is not in order",
        _every(1, 1, "d"),
        {**TOO_OFTEN, "text": {"course": "7 times a week: 3 a week at most"}},
        "9",
    ),
    Vignette("An order for every day of a month is not in order", _every(1, 1, "d", **DAYS), TOO_OFTEN, "9"),
    Vignette("Every other day is four times in a week's 168 hours", _every(1, 2, "d"), TOO_OFTEN, "9"),
    Vignette(
        "Four times a week is too often", _every(4, 1, "wk"), TOO_OFTEN, "9", bounds=("course.most-per-week:out",)
    ),
    Vignette(
        "Three times a week is a schedule that has been studied",
        _every(3, 1, "wk"),
        {**MET, "verdict": "criteria-met"},
        "9",
        bounds=("course.most-per-week:in",),
    ),
    Vignette("Twice a week is the protocol's schedule", _every(2, 1, "wk"), {**MET, "verdict": "criteria-met"}, "9"),
    Vignette(
        "Monday and Thursday is twice a week",
        _repeated(dayOfWeek=["mon", "thu"]),
        {**MET, "verdict": "criteria-met"},
        "9",
    ),
    Vignette(
        "Four named days of the week are too often", _repeated(dayOfWeek=["mon", "tue", "thu", "fri"]), TOO_OFTEN, "9"
    ),
    Vignette(
        "Daily, once in all, is one infusion", _every(1, 1, "d", count=1), {**MET, "verdict": "criteria-met"}, "9"
    ),
    Vignette("Daily, twice in all, is two infusions a day apart", _every(1, 1, "d", count=2), TOO_OFTEN, "9"),
    Vignette(
        "Daily within the bounds of one day is one infusion",
        _every(1, 1, "d", boundsPeriod={"start": "2026-11-23", "end": "2026-11-23"}),
        {**MET, "verdict": "criteria-met"},
        "9",
    ),
    Vignette(
        "Daily for one day is one infusion",
        _every(1, 1, "d", boundsDuration=quantity(1, "d")),
        {**MET, "verdict": "criteria-met"},
        "9",
    ),
]


def _planned(at: str, *hours: float) -> Story:
    """The order states its own time."""
    step = instruction(quantity(35, "mg"), minutes=40)
    step["timing"]["event"] = [at]
    return drafted(step)._with(lists=infused(*hours).lists)


INTERVALS = [
    Vignette(
        "48 hours after the last infusion the next may come",
        infused(48),
        ONE,
        "9",
        bounds=("course.interval-hours:in",),
    ),
    Vignette(
        "47 hours after the last infusion it is too early",
        infused(47),
        {**NOT, "severity_of": {"course": "warning"}, "text": {"course": "48 h"}, "verdict": "caution"},
        "9",
        bounds=("course.interval-hours:out",),
    ),
    Vignette(
        "An infusion of yesterday without a time of day is too recent", typical().given("ketamine", ago(1)), NOT, "9"
    ),
    Vignette("An infusion of today without a time of day is too recent", typical().given("ketamine", ago(0)), NOT, "9"),
    Vignette(
        "An infusion of the day before yesterday without a time of day may be less than 48 hours ago: not known",
        typical().given("ketamine", ago(2)),
        {**OPEN, "missing": {"course": "not-recorded"}, "card": ("no time recorded",), "verdict": "criteria-met"},
        "9",
    ),
    Vignette(
        "An infusion of yesterday without a time of day is too recent, by its day and no invented hours",
        typical().given("ketamine", ago(1)),
        {**NOT, "card": ("no time recorded",), "card_lacks": ("24 h before",)},
        "9",
    ),
    Vignette(
        "An infusion of three days ago without a time of day is long enough ago",
        typical().given("ketamine", ago(3)),
        ONE,
        "9",
    ),
    *[
        Vignette(f"The 48 hours count from {name} as well", infused(30, **more), {**NOT, "infusions": 0}, "9")
        for name, more in (
            ("a stopped infusion", {"status": "stopped"}),
            ("ketamine in the muscle", {"route": "IM"}),
            ("anaesthesia with ketamine", {"reason": "general anesthesia"}),
            ("an anaesthetic dose", {"mg": 140}),
        )
    ],
    Vignette(
        "The 48 hours do not count from ketamine that was not given",
        infused(30, status="not-done"),
        MET,
        "9",
    ),
    Vignette(
        "An order for tomorrow afternoon is measured from then: 49 hours after the last infusion",
        _planned("2026-11-24T13:00:00Z", 24),
        ONE,
        "9",
    ),
    Vignette(
        "An order for this evening, 30 hours after the last infusion, is too early",
        _planned("2026-11-23T18:00:00Z", 24),
        NOT,
        "9",
    ),
    Vignette(
        "An order for tomorrow in another time zone is compared as an instant",
        _planned("2026-11-24T14:00:00+02:00", 24),
        ONE,
        "9",
    ),
    Vignette(
        "A time of last week in the order is no next infusion: it is measured from now",
        _planned("2026-11-16T12:00:00Z", 72),
        ONE,
        "9",
    ),
    Vignette(
        "A time of last week in the order does not hide that the last infusion was yesterday",
        _planned("2026-11-16T12:00:00Z", 24),
        {**NOT, "text": {"course": "24 h before"}},
        "9",
    ),
    Vignette(
        "'Today' in the order means now at the earliest: 40 hours after the last infusion is too early",
        _planned("2026-11-23", 40),
        NOT,
        "9",
    ),
    Vignette(
        "An order for the day after tomorrow, without a time of day, comes long enough after yesterday",
        _planned("2026-11-25", 24),
        ONE,
        "9",
    ),
    Vignette("Three infusions within 168 hours are allowed", infused(72, 136), {**MET, "infusions": 2}, "9"),
    Vignette(
        "A fourth infusion 167 hours after the first of three is too many",
        infused(55, 110, 167),
        {**NOT, "infusions": 3, "text": {"course": "infusion 4 within 168 h"}},
        "9",
        bounds=("course.week-hours:out", "course.most-per-week:out"),
    ),
    Vignette(
        "Monday, Wednesday, Friday and Monday at the same hour is three a week: allowed",
        infused(72, 120, 168),
        {**MET, "infusions": 3},
        "9",
        bounds=("course.week-hours:in", "course.most-per-week:in"),
    ),
]

VIGNETTES = [*RHYTHM, *INTERVALS]
