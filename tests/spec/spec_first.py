"""The story in which every criterion is met, and the smallest one."""

from tests.spec.story import ago, nobody, typical
from tests.spec.vignette import Vignette

VIGNETTES = [
    Vignette(
        "Two documented failed adequate trials, a current PHQ-9 of 19 and a known weight meet every criterion",
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
    Vignette(
        "The only score of an ongoing trial dates from its first week: it is where the trial began, not how it ended",
        nobody().took("sertraline", 100, ago(29), asserted=ago(1)).score("PHQ-9", 19, ago(24)),
        {"trials": {"sertraline": (True, "outcome-unknown")}},
        "4.6",
    ),
]
