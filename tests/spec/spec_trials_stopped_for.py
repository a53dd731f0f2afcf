"""Why a trial was stopped, in the words people type: what is a failure, what is another thing, what leaves a doubt."""

from tests.spec.story import Json
from tests.spec.tried import counted, left_open, not_counted, one_failed
from tests.spec.vignette import Vignette

START, END = "2025-04-01", "2025-08-01"
FAILED, HARMED, DOUBT = "is a failure", "is a drug not tolerated", "does not tell the outcome"

WANTED: dict[str, Json] = {
    FAILED: counted("venlafaxine"),
    HARMED: not_counted("venlafaxine", True, "not-tolerated"),
    DOUBT: left_open("venlafaxine", True, "outcome-unknown"),
}

SAID = {
    HARMED: (
        "no response and intolerable side effects",
        "lack of efficacy and side effects",
        "no effect and nausea",
        "no benefit and weight gain",
        "no improvement & sedation",
        "no response plus side effects",
        "no benefit, severe side effects",
        "not effective and side effects",
    ),
    FAILED: (
        "no response, no side effects",
        "no response and no side effects",
        "no response or side effects",
        "no effect and denies side effects",
        "no response to treatment",
        "no improvement in mood",
        "no improvement with venlafaxine",
        "no response after 8 weeks",
        "no response after 2 months",
        "ineffective at 225 mg",
        "increased from 75 mg to 225 mg, no response",
        "ineffective at 75-225 mg",
        "failed 225 mg",
        "ineffective at 300 mg daily",
        "ineffective, augmented with aripiprazole 5 mg",
        "ineffective, tapered over 2 weeks",
        "ineffective, intermittent benefit only",
        "failed venlafaxine",
        "failed to be effective",
        "no better",
        "not better",
        "made no difference",
        "felt no difference",
        "unhelpful",
        "nil effect",
        "nil benefit",
        "symptoms persist",
        "still depressed",
        "no help",
        "did nothing",
        "it stopped working",
    ),
    DOUBT: (
        "failed insurance authorization",
        "failed refill",
        "failed PA",
        "failed urine drug test",
        "refill failed",
        "ineffective, taken irregularly",
        "ineffective, not taken as prescribed",
        "ineffective at 37.5 mg",
        "failed 75 mg daily",
        "no response after 2 weeks",
        "ineffective after 10 days",
        "no response for two weeks",
        "stopped working, lost insurance",
        "no better alternative on formulary",
        "withdrawal symptoms persist",
        "no change",
        "no help from pharmacy",
        "no difference in cost",
        "no difference between brand and generic",
    ),
}

TAKEN = {
    "225 mg daily, stopped after 2 weeks": False,
    "225 mg daily, stop after 2 weeks": False,
    "225 mg daily, stopped on day 10": False,
    "225 mg daily, stopped for surgery 2025-06-20": False,
    "225 mg daily, should not be stopped for surgery": True,
    "225 mg daily, quit after 5 days": False,
    "225 mg daily, weaned off after 2 weeks": False,
    "225 mg daily, ran out after 2 weeks": False,
    "225 mg daily, only took 3 doses": False,
    "225 mg daily, took only 2 weeks": False,
    "225 mg daily, did not start": False,
    "225 mg daily, not started": False,
    "225 mg daily, patient declined": False,
    "225 mg daily, misses most doses": False,
    "225 mg daily, takes sporadically": False,
    "225 mg daily, inconsistent use": False,
    "225 mg daily, noncompliance": False,
    "225 mg daily, takes one tablet every few days": False,
    "225 mg daily, do not stop suddenly": True,
    "225 mg daily, do not stop after feeling better": True,
    "225 mg daily, to be taken only with food": True,
    "225 mg daily, patient declined counseling": True,
    "225 mg daily, if misses doses call": True,
    "225 mg daily, denies noncompliance": True,
}

VIGNETTES = [
    Vignette(
        f"The stop reason '{text}' {says}",
        one_failed().took("venlafaxine", "225 mg daily", START, END, stopped=text),
        WANTED[says],
        "4.6",
    )
    for says, texts in SAID.items()
    for text in texts
] + [
    Vignette(
        f"The dosage text '{text}' {'is of a drug that was taken' if taken else 'leaves open how much was taken'}",
        one_failed().took("venlafaxine", text, START, END, stopped="ineffective"),
        WANTED[FAILED] if taken else left_open("venlafaxine", "unknown", "failed"),
        "4.4",
    )
    for text, taken in TAKEN.items()
]
