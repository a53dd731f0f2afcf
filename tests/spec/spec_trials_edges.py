"""Section 4 at its edges: refills of a second trial, several reasons on one record."""

from tests.spec.story import Json, Story, ago, daily
from tests.spec.tried import counted, left_open, not_counted, one_failed
from tests.spec.vignette import Vignette


def _refilled(*handed: str) -> Story:
    """A short trial of sertraline of 2015, and later supplies of 20 days each."""
    story = one_failed().took("sertraline", 100, "2015-01-01", "2015-01-11", stopped="ineffective")
    for day in handed:
        story = story.dispensed("sertraline", day, 20, mg=100)
    return story


def _for(*reasons: Json) -> Story:
    """Eleven months of duloxetine, stopped as ineffective, for these reasons."""
    story = one_failed().took("duloxetine", 60, "2024-01-01", "2024-12-01", stopped="ineffective")
    return story.changed("medicationStatements", reasonCode=list(reasons))


REFILLS = [
    Vignette(
        "Refills years after a short trial are a trial of their own: two supplies of 20 days are 40 days",
        _refilled("2020-03-01", "2020-03-25"),
        left_open("sertraline", True, "outcome-unknown", adequate_days={"sertraline": 40}),
        "4.3",
    ),
    Vignette(
        "Two supplies of 20 days, 31 days apart, are two trials, both too short",
        _refilled("2020-03-01", "2020-04-21"),
        not_counted("sertraline", False, "outcome-unknown", adequate_days={"sertraline": 20}),
        "4.3",
    ),
]

REASONS = [
    Vignette(
        f"Given for {' and '.join(reasons)}: {says}",
        _for(*({"text": reason} for reason in reasons)),
        expect,
        "4.2 purpose",
    )
    for reasons, says, expect in (
        (("migraine", "fibromyalgia"), "no trial of depression", {"treatment-resistance": "not-met"}),
        (("migraine", "anxiety"), "perhaps of depression, for the anxiety",
         {"treatment-resistance": "unknown", "card": ('given for "anxiety"',)}),
        (("anxiety", "migraine"), "perhaps of depression, for the anxiety, whichever comes first",
         {"treatment-resistance": "unknown", "card": ('given for "anxiety"',)}),
        (("migraine", "as discussed"), "words that nobody knows leave it open",
         {"treatment-resistance": "unknown", "card": ('given for "as discussed"',)}),
        (("migraine", "depression"), "of depression as well", counted("duloxetine")),
    )
]  # fmt: skip


def _given_daily(days: int, mg: float | None) -> Story:
    """Sertraline given on so many days running on a ward, a year ago, and nothing else known of it."""
    story = one_failed()
    for passed in range(days):
        story = story.given("sertraline", ago(400 - passed), mg, route=None)
    return story


ENDS = [
    Vignette(
        "A trial that ended today has ended: it failed",
        one_failed().took("sertraline", 100, ago(60), ago(0), stopped="ineffective"),
        counted("sertraline"),
        "4.1",
    ),
    Vignette(
        "A stopped order that was to end today has lasted until today",
        one_failed().prescribed(
            "sertraline", 100, ago(60), bounds=(ago(60), ago(0)), status="stopped", stopped="ineffective"
        ),
        counted("sertraline"),
        "4.1",
    ),
    Vignette(
        "A stopped order that was to end tomorrow was stopped nobody knows when",
        one_failed().prescribed(
            "sertraline", 100, ago(60), bounds=(ago(60), ago(-1)), status="stopped", stopped="ineffective"
        ),
        left_open("sertraline", "unknown", "failed"),
        "4.1",
    ),
    Vignette(
        "A statement that is completed without an end has an unknown length, however lately it was made",
        one_failed().took("sertraline", 100, ago(100), status="completed", asserted=ago(5)),
        left_open("sertraline", "unknown", "outcome-unknown"),
        "4.1",
    ),
    Vignette(
        "A statement without any day on which it was made is not still taken: today's remission is not its own",
        one_failed().took("sertraline", 100, ago(100)).score("PHQ-9", 20, ago(101)).score("PHQ-9", 3, ago(1)),
        left_open("sertraline", "unknown", "outcome-unknown"),
        "4.1",
    ),
    Vignette(
        "A statement made tomorrow, elsewhere on earth, is evidence of today",
        one_failed().took("sertraline", 100, ago(100), asserted=ago(-1)).score("PHQ-9", 19, ago(20)),
        counted("sertraline"),
        "4.1",
    ),
    Vignette(
        "A statement made in some month half a year ago is read by its first day: not still taken",
        one_failed().took("sertraline", 100, ago(400), asserted="2026-05").score("PHQ-9", 19, ago(5)),
        left_open("sertraline", True, "outcome-unknown"),
        "1.7",
    ),
]

WARD = [
    Vignette(
        f"Sertraline {mg or 'of nobody knows how many'} mg given on {days} days running on a ward {says}",
        _given_daily(days, mg),
        expect,
        "4.1",
    )
    for days, mg, says, expect in (
        (
            28,
            50,
            "is an adequate dose for long enough",
            left_open("sertraline", True, "outcome-unknown", adequate_days={"sertraline": 28}),
        ),
        (
            27,
            50,
            "is a day too short",
            not_counted("sertraline", False, "outcome-unknown", adequate_days={"sertraline": 27}),
        ),
        (28, None, "may be too little", left_open("sertraline", "unknown", "outcome-unknown")),
        (28, 25, "is too little", not_counted("sertraline", False, "outcome-unknown")),
    )
]


def _beside_low(*dosage: Json) -> Story:
    """An order of 25 mg of sertraline a day, and a statement of the same five months with this dosage."""
    story = one_failed().prescribed(
        "sertraline", 25, "2024-01-01", bounds=("2024-01-01", "2024-06-01"), status="completed"
    )
    story = story.took("sertraline", None, "2024-01-01", "2024-06-01", stopped="ineffective")
    return story.changed("medicationStatements", dosage=list(dosage)) if dosage else story


SILENT = [
    Vignette(
        f"A low dose on an order beside a statement {what}: {says}",
        _beside_low(*dosage),
        expect,
        "4.4",
    )
    for dosage, what, says, expect in (
        ((), "that is silent on the dose", "the low dose was taken", not_counted("sertraline", False, "failed")),
        (({"text": "100 mg per protocol"},), "whose dose nobody can read", "not known",
         left_open("sertraline", "unknown", "failed")),
        ((daily(5000),), "of a dose that nobody takes", "not known", left_open("sertraline", "unknown", "failed")),
        (({**daily(100), "text": "25 mg daily"},), "that contradicts itself", "not known",
         left_open("sertraline", "unknown", "failed")),
    )
]  # fmt: skip

LENGTH = [
    Vignette(
        f"Sertraline {mg} mg on a single day, for nobody knows how long, {says}",
        one_failed().took("sertraline", mg, at=ago(400), status="completed"),
        expect,
        "4.5",
    )
    for mg, says, expect in (
        (25, "is too little however long", not_counted("sertraline", False, "outcome-unknown")),
        (50, "may have been adequate", left_open("sertraline", "unknown", "outcome-unknown")),
    )
] + [
    Vignette(
        "Sertraline of 2024 for nobody knows how long is no part of the sertraline that helped in 2015",
        one_failed()
        .took("sertraline", 100, "2015-01-01", "2015-06-01", stopped="in remission")
        .took("sertraline", 100, at="2024-03-01", status="completed"),
        left_open("sertraline", "unknown", "outcome-unknown"),
        "4.3",
    ),
]


def _denied(first: str, last: str, *, end: str = "2024-06-01") -> Story:
    """Sertraline from January, stopped as ineffective, and a statement that it was not taken on these days."""
    story = one_failed().prescribed(
        "sertraline", 100, "2024-01-01", bounds=("2024-01-01", end), status="completed", stopped="ineffective"
    )
    return story.took("sertraline", 100, first, last, status="not-taken")


DENIED = [
    Vignette(f"A trial to {end} of sertraline that was denied from {first} to {last} {says}",
             _denied(first, last, end=end), expect, "4.1 not taken")
    for first, last, end, says, expect in (
        ("2023-11-01", "2024-01-01", "2024-06-01", "may not have been one: its first day is denied",
         left_open("sertraline", True, "outcome-unknown")),
        ("2023-11-01", "2023-12-31", "2024-06-01", "was taken afterwards", counted("sertraline")),
        ("2024-06-01", "2024-07-01", "2024-06-01", "may not have been one: they meet",
         left_open("sertraline", True, "outcome-unknown")),
        ("2024-06-02", "2024-07-01", "2024-06-01", "was taken before", counted("sertraline")),
        ("2024-06-20", "2024-07-01", "2024-06", "may not have been one, whichever day it ended",
         left_open("sertraline", True, "outcome-unknown")),
        ("2024-07-01", "2024-07-20", "2024-06", "was taken before, whichever day it ended", counted("sertraline")),
    )
]  # fmt: skip


def _goes_on(until: str) -> Story:
    """An order of sertraline stopped as ineffective on 1 April, and a statement that it was taken until then."""
    story = one_failed().prescribed(
        "sertraline", 100, "2024-01-01", bounds=("2024-01-01", "2024-04-01"), status="stopped", stopped="ineffective"
    )
    return story.took("sertraline", 100, "2024-01-01", until)


def _switched(on: str) -> Story:
    """Sertraline until some day of May 2024, and venlafaxine for a week from this day."""
    story = one_failed().took("sertraline", 100, "2024-01-01", "2024-05")
    return story.took("venlafaxine", 150, on, None, status="completed", asserted=on)


OUTCOMES = [
    Vignette(
        "An order stopped as ineffective 30 days before the trial ended tells how it ended",
        _goes_on("2024-05-01"),
        counted("sertraline"),
        "4.6",
    ),
    Vignette(
        "An order stopped as ineffective 31 days before the trial ended does not: it went on",
        _goes_on("2024-05-02"),
        left_open("sertraline", True, "outcome-unknown"),
        "4.6",
    ),
    Vignette(
        "An order stopped as ineffective ten days ago of a drug that is still taken tells no failure",
        one_failed().prescribed("sertraline", 100, ago(100), bounds=(ago(100), ago(10)), status="stopped",
                                stopped="ineffective").took("sertraline", 150, ago(100), asserted=ago(2)),
        left_open("sertraline", True, "outcome-unknown"),
        "4.6",
    ),
    Vignette(
        "Two records that disagree about the outcome are no failure, whatever the scores say",
        one_failed().took("sertraline", 100, "2024-01-01", "2024-06-01", stopped="ineffective")
        .prescribed("sertraline", 100, "2024-01-01", bounds=("2024-01-01", "2024-06-01"), status="completed",
                    stopped="improved").score("PHQ-9", 20, "2024-01-01").score("PHQ-9", 18, "2024-06-01"),
        not_counted("sertraline", True, "responded"),
        "4.6",
    ),
    Vignette(
        "Another drug begun in April is no switch from one that ended some day of May",
        _switched("2024-04-10"),
        {"treatment-resistance": "unknown", "trials": {"sertraline": (True, "outcome-unknown")}},
        "1.7",
    ),
    Vignette(
        "Another drug begun in May is a switch from one that ended some day of May",
        _switched("2024-05-15"),
        {"treatment-resistance": "unknown", "trials": {"sertraline": (True, "inferred")}},
        "1.7",
    ),
]  # fmt: skip

OUTCOMES += [
    Vignette(
        f"Sertraline from some day of January to {end}, and a remission weeks later: {says}",
        one_failed().took("sertraline", 100, "2024-01", end)
        .score("PHQ-9", 20, "2023-12-20").score("PHQ-9", 4, "2024-02-20"),
        expect,
        "1.7",
    )
    for end, says, expect in (
        ("2024-01-31", "of a trial that may have been no day no outcome is told",
         left_open("sertraline", "unknown", "outcome-unknown")),
        ("2024-02-01", "a response", not_counted("sertraline", "unknown", "responded")),
    )
]  # fmt: skip

VIGNETTES = [*REFILLS, *REASONS, *ENDS, *WARD, *SILENT, *LENGTH, *DENIED, *OUTCOMES]
