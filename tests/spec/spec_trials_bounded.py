"""Days of an antidepressant that its own dosage bounds, and fills that bound nothing or cannot be."""

from __future__ import annotations

from typing import Any

from tests.spec.story import Json, Story, ago, daily, quantity
from tests.spec.tried import counted, day, left_open, one_failed
from tests.spec.vignette import Vignette

START, END = "2024-01-01", "2024-06-01"


def _bounded(text: str | None = None, **repeat: Any) -> Story:
    """Venlafaxine 150 mg a day from January to June, with bounds of the one dosage."""
    dosage: Json = daily(150)
    dosage["timing"]["repeat"].update(repeat)
    return (
        one_failed()
        .took("venlafaxine", None, START, END, stopped="ineffective")
        .changed("medicationStatements", dosage=[{**dosage, **({"text": text} if text else {})}])
    )


def _filled(text: str, days: int, repeats: int) -> Story:
    return one_failed().prescribed(
        "venlafaxine", text, START, supply_days=days, repeats=repeats, status="completed", stopped="ineffective"
    )


BOUNDED = [
    Vignette(
        "A statement of five months whose one dosage is bounded to two weeks: the dose of the rest is not known",
        _bounded(boundsPeriod={"start": START, "end": day(START, 14)}),
        left_open("venlafaxine", "unknown", "failed"),
        "4.4",
    ),
    Vignette(
        "A statement whose one dosage has the same bounds as itself counts all its days",
        _bounded(boundsPeriod={"start": START, "end": END}),
        counted("venlafaxine", adequate_days={"venlafaxine": 152}),
        "4.4",
    ),
    Vignette(
        "A dosage with a beginning alone, which is that of its statement, counts all the statement's days",
        _bounded(boundsPeriod={"start": START}),
        counted("venlafaxine", adequate_days={"venlafaxine": 152}),
        "4.4",
    ),
    Vignette(
        "A dosage bounded to days before its statement began contradicts it: a trial at a dose that is not known",
        _bounded(boundsPeriod={"start": "2023-01-01", "end": "2023-02-15"}),
        left_open("venlafaxine", "unknown", "failed"),
        "4.4",
    ),
    *(
        Vignette(
            f"A dosage bounded by {told}: the dose of the days after is not known, so the trial stays open",
            _bounded(**bounds),
            left_open("venlafaxine", "unknown", "failed"),
            "4.4",
        )
        for told, bounds in [
            ("one to two weeks", {"boundsRange": {"low": quantity(1, "wk"), "high": quantity(2, "wk")}}),
            ("10 to 40 days", {"boundsRange": {"low": quantity(10, "d"), "high": quantity(40, "d")}}),
            ("a count of ten", {"count": 10}),
            ("a count of one", {"count": 1}),
            ("a largest count of 14", {"countMax": 14}),
        ]
    ),
    Vignette(
        "A dosage bounded to six to eight weeks is a trial in itself: the record tells how long it was taken",
        _bounded(boundsRange={"low": quantity(6, "wk"), "high": quantity(8, "wk")}),
        counted("venlafaxine"),
        "4.4",
    ),
    Vignette(
        "A count of 90 doses is what was handed over, and no end of the trial",
        _bounded(count=90),
        counted("venlafaxine"),
        "4.4",
    ),
    Vignette(
        "An active statement since 120 days whose dosage was bounded to two weeks is no trial of 120 days",
        one_failed()
        .took("venlafaxine", None, ago(120), asserted=ago(5))
        .changed(
            "medicationStatements",
            dosage=[
                {
                    **daily(150),
                    "timing": {
                        "repeat": {
                            "frequency": 1,
                            "period": 1,
                            "periodUnit": "d",
                            "boundsPeriod": {"start": ago(120), "end": ago(106)},
                        }
                    },
                }
            ],
        ),
        {"treatment-resistance": "unknown"},
        "4.4",
    ),
    Vignette(
        "Two dosages of the same days, each for ten days: the dose of the days after is not known",
        one_failed()
        .took("venlafaxine", None, START, END, stopped="ineffective")
        .changed(
            "medicationStatements",
            dosage=[{"text": "75 mg every morning for 10 days"}, {"text": "75 mg every evening for 10 days"}],
        ),
        left_open("venlafaxine", "unknown", "failed"),
        "4.4",
    ),
]

FILLS = [
    *(
        Vignette(
            f"A dose for {days} days in fills of {days} days is known for every fill: {days * (repeats + 1)} days",
            _filled(f"150 mg daily for {days} days", days, repeats),
            counted("venlafaxine", adequate_days={"venlafaxine": days * (repeats + 1)}),
            "4.1",
        )
        for days, repeats in [(14, 5), (7, 11)]
    ),
    Vignette(
        "A dose for 7 days in fills of 14 days is not known for the second week of a fill",
        _filled("150 mg daily for 7 days", 14, 5),
        left_open("venlafaxine", "unknown", "failed"),
        "4.4",
    ),
    Vignette(
        "A dispense of 3000 days is a slip: how long it lasted is not known, and it is no trial of eight years",
        one_failed().dispensed("venlafaxine", START, 3000, mg=150),
        left_open("venlafaxine", "unknown", "outcome-unknown"),
        "4.1",
        bounds=("treatment-resistance.implausible-supply:out",),
    ),
    Vignette(
        "A dispense of 400 days, a year and a spare month, is believed",
        one_failed().dispensed("venlafaxine", START, 400, mg=150),
        left_open("venlafaxine", True, "outcome-unknown", adequate_days={"venlafaxine": 400}),
        "4.1",
        bounds=("treatment-resistance.implausible-supply:in",),
    ),
    Vignette(
        "A finished prescription of 900 days is a slip: how long it lasted is not known",
        one_failed().prescribed("venlafaxine", 150, START, supply_days=900, status="completed", stopped="ineffective"),
        left_open("venlafaxine", "unknown", "failed"),
        "4.1",
    ),
]

VIGNETTES = [*BOUNDED, *FILLS]
