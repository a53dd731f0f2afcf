"""How an adequate trial ended, by score: the fall, remission, windows on both sides, ongoing trials."""

from tests.spec.story import Story, ago
from tests.spec.tried import counted, day, left_open, not_counted, one_failed
from tests.spec.vignette import Vignette

START = "2025-01-01"

END = "2025-04-01"


def _trial(stopped: str | None = None) -> Story:
    """Ninety days of sertraline 100 mg."""
    return one_failed().took("sertraline", 100, START, END, stopped=stopped)


FALL = [
    Vignette(
        "A PHQ-9 that fell from 20 to 10 is a response: the fall is exactly half",
        _trial().score("PHQ-9", 20, START).score("PHQ-9", 10, END),
        not_counted("sertraline", True, "responded"),
        "4.6",
    ),
    Vignette(
        "A PHQ-9 that fell from 20 to 11 is a failure: the fall is less than half",
        _trial().score("PHQ-9", 20, START).score("PHQ-9", 11, END),
        counted("sertraline"),
        "4.6",
    ),
    Vignette(
        "A PHQ-9 that rose is a failure",
        _trial().score("PHQ-9", 12, START).score("PHQ-9", 14, END),
        counted("sertraline"),
        "4.6",
    ),
    Vignette(
        "A PHQ-9 that stayed the same is a failure",
        _trial().score("PHQ-9", 12, START).score("PHQ-9", 12, END),
        counted("sertraline"),
        "4.6",
    ),
    Vignette(
        "A baseline of one scale and an end of another are not compared: the outcome is unknown",
        _trial().score("MADRS", 40, START).score("PHQ-9", 12, END),
        left_open("sertraline", True, "outcome-unknown"),
        "4.6",
    ),
    Vignette(
        "The last score of the end window counts, not the first",
        _trial().score("PHQ-9", 20, START).score("PHQ-9", 8, day(END, 1)).score("PHQ-9", 18, day(END, 20)),
        counted("sertraline"),
        "4.6",
    ),
    Vignette(
        "The last score of the baseline window counts, not the highest",
        _trial().score("PHQ-9", 26, day(START, -50)).score("PHQ-9", 20, START).score("PHQ-9", 12, END),
        counted("sertraline"),
        "4.6",
    ),
    Vignette(
        "A score outside the range of its scale at the end of a trial decides nothing",
        _trial().score("PHQ-9", 20, START).score("PHQ-9", 300, END),
        left_open("sertraline", True, "outcome-unknown"),
        "4.6",
    ),
]

REMISSION = [
    Vignette(
        f"A {scale} of {remitted} at the end of a trial is remission, although it fell by less than half from {before}",
        _trial().score(scale, before, START).score(scale, remitted, END),
        not_counted("sertraline", True, "responded"),
        "4.6",
        bounds=(f"{owner}.remission_at_most:in",),
    )
    for scale, owner, before, remitted in (
        ("PHQ-9", "phq-9", 7, 4),
        ("MADRS", "madrs", 15, 10),
        ("HAM-D17", "ham-d17", 12, 7),
        ("QIDS-SR16", "qids-sr16", 9, 5),
        ("QIDS-C16", "qids-c16", 9, 5),
        ("BDI-II", "bdi-ii", 20, 12),
    )
] + [
    Vignette(
        f"A {scale} of {left} at the end of a trial is no remission, and from {before} it fell by less than half",
        _trial().score(scale, before, START).score(scale, left, END),
        counted("sertraline"),
        "4.6",
        bounds=(f"{owner}.remission_at_most:out",),
    )
    for scale, owner, before, left in (
        ("PHQ-9", "phq-9", 7, 5),
        ("MADRS", "madrs", 15, 11),
        ("HAM-D17", "ham-d17", 12, 8),
        ("QIDS-SR16", "qids-sr16", 9, 6),
        ("QIDS-C16", "qids-c16", 9, 6),
        ("BDI-II", "bdi-ii", 20, 13),
    )
]

NO_BASELINE = (
    [
        Vignette(
            f"Without a baseline a {scale} of {limit} at the end of a trial is a failure: it is at the severity limit",
            _trial().score(scale, limit, END),
            counted("sertraline"),
            "4.6",
            bounds=(f"{owner}.severity_at_least:in",),
        )
        for scale, owner, limit in (
            ("PHQ-9", "phq-9", 15),
            ("MADRS", "madrs", 21),
            ("HAM-D17", "ham-d17", 18),
            ("QIDS-SR16", "qids-sr16", 16),
            ("QIDS-C16", "qids-c16", 16),
            ("BDI-II", "bdi-ii", 29),
        )
    ]
    + [
        Vignette(
            f"Without a baseline a {scale} of {under} at the end of a trial leaves its outcome unknown",
            _trial().score(scale, under, END),
            left_open("sertraline", True, "outcome-unknown", missing={"treatment-resistance": "not-recorded"}),
            "4.6",
            bounds=(f"{owner}.severity_at_least:out",),
        )
        for scale, owner, under in (
            ("PHQ-9", "phq-9", 14),
            ("MADRS", "madrs", 20),
            ("HAM-D17", "ham-d17", 17),
            ("QIDS-SR16", "qids-sr16", 15),
            ("QIDS-C16", "qids-c16", 15),
            ("BDI-II", "bdi-ii", 28),
        )
    ]
    + [
        Vignette(
            "Without a baseline a PHQ-9 of 4 at the end of a trial is a response: it is remission",
            _trial().score("PHQ-9", 4, END),
            not_counted("sertraline", True, "responded"),
            "4.6",
        ),
    ]
)


def _limit(name: str, side: str) -> tuple[str, ...]:
    return (f"treatment-resistance.{name}:{side}",)


WINDOWS = [
    Vignette(
        "A baseline taken 60 days before the start of a trial is its baseline",
        _trial().score("PHQ-9", 20, day(START, -60)).score("PHQ-9", 12, END),
        counted("sertraline"),
        "4.6",
        bounds=_limit("baseline-before", "in"),
    ),
    Vignette(
        "A score taken 61 days before the start of a trial is no baseline of it",
        _trial().score("PHQ-9", 20, day(START, -61)).score("PHQ-9", 12, END),
        left_open("sertraline", True, "outcome-unknown"),
        "4.6",
        bounds=_limit("baseline-before", "out"),
    ),
    Vignette(
        "A baseline taken 7 days after the start of a trial is its baseline",
        _trial().score("PHQ-9", 20, day(START, 7)).score("PHQ-9", 12, END),
        counted("sertraline"),
        "4.6",
        bounds=_limit("baseline-after", "in"),
    ),
    Vignette(
        "A score taken 8 days after the start of a trial is no baseline of it",
        _trial().score("PHQ-9", 20, day(START, 8)).score("PHQ-9", 12, END),
        left_open("sertraline", True, "outcome-unknown"),
        "4.6",
        bounds=_limit("baseline-after", "out"),
    ),
    Vignette(
        "A score taken 14 days before the end of a trial is its end score",
        _trial().score("PHQ-9", 16, day(END, -14)),
        counted("sertraline"),
        "4.6",
        bounds=_limit("end-score-before", "in"),
    ),
    Vignette(
        "A score taken 15 days before the end of a trial is not its end score",
        _trial().score("PHQ-9", 16, day(END, -15)),
        left_open("sertraline", True, "outcome-unknown"),
        "4.6",
        bounds=_limit("end-score-before", "out"),
    ),
    Vignette(
        "A score taken 28 days after the end of a trial is its end score",
        _trial().score("PHQ-9", 16, day(END, 28)),
        counted("sertraline"),
        "4.6",
        bounds=_limit("end-score-after", "in"),
    ),
    Vignette(
        "A score taken 29 days after the end of a trial is not its end score",
        _trial().score("PHQ-9", 16, day(END, 29)),
        left_open("sertraline", True, "outcome-unknown"),
        "4.6",
        bounds=_limit("end-score-after", "out"),
    ),
    Vignette(
        "A trial ends where its last source ends: the score is held against the last dispense, not the statement",
        _trial().dispensed("sertraline", END, 30, mg=100).score("PHQ-9", 16, day(END, 58)),
        counted("sertraline"),
        "4.6",
        bounds=_limit("end-score-after", "in"),
    ),
]


def _ongoing() -> Story:
    return one_failed().took("sertraline", 100, ago(90), asserted=ago(3))


ONGOING = [
    Vignette(
        "An ongoing trial with a PHQ-9 of 19 from 30 days ago has failed so far",
        _ongoing().score("PHQ-9", 19, ago(30)),
        counted("sertraline"),
        "4.6",
        bounds=_limit("ongoing-score-window", "in"),
    ),
    Vignette(
        "An ongoing trial with a PHQ-9 of 19 from 31 days ago has no current score: its outcome is unknown",
        _ongoing().score("PHQ-9", 19, ago(31)),
        left_open("sertraline", True, "outcome-unknown"),
        "4.6",
        bounds=_limit("ongoing-score-window", "out"),
    ),
    Vignette(
        "An ongoing trial that brought the PHQ-9 from 20 to 8 is a response",
        _ongoing().score("PHQ-9", 20, ago(92)).score("PHQ-9", 8, ago(2)),
        not_counted("sertraline", True, "responded"),
        "4.6",
    ),
    Vignette(
        "An ongoing trial without any score has no outcome yet",
        _ongoing(),
        left_open("sertraline", True, "outcome-unknown"),
        "4.6",
    ),
]

VIGNETTES = [*FALL, *REMISSION, *NO_BASELINE, *WINDOWS, *ONGOING]
