"""Section 3, `no-hypersensitivity`: an allergy to ketamine or esketamine, by code or by name."""

from tests.spec.story import typical
from tests.spec.vignette import Vignette

ALLERGY = "3 no-hypersensitivity"
ALLERGIC = {"no-hypersensitivity": "not-met", "severity_of": {"no-hypersensitivity": "critical"}, "verdict": "stop"}


def unknown(criterion: str, why: str) -> dict:
    """Not known for this reason."""
    return {criterion: "unknown", "missing": {criterion: why}}


VIGNETTES = [
    Vignette(
        "An allergy to ketamine by its RxNorm code stops ketamine",
        typical().allergy("ketamine", code="6130"),
        ALLERGIC,
        ALLERGY,
    ),
    *[
        Vignette(
            f"An allergy to '{words}', known only by name, stops ketamine", typical().allergy(words), ALLERGIC, ALLERGY
        )
        for words in ("Ketamine", "Ketalar", "Esketamine", "Spravato nasal spray")
    ],
    Vignette(
        "An allergy to ketamine without a status counts as active",
        typical().allergy("Ketamine", status=None),
        ALLERGIC,
        ALLERGY,
    ),
    *[
        Vignette(
            f"An allergy to ketamine whose status is {status} does not stop ketamine",
            typical().allergy("Ketamine", status=status),
            {"no-hypersensitivity": "met"},
            ALLERGY,
        )
        for status in ("inactive", "resolved")
    ],
    Vignette(
        "A refuted allergy to ketamine does not exist",
        typical()
        .allergy("Ketamine")
        .changed(
            "allergies",
            verificationStatus={
                "coding": [
                    {
                        "system": "http://terminology.hl7.org/CodeSystem/allergyintolerance-verification",
                        "code": "refuted",
                    }
                ]
            },
        ),
        {"no-hypersensitivity": "met"},
        "1.5",
    ),
    Vignette(
        "An intolerance of ketamine weighs like an allergy",
        typical().allergy("Ketamine").changed("allergies", type="intolerance"),
        ALLERGIC,
        ALLERGY,
    ),
    *[
        Vignette(
            f"An allergy to {words} is none to ketamine",
            typical().allergy(words),
            {"no-hypersensitivity": "met"},
            ALLERGY,
        )
        for words in ("penicillin", "ketorolac", "ketoconazole", "No known allergies")
    ],
    Vignette(
        "An empty allergy list holds no allergy to ketamine",
        typical(),
        {"no-hypersensitivity": "met"},
        ALLERGY,
    ),
    Vignette(
        "An allergy list that came as null holds no allergy to ketamine",
        typical().null("allergies"),
        {"no-hypersensitivity": "met"},
        "1.3",
    ),
    Vignette(
        "Without an allergy list an allergy to ketamine is not known",
        typical().not_supplied("allergies"),
        {**unknown("no-hypersensitivity", "not-supplied"), "verdict": "caution"},
        ALLERGY,
    ),
    Vignette(
        "With a failed allergy list an allergy to ketamine is not known",
        typical().failed("allergies"),
        unknown("no-hypersensitivity", "failed"),
        ALLERGY,
    ),
    Vignette(
        "A cut-off allergy list does not prove that there is no allergy to ketamine",
        typical().allergy("penicillin").truncated("allergies"),
        unknown("no-hypersensitivity", "truncated"),
        "1.3",
    ),
    Vignette(
        "A cut-off allergy list that shows the allergy proves it",
        typical().allergy("Ketamine").truncated("allergies"),
        ALLERGIC,
        "1.1",
    ),
    Vignette(
        "An allergy list with an unreadable entry does not prove that there is no allergy to ketamine",
        typical().unreadable("allergies"),
        unknown("no-hypersensitivity", "unreadable"),
        "1.3",
    ),
]
