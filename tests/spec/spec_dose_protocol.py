"""The dose the protocol gives: 0.5 mg per kg of actual weight, its rounding, its ceiling, and how the card shows it."""

from typing import Any

from tests.spec.drafted import instruction, patient
from tests.spec.story import RXNORM, Json, Story, ago, quantity, typical
from tests.spec.vignette import Vignette


def _dose(kg: float) -> Story:
    return patient(kg).orders()


def _vial(strength: Any) -> Story:
    """The draft names a vial as a contained Medication."""
    vial: Json = {
        "resourceType": "Medication",
        "id": "vial",
        "code": {"coding": [{"system": RXNORM, "code": "6130", "display": "ketamine"}], "text": "ketamine vial"},
        "ingredient": [{"itemCodeableConcept": {"text": "ketamine"}, "strength": strength}],
    }
    return patient().orders(
        mg=40,
        minutes=40,
        contained=[vial],
        medicationCodeableConcept=None,
        medicationReference={"reference": "#vial"},
    )


def _named(text: str) -> Story:
    return patient().orders(mg=40, minutes=40, medication={"text": text})


AMOUNT = [
    Vignette(
        "A patient of 70 kg gets 35 mg over 40 minutes, 0.875 mg a minute, or the same 35 mg over 100 minutes",
        typical(),
        {
            "protocol_dose": {
                "mgPerKg": 0.5,
                "doseMg": 35,
                "durationMinutes": 40,
                "rateMgPerMinute": 0.875,
                "alternativeDurationMinutes": 100,
            }
        },
        "8",
        bounds=("dose.minutes:in", "dose.slower-minutes:in"),
    ),
    Vignette(
        "70.9 kg are 35.45 mg, rounded down to 35 mg",
        _dose(70.9),
        {"dose_mg": 35},
        "8",
        bounds=("dose.rounding:in", "dose.mg-per-kg:in"),
    ),
    Vignette(
        "71 kg are 35.5 mg, rounded up to 36 mg",
        _dose(71),
        {"dose_mg": 36},
        "8",
        bounds=("dose.rounding:out", "dose.mg-per-kg:out"),
    ),
    Vignette("73 kg are 36.5 mg, and half a milligram always goes up: 37 mg", _dose(73), {"dose_mg": 37}, "8"),
    Vignette("The lightest usable weight, 30 kg, is 15 mg", _dose(30), {"dose_mg": 15}, "8"),
    Vignette(
        "154 pounds are 69.85 kg: 35 mg, not 77",
        typical().empty("vitalSigns").weighs(154, ago(3), "[lb_av]").orders(),
        {"dose_mg": 35, "offers": ("35 mg over 40 min", "35 mg over 100 min", "monitoring")},
        "8",
    ),
    Vignette(
        "200 kg are exactly 100 mg, which is still offered",
        _dose(200),
        {"dose_mg": 100, "offers": ("100 mg over 40 min", "100 mg over 100 min", "monitoring")},
        "8",
        bounds=("dose.ceiling:in",),
    ),
    Vignette(
        "201 kg are 101 mg: the figure is shown, nothing is offered, and the card says to confirm",
        _dose(201),
        {"dose_mg": 101, "suggests": 0, "card": ("confirm",), "weight": "met"},
        "8",
        bounds=("dose.ceiling:out",),
    ),
    Vignette(
        "The dose is worked out also beside a stop, where none is offered",
        typical().problem("F20.9"),
        {"verdict": "stop", "dose_mg": 35, "suggests": 0},
        "8",
    ),
    Vignette(
        "Without a weight there is no dose and none is offered",
        patient(None).orders(),
        {"weight": "unknown", "dose_mg": None, "suggests": 0},
        "8",
    ),
    Vignette(
        "A weight of 31 days ago still gives a dose, and the card says to re-weigh",
        patient(70, ago(31)).orders(),
        {"dose_mg": 35, "stale": True, "suggests": 2, "card": ("re-weigh",)},
        "8",
    ),
    Vignette(
        "A weight of 91 days ago gives no dose",
        patient(70, ago(91)).orders(),
        {"dose_mg": None, "suggests": 0, "weight": "unknown"},
        "8",
    ),
]

ARITHMETIC = [
    Vignette(
        "The card shows the arithmetic: mg per kg, weight, its day and source, mg, minutes and mg a minute",
        patient().orders(),
        {
            "to_do": (
                "0.5 mg/kg × 70 kg",
                ago(3),
                "Observation/vitalSigns-2",
                "35 mg IV over 40 min",
                "0.875 mg/min",
            )
        },
        "8",
    ),
    Vignette(
        "The card names the slower infusion with its rate and how little is known about it",
        patient().orders(),
        {"to_do": ("over 100 min", "0.35 mg/min", "may be better tolerated", "small")},
        "8",
        bounds=("dose.slower-minutes:out",),
    ),
    Vignette(
        "From a vial of 50 mg/mL, 35 mg are 0.7 mL",
        _vial({"numerator": quantity(50, "mg"), "denominator": quantity(1, "mL")}),
        {"to_do": ("0.7 mL of 50 mg/mL",), "card_lacks": ("diluted",)},
        "8",
    ),
    Vignette(
        "A vial of 500 mg in 10 mL is 50 mg/mL",
        _vial({"numerator": quantity(500, "mg"), "denominator": quantity(10, "mL")}),
        {"to_do": ("0.7 mL of 50 mg/mL",)},
        "8",
    ),
    Vignette(
        "From a vial of 10 mg/mL, 35 mg are 3.5 mL",
        _vial({"numerator": quantity(10, "mg"), "denominator": quantity(1, "mL")}),
        {"to_do": ("3.5 mL of 10 mg/mL",)},
        "8",
    ),
    Vignette(
        "A vial of 100 mg/mL must be diluted",
        _vial({"numerator": quantity(100, "mg"), "denominator": quantity(1, "mL")}),
        {"to_do": ("0.35 mL of 100 mg/mL", "must be diluted")},
        "8",
        bounds=("dose.dilute-from:in",),
    ),
    Vignette(
        "A vial of 99 mg/mL is under the strength that must be diluted",
        _vial({"numerator": quantity(99, "mg"), "denominator": quantity(1, "mL")}),
        {"card_lacks": ("diluted",), "dose_mg": 35},
        "8",
        bounds=("dose.dilute-from:out",),
    ),
    Vignette(
        "The concentration is read from a product's name: 100 MG/ML must be diluted",
        _named("ketamine 100 MG/ML Injectable Solution"),
        {"to_do": ("0.35 mL of 100 mg/mL", "must be diluted")},
        "8",
    ),
    Vignette(
        "A product without a known concentration gets no millilitres",
        patient().orders(mg=40, minutes=40),
        {"card_lacks": (" mL",), "dose_mg": 35},
        "8",
    ),
]

NEVER = [
    Vignette(
        "A bolus of 0.2 mg/kg is never offered: the draft is set to 35 mg over 40 minutes",
        patient().orders(dosageInstruction=[instruction(quantity(0.2, "mg/kg"), minutes=2)]),
        {"dose": "not-met", "offers": ("35 mg over 40 min", "35 mg over 100 min", "monitoring")},
        "8",
    ),
    Vignette(
        "In an emergency with suicidal ideation the bolus is shown as information, with evidence and alternative",
        typical().problem("R45.851", recorded=ago(0)).emergency().orders(),
        {
            "card": ("small, open studies", "0.5 mg/kg over 40 min", "nformation only"),
            "offers": ("35 mg over 40 min", "35 mg over 100 min", "monitoring"),
        },
        "8",
    ),
    Vignette(
        "In an emergency without suicidal ideation nothing is said about a bolus",
        typical().emergency().orders(),
        {"card_lacks": ("small, open studies", "bolus")},
        "8",
    ),
    Vignette(
        "With suicidal ideation outside an emergency nothing is said about a bolus",
        typical().problem("R45.851", recorded=ago(0)).orders(),
        {"card_lacks": ("small, open studies", "bolus"), "suicidality": True},
        "8",
    ),
    Vignette(
        "Suicidal ideation stated as the order's reason counts in an emergency",
        typical().emergency().orders(reason="R45.851"),
        {"card": ("small, open studies",), "suggests": 2},
        "8",
    ),
]

VIGNETTES = [*AMOUNT, *ARITHMETIC, *NEVER]
