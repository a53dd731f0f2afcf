"""Section 8 at its edges: doses that add up within a day to the highest dose, why a weight is missing."""

from __future__ import annotations

from tests.spec.drafted import OPEN, patient
from tests.spec.story import Json, Story, ago
from tests.spec.vignette import Vignette


def _twice(mg: float) -> Story:
    """So many mg over 40 minutes, twice a day."""
    return patient().orders(mg=mg, minutes=40, text="twice daily")


OFTEN: Json = {"dose": "not-met", "severity_of": {"dose": "critical"}}

EDGES: list[tuple[str, Story, Json]] = [
    (
        "0.375 mg/kg twice a day are 0.75 mg/kg a day: outside the protocol, not dangerous",
        _twice(26.25),
        {"dose": "not-met", "severity_of": {"dose": "warning"}},
    ),
    ("0.38 mg/kg twice a day are more than 0.75 mg/kg a day: a stop", _twice(26.6), OFTEN),
    ("0.75 mg/kg twice a day are a stop, and the sum is told", _twice(52.5), {**OFTEN, "text": {"dose": "1.5 mg/kg"}}),
    (
        "A dose without a weight asks for the weight, and why there is none",
        patient(None).orders(mg=35, minutes=40),
        {**OPEN, "missing": {"dose": "none-recorded"}},
    ),
    (
        "A dose beside a weight that is too old asks for the weight",
        patient(70, ago(100)).orders(mg=35, minutes=40),
        {**OPEN, "missing": {"dose": "too-old"}},
    ),
]

VIGNETTES = [Vignette(says, story, expect, "8", hook="order-sign") for says, story, expect in EDGES]
