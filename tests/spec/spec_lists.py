"""Sections 1 and 3: what absence proves. Each `no-…` criterion needs its list supplied, complete and readable."""

from tests.spec.story import typical
from tests.spec.vignette import Vignette

FROM_PROBLEMS = {
    "no-mania": "mania",
    "no-psychosis": "psychosis",
    "no-vascular-lesion": "a vascular lesion",
    "no-raised-icp": "raised intracranial pressure",
    "no-unstable-cardiac": "unstable heart disease",
    "substance-use": "a substance use disorder",
    "hepatic": "severe liver disease",
    "other-precautions": "another precaution",
}


def unknown(criterion: str, why: str) -> dict:
    """Not known for this reason."""
    return {criterion: "unknown", "missing": {criterion: why}}


VIGNETTES = [
    *[
        Vignette(
            f"A complete problem list without {name} proves that there is none", typical(), {criterion: "met"}, "1.1"
        )
        for criterion, name in FROM_PROBLEMS.items()
    ],
    *[
        Vignette(
            f"Without a problem list nothing proves that there is no {name}",
            typical().not_supplied("conditions"),
            unknown(criterion, "not-supplied"),
            "1.1",
        )
        for criterion, name in FROM_PROBLEMS.items()
    ],
    *[
        Vignette(
            f"A failed problem list does not prove that there is no {name}",
            typical().failed("conditions"),
            unknown(criterion, "failed"),
            "1.3",
        )
        for criterion, name in FROM_PROBLEMS.items()
    ],
    *[
        Vignette(
            f"A cut-off problem list does not prove that there is no {name}",
            typical().truncated("conditions"),
            unknown(criterion, "truncated"),
            "1.3",
        )
        for criterion, name in FROM_PROBLEMS.items()
    ],
    *[
        Vignette(
            f"A problem list with an unreadable entry does not prove that there is no {name}",
            typical().unreadable("conditions"),
            unknown(criterion, "unreadable"),
            "1.3",
        )
        for criterion, name in FROM_PROBLEMS.items()
    ],
    *[
        Vignette(
            f"A problem list that came as null holds nothing: there is no {name}",
            typical().null("conditions"),
            {criterion: "met"},
            "1.3",
        )
        for criterion, name in FROM_PROBLEMS.items()
    ],
    *[
        Vignette(
            f"Found on a cut-off problem list, {name} is found",
            typical().problem(code).truncated("conditions"),
            {criterion: "not-met"},
            "1.1",
        )
        for criterion, name, code in (
            ("no-mania", "mania", "F30.13"),
            ("no-psychosis", "schizophrenia", "F20.9"),
            ("no-vascular-lesion", "an aortic aneurysm", "I71.4"),
            ("no-raised-icp", "hydrocephalus", "G91.9"),
            ("no-unstable-cardiac", "unstable angina", "I20.0"),
            ("substance-use", "cocaine dependence", "F14.20"),
            ("hepatic", "liver failure", "K72.90"),
            ("other-precautions", "acute porphyria", "E80.21"),
        )
    ],
    Vignette(
        "A problem recorded tomorrow is read: clocks and time zones differ",
        typical().problem("F20.9", recorded="2026-11-24"),
        {"no-psychosis": "not-met"},
        "1.6",
        bounds=("clock.future-days:in",),
    ),
    Vignette(
        "A psychosis said to begin later than tomorrow is unreadable, and no proof of absence",
        typical().problem("F20.9", onset="2026-11-25"),
        unknown("no-psychosis", "unreadable"),
        "1.6",
        bounds=("clock.future-days:out",),
    ),
    Vignette(
        "A problem recorded five minutes from now is read",
        typical().problem("F20.9", recorded="2026-11-23T12:05:00+00:00"),
        {"no-psychosis": "not-met"},
        "1.6",
        bounds=("clock.future-minutes:in",),
    ),
    Vignette(
        "A problem recorded six minutes from now is unreadable",
        typical().problem("F20.9", recorded="2026-11-23T12:06:00+00:00"),
        unknown("no-psychosis", "unreadable"),
        "1.6",
        bounds=("clock.future-minutes:out",),
    ),
]
