"""How trials add up, what incomplete lists leave open, and the nine meetings of adequacy and outcome."""

from tests.spec.story import Json, Story, ago, nobody, typical
from tests.spec.tried import MET, NOT, OPEN, one_failed
from tests.spec.vignette import Vignette

START, END, TOO_SHORT = "2024-01-01", "2024-04-01", "2024-01-20"

ADEQUACY: dict[str, tuple[float | None, str]] = {
    "adequate": (100, END),
    "too short": (100, TOO_SHORT),
    "of unknown dose": (None, END),
}
OUTCOME: dict[str, str | None] = {
    "without effect": "ineffective",
    "with an unrecorded outcome": None,
    "with a response": "improved",
}


def _second(adequacy: str, outcome: str) -> Story:
    mg, end = ADEQUACY[adequacy]
    return one_failed().took("sertraline", mg, START, end, stopped=OUTCOME[outcome])


NINE: list[tuple[str, str, Json, bool | str, str]] = [
    ("adequate", "without effect", MET, True, "failed"),
    ("adequate", "with an unrecorded outcome", OPEN, True, "outcome-unknown"),
    ("adequate", "with a response", NOT, True, "responded"),
    ("too short", "without effect", NOT, False, "failed"),
    ("too short", "with an unrecorded outcome", NOT, False, "outcome-unknown"),
    ("too short", "with a response", NOT, False, "responded"),
    ("of unknown dose", "without effect", OPEN, "unknown", "failed"),
    ("of unknown dose", "with an unrecorded outcome", OPEN, "unknown", "outcome-unknown"),
    ("of unknown dose", "with a response", NOT, "unknown", "responded"),
]

ADEQUACY_AND_OUTCOME = [
    Vignette(
        f"After one failure a second trial {adequacy}, {outcome}: treatment resistance {told['treatment-resistance']}",
        _second(adequacy, outcome),
        {**told, "trials": {"sertraline": (adequate, ended)}},
        "1.1",
    )
    for adequacy, outcome, told, adequate, ended in NINE
]

KINDS: dict[str, tuple[float | None, str | None]] = {
    "failed": (150, "ineffective"),
    "open": (150, None),
    "not tolerated": (150, "side effects"),
}


SAID = {"failed": "that failed", "open": "without a recorded outcome", "not tolerated": "not tolerated"}


def _two(first: str, second: str) -> Story:
    (a, why_a), (b, why_b) = KINDS[first], KINDS[second]
    return (
        nobody()
        .problem("F33.2")
        .took("sertraline", a, "2018-01-01", "2018-06-01", stopped=why_a)
        .took("citalopram", b, "2022-01-01", "2022-06-01", stopped=why_b)
    )


TWO_TRIALS = [
    Vignette(
        f"One trial {SAID[first]}, then one {SAID[second]}: treatment resistance {told['treatment-resistance']}",
        _two(first, second),
        told,
        "4.7",
        bounds=("treatment-resistance.failed-trials:in",)
        if told is MET
        else ("treatment-resistance.failed-trials:out",),
    )
    for first, second, told in (
        ("failed", "failed", MET),
        ("failed", "open", OPEN),
        ("failed", "not tolerated", NOT),
        ("open", "failed", OPEN),
        ("open", "open", OPEN),
        ("open", "not tolerated", NOT),
        ("not tolerated", "failed", NOT),
        ("not tolerated", "open", NOT),
        ("not tolerated", "not tolerated", NOT),
    )
]

COUNTS = [
    Vignette(
        "One documented failure alone is one of two needed",
        one_failed(),
        {**NOT, "verdict": "criteria-not-met", "card": ("at least 2 needed",)},
        "4.7",
        bounds=("treatment-resistance.failed-trials:out",),
    ),
    Vignette(
        "Two documented failures are enough, whatever a third open trial adds",
        one_failed()
        .took("sertraline", 100, START, END, stopped="ineffective")
        .took("citalopram", None, "2016-01-01", "2016-06-01"),
        MET,
        "4.7",
        bounds=("treatment-resistance.failed-trials:in",),
    ),
    Vignette(
        "One trial with an unrecorded outcome alone cannot make two: not met",
        nobody().problem("F33.2").took("sertraline", 100, START, END),
        NOT,
        "4.7",
    ),
    Vignette(
        "A drug that failed once and was not tolerated another time counts as one failure",
        one_failed()
        .took("sertraline", 100, "2015-01-01", "2015-06-01", stopped="side effects")
        .took("sertraline", 100, START, END, stopped="ineffective"),
        MET,
        "4.7",
    ),
    Vignette(
        "A short trial and, years later, a trial of unknown dose of the same drug leave that drug open",
        one_failed()
        .took("sertraline", 100, "2015-01-01", "2015-01-10", stopped="ineffective")
        .took("sertraline", None, START, END, stopped="ineffective"),
        OPEN,
        "4.7",
    ),
    Vignette(
        "Two open trials of the same drug are one drug, not two",
        nobody()
        .problem("F33.2")
        .took("sertraline", 100, "2015-01-01", "2015-06-01")
        .took("sertraline", 100, START, END),
        NOT,
        "4.7",
    ),
    Vignette(
        "An unknown treatment resistance with everything else met cannot be verified",
        typical()
        .empty("medicationStatements")
        .took("sertraline", 100, START, END, stopped="ineffective")
        .took("citalopram", 40, "2022-01-01", "2022-06-01"),
        {**OPEN, "verdict": "cannot-verify"},
        "4.7",
    ),
    Vignette(
        "Of a trial that cannot count nothing more is asked",
        one_failed().took("agomelatine", 25, START, END, stopped="nausea"),
        {**NOT, "card_lacks": ("agreed minimum dose of agomelatine", "uration of agomelatine")},
        "4.8",
    ),
    Vignette(
        "Of a drug without an agreed minimum dose it is not the duration that is missing",
        one_failed().took("agomelatine", 25, START, END, stopped="ineffective"),
        {**OPEN, "card": ("agreed minimum dose of agomelatine",), "card_lacks": ("uration of agomelatine",)},
        "4.8",
    ),
    Vignette(
        "The card lists every trial with drug, dose, time, outcome, and whether it counts",
        typical().took("citalopram", 10, "2020-01-01", "2020-06-01", stopped="nausea"),
        {
            **MET,
            "card": (
                "sertraline 150 mg/day",
                "venlafaxine 225 mg/day",
                "citalopram 10 mg/day",
                "Counts as failed",
                "Does not count",
            ),
        },
        "4.8",
    ),
]


def _open(why: str) -> Json:
    return {**OPEN, "missing": {"treatment-resistance": why}}


LISTS = [
    Vignette(
        "Supplied and empty medication lists mean no trial recorded: not met",
        nobody().problem("F33.2"),
        {**NOT, "verdict": "criteria-not-met", "card": ("no antidepressant trial recorded",)},
        "4.7",
    ),
    Vignette(
        "Medication lists that came as null mean that the client looked and found none: not met",
        nobody().problem("F33.2").null("medicationStatements", "medicationRequests"),
        NOT,
        "1.3",
    ),
    Vignette(
        "With neither statements nor prescriptions supplied treatment resistance is unknown",
        nobody().problem("F33.2").not_supplied("medicationStatements", "medicationRequests"),
        _open("not-supplied"),
        "4.7",
    ),
    Vignette(
        "Dispenses alone do not replace statements and prescriptions",
        nobody()
        .problem("F33.2")
        .dispensed("sertraline", START, 90, mg=100)
        .not_supplied("medicationStatements", "medicationRequests"),
        _open("not-supplied"),
        "4.7",
    ),
    Vignette(
        "With statements and prescriptions both failed treatment resistance is unknown because they failed",
        nobody().problem("F33.2").failed("medicationStatements", "medicationRequests"),
        _open("failed"),
        "1.3",
    ),
    Vignette(
        "Statements that were supplied are enough to judge by: one failure of two needed, prescriptions not supplied",
        one_failed().not_supplied("medicationRequests"),
        NOT,
        "4.1",
    ),
    Vignette(
        "Prescriptions that were supplied are enough to judge by, statements not supplied",
        nobody()
        .problem("F33.2")
        .prescribed("sertraline", 100, START, supply_days=60, status="completed", stopped="ineffective")
        .prescribed("citalopram", 40, "2022-01-01", supply_days=60, status="completed", stopped="ineffective")
        .not_supplied("medicationStatements"),
        {**MET, "missing": {"treatment-resistance": "not-supplied"}, "card": ("edication statements",)},
        "4.1",
    ),
    Vignette(
        "Two failures on the statements stand, although the prescriptions failed to come",
        typical().failed("medicationRequests"),
        MET,
        "1.1",
    ),
    Vignette(
        "Two failures on the statements stand, although the list of statements is cut off",
        typical().truncated("medicationStatements"),
        MET,
        "1.1",
    ),
    Vignette(
        "Two failures on the statements stand, although another statement is unreadable",
        typical().unreadable("medicationStatements"),
        MET,
        "1.1",
    ),
    Vignette(
        "One failure on the statements and prescriptions that failed to come leave it unknown",
        one_failed().failed("medicationRequests"),
        _open("failed"),
        "1.3",
    ),
    Vignette(
        "One failure on a list of statements that is cut off leaves it unknown",
        one_failed().truncated("medicationStatements"),
        _open("truncated"),
        "1.3",
    ),
    Vignette(
        "One failure beside an unreadable statement leaves it unknown",
        one_failed().unreadable("medicationStatements"),
        _open("unreadable"),
        "1.3",
    ),
    Vignette(
        "An empty list of statements that is cut off proves nothing",
        nobody().problem("F33.2").truncated("medicationStatements"),
        _open("truncated"),
        "1.3",
    ),
    Vignette(
        "One failure and a list of dispenses that is cut off leave it unknown",
        one_failed().truncated("medicationDispenses"),
        _open("truncated"),
        "1.3",
    ),
    Vignette(
        "The same failed trial recorded twice counts once",
        one_failed()
        .took("sertraline", 100, START, END, stopped="ineffective")
        .took("sertraline", 100, START, END, stopped="ineffective"),
        {**MET, "adequate_days": {"sertraline": 91}},
        "1.6",
    ),
    Vignette(
        "Antidepressants among this session's drafts are no trials",
        one_failed().also_orders(
            {
                "resourceType": "MedicationRequest",
                "id": "draft-2",
                "status": "draft",
                "intent": "order",
                "subject": {"reference": "Patient/p1"},
                "medicationCodeableConcept": {"text": "sertraline"},
                "authoredOn": ago(100),
            }
        ),
        NOT,
        "4.1",
    ),
]

VIGNETTES = [*ADEQUACY_AND_OUTCOME, *TWO_TRIALS, *COUNTS, *LISTS]
