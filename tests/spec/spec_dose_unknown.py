"""When the draft's dose cannot be judged: no mass, no weight, no duration, a range, several instructions."""

from typing import Any

from tests.spec.drafted import DANGER, MET, NOT, OPEN, drafted, instruction, milligrams
from tests.spec.story import Json, Story, quantity
from tests.spec.vignette import Vignette

Q = quantity


def _one(dose: Json | None = None, rate: Json | None = None, *, kg: float | None = 70, **more: Any) -> Story:
    return drafted(instruction(dose, rate, **more), kg=kg)


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
        "35 mg at 3.5 mg a minute for 40 minutes contradicts itself, and 10 minutes are dangerous: a stop",
        _one(Q(35, "mg"), Q(3.5, "mg/min"), minutes=40),
        DANGER,
        "8",
        hook="order-sign",
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

VIGNETTES = NOT_KNOWN
