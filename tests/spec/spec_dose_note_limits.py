"""Section 8: a note beside the dose says the same, or leaves it open; how far apart two of them may be."""

from typing import Any

from tests.spec.story import Story, hours_ago, quantity, typical
from tests.spec.vignette import Vignette

MET, OPEN = {"dose": "met"}, {"dose": "unknown"}


def _noted(note: str, mg: float = 35, minutes: float = 40, **more: Any) -> Story:
    """The typical story, so much over so long, with this note."""
    return typical().orders(mg=mg, minutes=minutes, note=[{"text": note}], **more)


def _sign(says: str, story: Story, expect: dict[str, Any]) -> Vignette:
    return Vignette(says, story, expect, "8", hook="order-sign")


NOTES = [
    _sign(f"A note '{note}' beside {mg} mg over {minutes} minutes {says}", _noted(note, mg, minutes), expect)
    for note, mg, minutes, says, expect in (
        ("35 mg over 40 min", 35, 40, "says the same", MET),
        ("give over 40 min", 35, 40, "says the same time", MET),
        ("35 mg over 40 min", 35, 44, "is ten per cent away: met", MET),
        ("35 mg over 40 min", 35, 45, "is further away: a doubt", OPEN),
        ("35 mg over 40 min", 35, 36, "is ten per cent away: met", MET),
        ("35 mg over 41 min", 35, 36, "is further away: a doubt", OPEN),
        ("30 mg over 40 min", 35, 40, "says less: a doubt", OPEN),
        ("40 mg over 40 min", 35, 40, "says more: a doubt", OPEN),
        ("0.5 mg/kg over 40 min", 35, 40, "says the same by weight", MET),
        ("0.4 mg/kg over 40 min", 35, 40, "says another dose by weight: a doubt", OPEN),
        ("35 mg over 60 min", 35, 40, "says another time: a doubt", OPEN),
        ("35 mg IV push", 35, 40, "orders a push: a stop", {"dose": "not-met"}),
        ("35 mg (1 mg/kg) over 40 min", 35, 40, "disagrees with itself: a doubt", OPEN),
    )
]

ITSELF = [
    _sign(f"An order of {what} {says}", typical().orders(mg=mg, text=text), expect)
    for what, mg, text, says, expect in (
        ("'31 mg (0.5 mg/kg) IV over 40 min' at 70 kg", None, "31 mg (0.5 mg/kg) IV over 40 min",
         "contradicts itself", OPEN),
        ("'32 mg (0.5 mg/kg) IV over 40 min' at 70 kg", None, "32 mg (0.5 mg/kg) IV over 40 min", "agrees", MET),
        ("33 mg as '31.5 mg (0.5 mg/kg) IV over 40 min' at 70 kg", 33, "31.5 mg (0.5 mg/kg) IV over 40 min",
         "has a text that contradicts itself, though neither half is far from the order", OPEN),
    )
]  # fmt: skip


def _bound(minutes: int) -> Story:
    """35 mg over 40 minutes, to be given within so many."""
    repeat = {"duration": 40, "durationUnit": "min", "boundsDuration": quantity(minutes, "min")}
    story = typical().orders(mg=35)
    dosage = {**(story.order or {})["dosageInstruction"][0], "timing": {"repeat": repeat}}
    return story._with(order={**(story.order or {}), "dosageInstruction": [dosage]})


BOUND = [
    _sign("35 mg over 40 minutes within 40 minutes is met", _bound(40), MET),
    _sign("35 mg over 40 minutes within 39 minutes contradicts itself", _bound(39), OPEN),
]

UNWEIGHED = [
    _sign(
        f"{mg} mg (0.5 mg/kg) over 40 minutes without a weight is the dose of {says}",
        typical()
        .empty("vitalSigns")
        .pressure(120, 80, hours_ago(1))
        .orders(text=f"{mg} mg (0.5 mg/kg) IV over 40 min"),
        expect,
    )
    for mg, says, expect in (
        (15, "30 kg, which can be: met", MET),
        (14, "28 kg, which cannot be: a doubt", OPEN),
        (125, "250 kg, which can be: met", MET),
        (126, "252 kg, which cannot be: a doubt", OPEN),
    )
]

VIGNETTES = [*NOTES, *ITSELF, *BOUND, *UNWEIGHED]
