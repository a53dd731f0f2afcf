"""Section 8: volumes beside a dose, what runs on after an infusion, and numbers that are said twice."""

from __future__ import annotations

from typing import Any

from tests.spec.drafted import DANGER, MET, OPEN, WARNED, drafted, instruction, texted
from tests.spec.story import Json, Story, quantity, typical
from tests.spec.vignette import Vignette

VIAL: Json = {"text": "ketamine (KETALAR) 50 mg/mL injection"}


def _sign(says: str, story: Story, expect: dict[str, Any]) -> Vignette:
    return Vignette(says, story, expect, "8", hook="order-sign")


def _beside(text: str) -> Story:
    return typical().orders(mg=35, minutes=40, medication=VIAL, text=text)


def _also(ml: float, **of: Any) -> Story:
    """35 mg over 40 minutes whose structure states a volume beside it."""
    made = instruction(quantity(35, "mg"), minutes=40)
    made["doseAndRate"].append({"doseQuantity": quantity(ml, "mL")})
    return drafted(made, **of)


BAGS = [
    *[
        _sign(f"'{text}' beside 35 mg of a vial of 50 mg/mL is the bag", _beside(text), MET)
        for text in ("Infuse 100 mL over 40 min", "infuse total volume of 100 mL over 40 min")
    ],
    _sign("'Infuse 7 mL' beside 35 mg of 50 mg/mL is tenfold: a doubt", _beside("Infuse 7 mL over 40 min"), OPEN),
    _sign(
        "'Infuse 10 mL' beside 35 mg of 50 mg/mL may be the whole vial: a doubt",
        _beside("Infuse 10 mL over 40 min"),
        OPEN,
    ),
    Vignette(
        "'Infuse 35 mL' beside 35 mg of 50 mg/mL, fifty times as much if undiluted, may still be vials: a doubt",
        _beside("Infuse 35 mL over 40 min"),
        OPEN,
        "8",
        hook="order-sign",
        bounds=("dose.bag-ratio:out",),
    ),
    Vignette(
        "'Infuse 36 mL' beside 35 mg of 50 mg/mL is the bag",
        _beside("Infuse 36 mL over 40 min"),
        MET,
        "8",
        hook="order-sign",
        bounds=("dose.bag-ratio:in",),
    ),
    _sign(
        "'Infuse 100 mL over 40 min' and nothing else tells no dose",
        texted("Infuse 100 mL over 40 min", medication=VIAL),
        OPEN,
    ),
    *[
        _sign(f"'{text}' of 50 mg/mL is 350 mg: a stop", texted(text, medication=VIAL), DANGER)
        for text in ("give 7 mL of 50 mg/mL", "infuse 7 mL of 50 mg/mL over 40 min", "give 7 mL over 40 min")
    ],
]

PARTS = [
    _sign(
        f"'{text}' is 35 mg",
        texted(text),
        {**MET, "ordered": {"doseMg": 35, "durationMinutes": 40}},
    )
    for text in (
        "Ketamine 100 mg in 100 mL NS; infuse 35 mL over 40 min",
        "Ketamine 500 mg in 500 mL NS; infuse 35 mL over 40 min",
        "35 mg once over 40 min, discard remainder of 500 mg vial",
    )
] + [
    _sign(f"'{text}' is too much", texted(text), DANGER)
    for text in (
        "Ketamine 100 mg in 100 mL NS; infuse 60 mL over 40 min",
        "Ketamine 100 mg in 100 mL NS; infuse 100 mL over 40 min",
        "discard rest of 35 mg vial, give 500 mg vial over 40 min",
    )
]

SAID_TWICE = [
    _sign("35 mg and the volume that they are of 50 mg/mL agree", _also(0.7, medication=VIAL), MET),
    _sign("35 mg and a volume of unknown strength: the mass is the dose", _also(0.7), MET),
    _sign("35 mg and ten times their volume of 50 mg/mL are a stop", _also(7, medication=VIAL), DANGER),
    _sign(
        "0.7 mL and '35 mg of 50 mg/mL' agree",
        drafted(instruction(quantity(0.7, "mL"), minutes=40, text="35 mg of 50 mg/mL over 40 min")),
        MET,
    ),
    _sign(
        "7 mL and '35 mg of 50 mg/mL' are a stop",
        drafted(instruction(quantity(7, "mL"), minutes=40, text="35 mg of 50 mg/mL over 40 min")),
        DANGER,
    ),
    _sign(
        "0.7 mL and '35 mg' of nobody knows which strength stay open",
        drafted(instruction(quantity(0.7, "mL"), minutes=40, text="35 mg over 40 min")),
        OPEN,
    ),
    *[
        _sign(f"'{text}' is 35 mg over 40 minutes", texted(text), MET)
        for text in (
            "35 mg IV over forty (40) minutes",
            "thirty-five (35) mg IV over 40 min",
            "Thirty five (35)mg IV over forty (40)-minute infusion",
        )
    ],
    *[
        _sign(f"'{text}' says two numbers: the dangerous one weighs", texted(text), DANGER)
        for text in ("thirty-five (350) mg IV over 40 min", "35 mg IV over forty (4) minutes")
    ],
]

RUNS_ON = [
    *[
        _sign(f"'{text}' is above the highest dose in all: a stop", texted(text), DANGER)
        for text in (
            "35 mg over 40 min then 0.1 mg/kg/h x 24 h",
            "35 mg IV over 40 min, followed by 20 mg/h for 6 h",
            "0.5 mg/kg over 40 min then 0.1 mg/kg/h for 24 hours",
        )
    ],
    _sign(
        "'35 mg over 40 min then 0.1 mg/kg/h x 24 h' beside 35 mg is a stop",
        typical().orders(mg=35, minutes=40, text="35 mg over 40 min then 0.1 mg/kg/h x 24 h"),
        DANGER,
    ),
    _sign("15 mg more after 35 mg are not 35 mg", texted("35 mg over 40 min, then 0.5 mg/min x 30 min"), WARNED),
    _sign("What runs on without an end is a doubt", texted("35 mg over 40 min followed by 0.2 mg/kg/h"), OPEN),
    *[
        _sign(f"'{text}' is one infusion", texted(text), MET)
        for text in (
            "0.5 mg/kg over 40 min (rate 0.75 mg/kg/h)",
            "35 mg IV then run at 52.5 mg/h for 40 min",
            "35 mg IV over 40 min at 0.875 mg/min",
        )
    ],
]

VIGNETTES = [*BAGS, *PARTS, *SAID_TWICE, *RUNS_ON]
