"""Section 8: an order that names its own weight, another weight than the actual one, or a limit of the dose."""

from __future__ import annotations

from typing import Any

from tests.spec.drafted import MET, OPEN, drafted, instruction, patient, texted
from tests.spec.story import Story, quantity, typical
from tests.spec.vignette import Vignette

FINE: dict[str, Any] = {**MET, "verdict": "criteria-met"}
PER_KG = "0.5 mg/kg IV over 40 min"


def _sign(says: str, story: Story, expect: dict[str, Any]) -> Vignette:
    return Vignette(says, story, expect, "8", hook="order-sign")


def _heavy(text: str) -> Story:
    return patient(130).tall(170).orders(text=text)


def _stays(words: str) -> Story:
    """77 mg over 40 minutes, which is too much, with an additional instruction that stays beside what is offered."""
    return drafted(instruction(quantity(77, "mg"), minutes=40, additionalInstruction=[{"text": words}]))


def _noted(note: str) -> Story:
    return typical().orders(mg=35, minutes=40, note=[{"text": note}])


WEIGHTS = [
    *[
        _sign(
            f"'{words}' is not the 70 kg of the chart",
            texted(f"{PER_KG} {words}"),
            {**OPEN, "verdict": "caution", "text": {"dose": f"names a weight of {said} kg"}},
        )
        for words, said in (
            ("(Dosing Weight: 154 kg)", "154"),
            ("x 154 kg", "154"),
            ("(weight 154 kg)", "154"),
            ("; pt weighs 154 kg", "154"),
            ("weight 220 lb", "99.79"),
            ("using weight of 154", "154"),
            ("(wt 62 kg)", "62"),
        )
    ],
    *[
        _sign(f"'{words}' is the 70 kg of the chart, or no weight", texted(f"{PER_KG} {words}"), FINE)
        for words in (
            "(Dosing Weight: 70 kg)",
            "(154 lb)",
            "(70 kg = 154 lb)",
            "(wt 64 kg)",
            "(IBW 61 kg; actual body weight 70 kg)",
            ". Hold if weight > 130 kg",
            ". Lost 45 kg last year",
            ". Call if weight change of 35 kg",
            ". Previous weight 90 kg",
            ". No lifting of more than 40 kg for 2 days",
        )
    ],
    _sign("The note 'Dosing weight 154 kg' asks", _noted("Dosing weight 154 kg"), {**OPEN, "suggests": 0}),
    _sign("The note 'Dosing weight 70 kg' asks nothing", _noted("Dosing weight 70 kg"), FINE),
    _sign("No dose is offered beside 'Dosing weight 154 kg'", _stays("Dosing weight 154 kg"), {"suggests": 0}),
    _sign("35 mg is offered beside 'Dosing weight 70 kg'", _stays("Dosing weight 70 kg"), {"suggests": 2}),
]

LIMITS = [
    *[
        _sign(f"65 mg is not '{words}'", _heavy(f"0.5 mg/kg {words} over 40 min"), OPEN)
        for words in (
            "(max 50 mg)",
            "(not to exceed 50 mg)",
            "(NTE 50 mg/dose)",
            "IBW",
            "(ideal body weight 70 kg)",
            "adjusted body weight",
            "lean body weight",
        )
    ],
    *[
        _sign(f"'{words}' takes nothing from 65 mg", _heavy(f"0.5 mg/kg {words} over 40 min"), MET)
        for words in (
            "(max 100 mg)",
            "(actual body weight, not ideal body weight)",
            "(max 50 mg/h)",
            "(max 1.75 mg/min)",
        )
    ],
    _sign("A limit of labetalol is none", _heavy("65 mg over 40 min. Labetalol 10 mg IV prn, max 40 mg"), MET),
    _sign("IBW beside a dose in mg changes nothing", _heavy("65 mg over 40 min (IBW 66 kg)"), MET),
    _sign("'Use ideal body weight' beside a dose in mg asks", _heavy("65 mg over 40 min; use ideal body weight"), OPEN),
    *[
        _sign(f"No dose is offered beside '{words}'", _stays(words), {"suggests": 0})
        for words in ("Max 30 mg", "use ideal body weight")
    ],
    _sign("35 mg is offered beside 'Max 50 mg'", _stays("Max 50 mg"), {"suggests": 2}),
]

VIGNETTES = [*WEIGHTS, *LIMITS]
