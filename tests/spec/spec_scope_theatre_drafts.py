"""Section 2: what else is ordered in the same session says what a ketamine order without a reason is for."""

from __future__ import annotations

from typing import Any

from tests.spec.story import Json, Story, typical
from tests.spec.theatre import ASKED, OURS, PUSH, SILENT, STOP, signed, unstated


def _draft(name: str, **more: Any) -> Json:
    return {
        "resourceType": "MedicationRequest",
        "id": "draft-2",
        "status": "draft",
        "intent": "order",
        "subject": {"reference": "Patient/1"},
        "medicationCodeableConcept": {"text": name},
        **more,
    }


def _beside(name: str, story: Story | None = None, **more: Any) -> Story:
    return (story or unstated(mg=20, text="20 mg IV push")).also_orders(_draft(name, **more))


VIGNETTES = [
    *[
        signed(f"A push without a reason beside {name} among the drafts is asked about", _beside(name), ASKED)
        for name in ("propofol 10 mg/mL injection", "rocuronium", "Succinylcholine 20 mg/mL", "sevoflurane")
    ],
    *[
        signed(f"A push without a reason beside {name} among the drafts is a stop", _beside(name), STOP)
        for name in ("ondansetron 4 mg", "midazolam 2 mg", "sertraline 50 mg", "labetalol")
    ],
    signed(
        "35 mg over 40 minutes beside propofol among the drafts is judged",
        _beside("propofol", unstated(mg=35, minutes=40)),
        OURS,
    ),
    signed(
        "A push for depression beside propofol among the drafts is a stop",
        _beside("propofol", typical().orders(mg=35, text=PUSH)),
        STOP,
    ),
    signed(
        "Beside propofol, a push for a fracture is silent as ever",
        _beside("propofol", typical().orders(mg=20, text=PUSH, reason={"text": "ankle fracture reduction"})),
        SILENT,
    ),
    signed(
        "Propofol that was entered in error says nothing",
        _beside("propofol", status="entered-in-error"),
        STOP,
    ),
    signed(
        "An order not to give propofol says nothing",
        _beside("propofol", doNotPerform=True),
        STOP,
    ),
]
