"""Section 8: words that give the infusion again and do not say how soon, or leave dose or speed open."""

from __future__ import annotations

from typing import Any

from tests.spec.drafted import MET, OPEN, drafted, instruction, texted
from tests.spec.story import Story, quantity, typical
from tests.spec.vignette import Vignette

FINE: dict[str, Any] = {**MET, "verdict": "criteria-met"}
ASKED: dict[str, Any] = {**OPEN, "verdict": "caution", "missing": {"dose": "not-recorded"}}
RIGHT = "35 mg IV over 40 min"


def _sign(says: str, story: Story, expect: dict[str, Any]) -> Vignette:
    return Vignette(says, story, expect, "8", hook="order-sign")


def _noted(note: str) -> Story:
    return typical().orders(mg=35, minutes=40, note=[{"text": note}])


def _beside(text: str) -> Story:
    return typical().orders(mg=35, minutes=40, text=text)


AGAIN = (
    "may repeat once",
    "may repeat x1",
    "repeat if needed",
    "two infusions back to back",
    "give second dose if no response",
    "may give another dose if needed",
    "If no response may repeat once",
    "then repeat",
    "may redose",
    "booster if needed",
    "Labetalol 10 mg IV prn. May repeat infusion once",
)

NOT_AGAIN = (
    "repeat vitals",
    "repeat BP",
    "BP may be repeated manually",
    "repeat PHQ-9 in 24 h",
    "Repeat pregnancy test before each infusion",
    "do not repeat",
    "may not repeat",
    "no repeat dose",
    "no second dose",
    "repeat twice weekly",
    "repeat twice weekly if tolerated",
    "repeat dose on 11/26",
    "repeat on Thursday",
    "may repeat at next visit",
    "may repeat in 1 week",
    "repeat course in 6 months if relapse",
    "Check BP at 10 min; repeat if elevated",
    "Ondansetron 4 mg IV prn nausea, may repeat x 1 in 15 minutes",
    "Labetalol 10 mg IV prn. May repeat once",
    "hydralazine 10 mg IV, repeat in 20 min if needed",
    "BP q15 min x 2",
    "infusion 2 of 6",
)

REPEATED = [
    *[
        _sign(
            f"'{words}' after 35 mg over 40 minutes does not say when",
            texted(f"{RIGHT}. {words}"),
            {**ASKED, "text": {"dose": "and not when: confirm a single infusion"}, "suggests": 2},
        )
        for words in AGAIN
    ],
    _sign("'may repeat once' beside a right structure does not say when", _beside("may repeat once"), ASKED),
    _sign(
        "A method called 'may repeat once' does not say when",
        drafted(instruction(quantity(35, "mg"), minutes=40, method={"text": "may repeat once"})),
        ASKED,
    ),
    _sign("'Repeat, 35 mg over 40 min, repeat' is the order, and one more", texted(f"repeat, {RIGHT}, repeat"), ASKED),
    *[
        _sign(f"'{words}' after 35 mg over 40 minutes is no second dose", texted(f"{RIGHT}. {words}"), FINE)
        for words in NOT_AGAIN
    ],
    *[
        _sign(f"'{text}' says of two infusions not when", texted(text), ASKED)
        for text in (
            f"{RIGHT} x 2",
            f"{RIGHT} and may repeat once",
            f"Midazolam 2 mg IV then {RIGHT}, may repeat once",
            f"Two infusions of {RIGHT} back to back",
            f"two doses of {RIGHT}",
        )
    ],
    *[
        _sign(f"'{text}' is the order itself", texted(text), FINE)
        for text in (
            f"repeat ketamine infusion, {RIGHT}",
            f"Repeat previous order: {RIGHT}",
            f"{RIGHT} x 2 this week",
            f"Second dose of {RIGHT}",
            f"{RIGHT}, two infusions per week",
            f"{RIGHT} twice weekly x 2 weeks",
        )
    ],
    *[
        _sign(f"The note '{note}' gives a second dose at no time", _noted(note), {**ASKED, "suggests": 0})
        for note in ("may repeat once", "Repeat dose if no response")
    ],
    *[
        _sign(f"The note '{note}' gives no second dose", _noted(note), FINE)
        for note in (
            "Repeat infusion, first one well tolerated",
            "Discussed repeated infusions",
            "may repeat BP",
            "Plan: repeat twice weekly for 3 weeks",
            "Labetalol 10 mg IV, may repeat once",
            "do not repeat",
        )
    ],
]

LEFT_OPEN = [
    *[
        _sign(f"'{words}' leaves dose or speed open", texted(f"{RIGHT}, {words}"), {**OPEN, "verdict": "caution"})
        for words in ("titrate to effect", "may run faster if tolerated", "divided into two doses")
    ],
    *[
        _sign(f"'{words}' leaves nothing open", texted(f"{RIGHT}. {words}"), FINE)
        for words in (
            "Do not titrate",
            "no faster than 40 min",
            "do not run faster",
            "Titrate O2 to keep SpO2 > 94",
            "Labetalol 10 mg IV, titrate to SBP < 160",
        )
    ],
]

VIGNETTES = [*REPEATED, *LEFT_OPEN]
