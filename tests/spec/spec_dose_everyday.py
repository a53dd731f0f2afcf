"""Sections 8 and 9: everyday texts of infusion orders: how often, beside what, and how long somebody stays."""

from __future__ import annotations

from typing import Any

from tests.spec.drafted import MET, OPEN, texted
from tests.spec.story import Story, typical
from tests.spec.vignette import Vignette

RIGHT = "35 mg IV over 40 min"
FINE: dict[str, Any] = {**MET, "course": "met", "verdict": "criteria-met"}


def _sign(says: str, story: Story, expect: dict[str, Any]) -> Vignette:
    return Vignette(says, story, expect, "8", hook="order-sign")


def _beside(text: str) -> Story:
    return typical().orders(mg=35, minutes=40, text=text)


RHYTHMS = [
    *[
        _sign(f"'{words}' is daily: too often", texted(f"{RIGHT} {words}"), {"course": "not-met", "verdict": "caution"})
        for words in (
            "daily x 5 days",
            "daily for 2 weeks",
            "daily until remission",
            "daily if tolerated",
            "daily starting tomorrow",
            "; if SI persists repeat 35 mg in 24 hours",
        )
    ],
    *[
        _sign(f"'{words}' leaves the infusions apart", texted(f"{RIGHT}{words}"), FINE)
        for words in (
            " twice weekly for 3 weeks",
            " twice weekly until remission",
            " every 3 days for 2 weeks",
            ", start within 2 days",
            "; repeat the same dose in 72 hours",
            ". Vitals q15 min if unstable",
            ". Vitals before infusion, q15 min during infusion, q30 min after",
            ". HR and BP q5 min throughout the infusion",
            ". Check BP q10 min starting at time 0",
            ". BP every 5 min until stable, then every 15 min",
            ". Continue sertraline 100 mg daily for 2 weeks",
            "; journal mood daily for 7 days",
        )
    ],
]

BESIDE = [
    *[
        _sign(f"'{words}' is no time of the infusion", texted(f"{RIGHT}{words}"), FINE)
        for words in (
            " with 2 hour observation",
            " with 2 h post-infusion monitoring",
            ", chair time 2 h",
            ". Total time in clinic 2 hours",
        )
    ],
    *[
        _sign(f"'{text}' beside 35 mg over 40 minutes is another time", _beside(text), OPEN)
        for text in ("35 mg IV 10 min if tolerated", "35 mg IV 10 min and monitor")
    ],
    _sign("35 mg 'over 40 min or less' leaves the time open", texted(f"{RIGHT} or less"), OPEN),
    _sign("'Hold if SBP 90 or less' leaves nothing open", texted(f"{RIGHT}. Hold if SBP 90 or less"), FINE),
    _sign("2 g of magnesium are no ketamine", texted("ketamine 35 mg + magnesium 2 g IV over 40 min"), OPEN),
    *[
        _sign(f"'{text}' is fine", texted(text), FINE)
        for text in (
            "35 mg, Intravenous, Administer over 40 Minutes, ONCE, 1 dose",
            "35 mg (0.5 mg/kg x 70 kg), Intravenous, at 157.5 mL/hr, Administer over 40 Minutes",
            "ketamine 35 mg in NS 50 mL IVPB over 40 min. Rate: 75 mL/hr",
            "Ketamine 50 mg/mL: draw up 0.7 mL (35 mg), dilute to 50 mL, infuse via syringe pump over 40 min",
            "Infuse 35 mg over 40 min via infusion pump. Do not exceed 0.875 mg/min",
            "35 mg IV over 40 min. Rescue: lorazepam 1 mg IV push",
            "Premed ondansetron 4 mg IV over 5 min, then ketamine 35 mg IV over 40 min",
            "0.5mg/kg/40min IV",
        )
    ],
]

SHORT = [
    *[
        _sign(f"'{text}' is fine", texted(text), FINE)
        for text in (
            "35mg x40min",
            "0.5 mg/kg IV x40min",
            f"{RIGHT}, not faster than 1 mg/min",
            f"{RIGHT}. Do not exceed 0.5 mg/kg or 50 mg",
        )
    ],
    _sign("'35mg x10min' is too fast", texted("35mg x10min"), {"dose": "not-met", "verdict": "stop"}),
    _sign("A limit of 20 mg is not kept by 35 mg", texted(f"{RIGHT}. Do not exceed 0.5 mg/kg or 20 mg"), OPEN),
]

VIGNETTES = [*SHORT, *RHYTHMS, *BESIDE]
