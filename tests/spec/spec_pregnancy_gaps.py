"""Section 3, `not-pregnant`: how a test is told, why one is not known, and WHO ICD-10."""

from tests.spec.story import ICD10, LOINC, SNOMED, Story, ago, concept, typical
from tests.spec.vignette import Vignette

ROW = "3 not-pregnant"
ID = "not-pregnant"
URINE = "2106-3"
INTERPRETED = "http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation"


def woman() -> Story:
    """The typical story, told of a woman of 36."""
    return typical().born("1990-05-01", "female")


def tested(**value: object) -> Story:
    """A woman of 36 whose urine test of yesterday was recorded so."""
    return woman().lab(URINE, "x", on=ago(1)).changed("observations", **{"valueCodeableConcept": None, **value})


def unknown(why: str) -> dict:
    """Pregnancy is not known for this reason."""
    return {ID: "unknown", "missing": {ID: why}}


VIGNETTES = [
    Vignette("No test on a supplied list: none recorded", woman(), unknown("none-recorded"), ROW),
    Vignette(
        "A failed laboratory list leaves pregnancy unknown", woman().failed("observations"), unknown("failed"), ROW
    ),
    Vignette(
        "A cut-off laboratory list without a test leaves pregnancy unknown",
        woman().truncated("observations"),
        unknown("truncated"),
        "1.3",
    ),
    Vignette(
        "A test whose answer is 'invalid' is unreadable", tested(valueString="invalid"), unknown("unreadable"), ROW
    ),
    Vignette(
        "A negative test without a date proves nothing",
        tested(valueString="Negative", effectiveDateTime=None),
        unknown("not-recorded"),
        ROW,
    ),
    Vignette(
        "A negative test dated only November 2026 may be older than seven days",
        tested(valueString="Negative", effectiveDateTime="2026-11"),
        {ID: "unknown"},
        "1.7",
    ),
    Vignette(
        "A positive test dated only October 2026 may be 23 days old: it stops ketamine",
        tested(valueString="Positive", effectiveDateTime="2026-10"),
        {ID: "not-met", "verdict": "stop"},
        "1.7",
    ),
    Vignette("A negative test in capital letters is negative", tested(valueString="NEGATIVE"), {ID: "met"}, ROW),
    Vignette("A negative test answered false is negative", tested(valueBoolean=False), {ID: "met"}, ROW),
    Vignette(
        "A negative test known by its interpretation is negative",
        tested(interpretation=[concept("NEG", None, INTERPRETED)]),
        {ID: "met"},
        ROW,
    ),
    Vignette(
        "A pregnancy test known only by its name is read",
        tested(valueString="Negative", code={"text": "Urine pregnancy test"}),
        {ID: "met"},
        ROW,
    ),
    Vignette(
        "A serum test (LOINC 2118-8) is read",
        tested(valueString="Negative", code=concept("2118-8", None, LOINC)),
        {ID: "met"},
        ROW,
    ),
    *[
        Vignette(
            f"On the problem list of a woman, {name} in WHO ICD-10 ({code}) stops ketamine",
            woman().problem(code, system=ICD10),
            {ID: "not-met", "verdict": "stop"},
            "3 WHO ICD-10",
        )
        for code, name in (
            ("Z33", "an incidental pregnancy"),
            ("Z34.9", "a supervised pregnancy"),
            ("O75.9", "a labour"),
        )
    ],
    Vignette(
        "A hysterectomy long ago is on record although its entry is marked resolved",
        woman().problem("Z90.710", status="resolved"),
        {ID: "not-applicable"},
        ROW,
    ),
    Vignette(
        "A hysterectomy on a cut-off problem list is on record",
        woman().problem("Z90.710").truncated("conditions"),
        {ID: "not-applicable"},
        "1.1",
    ),
    Vignette(
        "A hysterectomy that kept the cervix (Z90.711) is a hysterectomy",
        woman().problem("Z90.711"),
        {ID: "not-applicable"},
        ROW,
    ),
    Vignette(
        "The loss of the cervix alone (Z90.712) is no hysterectomy",
        woman().problem("Z90.712"),
        {ID: "unknown"},
        ROW,
    ),
    Vignette(
        "A pregnancy in SNOMED CT stops ketamine",
        woman().problem("77386006", system=SNOMED),
        {ID: "not-met", "verdict": "stop"},
        ROW,
    ),
    Vignette(
        "An unknown pregnancy stands under what is done before the infusion, not under what is missing",
        woman(),
        {"card": ("**Before the infusion**\n- **Not pregnant**",), "card_lacks": ("**Missing**",)},
        "3 before the infusion",
    ),
]
