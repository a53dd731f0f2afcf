"""Section 9: ketamine that still runs, ran for days, belongs to an operation, or that only a statement tells of."""

from __future__ import annotations

from typing import Any

from tests.spec.infused import MET, NOT, OPEN, infused
from tests.spec.story import Json, Story, ago, hours_ago, typical
from tests.spec.vignette import Vignette

RUNS: dict[str, Any] = {**NOT, "verdict": "caution", "text": {"course": "it may still run"}}
TOLD: dict[str, Any] = {**OPEN, "verdict": "criteria-met", "text": {"course": "on a statement until"}}
NONE: dict[str, Any] = {"infusions": 0, **MET}
ONE: dict[str, Any] = {"infusions": 1, **MET}


def _course(says: str, story: Story, expect: dict[str, Any]) -> Vignette:
    return Vignette(says, story, expect, "9")


def _over(start: str, end: str | None, *, status: str = "completed", mg: float | None = 35) -> Story:
    period = {"start": start, **({"end": end} if end else {})}
    story = typical().given("ketamine", start, mg, status=status)
    return story.changed("medicationAdministrations", effectiveDateTime=None, effectivePeriod=period)


def _procedure(**fields: Any) -> Story:
    made: Json = {"resourceType": "Procedure", "status": "completed", "code": {"text": "Ketamine infusion"}, **fields}
    return typical().add("procedures", made)


RUNNING = [
    _course(
        "Ketamine that was begun three days ago and is in progress still runs",
        _over(hours_ago(75), None, status="in-progress"),
        RUNS,
    ),
    _course(
        "Ketamine that was begun three days ago and is held may go on",
        _over(hours_ago(75), None, status="on-hold"),
        RUNS,
    ),
    _course(
        "A ketamine procedure that was begun three days ago and is in progress still runs",
        _procedure(status="in-progress", performedDateTime=hours_ago(75)),
        RUNS,
    ),
    _course(
        "Ketamine that was begun three days ago and was not done does not run",
        _over(hours_ago(75), None, status="not-done"),
        NONE,
    ),
]

ENDED = [
    _course(
        "Ketamine that ran for five days until an hour ago was last given an hour ago",
        _over(hours_ago(120), hours_ago(1)),
        {**NOT, "text": {"course": "1 h before this one"}},
    ),
    _course(
        "Ketamine that ran for five days until two days and an hour ago is long enough ago",
        _over(hours_ago(170), hours_ago(49)),
        ONE,
    ),
    _course(
        "A ketamine procedure from four days ago until yesterday was last given yesterday",
        _procedure(performedPeriod={"start": ago(4), "end": ago(1)}),
        NOT,
    ),
    _course(
        "An infusion of 40 minutes counts from its beginning: the next may begin at the same hour two days later",
        _over(hours_ago(48), hours_ago(47.33)),
        ONE,
    ),
]

THEATRE = [
    _course(
        "20 mg an hour after 2 mg/kg belongs to the same anaesthesia, and is no infusion of the course",
        typical().given("ketamine", hours_ago(80), 140).given("ketamine", hours_ago(79), 20),
        NONE,
    ),
    _course(
        "20 mg on a day with ketamine for surgery belongs to the operation",
        typical().given("ketamine", hours_ago(80), 50, reason="surgery").given("ketamine", hours_ago(79), 20),
        NONE,
    ),
    _course(
        "An infusion for depression on the day of an anaesthesia is one of the course",
        typical()
        .given("ketamine", hours_ago(84), 140)
        .given("ketamine", hours_ago(79), 35, reason="treatment resistant depression"),
        ONE,
    ),
    _course(
        "20 mg on the day after an anaesthesia, without a purpose, may be an infusion",
        typical().given("ketamine", hours_ago(108), 140).given("ketamine", hours_ago(80), 20),
        ONE,
    ),
    _course("Ketamine given for ECT alone is no infusion", infused(80, reason="ECT"), NONE),
    _course("Ketamine given for depression after failed ECT is one", infused(80, reason="depression, failed ECT"), ONE),
    _course("35 mg twice on one day are one infusion", infused(80, 79), ONE),
    _course(
        "Ketamine of an anaesthesia yesterday is too recent for the next infusion",
        typical().given("ketamine", hours_ago(25), 140).given("ketamine", hours_ago(24), 20),
        NOT,
    ),
]

STATED = [
    _course(
        f"Ketamine on a statement that ended {when} {what}",
        typical().took("ketamine", 35, start, end),
        expect,
    )
    for when, what, start, end, expect in (
        ("yesterday", "leaves the interval open", ago(1), ago(1), TOLD),
        ("47 hours ago", "leaves the interval open", hours_ago(50), hours_ago(47), TOLD),
        ("49 hours ago", "is long enough ago", hours_ago(50), hours_ago(49), MET),
        ("three days ago", "is long enough ago", ago(10), ago(3), MET),
    )
] + [
    _course(
        "The card asks first when ketamine was last given, and names the statement",
        typical().took("ketamine", 35, ago(1), ago(1)),
        {
            "card": (
                "Ask first when ketamine was last given",
                "48 h may not be over",
                "MedicationStatement/medicationStatements-3",
            )
        },
    ),
    _course(
        "The card asks first when ketamine was last given where its time is not recorded",
        typical().given("ketamine", ago(2)),
        {"card": ("Ask first when ketamine was last given",)},
    ),
    _course(
        "Ketamine given three days ago is not asked about first",
        infused(72),
        {"card_lacks": ("Ask first when ketamine was last given",)},
    ),
    _course(
        "Ketamine on a completed statement of yesterday leaves the interval open",
        typical().took("ketamine", 35, at=ago(1), status="completed"),
        TOLD,
    ),
    _course(
        "A ketamine troche on a statement that ended yesterday is ketamine as well",
        typical().took("ketamine troche", 35, ago(30), ago(1)),
        TOLD,
    ),
    _course(
        "Ketamine on a statement of yesterday that says not taken is none",
        typical().took("ketamine", 35, ago(1), ago(1), status="not-taken"),
        MET,
    ),
    _course(
        "Ketamine on a statement until yesterday whose infusion is recorded three days ago was given then",
        infused(72, story=typical().took("ketamine", 35, ago(3), ago(1))),
        MET,
    ),
    _course(
        "Sertraline on a statement that ended yesterday is no ketamine",
        typical().took("sertraline", 50, ago(9), ago(1)),
        MET,
    ),
]

UNTOLD: dict[str, Any] = {**OPEN, "verdict": "criteria-met", "text": {"course": "was given is not recorded"}}

DOUBTFUL = [
    _course(
        "Ketamine of which the record does not know whether it was given may have been given",
        infused(10, status="unknown"),
        UNTOLD,
    ),
    _course(
        "A ketamine procedure of unknown status yesterday may have been done",
        _procedure(status="unknown", performedDateTime=hours_ago(24)),
        UNTOLD,
    ),
    _course(
        "Ketamine of unknown status 14 days ago may have begun a course", infused(14 * 24, status="unknown"), UNTOLD
    ),
    _course("Ketamine of unknown status 15 days ago is of no course", infused(15 * 24, status="unknown"), MET),
    _course("Ketamine that was not done ten hours ago is none", infused(10, status="not-done"), MET),
    _course("A ketamine procedure in preparation is none yet", _procedure(status="preparation"), MET),
]

VIGNETTES = [*RUNNING, *ENDED, *THEATRE, *STATED, *DOUBTFUL]
