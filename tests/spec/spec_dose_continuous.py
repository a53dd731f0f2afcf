"""Sections 2 and 8: a continuous infusion without an end is no infusion for depression."""

from __future__ import annotations

from tests.spec.drafted import MET, OPEN, drafted, instruction, texted
from tests.spec.story import Json, quantity
from tests.spec.theatre import ASKED, OURS, unstated
from tests.spec.vignette import Vignette

ENDLESS = (
    "0.1 mg/kg/h continuous",
    "Continuous: 0.1-0.3 mg/kg/h, titrate to pain score",
    "5 mg/h continuous infusion",
    "10 mcg/kg/min continuous infusion, titrate to RASS -1",
)
CONTINUOUS: Json = {
    "coding": [{"system": "http://terminology.hl7.org/CodeSystem/v3-RouteOfAdministration", "code": "IVCC"}]
}

VIGNETTES = [
    *[
        Vignette(f"'{text}' without a reason is left alone", unstated(text=text), ASKED, "2", hook="order-sign")
        for text in (*ENDLESS, "0.2 mg/kg/h, titrate to pain score")
    ],
    *[
        Vignette(
            f"'{text}' for a stated depression is asked about, and not overwritten",
            texted(text),
            {**OPEN, "scope": "in-scope", "suggests": 0, "text": {"dose": "a continuous infusion without an end"}},
            "8",
            hook="order-sign",
        )
        for text in ENDLESS
    ],
    Vignette(
        "A rate by the route of a continuous infusion has no end either",
        drafted(instruction(None, quantity(0.1, "mg/kg/h"), route=CONTINUOUS)),
        {**OPEN, "suggests": 0},
        "8",
        hook="order-sign",
    ),
    Vignette("A rate that nobody calls continuous lacks its time", texted("0.2 mg/kg/h"), {**OPEN, "suggests": 0}, "8"),
    *[
        Vignette(f"'{text}' is one infusion of ours", unstated(text=text), {**OURS, **MET}, "8", hook="order-sign")
        for text in (
            "0.5 mg/kg continuous infusion over 40 min",
            "35 mg IV over 40 min with continuous SpO2 monitoring",
            "35 mg IV over 40 min, 52.5 mg/h, continuous pulse oximetry",
        )
    ],
]
