"""Section 3: dangers that the chart tells in words, or under a code of another kind."""

from __future__ import annotations

from typing import Any

from tests.spec.story import ICD10, Story, ago, typical
from tests.spec.vignette import Vignette

STOP: dict[str, Any] = {"verdict": "stop"}


def _woman() -> Story:
    return typical().born("1990-05-01", "female")


ALLERGY = [
    Vignette(
        f"'{text}' on the problem list is to be confirmed",
        typical().problem(code, text=text),
        {"no-hypersensitivity": "unknown", "verdict": "caution", "missing": {"no-hypersensitivity": "uncoded"}},
        "3 no-hypersensitivity",
    )
    for code, text in (
        (None, "ketamine anaphylaxis 2019"),
        (None, "Allergy to ketamine"),
        (None, "hypersensitivity reaction to Ketalar"),
        ("Z88.4", "Allergy to anesthetic agent (ketamine)"),
    )
] + [
    Vignette(
        f"'{text}' on the problem list is no allergy to ketamine",
        typical().problem(text=text),
        {"no-hypersensitivity": "met"},
        "3 no-hypersensitivity",
    )
    for text in (
        "no ketamine allergy",
        "penicillin allergy",
        "ketamine infusions since 2024",
        "emergence reaction, ketamine",
    )
]

PREGNANT = [
    Vignette(
        "A woman whose problem list says in words that she is pregnant asks for caution, not for a routine test alone",
        _woman().problem(text="pregnant 12 weeks"),
        {
            "not-pregnant": "unknown",
            "verdict": "caution",
            "indicators": ("warning",),
            "card": ('caution: uncoded problem "pregnant 12 weeks"',),
        },
        "3 not-pregnant",
    ),
    Vignette(
        "A woman without a test is no alarm",
        _woman(),
        {"not-pregnant": "unknown", "verdict": "criteria-met"},
        "3 not-pregnant",
    ),
    Vignette(
        "A pregnancy status of 'Pregnant' weighs like a positive test",
        _woman().lab("82810-3", "Pregnant", on=ago(5)),
        {"not-pregnant": "not-met", **STOP},
        "3 not-pregnant",
    ),
    Vignette(
        "A pregnancy status of 'Not pregnant' is no test",
        _woman().lab("82810-3", "Not pregnant", on=ago(1)),
        {"not-pregnant": "unknown", "verdict": "criteria-met"},
        "3 not-pregnant",
    ),
]

HEART = (
    [
        Vignette(
            f"'{text}' on the problem list is to be confirmed",
            typical().problem(text=text),
            {"no-unstable-cardiac": "unknown", "verdict": "caution"},
            "3 no-unstable-cardiac",
        )
        for text in ("VF arrest", "CHB", "ACS")
    ]
    + [
        Vignette(
            f"WHO ICD-10 {code} does not tell whether {what}: to be confirmed",
            typical().problem(code, system=ICD10),
            {criterion: "unknown", "verdict": "caution"},
            f"3 {criterion}",
        )
        for code, what, criterion in (
            ("I50.0", "the heart failure is decompensated", "no-unstable-cardiac"),
            ("I50.1", "the heart failure is decompensated", "no-unstable-cardiac"),
            ("H40.2", "the glaucoma is acute", "other-precautions"),
        )
    ]
    + [
        Vignette(
            "Chronic heart failure in ICD-10-CM is told apart from an acute one",
            typical().problem("I50.22"),
            {"no-unstable-cardiac": "met"},
            "3 no-unstable-cardiac",
        ),
        Vignette(
            "Open-angle glaucoma is no precaution",
            typical().problem("H40.1", system=ICD10),
            {"other-precautions": "met"},
            "3 other-precautions",
        ),
    ]
)

VIGNETTES = [*ALLERGY, *PREGNANT, *HEART]
