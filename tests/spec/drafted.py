"""Beginnings shared by the vignettes about the order's dose: a chart that is fine, a weight, one dosage instruction.

It must not know what the service answers.
"""

from __future__ import annotations

from typing import Any

from tests.spec.story import SNOMED, Json, Story, ago, concept, hours_ago, quantity, typical

MET = {"dose": "met"}
NOT = {"dose": "not-met"}
OPEN = {"dose": "unknown"}
DANGER = {"dose": "not-met", "severity_of": {"dose": "critical"}, "verdict": "stop", "indicators": ("critical",)}
"""What a dangerous dose is at order-sign, in a chart where nothing else is wrong."""
WARNED = {"dose": "not-met", "severity_of": {"dose": "warning"}, "verdict": "caution", "indicators": ("warning",)}
"""What a dose is that is outside the protocol and not dangerous."""


def patient(kg: float | None = 70, on: str | None = None) -> Story:
    """A chart in which every criterion is met, with this weight; None: no weight was ever recorded."""
    story = typical().empty("vitalSigns").pressure(120, 80, hours_ago(1))
    return story if kg is None else story.weighs(kg, on or ago(3))


def instruction(
    dose: Json | None = None,
    rate: Json | None = None,
    *,
    minutes: float | None = None,
    duration: tuple[float, str] | None = None,
    ratio: tuple[Json, Json] | None = None,
    route: str | Json | None = "IV",
    text: str | None = None,
    **fields: Any,
) -> Json:
    """One dosage instruction: a dose, a rate (quantity or ratio), a duration, a route ("IV" is coded), a text."""
    amounts: Json = {}
    if dose is not None:
        amounts["doseQuantity"] = dose
    if rate is not None:
        amounts["rateQuantity"] = rate
    if ratio is not None:
        amounts["rateRatio"] = {"numerator": ratio[0], "denominator": ratio[1]}
    length = (minutes, "min") if minutes is not None else duration
    made: Json = {**fields}
    if amounts:
        made["doseAndRate"] = [amounts]
    if length is not None:
        made["timing"] = {"repeat": {"duration": length[0], "durationUnit": length[1]}}
    if isinstance(route, dict):
        made["route"] = route
    elif route is not None:
        made["route"] = concept("47625008", route, SNOMED) if route == "IV" else {"text": route}
    if text is not None:
        made["text"] = text
    return made


def drafted(*instructions: Json, kg: float | None = 70, **fields: Any) -> Story:
    """The chart with this weight and a ketamine draft with these dosage instructions."""
    return patient(kg).orders(dosageInstruction=list(instructions), **fields)


def milligrams(mg: float, minutes: float | None = 40, *, kg: float | None = 70, **more: Any) -> Story:
    """A draft of so many mg over so many minutes for a patient of this weight."""
    return drafted(instruction(quantity(mg, "mg"), minutes=minutes, **more), kg=kg)


def texted(text: str, *, kg: float | None = 70, route: str | None = "IV", **fields: Any) -> Story:
    """A draft whose dose is written in words alone."""
    return drafted(instruction(text=text, route=route), kg=kg, **fields)
