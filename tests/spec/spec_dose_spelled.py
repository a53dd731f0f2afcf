"""Doses, times and units as prescribers spell them, each held against what it comes to for 70 kg."""

from typing import Any

from tests.spec.drafted import DANGER, MET, OPEN, WARNED, milligrams, texted
from tests.spec.story import Json, Story
from tests.spec.vignette import Vignette

VIAL = {"text": "ketamine 50 MG/ML Injectable Solution"}


def _sign(says: str, story: Story, expect: dict[str, Any]) -> Vignette:
    return Vignette(says, story, expect, "8", hook="order-sign")


def _beside(text: str, medication: Json | None = None) -> Story:
    """35 mg over 40 minutes in the structure, which is right, and a text beside it."""
    return milligrams(35, 40, text=text) if medication is None else _of_vial(text)


def _of_vial(text: str) -> Story:
    story = milligrams(35, 40, text=text)
    return story._with(order={**(story.order or {}), "medicationCodeableConcept": VIAL})


TOO_FAST = [
    _sign(f"'{text}' beside a right structure is a stop", _beside(text), DANGER)
    for text in (
        "at 7 mg/min",
        "at 420 mg/h",
        "35 mg IV in 5 minutes",
        "within 10 minutes",
        "for 10 min",
        "over a period of 5 minutes",
        "over the course of 5 min",
        "over the next 5 min",
        "over five minutes",
        "over ten min",
        "infusion time 5 minutes",
        "duration 5 min",
        "over <5 min",
        "over up to 10 min",
        "over less than 5 minutes",
        "over 1/4 hour",
        "over a quarter hour",
        "over 5'",
        "over:5 min",
        "over (5) min",
        "35 mg IV /5 min",
        "between 5 and 10 minutes",
        "rapid infusion",
        "wide open",
        "IV direct",
        "35 mg IV rapidly",
        "straight IV",
        "flush line and infuse over 5 minutes",
        "monitor BP, infuse over 5 minutes",
        "monitor BP. Over 5 minutes",
    )
]

TOO_MUCH = [
    *[
        _sign(f"'{text}' beside 35 mg is a stop", _beside(text), DANGER)
        for text in (
            "35 mg + 35 mg over 40 min",
            "do not exceed protocol, give 70 mg IV",
            "max dose, give 70 mg over 40 min",
            "max 1 dose/day: 70 mg IV over 40 min",
            "70 mgs over 40 min",
            "35 mg (7 mL of 50 mg/mL) over 40 min",
            "seventy mg",
        )
    ],
    *[
        _sign(f"'{text}' alone is a stop", texted(text), DANGER)
        for text in (
            "2 x 35 mg IV over 40 min",
            "35 mg over 40 min then 35 mg over 40 min",
            "1 000 mg IV over 40 min",
            "1 mg/kilogram IV over 40 min",
            "1 mg/lb IV over 40 min",
            "0.5mg/lb IV over 40 min",
            "1 mg.kg-1 over 40 min",
            "flush line and infuse 75 mg over 40 min",
            "35 mg over ten minutes",
            "35 mg over 20min-1h",
        )
    ],
    _sign("A dose of forty nines is a stop, and is survived", texted("9" * 40 + " mg IV over 40 min"), DANGER),
    _sign(
        "'over' forty nines of minutes is not the protocol, and is survived",
        texted(f"35 mg over {'9' * 40} min"),
        WARNED,
    ),
    _sign(
        "'7 mL IV over 40 min' of 50 mg/mL is 350 mg: a stop",
        texted("7 mL IV over 40 min", medication=VIAL),
        DANGER,
    ),
]

RIGHT = [
    *[
        _sign(f"'{text}' beside a right structure is fine", _beside(text), MET)
        for text in (
            "over a period of 40 minutes",
            "over forty minutes",
            "at 52.5 mg/h",
            "0.75 mg/kg/h",
            "35mgs over 40 min",
            "35 mg IV 40 min",
            "35 mg IV over 40 min; monitor BP every 10 minutes",
            "flush line over 5 minutes",
            "Start within 30 minutes. Infuse over 40 min.",
            "do not drive for 24 hours",
            "NPO 8 hours prior; 35 mg over 40 min",
            "Vitals q15 min x 4 then q30 min",
            "35 mg in NS 50 mL over 40 min",
            "over at least 40 minutes",
            "may give ondansetron 4 mg IV over 2 min",
            "Infuse 35 mg (0.5 mg/kg) in 100 mL 0.9% sodium chloride over 40 minutes. Total volume 100 mL, 150 mL/hr.",
            "0.5 mg/kg x 70 kg = 35 mg IV over 40 min",
            "35 mg IV over 40 min; BP and HR q 10 min during infusion then q 30 min x 2 h",
            "Hold for SBP >160 or HR >120. Notify provider if dissociation lasts more than 60 minutes.",
            "Ketamine 50 mg/mL vial: withdraw 0.7 mL (35 mg), dilute in 100 mL NS, infuse over 40 min",
            "You will be observed for at least 2 hours after the start of the infusion.",
            "Give with midazolam 2 mg IV PRN agitation",
            "over 40 min (range 40-60 min)",
            "MADRS within 24 hours after infusion",
            "Repeat BP in 5 minutes if >160/100",
            "use within 24 hours of preparation",
            "check BP at 0, 20, 40 minutes",
        )
    ],
    *[
        _sign(f"'{text}' alone is the protocol's infusion", texted(text), MET)
        for text in (
            "0.5 mg/kilogram IV over 40 min",
            "0.5 mg.kg-1 over 40 min",
            "0·5 mg/kg over 40 min",
            "35 000 mcg over 40 min",
            "12.5 mcg/kg/min IV for 40 min",
            "52.5 mg/hr IV for 40 min",
            "35 mg IVPB for 40 minutes",
            "0.5 mg/kg/1 h",
            "35 mg over 40 (forty) minutes",
            "35 mg over 1h40",
            "35 mg over 40 minutes to 1 hour",
            "35 mg IV over approx. 40 minutes",
            "35 mg over 40 min +/- 5 min",
            "0.75 mg kg-1 h-1 for 40 min",
            "50 mg in 50 mL, give 35 mg over 40 min",
            "500 mg in 500 mL; 0.75 mg/kg/h for 40 min",
            "35 mg IV over 40 min; Lorazepam 1 mg IV over 2 min",
            "ketamine 500 mg/10 mL vial: give 35 mg IV over 40 min",
            "flush before infusing 35 mg over 40 min",
        )
    ],
    _sign(
        "'35 mg (0.7 mL) in 100 mL NS' of 50 mg/mL is fine",
        _beside("35 mg (0.7 mL) in 100 mL NS over 40 min", VIAL),
        MET,
    ),
    _sign("'over half an hour' is 30 minutes: not the protocol", texted("35 mg over half an hour"), WARNED),
]

LEFT_OPEN = [
    *[
        _sign(f"'{text}' beside a right structure leaves a doubt", _beside(text), OPEN)
        for text in (
            "35 mg IV 5 min",
            "20 mg or 35 mg over 40 min",
            "35 mg over 45 minutes to 2 hours",
            "35 mg over 40 minutes or over 120 minutes",
            "over less than 60 minutes",
            "10 mg + 25 mg over 40 min",
            "1 mg/m2",
            "monitor BP, 35 mg, 5 min",
            "first dose 35 mg over 40 min; may increase to 0.75 mg/kg",
            "give whole vial (500 mg/10 mL)",
        )
    ],
    _sign("'1 mg/m2 over 40 min' is no dose in mg", texted("1 mg/m2 over 40 min"), OPEN),
    _sign("'7 mL over 40 min' of 50 mg/mL beside 35 mg is a doubt", _beside("7 mL over 40 min", VIAL), OPEN),
]

ROUTES = [
    _sign(f"'{text}' names another route than the protocol's", _beside(text), WARNED)
    for text in (
        "35 mg i.m. over 40 min",
        "35 mg p.o. over 40 min",
        "35 mg s.c. over 40 min",
        "35 mg s.l. over 40 min",
        "35 mg s/c over 40 min",
        "35 mg i.n. over 40 min",
        "35 mg via atomizer",
    )
]

MISSPELLED = [
    _sign("35 mg over 40 secs is a stop", texted("35 mg IV over 40 secs"), DANGER),
    _sign("'35mg over 4O min', with a letter O, is 40 minutes", texted("35mg over 4O min"), MET),
    _sign("'Over 1O min' beside a right structure is 10 minutes", _beside("35mg over 1O min"), DANGER),
    *[
        _sign(f"'{words} mg' is a stop", texted(f"{words} mg IV over 40 min"), DANGER)
        for words in ("three hundred fifty", "three hundred and fifty", "one hundred", "a hundred")
    ],
    _sign("'Seventy' minutes are no hundred", texted("thirty-five mg over seventy minutes"), MET),
]

VIGNETTES = [*MISSPELLED, *TOO_FAST, *TOO_MUCH, *RIGHT, *LEFT_OPEN, *ROUTES]
