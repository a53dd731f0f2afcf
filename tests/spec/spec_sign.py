"""Order-sign: every ketamine order of the session is judged with its final details, whatever its status."""

from typing import Any

from tests.spec.drafted import instruction, milligrams
from tests.spec.story import Json, Story, drug, quantity, typical
from tests.spec.vignette import Vignette

SIGN = "order-sign"


def _also(mg: float = 35, minutes: float = 40, *, number: int = 2, **fields: Any) -> Json:
    """A further ketamine draft of the session."""
    made: Json = {
        "resourceType": "MedicationRequest",
        "id": f"draft-{number}",
        "status": "draft",
        "intent": "order",
        "subject": {"reference": "Patient/p1"},
        "medicationCodeableConcept": drug("ketamine"),
        "reasonCode": [{"text": "treatment-resistant depression"}],
        "dosageInstruction": [instruction(quantity(mg, "mg"), minutes=minutes)],
        **fields,
    }
    return {k: v for k, v in made.items() if v is not None}


def _amoxicillin() -> Json:
    return {**_also(500), "id": "amoxicillin", "medicationCodeableConcept": {"text": "amoxicillin"}, "reasonCode": None}


def _signed(says: str, story: Story, expect: dict[str, Any], rule: str = "2") -> Vignette:
    return Vignette(says, story, expect, rule, hook=SIGN)


ONE: dict[str, Any] = {"cards": 1, "orders": 1}
TWO: dict[str, Any] = {"cards": 2, "orders": 2}

STATUS = [
    _signed(
        f"A re-signed order with status '{status}' is judged like a draft",
        typical().orders(mg=35, minutes=40, status=status),
        {**ONE, "verdict": "criteria-met"},
    )
    for status in ("active", "on-hold", "completed", "stopped", "unknown")
] + [
    _signed(
        "A dangerous dose in a re-signed active order is a stop, and the right one is offered",
        milligrams(70)._with(order={**(milligrams(70).order or {}), "status": "active"}),
        {"verdict": "stop", "suggests": 2, "keeps": {"status": "active", "id": "draft-1"}},
    ),
]

SEVERAL = [
    _signed("Two ketamine orders are two cards", typical().also_orders(_also()), TWO),
    _signed(
        "The order with the worst finding comes first, whatever the order of the drafts",
        typical().also_orders(_also(140)),
        {**TWO, "indicators": ("critical", "warning"), "card_fields": {"indicator": "critical"}},
        "11",
    ),
    _signed(
        "In the assessment the orders keep the order of the session",
        typical().also_orders(_also(140)),
        {
            "references": ("MedicationRequest/draft-1", "MedicationRequest/draft-2"),
            "verdicts": ("caution", "stop"),
        },
        "11",
    ),
    _signed(
        "A wrong dose in one order leaves the dose of the other met; that there are two asks for caution with both",
        typical().also_orders(_also(40)),
        {**TWO, "dose": "met", "verdicts": ("caution", "caution"), "indicators": ("warning", "warning")},
    ),
    _signed("Other drafts are not listed and get no card", typical().also_orders(_amoxicillin()), ONE),
    _signed(
        "A session without ketamine is answered without a card",
        typical()._with(order=_amoxicillin()),
        {"cards": 0, "orders": 0},
    ),
    _signed(
        "Two orders and suicidal ideation are three cards, of which one asks to assess today",
        typical().problem("R45.851", recorded="2026-11-22").also_orders(_also()),
        {"cards": 3, "orders": 2, "suicidality": True},
        "11",
    ),
    _signed(
        "An anaesthetic order beside one for depression stays without a card",
        typical().also_orders(_also(140, 1, reasonCode=[{"text": "general anesthesia"}])),
        {"cards": 1, "verdicts": ("caution", None)},
    ),
    _signed(
        "An esketamine order beside one for depression gets its own information card",
        typical().also_orders(_also(84, medicationCodeableConcept=drug("esketamine"), dosageInstruction=None)),
        {"cards": 2, "orders": 2, "card": ("REMS", "off-label")},
    ),
]

SELECTED = [
    Vignette(
        "At order-select only the selected order is judged",
        typical().also_orders(_also(140)),
        {**ONE, "references": ("MedicationRequest/draft-1",)},
        "2",
    ),
    Vignette(
        "At order-select two selected orders are two cards",
        typical().also_orders(_also()).selects("MedicationRequest/draft-1", "MedicationRequest/draft-2"),
        TWO,
        "2",
    ),
    Vignette(
        "At order-select a selected amoxicillin beside a ketamine draft gets no card",
        typical().also_orders(_amoxicillin()).selects("MedicationRequest/amoxicillin"),
        {"cards": 0},
        "2",
    ),
    _signed(
        "At order-sign nothing needs to be selected",
        typical().also_orders(_also()).selects(),
        TWO,
    ),
]

FINAL = [
    _signed(
        "At order-sign a missing duration is a caution",
        typical().orders(mg=35),
        {"dose": "unknown", "verdict": "caution", "indicators": ("warning",), "suggests": 2},
        "8",
    ),
    Vignette(
        "At order-select a missing duration is not yet held against the order",
        typical().orders(mg=35),
        {"dose": "unknown", "verdict": "criteria-met", "suggests": 2},
        "3 dose",
    ),
    _signed(
        "At order-sign the missing dose stands under 'Missing'",
        typical().orders(),
        {"missing_said": ("dose in mg with a duration",), "suggests": 2},
        "8",
    ),
    _signed(
        "A right order at order-sign is an information card: silence cannot be told from failure",
        typical(),
        {"indicators": ("info",), "cards": 1, "verdict": "criteria-met"},
        "11",
    ),
]

VIGNETTES = [*STATUS, *SEVERAL, *SELECTED, *FINAL]
