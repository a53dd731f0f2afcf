"""Section 8: routes that do not say into what, and capitals that mean the nose."""

from __future__ import annotations

from typing import Any

from tests.spec.drafted import DANGER, MET, OPEN, WARNED, drafted, instruction, milligrams, texted
from tests.spec.story import Story, quantity
from tests.spec.theatre import ASKED, OURS, unstated
from tests.spec.vignette import Vignette

FINE: dict[str, Any] = {**MET, "verdict": "criteria-met"}


def _sign(says: str, story: Story, expect: dict[str, Any]) -> Vignette:
    return Vignette(says, story, expect, "8", hook="order-sign")


def _by(route: str, text: str | None = None) -> Story:
    return drafted(instruction(quantity(35, "mg"), minutes=40, route=route, text=text))


UNCLEAR = [
    *[
        _sign(
            f"The route '{route}' does not say that it is a vein: asked, and no dose offered",
            _by(route),
            {
                **OPEN,
                "verdict": "caution",
                "missing": {"dose": "not-recorded"},
                "text": {"dose": "does not say intravenous"},
                "suggests": 0,
            },
        )
        for route in ("Injection", "Inj", "Infusion", "Parenteral", "As directed")
    ],
    *[
        _sign(f"The route '{route}' is intravenous", _by(route), FINE)
        for route in ("Intravenous injection", "IV Inj", "IV Inf")
    ],
    *[
        _sign(f"The route '{route}' is another", _by(route), WARNED)
        for route in ("Intramuscular injection", "intraocular injection", "IN")
    ],
    _sign("'Injection' whose text says IV is intravenous", _by("Injection", "35 mg IV over 40 min"), FINE),
    _sign("'Injection' whose text says IM is another route", _by("Injection", "35 mg IM over 40 min"), WARNED),
    _sign("'Injection' over 5 minutes is too fast by any route", milligrams(35, 5, route="Injection"), DANGER),
    Vignette(
        "'Injection' over 40 minutes without a reason is ours",
        unstated(mg=35, minutes=40, route="Injection"),
        {**OURS, **OPEN},
        "2",
    ),
    Vignette(
        "'Injection' without a reason and without a time is left alone",
        unstated(mg=35, route="Injection"),
        ASKED,
        "2",
    ),
]

NASAL = [
    *[
        _sign(f"'{text}' is into the nose", texted(text, route=None), {**WARNED, "text": {"dose": "intranasal"}})
        for text in ("35 mg IN over 40 min", "35 mg IN once", "Ketamine 35 mg IN x1")
    ],
    *[
        _sign(f"'{text}' is not into the nose", texted(text, route=None), MET)
        for text in (
            "35 mg IV in 40 min",
            "35 MG IV IN 40 MIN",
            "35 mg IN 100 mL NS over 40 min IV",
            "35 MG IN 100 ML NS OVER 40 MIN",
            "35 MG IN NS OVER 40 MIN",
        )
    ],
]

VIGNETTES = [*UNCLEAR, *NASAL]
