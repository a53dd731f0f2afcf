"""Section 4, rule 4: order texts as record systems print them: what is dispensed, first doses, doses as needed."""

from __future__ import annotations

from typing import Any

from tests.spec.story import Json, Story
from tests.spec.tried import counted, left_open, not_counted, one_failed
from tests.spec.vignette import Vignette

START, END = "2024-01-01", "2024-06-01"


def _taken(product: str, text: str, **structure: Any) -> Story:
    """Five months of a product with this dosage text, stopped as ineffective."""
    record = {
        "resourceType": "MedicationStatement",
        "status": "completed",
        "medicationCodeableConcept": {"text": product},
        "effectivePeriod": {"start": START, "end": END},
        "statusReason": [{"text": "ineffective"}],
        "dosage": [{**({"text": text} if text else {}), **structure}],
    }
    return one_failed().add("medicationStatements", record)


def _enough(product: str, text: str, **structure: Any) -> Vignette:
    says = f"'{text}' of {product} is an adequate dose"
    return Vignette(says, _taken(product, text, **structure), counted(product.split()[0]), "4.4")


def _too_low(product: str, text: str, **card: Any) -> Vignette:
    expect = not_counted(product.split()[0], False, "failed", **card)
    return Vignette(f"'{text}' of {product} is below the minimum", _taken(product, text), expect, "4.4")


def _not_known(product: str, text: str) -> Vignette:
    expect = left_open(product.split()[0], "unknown", "failed")
    return Vignette(f"'{text}' of {product} does not tell the dose of a day", _taken(product, text), expect, "4.4")


MEALS = [
    *[
        _enough("venlafaxine", text)
        for text in (
            "75 mg am and pm",
            "75 mg AM & PM",
            "75 mg with breakfast and dinner",
            "75 mg with breakfast and supper",
            "75 mg with lunch and dinner",
            "75 mg at breakfast and at dinner",
        )
    ],
    *[
        _too_low("venlafaxine", text, card=("dose below 150 mg/day",))
        for text in ("75 mg with dinner", "75 mg daily with dinner", "75 mg after supper", "75 mg pm")
    ],
    _enough("venlafaxine", "150 mg daily, stopped 6/1/24 for lack of effect"),
    _not_known("venlafaxine", "75 mg with breakfast or dinner"),
    _enough("venlafaxine", "150 mg daily, with breakfast or dinner"),
]

DISPENSED = [
    *[
        _too_low("sertraline 25 mg oral tablet", text, card=("dose below 50 mg/day",), card_lacks=("750", "2250"))
        for text in (
            "25 mg, Oral, Daily, # 30 tab, 5 Refill(s)",
            "25 mg, Oral, DAILY, Normal, Disp-30 tablet, R-5",
            "25 mg daily, 90 tablets",
            "25 mg daily, qty 30 tablets",
        )
    ],
    _too_low("trazodone 50 mg tablet", "50 mg, Oral, Nightly, # 30 tab"),
    *[
        _enough("sertraline 100 mg oral tablet", text)
        for text in (
            "100 mg, Oral, Daily, # 30 tab, 5 Refill(s)",
            "100 mg = 1 tab, Oral, Daily, # 30 tab, 5 Refill(s)",
            "Take 1 tablet by mouth daily. Disp: 90 tablets, Refills: 3",
            "Take 1 tablet daily, dispense 30 tablets",
            "1 tab po daily #7 tabs",
            "1 tablet daily, 30 tablets with 2 refills",
        )
    ],
    _enough("sertraline 50 mg oral tablet", "100 mg = 2 tab, Oral, Daily, # 60 tab"),
    _enough("phenelzine 15 mg tablet", "Take 6 tablets daily in divided doses"),
    _not_known("sertraline 25 mg tablet", "Take 30 tablets daily"),
    _not_known("sertraline 25 mg tablet", "25 mg tablets, 10 tablets daily"),
]

DAILY: Json = {"timing": {"repeat": {"frequency": 1, "period": 1, "periodUnit": "d"}}}

WEEKDAYS = [
    *[
        _enough("sertraline", text)
        for text in (
            "100 mg, Oral, DAILY, First dose on Mon 1/1/24 at 0900",
            "100 mg, Oral, Daily, Starting Tue 1/2/24, Until Sat 6/1/24",
            "100 mg, Oral, Daily, Starting Tue 1/2/2024, Until Discontinued",
            "100 mg daily, refill on Monday",
            "100 mg daily starting Monday",
        )
    ],
    _enough(
        "sertraline",
        "100 mg, Oral, DAILY, first dose on Mon 1/1/24",
        **DAILY,
        doseAndRate=[{"doseQuantity": {"value": 100, "unit": "mg"}}],
    ),
    _too_low("sertraline", "25 mg, Oral, DAILY, First dose on Mon 1/1/24 at 0900"),
    _too_low("sertraline", "100 mg daily on Mondays"),
    _too_low("sertraline", "100 mg on Mon, Wed, Fri"),
    _not_known("sertraline", "100 mg daily, discontinued"),
]


def _as_needed(low: float, high: float, **more: Any) -> Json:
    span = {"low": {"value": low, "unit": "mg"}, "high": {"value": high, "unit": "mg"}}
    return {"asNeededBoolean": True, **DAILY, "doseAndRate": [{"doseRange": span}], **more}


AS_NEEDED = [
    *[
        _not_known("sertraline 25 mg tablet", text)
        for text in (
            "Take 1-4 tablets daily as needed",
            "25 to 100 mg daily prn",
            "25 mg daily prn, max 100 mg/day",
            "25 mg daily prn, increase as tolerated",
        )
    ],
    _not_known("trazodone 150 mg tablet", "Take 1 to 2 tablets nightly prn"),
    _not_known("trazodone 150 mg tablet", "150 mg nightly prn, may repeat once"),
    _not_known("trazodone 100 mg tablet", "100 mg every 6 to 8 hours prn"),
    Vignette(
        "150 to 300 mg of trazodone as needed in the structure may have been 300 mg a day",
        _taken("trazodone 150 mg", "", **_as_needed(150, 300)),
        left_open("trazodone", "unknown", "failed"),
        "4.4",
    ),
    Vignette(
        "25 to 100 mg of trazodone as needed in the structure are at most 100 mg a day",
        _taken("trazodone 100 mg", "", **_as_needed(25, 100)),
        not_counted("trazodone", False, "failed", card=("at most 100 mg/day",)),
        "4.4",
    ),
    _too_low("trazodone 50 mg tablet", "Take 1 to 2 tablets nightly prn", card=("at most 100 mg/day",)),
    _too_low("trazodone 50 mg tablet", "Take 1-2 tablets (50-100 mg total) by mouth nightly as needed"),
    _too_low("trazodone 50 mg tablet", "50 mg at bedtime as needed", card=("at most 50 mg/day",)),
]

VIGNETTES = [*MEALS, *DISPENSED, *WEEKDAYS, *AS_NEEDED]
