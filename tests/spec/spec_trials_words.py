"""Dosage texts whose figures are easily misread: product strengths, numbers in words, days of the week, denials."""

from typing import Any

from tests.spec.story import RXNORM, UCUM, Json, Story, concept, quantity
from tests.spec.tried import NOT, counted, left_open, not_counted, one_failed
from tests.spec.vignette import Vignette

START, END = "2025-01-01", "2025-06-01"


def _trial(drug: str, sig: str) -> Story:
    """Five months of a drug, stopped as ineffective; mirtazapine has failed before, or bupropion for its own trial."""
    before = one_failed("bupropion", 300) if drug == "mirtazapine" else one_failed()
    return before.took(drug, sig, START, END, stopped="ineffective")


def _made_of(medication: Json, *dosage: Json) -> Story:
    record = {
        "resourceType": "MedicationStatement",
        "status": "completed",
        "medicationCodeableConcept": medication,
        "effectivePeriod": {"start": START, "end": END},
        "statusReason": [{"text": "ineffective"}],
        "dosage": list(dosage),
    }
    return one_failed().add("medicationStatements", record)


def _sentence(drug: str, sig: str, wanted: dict[str, Any], verdict: str) -> Vignette:
    return Vignette(f"{drug} '{sig}' is {verdict}", _trial(drug, sig), wanted, "4.4")


def _too_low(drug: str, sig: str) -> Vignette:
    return _sentence(drug, sig, not_counted(drug, False, "failed"), "below its minimum")


def _enough(drug: str, sig: str) -> Vignette:
    return _sentence(drug, sig, counted(drug), "an adequate dose")


def _not_known(drug: str, sig: str) -> Vignette:
    return _sentence(drug, sig, left_open(drug, "unknown", "failed"), "a dose that is not known")


STRENGTHS = [
    *[
        _too_low(drug, sig)
        for drug, sig in (
            ("sertraline", "25 mg tablet daily"),
            ("sertraline", "25mg tab daily"),
            ("sertraline", "25-mg tablet daily"),
            ("sertraline", "12.5 mg tablet daily"),
            ("venlafaxine", "75 mg capsule every morning"),
            ("venlafaxine", "37.5 mg capsule daily"),
            ("bupropion", "150 mg tablet daily"),
            ("mirtazapine", "7.5 mg tablet at bedtime"),
            ("duloxetine", "30 mg capsule daily"),
            ("trazodone", "100 mg tablet nightly"),
            ("trazodone", "150 mg tablet, half nightly"),
            ("sertraline", "one or two 12.5 mg tablets daily"),
            ("sertraline", "decrease from 100 mg to 25 mg daily"),
            ("sertraline", "100-25 mg daily"),
            ("venlafaxine", "150 mg or 75 mg daily"),
        )
    ],
    *[
        _enough(drug, sig)
        for drug, sig in (
            ("sertraline", "50 mg tablet daily"),
            ("sertraline", "Take 50 mg (2 x 25 mg tablets) daily"),
            ("venlafaxine", "2x75mg caps daily"),
            ("venlafaxine", "two 75 mg capsules daily"),
            ("venlafaxine", "Take 2 capsules (75 mg each) daily"),
            ("sertraline", "1 1/2 tablets of 50mg daily"),
            ("venlafaxine", "75 mg x 2 daily"),
            ("sertraline", "two or three 25 mg tablets daily"),
        )
    ],
    Vignette(
        "Sertraline '25 mg tablet daily' and venlafaxine '75 mg capsule every morning' are no two adequate trials",
        _trial("sertraline", "25 mg tablet daily")
        .without_problems()
        .problem("F33.2")
        .took("venlafaxine", "75 mg capsule every morning", "2025-06-01", "2025-11-01", stopped="ineffective"),
        {**NOT, "trials": {"sertraline": (False, "failed"), "venlafaxine": (False, "failed")}},
        "4.4",
    ),
    Vignette(
        "A bare 25 of sertraline 100 mg tablets may be a quarter tablet's milligrams: not known, not 25 tablets",
        _made_of(
            concept(text="sertraline 100 MG Oral Tablet"),
            {
                "timing": {"repeat": {"frequency": 1, "period": 1, "periodUnit": "d"}},
                "doseAndRate": [{"doseQuantity": {"value": 25}}],
            },
        ),
        left_open("sertraline", "unknown", "failed"),
        "4.4",
    ),
    Vignette(
        "A bare 2 of sertraline 100 mg tablets is two tablets",
        _made_of(
            concept(text="sertraline 100 MG Oral Tablet"),
            {
                "timing": {"repeat": {"frequency": 1, "period": 1, "periodUnit": "d"}},
                "doseAndRate": [{"doseQuantity": {"value": 2}}],
            },
        ),
        counted("sertraline"),
        "4.4",
    ),
    Vignette(
        "One tablet a day of a product coded as 25 mg and written as 100 mg is a dose that is not known",
        _made_of(
            concept("312940", "sertraline 100 MG tablet", RXNORM),
            {
                "timing": {"repeat": {"frequency": 1, "period": 1, "periodUnit": "d"}},
                "doseAndRate": [
                    {"doseQuantity": {"value": 1, "unit": "tablet", "system": UCUM, "code": "{tbl}"}},
                ],
            },
        ),
        left_open("sertraline", "unknown", "failed"),
        "4.4",
    ),
    Vignette(
        "A product coded as 100 mg, displayed as 25 mg and written as 100 mg is one of unknown strength",
        _made_of(
            concept("312938", "sertraline 100 MG tablet", RXNORM)
            | {"coding": [{"system": RXNORM, "code": "312938", "display": "sertraline 25 MG Oral Tablet"}]},
            {
                "timing": {"repeat": {"frequency": 1, "period": 1, "periodUnit": "d"}},
                "doseAndRate": [
                    {"doseQuantity": {"value": 1, "unit": "tablet", "system": UCUM, "code": "{tbl}"}},
                ],
            },
        ),
        left_open("sertraline", "unknown", "failed"),
        "4.4",
    ),
    Vignette(
        "Milnacipran tablets of the United States are for fibromyalgia: no depression trial",
        _made_of(
            concept("833135", "milnacipran hydrochloride 100 MG Oral Tablet", RXNORM),
            {
                "timing": {"repeat": {"frequency": 1, "period": 1, "periodUnit": "d"}},
                "doseAndRate": [{"doseQuantity": quantity(100, "mg")}],
            },
        ),
        NOT,
        "4.2",
    ),
]

DAYS = [
    _too_low("venlafaxine", "150 mg daily on Monday, Wednesday, Friday"),
    _too_low("venlafaxine", "150 mg Mon-Fri daily"),
    _too_low("venlafaxine", "225 mg daily Mon Wed Fri"),
    _enough("venlafaxine", "225 mg daily except Sunday"),
    _enough("venlafaxine", "225 mg Monday to Friday"),
    _enough("venlafaxine", "150 mg daily, avoid sun"),
    _enough("venlafaxine", "225 mg daily starting on Monday"),
    _not_known("venlafaxine", "75mg caps: take 2 daily"),
    _not_known("venlafaxine", "150 mg daily, not taking"),
    _not_known("venlafaxine", "not taking 150 mg daily"),
    _enough("venlafaxine", "150 mg daily, not to take more than 225 mg"),
]


def _together(*times: tuple[float, str], bounds: Json | None = None) -> Story:
    """Venlafaxine in several instructions, each at its time of the day and all for the same days."""
    period = bounds or {"start": START, "end": END}
    return _made_of(
        concept("39786", "venlafaxine", RXNORM),
        *(
            {
                "timing": {"repeat": {"boundsPeriod": period, "when": [when], "period": 1, "periodUnit": "d"}},
                "doseAndRate": [{"doseQuantity": quantity(mg, "mg")}],
            }
            for mg, when in times
        ),
    )


STEPS = [
    Vignette(
        "75 mg in the morning and 75 mg at night on the same days may be 150 mg: not known to be too little",
        _together((75, "MORN"), (75, "HS")),
        left_open("venlafaxine", "unknown", "failed"),
        "4.4",
    ),
    Vignette(
        "37.5 mg in the morning and 37.5 mg at night on the same days are too little by any reading",
        _together((37.5, "MORN"), (37.5, "HS")),
        not_counted("venlafaxine", False, "failed"),
        "4.4",
    ),
]

VIGNETTES = [*STRENGTHS, *DAYS, *STEPS]
