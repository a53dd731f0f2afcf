"""Sections 2 and 10: an emergency encounter for a mood disorder is judged; suicidal ideation as its reason is heard."""

from __future__ import annotations

from dataclasses import replace

from tests.spec.story import ICD10CM, Story, ago, concept, typical
from tests.spec.theatre import ASKED, STOP, signed, unstated


def _comes_for(code: str, text: str, story: Story, status: str = "in-progress") -> Story:
    """The same story in an emergency encounter with this reason."""
    urgent = story.emergency()
    return replace(
        urgent,
        encounter={
            **(urgent.encounter or {}),
            "status": status,
            "reasonCode": [concept(code, text, ICD10CM) if code else {"text": text}],
        },
    )


def _manic(mg: float = 35) -> Story:
    return unstated(mg=mg).problem("F31.13", recorded=ago(1))


VIGNETTES = [
    *[
        signed(
            f"35 mg without a reason or time, in an emergency for '{text}', meets a current mania: a stop",
            _comes_for(code, text, _manic()),
            STOP,
        )
        for code, text in (("F33.2", "MDD"), ("", "depression"), ("", "bipolar depression"))
    ],
    *[
        signed(
            f"20 mg as a push without a reason, in an emergency for '{text}', is left to those who gave it",
            _comes_for("", text, unstated(mg=20, text="20 mg IV push")),
            ASKED,
        )
        for text in ("fracture", "asthma", "fracture, history of depression")
    ],
    signed(
        "Suicidal ideation as the reason of the running encounter raises the suicidality card",
        _comes_for("R45.851", "suicidal ideation", typical()),
        {"suicidality": True},
    ),
    signed(
        "Suicidal ideation as the reason of an encounter that is over raises none",
        _comes_for("R45.851", "suicidal ideation", typical(), "finished"),
        {"suicidality": False},
    ),
]
