"""Section 4.4: a dose that is raised step by step on one record, each step with days of its own."""

from __future__ import annotations

from typing import Any

from tests.spec.story import Json, Story, ago, daily
from tests.spec.tried import counted, left_open, not_counted, one_failed
from tests.spec.vignette import Vignette

DRUG = "venlafaxine"
RULE = "4.4"


def _step(mg: float | str, start: str | None = None, end: str | None = None) -> Json:
    """One dosage instruction, bound to these days."""
    step = daily(mg)
    bounds = {k: v for k, v in (("start", start), ("end", end)) if v is not None}
    if bounds:
        step.setdefault("timing", {}).setdefault("repeat", {})["boundsPeriod"] = bounds
    return step


def _took(*steps: Json, start: str = "2024-01-01", end: str | None = "2024-05-01", **more: Any) -> Story:
    """Venlafaxine on one record, by these steps; stopped as ineffective where it has an end."""
    stopped = "ineffective" if end else None
    story = one_failed().took(DRUG, 75, start, end, stopped=stopped, **more)
    return story.changed("medicationStatements", dosage=list(steps))


LOW, FULL = 37.5, 150

VIGNETTES = [
    Vignette(
        "A dose raised in February: the days from then on count",
        _took(_step(LOW, "2024-01-01", "2024-02-01"), _step(FULL, "2024-02-01", "2024-05-01")),
        counted(DRUG, adequate_days={DRUG: 90}),
        RULE,
    ),
    Vignette(
        "Steps that each leave one end open are cut at the ends of their record",
        _took(_step(LOW, end="2024-02-01"), _step(FULL, "2024-02-01")),
        counted(DRUG, adequate_days={DRUG: 90}),
        RULE,
    ),
    Vignette(
        "A dose raised 27 days before the end: the full dose is too short",
        _took(_step(LOW, end="2024-04-04"), _step(FULL, "2024-04-04")),
        not_counted(DRUG, False, "failed", adequate_days={DRUG: 27}),
        RULE,
    ),
    Vignette(
        "A dose raised 28 days before the end is long enough",
        _took(_step(LOW, end="2024-04-03"), _step(FULL, "2024-04-03")),
        counted(DRUG, adequate_days={DRUG: 28}),
        RULE,
    ),
    Vignette(
        "Three steps: only those at the minimum count",
        _took(_step(LOW, end="2024-02-01"), _step(FULL, "2024-02-01", "2024-03-01"), _step(225, "2024-03-01")),
        counted(DRUG, adequate_days={DRUG: 90}),
        RULE,
    ),
    Vignette(
        "A step whose days lie outside of its record is none",
        _took(_step(LOW, "2024-01-01", "2024-05-01"), _step(225, "2024-06-01", "2024-09-01")),
        {**not_counted(DRUG, False, "failed"), "card_lacks": ("225",)},
        RULE,
    ),
    Vignette(
        "A step that begins on the day on which its record ends is none",
        _took(_step(LOW, "2024-01-01", "2024-05-01"), _step(225, "2024-05-01")),
        {**not_counted(DRUG, False, "failed"), "card_lacks": ("225",)},
        RULE,
    ),
    Vignette(
        "One step with days and one without: which of them was taken how long is not known",
        _took(_step(LOW, "2024-01-01", "2024-02-01"), _step(FULL)),
        left_open(DRUG, "unknown", "failed"),
        RULE,
    ),
    Vignette(
        "Steps on a record whose length nobody knows leave its adequacy open",
        _took(_step(LOW, "2024-01-01", "2024-02-01"), _step(FULL, "2024-02-01", "2024-05-01"), end=None,
              status="completed"),
        left_open(DRUG, "unknown", "outcome-unknown"),
        RULE,
    ),
    Vignette(
        "A full dose from some day of February to 20 March may have been long enough: not known",
        _took(_step(LOW, "2024-01-01", "2024-02"), _step(FULL, "2024-02", "2024-03-20")),
        left_open(DRUG, "unknown", "failed"),
        "1.7",
    ),
    Vignette(
        "A full dose from 10 February to some day of March may have been long enough: not known",
        _took(_step(FULL, "2024-02-10", "2024-03"), _step(LOW, "2024-03-31")),
        left_open(DRUG, "unknown", "failed"),
        "1.7",
    ),
    Vignette(
        "A full dose from the first day, some day of January, to 10 February may have been long enough: not known",
        _took(_step(FULL, end="2024-02-10"), _step(LOW, "2024-02-10"), start="2024-01"),
        left_open(DRUG, "unknown", "failed"),
        "1.7",
    ),
    Vignette(
        "A full dose from 20 April to the end, some day of May, may have been long enough: not known",
        _took(_step(LOW, end="2024-04-20"), _step(FULL, "2024-04-20"), end="2024-05"),
        left_open(DRUG, "unknown", "failed"),
        "1.7",
    ),
    Vignette(
        "The last step of a medicine that is still taken goes on: a score of three weeks ago tells of it",
        _took(_step(LOW, ago(200), ago(100)), _step(FULL, ago(100)), start=ago(200), end=None, asserted=ago(5))
        .score("PHQ-9", 19, ago(20)),
        counted(DRUG, adequate_days={DRUG: 100}),
        RULE,
    ),
    Vignette(
        "A step that is over does not go on because its medicine does: full dose until last autumn",
        _took(_step(FULL, ago(200), ago(100)), _step(LOW, ago(100)), start=ago(200), end=None, asserted=ago(5))
        .score("PHQ-9", 19, ago(20)),
        counted(DRUG, adequate_days={DRUG: 100}),
        RULE,
    ),
    Vignette(
        "Two lines without days, one of which nobody can read, leave the dose open",
        _took(_step(FULL), _step("as directed")),
        {**left_open(DRUG, "unknown", "failed"), "missing": {"treatment-resistance": "not-recorded"}},
        RULE,
    ),
    *[
        Vignette(
            f"A single line of a full dose {what} on a record of four months: {says}",
            _took(_step(FULL, start, end)),
            expect,
            RULE,
        )
        for start, end, what, says, expect in (
            ("2024-01-01", "2024-01-15", "for two weeks", "of the rest nobody knows the dose",
             left_open(DRUG, "unknown", "failed")),
            (None, "2024-01-29", "for the first four weeks", "they count",
             counted(DRUG, adequate_days={DRUG: 28})),
            (None, "2024-01-28", "for the first 27 days", "of the rest nobody knows the dose",
             left_open(DRUG, "unknown", "failed")),
            ("2024-04-20", None, "for the last eleven days", "of the rest nobody knows the dose",
             left_open(DRUG, "unknown", "failed")),
            ("2024-01-01", "2024-05-01", "for all of them", "they count",
             counted(DRUG, adequate_days={DRUG: 121})),
        )
    ],
    Vignette(
        "Two weeks that a text names and two weeks of another record are four",
        _took(daily("150 mg daily for 2 weeks")).took(DRUG, FULL, "2024-01-15", "2024-01-29", stopped="ineffective"),
        counted(DRUG, adequate_days={DRUG: 28}),
        RULE,
    ),
    Vignette(
        "Two weeks that a text names on a record of low doses are two weeks: the rest of it was low",
        _took(daily("150 mg daily for 2 weeks"))
        .prescribed(DRUG, LOW, "2024-01-01", bounds=("2024-01-01", "2024-05-01"), status="completed"),
        not_counted(DRUG, False, "failed", adequate_days={DRUG: 14}),
        RULE,
    ),
    Vignette(
        "Four weeks that a text names are a supply: the record tells how long it was taken",
        _took(daily("150 mg daily for 4 weeks")),
        counted(DRUG, adequate_days={DRUG: 121}),
        RULE,
    ),
    Vignette(
        "Two weeks that a text names on a record whose length nobody knows leave its adequacy open",
        _took(daily("150 mg daily for 2 weeks"), end=None, status="completed"),
        left_open(DRUG, "unknown", "outcome-unknown"),
        RULE,
    ),
    *[
        Vignette(
            f"Steps of 37.5 mg and {what} on a record whose length nobody knows: {says}",
            _took(_step(LOW, "2024-01-01", "2024-02-01"), _step(dose, "2024-02-01", "2024-05-01"), end=None,
                  status="completed"),
            expect,
            RULE,
        )
        for dose, what, says, expect in (
            (75, "75 mg", "too little however long", not_counted(DRUG, False, "outcome-unknown")),
            (150, "150 mg", "not known", left_open(DRUG, "unknown", "outcome-unknown")),
            ("as directed", "of nobody knows how much", "not known", left_open(DRUG, "unknown", "outcome-unknown")),
        )
    ],
]  # fmt: skip
