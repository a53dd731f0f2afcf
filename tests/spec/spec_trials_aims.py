"""Section 4, rule 4: doses that are aimed at, taken for some days only, counted without a noun, or hardly possible."""

from __future__ import annotations

from typing import Any

from tests.spec.story import Json, Story, daily, quantity
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
    says = f"'{text}' of {product}{' beside a structured dose' if structure else ''} is an adequate dose"
    return Vignette(says, _taken(product, text, **structure), counted(product.split()[0]), "4.4")


def _too_low(product: str, text: str) -> Vignette:
    expect = not_counted(product.split()[0], False, "failed")
    return Vignette(f"'{text}' of {product} is below the minimum", _taken(product, text), expect, "4.4")


def _not_known(product: str, text: str, **structure: Any) -> Vignette:
    beside = " beside a structured dose" if structure else ""
    expect = left_open(product.split()[0], "unknown", "failed")
    return Vignette(
        f"'{text}' of {product}{beside} does not tell the dose", _taken(product, text, **structure), expect, "4.4"
    )


def _structured(mg: float) -> Json:
    return {k: v for k, v in daily(mg).items() if k != "text"}


def _bounded(mg: float, length: int, unit: str) -> Json:
    made = _structured(mg)
    made["timing"]["repeat"]["boundsDuration"] = quantity(length, unit)
    return made


AIMS = [
    *[
        _not_known("venlafaxine", text)
        for text in (
            "up to 225 mg daily",
            "target 150 mg daily",
            "target dose: 150 mg daily",
            "titrate to 150 mg daily",
            "increase to max 225 mg daily",
            "increase to 150 mg daily",
            "37.5 mg daily, increase to 150 mg daily",
            "37.5 mg daily, increase by 37.5 mg weekly to 225 mg daily",
            "37.5 mg daily, goal 150 mg",
            "75 mg up to 3 times daily",
        )
    ],
    _not_known("venlafaxine 75 mg capsule", "Take up to 3 capsules daily"),
    _not_known("venlafaxine", "up to 225 mg daily", **_structured(225)),
    *[
        _enough("venlafaxine", text)
        for text in (
            "150 mg daily, may increase to 225 mg",
            "150 mg daily, titrate as tolerated",
            "150 mg daily for target symptoms",
            "increased to 150 mg daily",
            "225 mg daily (increased from 150 mg)",
            "150 mg daily, max 225 mg daily",
        )
    ],
    _enough("venlafaxine", "150 mg daily, up to 225 mg daily", **_structured(150)),
    _enough("venlafaxine", "increase to 150 mg daily", **_structured(150)),
    _too_low("venlafaxine", "37.5 mg daily for target symptoms"),
]

SOME_DAYS = [
    *[
        _not_known("venlafaxine", text)
        for text in (
            "150 mg daily for 2 weeks",
            "150 mg daily for two weeks, then stop",
            "150 mg daily x 14 days",
            "150 mg daily x7d",
            "150 mg daily for 2 weeks then 75 mg daily",
        )
    ],
    *[
        _enough("venlafaxine", text)
        for text in (
            "150 mg daily for 2 weeks then 225 mg daily",
            "150 mg daily for 30 days, 3 refills",
            "150 mg daily, 14 day supply",
            "150 mg daily for 8 weeks",
        )
    ],
    *[
        Vignette(
            f"150 mg of venlafaxine daily, bounded to {length} {unit} in the structure, {end}",
            _taken("venlafaxine", "", **_bounded(150, length, unit)),
            expect,
            "4.4",
        )
        for length, unit, expect, end in (
            (2, "wk", left_open("venlafaxine", "unknown", "failed"), "may have been taken no longer"),
            (90, "d", counted("venlafaxine"), "is an adequate dose"),
        )
    ],
    _too_low("venlafaxine", "37.5 mg daily for 30 days"),
    Vignette(
        "Venlafaxine for 2 weeks in words and in dates was too short",
        one_failed().took("venlafaxine", "150 mg daily for 2 weeks", START, "2024-01-15", stopped="ineffective"),
        not_counted("venlafaxine", False, "failed"),
        "4.4",
    ),
    Vignette(
        "150 mg of venlafaxine for 2 weeks, and a further record of the same five months at 150 mg, were a trial",
        _taken("venlafaxine", "150 mg daily for 2 weeks").took("venlafaxine", 150, START, END, stopped="ineffective"),
        counted("venlafaxine"),
        "4.4",
    ),
]

COUNTS = [
    *[
        _enough("sertraline 50 mg tablet", text)
        for text in (
            "1 po qd",
            "i po qd",
            "T 1 PO QAM",
            "1 daily",
            "take one every morning",
            "1 tab AM and 1/2 tab PM",
            "1 in the morning and 2 at night",
            "1 and 1/2 tabs daily",
            "ONE TO BE TAKEN EACH DAY",
            "2 OD",
            "1 mane",
        )
    ],
    _enough("sertraline 100 mg tablet", "0.5 tablet (50 mg) daily"),
    _too_low("sertraline 25 mg tablet", "1 po qd"),
    _too_low("sertraline 25 mg tablet", "ONE TO BE TAKEN EACH DAY"),
    _too_low("sertraline", "100 mg daily 3 days a week"),
    _enough("sertraline", "100 mg daily 4 days per week"),
    _enough("sertraline", "50 mg om"),
    _too_low("sertraline 50 mg tablet", "1 every 2 days"),
    _too_low("sertraline 50 mg tablet", "0.5 tablet (25 mg) daily"),
    *[
        _not_known("sertraline 50 mg tablet", text)
        for text in ("50 po qd", "1 po", "take as directed", "12.5 daily", "25 po daily")
    ],
    _not_known("sertraline", "1 po qd"),
]

HARDLY = [
    Vignette(
        f"{mg} mg a day of sertraline, ten times the minimum or more, is taken for a slip",
        one_failed().took("sertraline", mg, START, END, stopped="ineffective"),
        left_open("sertraline", "unknown", "failed", card=("dose not known",)),
        "4.4",
        bounds=("treatment-resistance.implausible-multiple:in",),
    )
    for mg in (500, 5000)
] + [
    Vignette(
        "499 mg a day of sertraline is an adequate dose, if a rare one",
        one_failed().took("sertraline", 499, START, END, stopped="ineffective"),
        counted("sertraline"),
        "4.4",
        bounds=("treatment-resistance.implausible-multiple:out",),
    ),
    Vignette(
        "'5000 mg daily' of sertraline as a text is taken for a slip",
        one_failed().took("sertraline", "5000 mg daily", START, END, stopped="ineffective"),
        left_open("sertraline", "unknown", "failed"),
        "4.4",
    ),
    Vignette(
        "An impossible dose does not speak against another record of the same days",
        one_failed()
        .took("sertraline", 5000, START, END, stopped="ineffective")
        .prescribed("sertraline", 100, START, bounds=(START, END)),
        counted("sertraline"),
        "4.4",
    ),
]

SALT = [
    Vignette(
        f"Aplenzin {mg} mg daily, a hydrobromide, is {'an adequate dose' if enough else 'below the minimum'}",
        _taken(f"Aplenzin {mg} mg tablet", f"{mg} mg daily"),
        (counted("bupropion") if enough else not_counted("bupropion", False, "failed")),
        "4.4",
    )
    for mg, enough in ((174, False), (348, True), (522, True))
]

SAID = [
    *[
        _not_known("sertraline", text)
        for text in (
            "Hold 100 mg daily",
            "D/C 100 mg daily",
            "Discontinue 100 mg daily",
            "Stop taking 100 mg daily",
            "100 mg daily, missed most doses",
        )
    ],
    *[
        _enough("sertraline", text)
        for text in (
            "100 mg daily, do not stop taking without asking",
            "100 mg daily. Do not discontinue abruptly",
            "100 mg daily, hold if nauseous",
            "100 mg daily, no missed doses",
            "100 mg daily. Stop taking if a rash appears",
            "100 mg daily. Missed doses: take as soon as remembered",
            "100 mgs daily",
        )
    ],
    _enough("bupropion 150 mg tablet", "1 tablet every morning for 3 days then 1 tablet twice daily"),
    _enough("bupropion 150 mg tablet", "150 mg b.d."),
    _enough("fluoxetine 20 mg capsule", "take 1 capsule in am"),
    _enough("fluoxetine 20 mg tablet", "one and one-half tabs q am"),
    _enough("sertraline", "1/2 tablet (50 mg total) daily"),
    _not_known("sertraline", "1/2 tablet (50 mg) daily"),
    _not_known("bupropion 150 mg tablet", "1 tablet twice daily for 3 days then 1 tablet every morning"),
    _not_known("bupropion 150 mg tablet", "150 mg in AM for 3 days, then increase to 150 mg twice a day"),
    _too_low("citalopram 10 mg tablet", "one and one-half tabs q am"),
]

VIGNETTES = [*AIMS, *SOME_DAYS, *COUNTS, *HARDLY, *SALT, *SAID]
