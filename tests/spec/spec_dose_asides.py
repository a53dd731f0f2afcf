"""Section 8: what an order's text says beside the dose: cannulas, waste, earlier doses, nothing by mouth."""

from __future__ import annotations

from typing import Any

from tests.spec.story import typical
from tests.spec.theatre import OURS, STOP, signed, unstated

RIGHT: dict[str, Any] = {"verdict": "criteria-met", "dose": "met"}

ASIDES = (
    "IV access: 22G",
    "20G peripheral",
    "18g needle",
    "start infusion 15 min after premed",
    "Dispense 1 x 500 mg vial",
    "witness waste 465 mg",
    "discard unused 65 mg",
    "Nothing PO 6 h before",
    "Hold PO intake 6 h",
    "previously on intranasal esketamine",
    "previous dose 25 mg",
    "last infusion 30 mg tolerated well",
    "increase from 30 mg",
    "waste 15 mg",
    "second infusion 72 h after the first",
    "MD present for first 20 minutes",
)

VIGNETTES = (
    [
        signed(
            f"'{aside}' after 35 mg over 40 minutes changes nothing",
            typical().orders(mg=35, minutes=40, text=f"35 mg IV over 40 min. {aside}"),
            RIGHT,
        )
        for aside in ASIDES
    ]
    + [
        signed(
            f"'{note}' as a note of 35 mg over 40 minutes changes nothing",
            typical().orders(mg=35, minutes=40, note=[{"text": note}]),
            RIGHT,
        )
        for note in ("last infusion 30 mg tolerated well", "IV access: 20G peripheral", "witness waste 465 mg")
    ]
    + [
        signed(f"'{text}' without a reason is judged: it is too fast", unstated(text=text), STOP)
        for text in (
            "60 mg IV over 5 min. Nothing PO 6 h before",
            "60 mg IV over 5 min. Tolerating PO before discharge",
            "60 mg IV over 5 min, 20G IV",
            "60 mg IV over 5 min; prior intranasal esketamine failed",
        )
    ]
    + [
        signed(
            "'35 mg IV over 40 min. Nothing PO 6 h before' without a reason is ours",
            unstated(text="35 mg IV over 40 min. Nothing PO 6 h before"),
            {**OURS, "dose": "met"},
        )
    ]
    + [
        signed(f"'{text}' is dangerous all the same", typical().orders(mg=35, minutes=40, text=text), STOP)
        for text in (
            "ketamine 20 g IV over 40 min",
            "repeat last infusion 60 mg over 40 min",
            "increase from 30 mg to 60 mg over 40 min",
            "35 mg infusion 15 min",
            "waste 15 mg, give 65 mg over 40 min",
        )
    ]
)
