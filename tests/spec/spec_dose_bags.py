"""Section 8: volumes and flows that are equated with the dose, that tell the time, or that are only handed over."""

from __future__ import annotations

from typing import Any

from tests.spec.drafted import DANGER, MET, OPEN, drafted, instruction, texted
from tests.spec.story import Json, Story, quantity, typical
from tests.spec.vignette import Vignette

VIAL: Json = {"text": "ketamine (KETALAR) 50 mg/mL injection"}
APART = {"dose": "unknown", "missing": {"dose": "contradictory"}}


def _sign(says: str, story: Story, expect: dict[str, Any], *bounds: str) -> Vignette:
    return Vignette(says, story, expect, "8", hook="order-sign", bounds=bounds)


def _beside(text: str) -> Story:
    return typical().orders(mg=35, minutes=40, medication=VIAL, text=text)


def _flows(product: str | None, rate: float, text: str | None = None, minutes: float | None = 40) -> Story:
    """35 mg at so many mL/h, as the structure states them, of this product."""
    made = instruction(quantity(35, "mg"), quantity(rate, "mL/h"), minutes=minutes, text=text)
    fields: dict[str, Any] = {"medication": {"text": product}} if product else {}
    return drafted(made, **fields)


EQUATED = [
    *[
        _sign(f"'{text}' beside 35 mg of 50 mg/mL is the drug's volume, tenfold", _beside(text), APART)
        for text in (
            "= 7 mL",
            "35 mg = 7 mL",
            "Dose volume = 7 mL",
            "volume: 7 mL",
            "Admin volume 7 mL",
            "10mL/40min",
            "Add 7 mL (35 mg) ketamine to 93 mL NS",
            "dilute 7 mL with 93 mL NS",
            "Dispense and give 7 mL",
        )
    ],
    *[
        _sign(f"'{text}' says two doses of a vial of 50 mg/mL", texted(text, medication=VIAL), APART)
        for text in (
            "35 mg = 7 mL, IV, over 40 min",
            "0.5 mg/kg = 35 mg = 7 mL in 50 mL NS over 40 min",
            "Add 7 mL (35 mg) to 100 mL NS, infuse over 40 min",
        )
    ],
    *[
        _sign(f"'{text}' beside 35 mg of 50 mg/mL agrees with it", _beside(text), MET)
        for text in (
            "35 mg = 0.7 mL",
            "0.7 mL/40 min",
            "Dose volume: 0.7 mL",
            "Add 0.7 mL (35 mg) to 100 mL NS",
            "35 mg (0.7 mL), add 50 mL NS",
            "dilute 0.7 mL with 49.3 mL NS",
            "0.7 mL + 49.3 mL NS = 50 mL",
            "volume: 50 mL",
            "Admin volume 100 mL",
            "100 mL/40min",
        )
    ],
]

HANDED = [
    *[
        _sign(f"'{text}' beside 35 mg of 50 mg/mL is not what is given", _beside(text), MET)
        for text in (
            "Dispense: 10 mL",
            "Dispense 10 mL vial",
            "Qty: 10 mL",
            "Supply 1 vial (10 mL)",
            "Total 50 mL",
            "35 mg (0.7 mL); waste remaining 9.3 mL",
            "35 mg (0.7 mL) then 10 mL flush",
            "Each mL = 50 mg",
        )
    ],
    *[
        _sign(f"'{text}' is 35 mg, whatever the vial or the bag holds", texted(text), MET)
        for text in (
            "35 mg IV over 40 min; dispense 1 vial",
            "35 mg from 1 vial IV over 40 min",
            "35 mg drawn from a 500 mg vial, IV over 40 min",
            "from 500 mg vial: 35 mg over 40 min",
            "35 mg over 40 min (vial size 500 mg)",
            "use 1 x 200 mg vial: 35 mg over 40 min, discard 165 mg",
            "35 mg over 40 min, wastage 165 mg",
            "Ketamine 500 mg/500 mL (1 mg/mL). Give 35 mg (35 mL) over 40 min",
            "Ketamine 100 mg/100 mL (1 mg/mL); infuse 0.5 mg/kg over 40 min",
            "ketamine 100 mg in 100 mL NS; run at 52.5 mL/h for 40 min",
            "Mix 0.7 mL ketamine 50 mg/mL in 49.3 mL NS, infuse 50 mL over 40 min",
            "Add 0.7 mL (35 mg) of ketamine 50 mg/mL to 50 mL NS; infuse 50 mL over 40 min",
            "35 mg of ketamine 50 mg/mL in 100 mL NS; infuse 100 mL over 40 min",
        )
    ],
    *[
        _sign(f"'{text}' is the vial or the bag itself: too much", texted(text), DANGER)
        for text in (
            "give 500 mg vial over 40 min",
            "use 500 mg vial over 40 min",
            "350 mg drawn from a 500 mg vial, over 40 min",
            "Ketamine 500 mg/500 mL (1 mg/mL). Give 350 mg (350 mL) over 40 min",
            "Mix 7 mL ketamine 50 mg/mL in 43 mL NS, infuse 50 mL over 40 min",
            "ketamine 100 mg in 100 mL NS; run over 40 min",
            "ketamine 100 mg in 100 mL NS; run at 150 mL/h for 40 min",
        )
    ],
    _sign("'35 mg over 40 min, give 1 vial' stays open", texted("35 mg over 40 min, give 1 vial"), OPEN),
    _sign("'7 mL then flush' beside 35 mg of 50 mg/mL is tenfold", _beside("7 mL then flush"), APART),
]

TIMED = [
    *[
        _sign(f"'{text}' runs in ten minutes: too fast", texted(text), DANGER)
        for text in (
            "35 mg (0.5 mg/kg) in 100 mL NS IV over 40 min, rate 600 mL/h",
            "35 mg IV over 40 min in 100 mL NS at 600 mL/h",
            "35 mg in NS 100 mL over 40 min, rate 600 mL/hr",
            "35 mg IVPB in NS 50 mL, 300 mL/hr, over 40 Minutes",
            "35 mg, 100 mL, 600 mL/hr, over 40 min",
            "35 mg over 40 min. Volume 100 mL. Rate 600 mL/h",
            "35 mg IV over 40 min; 50 mL bag at 300 mL/h",
        )
    ],
    *[
        _sign(f"'{text}' beside 35 mg over 40 minutes is ten: too fast", _beside(text), DANGER)
        for text in ("Infuse 100 mL at 600 mL/h", "in 100 mL NS at 600 mL/h")
    ],
    *[
        _sign(f"'{text}' says two times", texted(text), APART)
        for text in (
            "35 mg IV over 40 min in 100 mL NS at 60 mL/h",
            "35 mg IV over 40 min in 100 mL NS at 171 mL/h",
            "35 mg IV over 40 min; NS 500 mL at 1500 mL/h",
        )
    ],
    *[
        _sign(f"'{text}' is 40 minutes", texted(text), MET)
        for text in (
            "35 mg IV over 40 min in 100 mL NS at 157.5 mL/h",
            "35 mg IV in NS 100 mL at 150 mL/h",
            "35 mg over 40 min. Volume 100 mL. Rate 150 mL/h",
            "35 mg, 0.7 mL, at 157.5 mL/h, over 40 min",
            "35 mg in 100 mL NS over 40 min, max rate 200 mL/h",
            "35 mg in 100 mL NS over 40 min, then flush with 50 mL NS at 200 mL/h",
            "35 mg in 100 mL NS over 40 min; NS at 30 mL/h KVO",
            "35 mg IV over 40 min, maintenance LR 1000 mL at 125 mL/h",
            "35 mg IV over 40 min. IV fluids: NS 500 mL at 999 mL/h",
        )
    ],
    *[
        _sign(f"'{text}' is a whole bag: too much", texted(text), DANGER)
        for text in (
            "350 mg/50 mL NS at 75 mL/h over 40 min",
            "350 mg/50 mL IV over 40 min",
            "350 mg/100 mL NS (3.5 mg/mL) over 40 min",
        )
    ],
    *[
        _sign(f"'{text}' is a whole bag of 35 mg", texted(text), MET)
        for text in (
            "Ketamine 35 mg/50 mL NS at 75 mL/h over 40 min",
            "35 mg/50 mL NS (0.7 mg/mL) over 40 min",
            "ketamine 35mg/50mL over 40 minutes",
        )
    ],
    _sign(
        "'ketamine 500 mg/10 mL IV over 40 min' beside 35 mg names the vial",
        _beside("ketamine 500 mg/10 mL IV over 40 min"),
        MET,
    ),
]

READY = [
    _sign("525 mL/h of 1 mg/mL beside 35 mg is ten times as fast", _flows("ketamine 1 mg/mL in NS", 525), DANGER),
    _sign("600 mL/h of a bag of 35 mg/100 mL is ten minutes", _flows("ketamine 35 mg/100 mL IVPB", 600), DANGER),
    _sign("600 mL/h and 'in 100 mL NS' are ten minutes", _flows(None, 600, "in 100 mL NS"), DANGER),
    _sign("52.5 mL/h of 1 mg/mL agrees with 35 mg in 40 minutes", _flows("ketamine 1 mg/mL in NS", 52.5), MET),
    _sign("35 mg at 52.5 mL/h of 1 mg/mL need 40 minutes", _flows("ketamine 1 mg/mL", 52.5, None, None), MET),
    _sign("35 mg at 150 mL/h 'in 100 mL NS' need 40 minutes", _flows(None, 150, "in 100 mL NS", None), MET),
    _sign("150 mL/h beside 35 mg of a vial is the bag's flow", _flows("ketamine 50 mg/mL", 150), MET),
    _sign(
        "150 mL/h beside 35 mg of 10 mg/mL, the weakest vial, is the bag's flow",
        _flows("ketamine 10 mg/mL", 150),
        MET,
        "dose.vial-from:in",
    ),
    _sign(
        "150 mL/h beside 35 mg of 9 mg/mL, no vial's strength, is what is given",
        _flows("ketamine 9 mg/mL", 150),
        DANGER,
        "dose.vial-from:out",
    ),
]


def _beside_77(words: str) -> Story:
    """154 kg and a wrong dose, beside which words stand that a new dose would leave as they are."""
    made = {**instruction(quantity(100, "mg"), minutes=40), "additionalInstruction": [{"text": words}]}
    return drafted(made, kg=154, medication=VIAL)


OFFERED = [
    _sign(
        "Beside 'in 100 mL NS at 150 mL/h' only the 40 minutes are offered that the bag runs",
        _beside_77("in 100 mL NS at 150 mL/h"),
        {"offers": ("77 mg over 40 min", "monitoring")},
    ),
    *[
        _sign(
            f"Beside '{words}', which would contradict it, no dose is offered",
            _beside_77(words),
            {"offers": ("monitoring",)},
        )
        for words in ("in 100 mL NS at 600 mL/h", "= 7 mL")
    ],
    _sign(
        "Beside 'in 100 mL NS' both are offered",
        _beside_77("in 100 mL NS"),
        {"offers": ("77 mg over 40 min", "77 mg over 100 min", "monitoring")},
    ),
]

VIGNETTES = [*OFFERED, *EQUATED, *HANDED, *TIMED, *READY]
