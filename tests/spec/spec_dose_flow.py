"""A flow in words beside a dose in mg: of the diluted bag, never the vial's strength times the flow."""

from __future__ import annotations

from tests.spec.story import Story, typical
from tests.spec.vignette import Vignette

VIAL = {"text": "ketamine (KETALAR) 50 mg/mL injection"}


def _beside(text: str, mg: float = 35) -> Story:
    return typical().orders(mg=mg, minutes=40, medication=VIAL, text=text)


VIGNETTES = [
    *[
        Vignette(f"35 mg over 40 minutes stay right beside '{text}'", _beside(text), {"dose": "met"}, "8", "order-sign")
        for text in (
            "Intravenous, at 150 mL/hr, Administer over 40 Minutes, Once",
            "Rate: 150 mL/hr. Infuse over: 40 minute(s)",
            "Dilute in 100 mL NS. Run at 150 mL/hr.",
            "Infuse via pump at 150 mL/h",
            "Run NS at 30 mL/h KVO",
        )
    ],
    Vignette(
        "70 mg stay a stop beside a flow",
        _beside("at 150 mL/hr", 70),
        {"dose": "not-met", "verdict": "stop"},
        "8",
        "order-sign",
    ),
    Vignette(
        "The volume of another dose than the structure's is a contradiction",
        _beside("7 mL over 40 min"),
        {"dose": "unknown", "missing": {"dose": "contradictory"}},
        "8",
        "order-sign",
    ),
    Vignette(
        "A flow of the undiluted vial that is the only dose is worked out",
        typical().orders(medication=VIAL, text="1.05 mL/h over 40 min"),
        {"dose": "met"},
        "8",
        "order-sign",
    ),
    *[
        Vignette(
            f"A volume of the strength that the text itself names is a dose, another one here: {text!r}",
            typical().orders(mg=35, minutes=40, text=text),
            {"dose": "unknown", "missing": {"dose": "contradictory"}},
            "8",
            "order-sign",
        )
        for text in (
            "10 mg/mL; give 7 mL over 40 min",
            "50 mg/mL vial, withdraw 7 mL, dilute to 50 mL, infuse over 40 min",
        )
    ],
    *[
        Vignette(
            f"A volume of the strength that the text itself names is a dose, the same here: {text!r}",
            typical().orders(mg=35, minutes=40, text=text),
            {"dose": "met"},
            "8",
            "order-sign",
        )
        for text in (
            "10 mg/mL; give 3.5 mL over 40 min",
            "35 mg in 100 mL (0.35 mg/mL), infuse 100 mL over 40 min",
            "Concentration: 1 mg/mL. 35 mg over 40 min via pump, total volume 35 mL",
        )
    ],
]
