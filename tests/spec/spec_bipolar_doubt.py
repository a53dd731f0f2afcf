"""A mood stabiliser that is on the list and yet no proven cover, and a bipolar disorder that only words name."""

from __future__ import annotations

from tests.spec.covered import IDLE, LITHIUM_MMOL, MET, NOT, bipolar, takes, why
from tests.spec.story import ICD10CM, SNOMED, Json, Story, ago, concept, concepts, typical
from tests.spec.vignette import Vignette

PRN: Json = {"text": "300 mg as needed for agitation"}


def _as_needed() -> Story:
    return bipolar().took("lithium", None, "2025-01-01", asserted=ago(10)).changed("medicationStatements", dosage=[PRN])


NO_STEADY_COVER = [
    Vignette(
        "Lithium taken as needed is no cover, and no absence of it: unknown",
        _as_needed(),
        {**why("not-recorded"), "text": {"bipolar-coverage": "as needed only"}},
        "6",
    ),
    Vignette(
        "Lithium as needed beside a scheduled prescription of it is a cover",
        _as_needed().prescribed("lithium", 900, ago(20)),
        MET,
        "6",
    ),
    Vignette(
        "A toxic level is said first, also of lithium as needed",
        _as_needed().lab(LITHIUM_MMOL, 2.4, "mmol/L", ago(1)),
        {**why("out-of-range"), "first_to_do": ("check for toxicity first",)},
        "6",
    ),
    Vignette(
        "Lithium on an active statement that begins next week has an unreadable beginning: unknown, not covered",
        bipolar().took("lithium", 900, ago(-7), asserted=ago(1), status="active"),
        why("unreadable"),
        "1.6",
    ),
    Vignette(
        "Lithium on an active statement whose beginning cannot be read is unknown, not covered",
        bipolar().took("lithium", 900, "last spring", asserted=ago(1), status="active"),
        why("unreadable"),
        "1.3",
    ),
    Vignette(
        "Lithium begun on a readable day is a cover, whatever another list of it cannot tell",
        bipolar().took("lithium", 900, "last spring", status="active").prescribed("lithium", 900, ago(20)),
        MET,
        "6",
    ),
    Vignette(
        "Lithium on a list confirmed long ago and given on the ward yesterday is taken today: no evidence is closer",
        takes("lithium", 300).given("lithium", ago(1), 900, route=None),
        MET,
        "6",
    ),
    Vignette(
        "Lithium on a list confirmed long ago and last given 181 days ago has no current evidence",
        takes("lithium", 300).given("lithium", ago(181), 900, route=None),
        why("too-old"),
        "6",
    ),
]


def _for(reason: Json) -> Story:
    """Ketamine ordered for this reason, of a patient whose problem list holds depression alone."""
    return typical().orders(mg=35, minutes=40, reason=reason)


ON_THE_ORDER = [
    Vignette(
        "An order for the words 'bipolar depression' leaves it unknown whether a mood stabiliser is due",
        _for(concept(text="bipolar depression")),
        {**why("uncoded"), "text": {"bipolar-coverage": "the order names a bipolar disorder in words only"}},
        "6",
    ),
    Vignette(
        "An order coded as bipolar depression wakes the question for certain",
        _for(concept("F31.32", "bipolar depression")),
        NOT,
        "6",
    ),
    Vignette(
        "An order coded in SNOMED CT as bipolar disorder wakes the question for certain",
        _for(concept("13746004", None, SNOMED)),
        NOT,
        "6",
    ),
    Vignette(
        "An order coded as depression whose words say bipolar leaves it unknown",
        _for(concept("F33.2", "bipolar depression", ICD10CM)),
        why("uncoded"),
        "6",
    ),
    Vignette(
        "An order for 'depression, not bipolar' does not wake the question",
        _for(concept(text="depression, not bipolar")),
        IDLE,
        "6",
    ),
    Vignette(
        "A bipolar disorder on the problem list decides, whatever words the order has",
        bipolar().orders(mg=35, minutes=40, reason=concept(text="bipolar depression")),
        NOT,
        "6",
    ),
    Vignette(
        "A problem coded as depression whose text says bipolar leaves it unknown whether a mood stabiliser is due",
        typical().problem(concept("F33.2", "Bipolar depression", ICD10CM)),
        why("uncoded"),
        "6",
    ),
]

BESIDE_A_CODE = [
    Vignette(
        "Unspecified depression (F32.A) written out as 'with psychotic features': psychosis is unknown, not absent",
        typical().problem(concept("F32.A", "Depression, with psychotic features", ICD10CM)),
        {"no-psychosis": "unknown", "missing": {"no-psychosis": "uncoded"}},
        "3",
    ),
    Vignette(
        "A code of depression without psychotic features, and words that say so, are no psychosis",
        typical().problem(
            concept("F33.2", "Major depressive disorder, recurrent severe without psychotic features", ICD10CM)
        ),
        {"no-psychosis": "met"},
        "3",
    ),
    Vignette(
        "Unspecified depression with a family history of schizophrenia is no psychosis",
        typical().problem(concept("F32.A", "Depression; family history of schizophrenia", ICD10CM)),
        {"no-psychosis": "met"},
        "3",
    ),
    Vignette(
        "Bipolar disorder, unspecified, (F31.9) written out as currently manic: mania is unknown, not absent",
        bipolar("F32.2").problem(concept("F31.9", "Bipolar affective disorder, currently manic", ICD10CM)),
        {"no-mania": "unknown"},
        "3",
    ),
    Vignette(
        "Bipolar disorder in remission (F31.73) whose name tells the last episode was manic is no mania",
        typical().problem(
            concept("F31.73", "Bipolar disorder, in partial remission, most recent episode manic", ICD10CM)
        ),
        {"no-mania": "met"},
        "3",
    ),
    Vignette(
        "A heart failure's code whose text adds an aortic aneurysm: the vessels are unknown, not fine",
        typical().problem(concept("I50.23", "Acute on chronic heart failure; abdominal aortic aneurysm", ICD10CM)),
        {"no-unstable-cardiac": "not-met", "no-vascular-lesion": "unknown"},
        "3",
    ),
    Vignette(
        "Words beside a code of remission do not make a depression active",
        typical()
        .without_problems()
        .problem(concepts((ICD10CM, "F33.42"), text="Major depressive disorder, recurrent, in full remission"))
        .orders(mg=35, minutes=40, reason=concept(text="suicidal ideation")),
        {"depression-diagnosis": "not-met"},
        "3",
    ),
    Vignette(
        "A psychosis whose onset lies ahead is a mistake of somebody: unreadable, never silently absent",
        typical().problem("F20.9", onset=ago(-30)),
        {"no-psychosis": "unknown", "missing": {"no-psychosis": "unreadable"}},
        "1.6",
    ),
    Vignette(
        "Dependent drug abuse by its SNOMED code, as synthetic charts hold it, is a substance use disorder",
        typical().problem("6525002", system=SNOMED),
        {"substance-use": "not-met", "severity_of": {"substance-use": "warning"}},
        "3",
    ),
    Vignette(
        "Dependent drug abuse that is resolved is none today",
        typical().problem("6525002", system=SNOMED, status="resolved"),
        {"substance-use": "met"},
        "3",
    ),
]

VIGNETTES = NO_STEADY_COVER + ON_THE_ORDER + BESIDE_A_CODE
