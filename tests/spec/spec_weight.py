"""Section 7, body weight: how old it may be, in which unit, and what is plausible at all."""

from typing import Any

from tests.spec.story import UCUM, Story, ago, hours_ago, quantity, typical
from tests.spec.vignette import Vignette

ROW = "7"


def unweighed() -> Story:
    """The typical story without a weight; the blood pressure of today stays."""
    return typical().empty("vitalSigns").pressure(120, 80, hours_ago(1))


def weight(value: float, days: int = 3, unit: str | None = "kg") -> Story:
    """A patient weighed once, so many days ago."""
    return unweighed().weighs(value, ago(days), unit)


def met(kg: float, stale: bool = False) -> dict[str, Any]:
    """The weight that is used."""
    return {"weight": "met", "weight_kg": kg, "stale": stale}


def unknown(why: str) -> dict[str, Any]:
    """No usable weight: no dose and no suggestion."""
    return {"weight": "unknown", "missing": {"weight": why}, "weight_kg": None, "dose_mg": None, "suggests": 0}


def only_unit(text: str) -> Story:
    """A weight of 70 whose unit is only written, without a code."""
    return unweighed().weighs(70, ago(3)).changed("vitalSigns", valueQuantity={"value": 70, "unit": text})


VIGNETTES = [
    # how old
    Vignette("A weight of today is used", weight(70, 0), {**met(70), "verdict": "criteria-met"}, ROW),
    Vignette(
        "A weight 30 days old is used as it is",
        weight(70, 30),
        met(70),
        ROW,
        bounds=("weight.fresh-days:in",),
    ),
    Vignette(
        "A weight 31 days old is used, and the card says to re-weigh",
        weight(70, 31),
        {**met(70, stale=True), "card": ("re-weigh",), "verdict": "criteria-met"},
        ROW,
        bounds=("weight.fresh-days:out", "weight.usable-days:in"),
    ),
    Vignette(
        "A weight 90 days old is used, and the card says to re-weigh",
        weight(70, 90),
        {**met(70, stale=True), "card": ("re-weigh",)},
        ROW,
        bounds=("weight.usable-days:in",),
    ),
    Vignette(
        "A weight 91 days old is too old: no dose, only caution",
        weight(70, 91),
        {**unknown("too-old"), "verdict": "caution"},
        ROW,
        bounds=("weight.usable-days:out",),
    ),
    Vignette(
        "A weight dated only November 2026 is at most 22 days old and is used",
        unweighed().weighs(70, "2026-11"),
        met(70),
        "1.7",
    ),
    Vignette(
        "A weight dated only October 2026 may be 53 days old: re-weigh",
        unweighed().weighs(70, "2026-10"),
        met(70, stale=True),
        "1.7",
    ),
    Vignette(
        "A weight dated only 2026 may be from January: too old",
        unweighed().weighs(70, "2026"),
        unknown("too-old"),
        "1.7",
    ),
    Vignette(
        "A weight without a date is not used",
        unweighed().weighs(70).changed("vitalSigns", effectiveDateTime=None),
        {"weight": "unknown", "weight_kg": None},
        ROW,
    ),
    Vignette(
        "A weight dated later than tomorrow is unreadable",
        unweighed().weighs(70, "2026-11-25"),
        unknown("unreadable"),
        "1.6",
    ),
    # units
    Vignette("70 kg are 70 kg", weight(70, unit="kg"), met(70), ROW),
    Vignette("70,000 g are 70 kg", weight(70000, unit="g"), met(70), ROW),
    Vignette("150 pounds are 68.04 kg", weight(150, unit="[lb_av]"), met(68.04), ROW),
    Vignette("2,400 ounces are 68.04 kg", weight(2400, unit="[oz_av]"), met(68.04), ROW),
    Vignette("A weight in a unit nobody knows is not used", weight(11, unit="stones"), unknown("unreadable"), ROW),
    Vignette("A weight whose unit is written as 'kg', without a code, is used", only_unit("kg"), met(70), ROW),
    *[
        Vignette(
            f"A weight whose unit is written as '{text}', without a code, is in an unknown unit",
            only_unit(text),
            unknown("unreadable"),
            ROW,
        )
        for text in ("lbs", "pounds", "kilos")
    ],
    *[
        Vignette(
            f"A weight written in {text} and coded as {code} contradicts itself and is not used",
            weight(154).changed("vitalSigns", valueQuantity={"value": 154, "unit": text, "system": UCUM, "code": code}),
            unknown("unreadable"),
            ROW,
        )
        for text, code in (("kg", "[lb_av]"), ("lb", "kg"))
    ],
    Vignette("A weight in centimetres is no weight", weight(70, unit="cm"), unknown("unreadable"), ROW),
    Vignette("A weight without a unit is not used", weight(70, unit=None), unknown("unreadable"), ROW),
    Vignette(
        "A weight whose value is a word is not used",
        unweighed().weighs(70, ago(3)).changed("vitalSigns", valueQuantity=None, valueString="heavy"),
        unknown("unreadable"),
        ROW,
    ),
    Vignette(
        "A weight without any value is not used",
        unweighed().weighs(70, ago(3)).changed("vitalSigns", valueQuantity=None),
        {"weight": "unknown", "weight_kg": None},
        ROW,
    ),
    Vignette(
        "A weight known only as 'over 70 kg' is not used",
        unweighed().weighs(70, ago(3)).changed("vitalSigns", valueQuantity={**quantity(70, "kg"), "comparator": ">"}),
        unknown("unreadable"),
        ROW,
    ),
    # plausible
    Vignette("A weight of 30 kg is used", weight(30), met(30), ROW, bounds=("weight.lowest:in",)),
    Vignette(
        "A weight of 29.9 kg is out of range",
        weight(29.9),
        unknown("out-of-range"),
        ROW,
        bounds=("weight.lowest:out",),
    ),
    Vignette(
        "A weight of 250 kg is used",
        weight(250),
        {"weight": "met", "weight_kg": 250},
        ROW,
        bounds=("weight.highest:in",),
    ),
    Vignette(
        "A weight of 250.1 kg is out of range",
        weight(250.1),
        unknown("out-of-range"),
        ROW,
        bounds=("weight.highest:out",),
    ),
    Vignette("70 grams are out of range", weight(70, unit="g"), unknown("out-of-range"), ROW),
    Vignette(
        "An impossible latest weight is not replaced by an older good one",
        weight(70, 20).weighs(700, ago(1)),
        unknown("out-of-range"),
        ROW,
    ),
    Vignette(
        "A latest weight without a unit is not replaced by an older good one",
        weight(70, 20).weighs(70, ago(1), None),
        unknown("unreadable"),
        ROW,
    ),
    Vignette(
        "An impossible older weight does not spoil a good latest one",
        weight(70, 1).weighs(700, ago(20)),
        met(70),
        ROW,
    ),
]
