"""What a card has itself created is not taken for another ketamine order when everything is signed together."""

from __future__ import annotations

from typing import Any

import pytest

from tests.spec import run
from tests.spec.story import typical

NAMES = sorted({name for each in run.knowledge().protocol.monitoring for name in (each.title, each.text, *each.names)})


def judged(*drafts: dict[str, Any]) -> list[str]:
    """References of the orders that were judged when these drafts are signed beside a ketamine order."""
    _, body = run.answer(typical().also_orders(*drafts).request("order-sign"))
    return [order["reference"] for each in body["extension"].values() for order in each["orders"]]


def service(text: str) -> dict[str, Any]:
    return {
        "resourceType": "ServiceRequest",
        "id": "service-1",
        "status": "draft",
        "intent": "order",
        "subject": {"reference": "Patient/p1"},
        "code": {"text": text},
    }


@pytest.mark.parametrize("name", NAMES)
def test_a_monitoring_order_is_no_ketamine_order(name: str) -> None:
    """By its title, its text or any name it is recognised by, monitoring is monitoring."""
    assert ["MedicationRequest/draft-1"] == judged(service(name))


@pytest.mark.parametrize("name", ["Ketamine infusion", "Ketamine infusion with vital signs monitoring"])
def test_an_order_to_give_ketamine_stays_one(name: str) -> None:
    """A service that gives ketamine is judged, also when it speaks of monitoring."""
    assert ["MedicationRequest/draft-1", "ServiceRequest/service-1"] == sorted(judged(service(name)))
