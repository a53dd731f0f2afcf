"""Section 8: what an order's notes say of the infusion, and what they say of everything else."""

from __future__ import annotations

from typing import Any

from tests.spec.drafted import DANGER, MET, OPEN
from tests.spec.story import Story, typical
from tests.spec.theatre import ASKED, unstated
from tests.spec.vignette import Vignette

FINE: dict[str, Any] = {**MET, "verdict": "criteria-met"}


def _noted(note: str) -> Story:
    return typical().orders(mg=35, minutes=40, note=[{"text": note}])


def _sign(says: str, story: Story, expect: dict[str, Any]) -> Vignette:
    return Vignette(says, story, expect, "8", hook="order-sign")


PUSHED = [
    *[
        _sign(f"The note '{note}' orders a push: a stop", _noted(note), {**DANGER, "suggests": 0})
        for note in ("give IV push", "IV bolus", "push over 2 min", "ok for RN to give IVP")
    ],
    Vignette(
        "A push that a note orders is a warning before the signature",
        _noted("give IV push"),
        {"dose": "not-met", "severity_of": {"dose": "warning"}, "verdict": "caution"},
        "8",
    ),
    *[
        _sign(f"The note '{note}' may order a push: a doubt", _noted(note), OPEN)
        for note in ("Nurse may push", "Pt had IV push last time", "previous IV push tolerated")
    ],
    *[
        _sign(f"The note '{note}' orders no push", _noted(note), FINE)
        for note in (
            "Do not push",
            "no IV push",
            "not as bolus",
            "Do not give as IV push",
            "IV push not allowed",
            "ondansetron 4 mg IV push prn",
            "will push appointment to Friday",
            "bolus fluids prn",
            "Avoid IV push",
            "Infusion rather than IV push",
            "Infuse via pump instead of bolus",
        )
    ],
]

ELSEWHERE = [
    Vignette(
        "A push that a note orders, in an emergency and without a reason, is left alone",
        unstated(mg=35, minutes=40, note=[{"text": "give IV push"}]).emergency(),
        ASKED,
        "2",
        hook="order-sign",
    ),
    *[
        _sign(f"'{words}' in the text orders no push", typical().orders(mg=35, minutes=40, text=words), FINE)
        for words in ("35 mg IV over 40 min, avoid IV push", "35 mg IV over 40 min instead of IV push")
    ],
]

TIMES = [
    *[
        _sign(f"The minutes of '{note}' are not the infusion's", _noted(note), FINE)
        for note in (
            "Spent 25 minutes counselling",
            "Chair time 2 h",
            "discussed 30 min",
            "Discussed with patient for 30 min",
            "Counselled on ketamine infusion for 25 minutes",
            "Time spent: 45 minutes",
            "Allow 2 h",
            "last infusion ran 50 min",
            "last infusion 30 mg over 50 min tolerated well",
        )
    ],
    *[
        _sign(f"The minutes of '{note}' are the infusion's, and others", _noted(note), OPEN)
        for note in (
            "infuse over 60 min",
            "run over 10 min",
            "Give over 20 min",
            "ketamine over 15 minutes",
            "35 mg over 60 min",
            "over 60 minutes",
            "60 min",
            "Per discussion with pharmacy infuse over 10 min",
            "Run over 10 min as last time",
            "Counselled for 25 min. Infuse over 10 min",
        )
    ],
    *[
        _sign(f"The minutes of '{note}' are the infusion's, and the same", _noted(note), FINE)
        for note in ("infuse over 40 min", "Infusion time 40 min", "35 mg over 40 min")
    ],
]

VIGNETTES = [*PUSHED, *ELSEWHERE, *TIMES]
