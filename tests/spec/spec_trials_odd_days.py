"""Trials whose days or doses differ from the usual: a drug of two weeks, weekends apart, mornings and evenings."""

from tests.spec.tried import counted, left_open, not_counted, one_failed
from tests.spec.vignette import Vignette

START, END = "2025-04-01", "2025-08-01"

VIGNETTES = [
    Vignette(
        "The usual fourteen days of zuranolone are told as what they are, not as 0 days at a dose nobody agreed on",
        one_failed().took("zuranolone", 50, START, "2025-04-15", stopped="ineffective"),
        {
            **not_counted("zuranolone", False, "failed"),
            "card": ("14 days, no agreed minimum dose",),
            "card_lacks": ("0 days at",),
        },
        "4.4",
    ),
    Vignette(
        "Less on weekends is a dose that is not known, not a seventh of it",
        one_failed().took("duloxetine", "60 mg daily, 30 mg on weekends", START, END, stopped="ineffective"),
        left_open("duloxetine", "unknown", "failed", card_lacks=("8.571",)),
        "4.4",
    ),
    Vignette(
        "One dose on weekdays only is read by its share of the week",
        one_failed().took("duloxetine", "60 mg on weekdays", START, END, stopped="ineffective"),
        not_counted("duloxetine", False, "failed"),
        "4.4",
    ),
    Vignette(
        "'75mg am 75mg pm' is 150 mg a day",
        one_failed().took("venlafaxine", "75mg am 75mg pm", START, END, stopped="ineffective"),
        counted("venlafaxine"),
        "4.4",
    ),
    Vignette(
        "'75mg am' is no more than that: below the minimum",
        one_failed().took("venlafaxine", "75mg am", START, END, stopped="ineffective"),
        not_counted("venlafaxine", False, "failed"),
        "4.4",
    ),
    Vignette(
        "Doses in steps stay unknown: how long the first one was taken is not what the text tells of the last",
        one_failed().took("duloxetine", "30 mg daily for 1 week, then 60 mg daily", START, END, stopped="ineffective"),
        left_open("duloxetine", "unknown", "failed"),
        "4.4",
    ),
]
