"""A mood stabiliser that is on the list, and what its own dosage says of taking it."""

from __future__ import annotations

from tests.spec.covered import LITHIUM_MMOL, MET, bipolar, why
from tests.spec.story import Json, Story, ago, daily
from tests.spec.vignette import Vignette


def _takes(text: str) -> Story:
    return bipolar().took("lithium", text, ago(300), asserted=ago(10))


def _prescribed(text: str, authored: int = 20, **more: int) -> Story:
    return bipolar().prescribed("lithium", text, ago(authored), **more)


def _repeating(**repeat: object) -> Story:
    dosage: Json = daily(900)
    dosage["timing"]["repeat"].update(repeat)
    return bipolar().took("lithium", None, ago(300), asserted=ago(10)).changed("medicationStatements", dosage=[dosage])


NOT_TAKEN = [
    Vignette(f"Lithium '{text}' is on the list and no proven cover: unknown", _takes(text), why("contradictory"), "6")
    for text in (
        "900 mg daily - on hold",
        "900 mg daily HOLD",
        "900 mg daily, held since 11/1",
        "900 mg daily, discontinued",
        "900 mg daily - not taking",
        "900 mg daily, patient stopped taking it",
        "900 mg daily, never filled",
        "900 mg daily, not started",
        "900 mg daily, non-adherent",
        "900 mg daily, start next week",
        "900 mg daily, start after infusion",
        "900 mg daily, stopped 2 weeks ago",
        "stopped 2 weeks ago",
        "tapered off in October",
    )
] + [
    Vignette(f"Lithium '{text}' is taken every day: a cover", _takes(text), MET, "6")
    for text in (
        "900 mg daily",
        "900 mg daily, hold if vomiting",
        "900 mg daily, started on 1/5",
        "900 mg daily. Do not stop taking without asking",
        "900 mg daily for 90 days",
        "300 mg once in the morning and 600 mg at bedtime",
        "900 mg once daily",
        "take as directed",
        "900 mg daily, level weekly",
        "900 mg nightly, hold morning dose before level draw",
        "900 mg daily; must not be stopped abruptly",
        "900 mg daily. Previously discontinued, taken again since May",
    )
]

FOR_SOME_DAYS = [
    Vignette(f"Lithium '{text}' since 300 days is no proven cover today", _takes(text), why("not-recorded"), "6")
    for text in ("900 mg once", "900 mg daily for 5 days", "150 mg weekly", "up to 900 mg daily")
] + [
    Vignette(
        "Lithium 900 mg a day on a statement, on hold by its text: the structure does not overrule the words",
        bipolar()
        .took("lithium", None, ago(300), asserted=ago(10))
        .changed("medicationStatements", dosage=[{**daily(900), "text": "on hold"}]),
        why("contradictory"),
        "6",
    ),
    Vignette("Lithium bounded to ten doses is used up", _repeating(count=10), why("not-recorded"), "6"),
    Vignette(
        "Lithium prescribed 5 days ago for 14 days is taken today: a cover",
        _prescribed("900 mg daily for 14 days", 5),
        MET,
        "6",
    ),
    Vignette(
        "Lithium prescribed 20 days ago for 14 days is used up: no proven cover",
        _prescribed("900 mg daily for 14 days"),
        why("not-recorded"),
        "6",
    ),
    Vignette(
        "Lithium prescribed 20 days ago for 14 days with five further fills is taken today: a cover",
        _prescribed("900 mg daily for 14 days", supply_days=14, repeats=5),
        MET,
        "6",
    ),
    Vignette(
        "A prescription of lithium that is on hold by its text is no proven cover",
        _prescribed("900 mg daily - on hold"),
        why("contradictory"),
        "6",
    ),
]

BESIDE = [
    Vignette(
        "Lithium prescribed, and a newer statement whose dosage says on hold: unknown",
        _prescribed("900 mg daily").took("lithium", "900 mg daily, on hold", ago(300), asserted=ago(10)),
        why("contradictory"),
        "6",
    ),
    Vignette(
        "Lithium on hold by an older statement, and prescribed again since: a cover",
        _prescribed("900 mg daily", 5).took("lithium", "900 mg daily, on hold", ago(300), asserted=ago(10)),
        MET,
        "6",
    ),
    Vignette(
        "A toxic level is said first, also of lithium that is on hold",
        _takes("900 mg daily, on hold").lab(LITHIUM_MMOL, 2.4, "mmol/L", ago(1)),
        {**why("out-of-range"), "first_to_do": ("check for toxicity first",)},
        "6",
    ),
]

VIGNETTES = NOT_TAKEN + FOR_SOME_DAYS + BESIDE
