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


def _given_daily(days: int, mg: float) -> Story:
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
        f"Sertraline {mg} mg given on {days} days running on a ward {says}",
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
        (({**daily(100), "text": "25 mg daily"},), "that contradicts itself", "not known",
         left_open("sertraline", "unknown", "failed")),
    )
]  # fmt: skip

VIGNETTES = [*REFILLS, *REASONS, *ENDS, *WARD, *SILENT]
