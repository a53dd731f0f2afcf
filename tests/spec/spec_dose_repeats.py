"""Sections 8 and 9: an infusion that is to be given several times, told by a list, a number or a length of time."""

from __future__ import annotations

from typing import Any

from tests.spec.drafted import MET, OPEN, drafted, instruction, texted
from tests.spec.story import Story, quantity, typical
from tests.spec.vignette import Vignette

RIGHT = "35 mg IV over 40 min"
FINE: dict[str, Any] = {**MET, "course": "met", "verdict": "criteria-met"}
TWICE: dict[str, Any] = {"dose": "not-met", "verdict": "stop", "text": {"dose": "times a day"}}
SOON: dict[str, Any] = {"course": "not-met", "verdict": "caution", "suggests": 0}
ASKED: dict[str, Any] = {**OPEN, "verdict": "caution", "text": {"dose": "and not when"}}


def _sign(says: str, story: Story, expect: dict[str, Any]) -> Vignette:
    return Vignette(says, story, expect, "8", hook="order-sign")


def _also(*instructions: str) -> Story:
    """The right structure with these additional instructions, which stay in the order."""
    extra = [{"text": text} for text in instructions]
    return drafted(instruction(quantity(77, "mg"), minutes=40, additionalInstruction=extra))


A_DAY = [
    _sign(f"'{words}' is 70 mg on one day", texted(f"{RIGHT} {words}"), TWICE)
    for words in (
        "twice today",
        "two times today",
        "twice in one day",
        "twice on 11/24",
        "at 0900 and 1500",
        "at 9 am and 3 pm",
        "morning and afternoon",
        ", am & pm today",
    )
]

DAYS = [
    _sign(f"'{words}' is too soon after one another", texted(f"{RIGHT} {words}"), SOON)
    for words in (
        "Mon Tue Wed",
        "Mon, Tue and Wed",
        "Mon-Fri",
        "on weekdays",
        "on consecutive days",
        "on 3 consecutive days",
        "today and tomorrow",
        "on 11/23 and 11/24",
        ", 6 infusions in 6 days",
        ", 6 infusions in one week",
        ", two doses 24 h apart",
    )
] + [_sign("Four infusions a week are too many", texted("4 infusions of 35 mg over 40 min this week"), SOON)]

UNSAID = [
    *[
        _sign(f"'{text}' does not say when", texted(text), ASKED)
        for text in (
            f"{RIGHT} twice",
            f"{RIGHT}, 2 times",
            f"{RIGHT} x 3 days",
            f"{RIGHT} for 3 days",
            f"{RIGHT} for 2 weeks",
            "35 mg twice over 40 min",
            f"{RIGHT} twice weekly. May repeat once",
        )
    ],
    _sign("'Twice' stays beside an offered dose, which is not offered then", _also("twice"), {"suggests": 0}),
]

HARMLESS = [
    _sign(f"'{text}' is fine", texted(text), FINE)
    for text in (
        f"{RIGHT} Mon, Wed, Fri",
        f"{RIGHT} Mon and Thu",
        f"{RIGHT} on 11/24 and 11/27",
        f"{RIGHT} on 11/24, 11/26 and 11/28",
        f"{RIGHT} between 9 am and 3 pm",
        f"{RIGHT} at 0900. Vitals at 0900 and 1500",
        f"{RIGHT}. BP twice today",
        f"{RIGHT}, morning or afternoon",
        f"{RIGHT}, 6 infusions over 3 weeks",
        f"{RIGHT}, 6 infusions over 12 days",
        f"{RIGHT}, 3 infusions in one week",
        f"{RIGHT}. Clinic open Mon-Fri",
        f"{RIGHT}. Call Mon, Tue or Wed with questions",
        f"{RIGHT}. Order valid for 30 days",
        f"{RIGHT}. No driving for 2 days",
        f"{RIGHT}. Continue sertraline 100 mg twice daily",
        f"{RIGHT} twice weekly for 3 weeks",
        f"{RIGHT}, not twice on the same day",
        f"{RIGHT}, never on consecutive days",
        f"{RIGHT} twice weekly on non-consecutive days",
        f"{RIGHT} x 1 day",
        "two doses of 35 mg over 40 min, 72 h apart",
        "35 mg over 40 min, 2 doses one week apart",
        "2 doses of 35 mg over 40 min each, twice weekly",
        f"{RIGHT}, infusions at least 48 h apart",
    )
] + [
    _sign(
        "'For 3 weeks' beside a structured rhythm is how long that lasts",
        typical().orders(
            dosageInstruction=[
                {
                    **instruction(quantity(35, "mg"), quantity(35 / 40, "mg/min"), text="for 3 weeks"),
                    "timing": {"repeat": {"frequency": 2, "period": 1, "periodUnit": "wk"}},
                }
            ]
        ),
        FINE,
    )
]

VIGNETTES = [*A_DAY, *DAYS, *UNSAID, *HARMLESS]
