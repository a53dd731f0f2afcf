"""How the draft's dose, rate and duration are read, whatever their form: all resolve to mg per kg and minutes."""

from typing import Any

from tests.spec.drafted import MET, NOT, OPEN, drafted, instruction, milligrams
from tests.spec.story import Json, Story, quantity
from tests.spec.vignette import Vignette

RIGHT = {**MET, "ordered": {"doseMg": 35, "mgPerKg": 0.5, "durationMinutes": 40}}

Q = quantity


def _one(dose: Json | None = None, rate: Json | None = None, *, kg: float | None = 70, **more: Any) -> Story:
    return drafted(instruction(dose, rate, **more), kg=kg)


def _plain(value: float, unit: str) -> Json:
    """A Quantity whose unit is only words."""
    return {"value": value, "unit": unit}


READ = [
    Vignette("35 mg over 40 minutes is right for 70 kg", milligrams(35), RIGHT, "8"),
    Vignette("0.5 mg/kg over 40 minutes is right", _one(Q(0.5, "mg/kg"), minutes=40), RIGHT, "8"),
    Vignette("0.035 g over 40 minutes is 35 mg", _one(Q(0.035, "g"), minutes=40), RIGHT, "8"),
    Vignette("35,000 micrograms over 40 minutes are 35 mg", _one(Q(35000, "ug"), minutes=40), RIGHT, "8"),
    Vignette("500 micrograms per kg over 40 minutes are 0.5 mg/kg", _one(Q(500, "ug/kg"), minutes=40), RIGHT, "8"),
    Vignette("A dose in 'mg' without a unit system is read", _one(_plain(35, "mg"), minutes=40), RIGHT, "8"),
    Vignette("A dose in 'mg/kg' without a unit system is read", _one(_plain(0.5, "mg/kg"), minutes=40), RIGHT, "8"),
    Vignette("35 mg at 0.875 mg a minute take 40 minutes", _one(Q(35, "mg"), Q(0.875, "mg/min")), RIGHT, "8"),
    Vignette("35 mg at 52.5 mg an hour take 40 minutes", _one(Q(35, "mg"), Q(52.5, "mg/h")), RIGHT, "8"),
    Vignette("35 mg at 0.75 mg/kg an hour take 40 minutes", _one(Q(35, "mg"), Q(0.75, "mg/kg/h")), RIGHT, "8"),
    Vignette("0.5 mg/kg at 0.75 mg/kg an hour take 40 minutes", _one(Q(0.5, "mg/kg"), Q(0.75, "mg/kg/h")), RIGHT, "8"),
    Vignette(
        "0.5 mg/kg at 0.0125 mg/kg a minute take 40 minutes", _one(Q(0.5, "mg/kg"), Q(0.0125, "mg/kg/min")), RIGHT, "8"
    ),
    Vignette(
        "0.5 mg/kg at 12.5 micrograms per kg a minute take 40 minutes",
        _one(Q(0.5, "mg/kg"), Q(12.5, "ug/kg/min")),
        RIGHT,
        "8",
    ),
    Vignette(
        "0.5 mg/kg at 0.875 mg a minute take 40 minutes for 70 kg",
        _one(Q(0.5, "mg/kg"), Q(0.875, "mg/min")),
        RIGHT,
        "8",
    ),
    Vignette("0.875 mg a minute for 40 minutes are 35 mg", _one(None, Q(0.875, "mg/min"), minutes=40), RIGHT, "8"),
    Vignette("52.5 mg an hour for 40 minutes are 35 mg", _one(None, Q(52.5, "mg/h"), minutes=40), RIGHT, "8"),
    Vignette("0.75 mg/kg an hour for 40 minutes are 0.5 mg/kg", _one(None, Q(0.75, "mg/kg/h"), minutes=40), RIGHT, "8"),
    Vignette(
        "A rate of 35 mg in 40 minutes, written as a ratio, is right",
        _one(ratio=(Q(35, "mg"), Q(40, "min"))),
        RIGHT,
        "8",
    ),
    Vignette(
        "35 mg at a ratio of 52.5 mg to 1 hour take 40 minutes",
        _one(Q(35, "mg"), ratio=(Q(52.5, "mg"), Q(1, "h"))),
        RIGHT,
        "8",
    ),
    Vignette("A ratio of 0.5 mg/kg in 40 minutes is right", _one(ratio=(Q(0.5, "mg/kg"), Q(40, "min"))), RIGHT, "8"),
    Vignette("35 mg over 2400 seconds is 40 minutes", _one(Q(35, "mg"), duration=(2400, "s")), RIGHT, "8"),
    Vignette(
        "35 mg over 1 hour is 60 minutes, which is within the protocol",
        _one(Q(35, "mg"), duration=(1, "h")),
        {**MET, "ordered": {"durationMinutes": 60}},
        "8",
    ),
    Vignette(
        "35 mg at a ratio of 35 mg to 100 minutes is the slower infusion",
        _one(ratio=(Q(35, "mg"), Q(100, "min"))),
        {**MET, "ordered": {"doseMg": 35, "durationMinutes": 100}},
        "8",
    ),
    Vignette(
        "0.5 mg/kg needs no weight: it is right also when none is known",
        _one(Q(0.5, "mg/kg"), minutes=40, kg=None),
        {**MET, "weight": "unknown", "ordered": {"mgPerKg": 0.5, "durationMinutes": 40, "doseMg": None}},
        "8",
    ),
    Vignette(
        "0.5 mg/kg at 0.75 mg/kg an hour needs no weight either",
        _one(Q(0.5, "mg/kg"), Q(0.75, "mg/kg/h"), kg=None),
        {**MET, "ordered": {"mgPerKg": 0.5, "durationMinutes": 40}},
        "8",
    ),
    Vignette(
        "0.7 mL of a product of 50 mg/mL are 35 mg",
        drafted(instruction(Q(0.7, "mL"), minutes=40), medication={"text": "ketamine 50 MG/ML Injectable Solution"}),
        RIGHT,
        "8",
    ),
    Vignette(
        "7 mL of a product of 50 mg/mL are 350 mg: far above 0.75 mg/kg",
        drafted(instruction(Q(7, "mL"), minutes=40), medication={"text": "ketamine 50 MG/ML Injectable Solution"}),
        {**NOT, "ordered": {"doseMg": 350, "mgPerKg": 5}, "card": ("strength",)},
        "8",
    ),
    Vignette(
        "A bag's rate of 150 mL an hour beside 35 mg says nothing about the product: the duration is missing",
        drafted(instruction(Q(35, "mg"), Q(150, "mL/h")), medication={"text": "ketamine 50 MG/ML Injectable Solution"}),
        OPEN,
        "8",
    ),
    Vignette(
        "A weight of 80 days ago still judges the dose, and the card says to re-weigh",
        milligrams(35).empty("vitalSigns").weighs(70, "2026-09-04"),
        {**RIGHT, "stale": True, "card": ("re-weigh",)},
        "8",
    ),
]

NOT_KNOWN = [
    Vignette(
        "A plain mg dose without a weight cannot be judged, and the card says that the weight is missing",
        milligrams(35, kg=None),
        {**OPEN, "text": {"dose": "weight"}, "ordered": {"doseMg": 35, "durationMinutes": 40, "mgPerKg": None}},
        "8",
    ),
    Vignette(
        "A plain mg dose beside two weights that disagree cannot be judged",
        milligrams(35).weighs(154, "2026-11-22"),
        {**OPEN, "weight": "unknown", "missing": {"weight": "contradictory"}},
        "8",
    ),
    Vignette(
        "A plain mg dose beside a weight of 91 days ago cannot be judged",
        milligrams(35).empty("vitalSigns").weighs(70, "2026-08-24"),
        {**OPEN, "weight": "unknown", "missing": {"weight": "too-old"}},
        "8",
    ),
    Vignette(
        "A dose in vials is not a mass", _one(Q(1, "{vial}"), minutes=40), {**OPEN, "text": {"dose": "{vial}"}}, "8"
    ),
    Vignette("A dose in pills is not a mass", _one(Q(1, "{pill}"), minutes=40), OPEN, "8"),
    Vignette("A dose in millilitres without a known product is not a mass", _one(Q(0.7, "mL"), minutes=40), OPEN, "8"),
    Vignette("A dose of 35 of no unit is not a mass", _one({"value": 35}, minutes=40), OPEN, "8"),
    Vignette("35 mg without duration or rate is not judged as right", _one(Q(35, "mg")), OPEN, "8"),
    Vignette(
        "35 mg at a rate in millilitres an hour has no usable duration", _one(Q(35, "mg"), Q(50, "mL/h")), OPEN, "8"
    ),
    Vignette("A rate of 0.875 mg a minute alone has no dose", _one(None, Q(0.875, "mg/min")), OPEN, "8"),
    Vignette("40 minutes without a dose has no dose", _one(minutes=40), OPEN, "8"),
    Vignette(
        "35 mg at 0.35 mg a minute for 40 minutes contradicts itself",
        _one(Q(35, "mg"), Q(0.35, "mg/min"), minutes=40),
        {**OPEN, "missing": {"dose": "contradictory"}},
        "8",
    ),
    Vignette(
        "Two instructions, both harmless, are not judged: which one is meant is asked",
        drafted(instruction(Q(35, "mg"), minutes=40), instruction(Q(35, "mg"), minutes=100)),
        {**OPEN, "text": {"dose": "2 dosage instructions"}, "suggests": 0, "card": ("several dosage instructions",)},
        "8",
    ),
    Vignette(
        "A range of 25 to 35 mg over 40 minutes is not one dose: which one is asked",
        drafted(
            {
                "timing": {"repeat": {"duration": 40, "durationUnit": "min"}},
                "doseAndRate": [{"doseRange": {"low": Q(25, "mg"), "high": Q(35, "mg")}}],
            }
        ),
        {**OPEN, "text": {"dose": "leaves a range"}},
        "8",
    ),
    Vignette(
        "A range of 34 to 36 mg over 40 minutes is right at both ends",
        drafted(
            {
                "timing": {"repeat": {"duration": 40, "durationUnit": "min"}},
                "doseAndRate": [{"doseRange": {"low": Q(34, "mg"), "high": Q(36, "mg")}}],
            }
        ),
        MET,
        "8",
    ),
    Vignette(
        "40 to 120 minutes is not one duration",
        drafted(
            {
                "timing": {"repeat": {"duration": 40, "durationMax": 120, "durationUnit": "min"}},
                "doseAndRate": [{"doseQuantity": Q(35, "mg")}],
            }
        ),
        OPEN,
        "8",
    ),
    Vignette(
        "A range of 30 to 60 mg reaches above 0.75 mg/kg: dangerous in one of its readings",
        drafted(
            {
                "timing": {"repeat": {"duration": 40, "durationUnit": "min"}},
                "doseAndRate": [{"doseRange": {"low": Q(30, "mg"), "high": Q(60, "mg")}}],
            }
        ),
        NOT,
        "8",
    ),
    Vignette(
        "An unusable duration beside a right dose leaves the dose open",
        _one(Q(35, "mg"), duration=(-40, "min")),
        OPEN,
        "8",
    ),
    Vignette("A dose of 0 mg is no right dose", _one(Q(0, "mg"), minutes=40), {"verdict": "caution"}, "8"),
    Vignette(
        "A dose of -35 mg is no right dose",
        _one(Q(-35, "mg"), minutes=40),
        {"verdict": "caution"},
        "8",
        hook="order-sign",
    ),
    Vignette(
        "An order without any dose is not a nag at order-select: the criteria are found",
        drafted(),
        {**OPEN, "verdict": "criteria-met", "indicators": ("info",)},
        "3 dose",
    ),
    Vignette(
        "An order without any dose is a caution at order-sign",
        drafted(),
        {**OPEN, "verdict": "caution", "indicators": ("warning",), "missing": {"dose": "not-recorded"}},
        "3 dose",
        hook="order-sign",
    ),
]

VIGNETTES = [*READ, *NOT_KNOWN]
