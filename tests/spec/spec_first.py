"""The story in which every criterion is met, and the smallest one."""

from tests.spec.story import nobody, typical
from tests.spec.vignette import Vignette

VIGNETTES = [
    Vignette(
        "A patient with two documented failed adequate trials, a current PHQ-9 of 19 and a known weight meets every criterion",
        typical(),
        {
            "scope": "in-scope",
            "verdict": "criteria-met",
            "treatment-resistance": "met",
            "severity": "met",
            "dose": "met",
            "dose_mg": 35,
            "weight_kg": 70,
            "cards": 1,
        },
        "3",
    ),
    Vignette(
        "A chart that holds nothing meets no criterion by evidence",
        nobody(),
        {"treatment-resistance": "not-met", "severity": "unknown", "weight": "unknown", "no-psychosis": "met"},
        "1.1",
    ),
]
