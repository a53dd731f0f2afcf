"""Section 3, `adult`: age today, and what a missing, coarse or impossible birth date means."""

from tests.spec.story import typical
from tests.spec.vignette import Vignette

ROW = "3 adult"
UNKNOWN = {"adult": "unknown", "verdict": "cannot-verify"}


def missing(why: str) -> dict:
    """Age unknown for this reason."""
    return {**UNKNOWN, "missing": {"adult": why}}


VIGNETTES = [
    Vignette(
        "A patient who turns 18 today is an adult",
        typical().born("2008-11-23"),
        {"adult": "met", "verdict": "criteria-met"},
        ROW,
        bounds=("adult.minimum-age:in",),
    ),
    Vignette(
        "A patient who turns 18 tomorrow is not yet an adult",
        typical().born("2008-11-24"),
        {"adult": "not-met", "verdict": "criteria-not-met", "severity_of": {"adult": "warning"}},
        ROW,
        bounds=("adult.minimum-age:out",),
    ),
    Vignette("A patient of 90 is an adult: no upper limit", typical().born("1936-01-01"), {"adult": "met"}, ROW),
    Vignette("A birth year of 1980 alone proves an adult", typical().born("1980"), {"adult": "met"}, ROW),
    Vignette(
        "A birth year 18 years ago may be 17 or 18: the age is not known",
        typical().born("2008"),
        {**UNKNOWN, "text": {"adult": "too coarse"}},
        ROW,
    ),
    Vignette(
        "A birth month 18 years ago this month may be 17 or 18: the age is not known",
        typical().born("2008-11"),
        UNKNOWN,
        ROW,
    ),
    Vignette("A birth month 18 years ago last month proves an adult", typical().born("2008-10"), {"adult": "met"}, ROW),
    Vignette("A birth year of 2015 alone proves a minor", typical().born("2015"), {"adult": "not-met"}, ROW),
    Vignette("Without a birth date the age is not known", typical().born(None), missing("not-recorded"), ROW),
    Vignette(
        "Without a patient record the age is not known",
        typical().no_patient(),
        missing("not-supplied"),
        ROW,
    ),
    Vignette(
        "A patient record that came as null is not supplied: the age is not known",
        typical().null("patient"),
        missing("not-supplied"),
        "1.3",
    ),
    Vignette(
        "A patient record that failed leaves the age unknown",
        typical().failed("patient"),
        missing("failed"),
        ROW,
    ),
    Vignette(
        "A birth date in the future is unreadable",
        typical().born("2027-01-01"),
        missing("unreadable"),
        "1.6",
    ),
    Vignette(
        "A birth date that is no date is unreadable",
        typical().born("23/11/1980"),
        missing("unreadable"),
        ROW,
    ),
    Vignette(
        "A 30th of February is unreadable",
        typical().born("1980-02-30"),
        missing("unreadable"),
        ROW,
    ),
]
