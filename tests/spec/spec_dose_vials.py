"""Section 8: what a vial holds and what is given together with ketamine are no doses of it."""

from __future__ import annotations

from tests.spec.drafted import DANGER, MET, texted
from tests.spec.vignette import Vignette

RIGHT = (
    "35 mg IV over 40 min. 500 mg vial, waste 465 mg with witness",
    "35 mg drawn from a 500 mg vial, IV over 40 min",
    "35 mg IV over 40 min (500 mg vial)",
    "35 mg IV over 40 min, from 200 mg vial",
)
TOO_MUCH = (
    "500 mg vial IV over 40 min",
    "350 mg IV over 40 min from a 500 mg vial",
    "350 mg IV over 40 min with magnesium sulfate 2 g",
    "70 mg IV over 40 min with ondansetron 4 mg",
)
TOGETHER = (
    "35 mg IV over 40 min with magnesium sulfate 2 g",
    "35 mg IV over 40 min with lidocaine 100 mg",
    "35 mg IV over 40 min with ondansetron 8 mg",
)

VIGNETTES = [
    *[Vignette(f"'{text}' is 35 mg", texted(text), MET, "8", hook="order-sign") for text in (*RIGHT, *TOGETHER)],
    *[Vignette(f"'{text}' is too much", texted(text), DANGER, "8", hook="order-sign") for text in TOO_MUCH],
]
