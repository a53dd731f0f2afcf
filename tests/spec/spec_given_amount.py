"""How much ketamine was given: an anaesthetic dose is no infusion of a course, wherever it is written."""

from typing import Any

from tests.spec.infused import infused
from tests.spec.story import SNOMED, Json, Story, concept, hours_ago, quantity
from tests.spec.vignette import Vignette

IV = {"route": concept("47625008", "Intravenous", SNOMED)}
ONE, NONE = {"infusions": 1}, {"infusions": 0}


def _given(dosage: Json, **fields: Any) -> Story:
    """Ketamine given to 70 kg three days ago, with this dosage."""
    return infused(72).changed("medicationAdministrations", dosage={**IV, **dosage}, **fields)


def _ran(dosage: Json, hours: float) -> Story:
    """The same, over so many hours."""
    period = {"start": hours_ago(72), "end": hours_ago(72 - hours)}
    return _given(dosage, effectiveDateTime=None, effectivePeriod=period)


def _ratio(mg: float, minutes: float) -> Json:
    return {"rateRatio": {"numerator": quantity(mg, "mg"), "denominator": quantity(minutes, "min")}}


AMOUNTS = [
    Vignette("'200 mg IV' as the text is 2.9 mg/kg: no infusion of a course", _given({"text": "200 mg IV"}), NONE, "9"),
    Vignette("'35 mg IV over 40 min' as the text is one", _given({"text": "35 mg IV over 40 min"}), ONE, "9"),
    Vignette("'2 mg/kg IV' as the text is no infusion of a course", _given({"text": "2 mg/kg IV"}), NONE, "9"),
    Vignette("200 mg per 40 minutes as the rate is no infusion of a course", _given(_ratio(200, 40)), NONE, "9"),
    Vignette("35 mg per 40 minutes as the rate is one", _given(_ratio(35, 40)), ONE, "9"),
    Vignette(
        "10 mg/min over 40 minutes are 400 mg: no infusion of a course",
        _ran({"rateQuantity": quantity(10, "mg/min")}, 2 / 3),
        NONE,
        "9",
    ),
    Vignette(
        "0.9 mg/min over 40 minutes are 36 mg: an infusion of a course",
        _ran({"rateQuantity": quantity(0.9, "mg/min")}, 2 / 3),
        ONE,
        "9",
    ),
    Vignette(
        "52.5 mg per hour over 40 minutes are 35 mg: an infusion of a course",
        _ran({"rateRatio": {"numerator": quantity(52.5, "mg"), "denominator": quantity(1, "h")}}, 2 / 3),
        ONE,
        "9",
    ),
]

CHARTED = {"dose": quantity(35, "mg")}

BESIDE = [
    *[
        Vignette(
            f"A charted dose of 35 mg stays an infusion beside '{text}'", _given({**CHARTED, "text": text}), ONE, "9"
        )
        for text in (
            "35 mg IV given, 465 mg wasted",
            "Wasted 465 mg, witnessed",
            "35 mg drawn from 500 mg vial",
            "35 mg IV over 40 min. Zofran 4 mg PO given",
            "Ondansetron 4 mg SL given for nausea",
            "35 mg IV over 40 min. Tylenol 650 mg PO given",
        )
    ],
    Vignette(
        "A charted dose of 200 mg is no infusion of a course, whatever stands beside it",
        _given({"dose": quantity(200, "mg"), "text": "35 mg IV over 40 min"}),
        NONE,
        "9",
    ),
    Vignette(
        "A charted dose whose text says that the ketamine was given into a muscle is no infusion of a course",
        _given({**CHARTED, "text": "35 mg IM given. Ondansetron 4 mg IV given"}),
        NONE,
        "9",
    ),
    Vignette(
        "A volume of unknown strength leaves the dose to the text",
        _given({"dose": quantity(4, "mL"), "text": "200 mg IV"}),
        NONE,
        "9",
    ),
]

VIGNETTES = [*AMOUNTS, *BESIDE]
