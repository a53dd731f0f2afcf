"""One dose that is called daily, and two on one day that are called nothing."""

from __future__ import annotations

from tests.spec.drafted import drafted, instruction
from tests.spec.infused import MET, NOT
from tests.spec.story import Story, quantity, typical
from tests.spec.vignette import Vignette


def _texted(text: str) -> Story:
    return typical().orders(text=text)


def _counted(count: int, hours: int) -> Story:
    step = instruction(quantity(35, "mg"), minutes=40)
    step["timing"]["repeat"] |= {"count": count, "boundsDuration": quantity(hours, "h")}
    return drafted(step)


ONCE = [
    Vignette(f"'{text}' is one infusion", _texted(text), {**MET, "verdict": "criteria-met"}, "9")
    for text in (
        "35 mg IV over 40 min daily x 1",
        "35 mg IV over 40 min, daily, 1 dose",
        "35 mg IV over 40 min q24h x 1 dose",
        "35 mg IV over 40 min today, dose 2 of 6",
        "35 mg IV over 40 min, first of 6 infusions today",
        "35 mg IV over 40 min; had 2 infusions before today",
        "35 mg IV over 40 min x 6 doses",
    )
]

SEVERAL = [
    Vignette(f"'{text}' is not one infusion", _texted(text), {**NOT, "verdict": verdict}, "9", hook="order-sign")
    for text, verdict in (
        ("35 mg IV over 40 min daily x 1 week", "caution"),
        ("35 mg IV over 40 min daily x 1 month", "caution"),
        ("35 mg IV over 40 min daily x 1, then every other day", "caution"),
        ("35 mg over 40 min x2 today", "stop"),
        ("35 mg over 40 min, 2 doses today", "stop"),
        ("two doses of 35 mg IV over 40 min today", "stop"),
    )
]

COUNTED = [
    Vignette("Two infusions within one day are not in order", _counted(2, 24), NOT, "9"),
    Vignette("Two infusions within three days may be 48 hours apart", _counted(2, 72), MET, "9"),
]

VIGNETTES = [*ONCE, *SEVERAL, *COUNTED]
