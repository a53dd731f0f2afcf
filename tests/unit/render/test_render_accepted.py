"""An accepted suggestion is an order our own service finds right."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
from fhir.resources.R4B.medicationrequest import MedicationRequest
from hypothesis import given, settings
from hypothesis import strategies as st
from render_cases import CARDS, DOSE, PLAIN_ORDER, WEIGHT, an_assessed, the_card

from cds_service.answers import Status
from cds_service.chart import Order
from cds_service.fhir.orders import read_orders
from cds_service.knowledge import Knowledge, load
from cds_service.protocol.dose import check

KNOWLEDGE: Knowledge = load(CARDS)
UCUM = "http://unitsofmeasure.org"


def as_read(draft: dict[str, Any]) -> Order:
    """The draft as the service reads it from a call."""
    bundle = {"resourceType": "Bundle", "type": "collection", "entry": [{"resource": draft}]}
    raw = msgspec.Raw(json.dumps(bundle).encode())
    drafts = read_orders(raw, None, "1", KNOWLEDGE, ZoneInfo("UTC"), datetime(2026, 11, 23, 9, tzinfo=UTC))
    return drafts.orders[0]


def quantity(unit: str) -> st.SearchStrategy[dict[str, Any]]:
    return st.sampled_from([1, 20, 35, 40, 350]).map(
        lambda value: {"value": value, "unit": unit, "system": UCUM, "code": unit}
    )


doses = st.fixed_dictionaries(
    {},
    optional={
        "type": st.just({"text": "ordered"}),
        "doseQuantity": quantity("mg") | quantity("mg/kg") | quantity("{pill}") | quantity("mL"),
        "rateQuantity": quantity("mg/min") | quantity("mg/h") | quantity("mL/h"),
        "rateRatio": st.builds(lambda n, d: {"numerator": n, "denominator": d}, quantity("mg"), quantity("min")),
    },
)
routes = st.sampled_from(
    [
        {"text": "IV"},
        {"coding": [{"system": "http://snomed.info/sct", "code": "47625008"}]},
        {"coding": {"code": "IV", "display": "Intravenous"}},
    ]
)
words = st.sampled_from(["40 mg IV push", "0.8 mg/kg over 10 min", "see protocol", "350 mg IV over 40 minutes"])
instructions = st.fixed_dictionaries(
    {},
    optional={
        "text": words,
        "patientInstruction": words | st.just("do not drive"),
        "route": routes,
        "timing": st.just({"repeat": {"duration": 5, "durationUnit": "min"}}),
        "doseAndRate": doses | st.lists(doses, min_size=1, max_size=2),
        "doseQuantity": quantity("mg"),
        "_text": st.just({"extension": [{"url": "https://example.org/t", "valueString": "old"}]}),
    },
)


@given(dosage=instructions | st.lists(instructions, min_size=1, max_size=1))
@settings(max_examples=150, deadline=None)
def test_an_accepted_dose_is_right(dosage: Any) -> None:
    """Whatever the draft said, each dose suggestion read again has 35 mg IV over its minutes, and `dose` is met."""
    order = as_read({**PLAIN_ORDER, "dosageInstruction": dosage})
    card = the_card(an_assessed(order=order))
    updates = [a["resource"] for s in card["suggestions"] for a in s["actions"] if a["type"] == "update"]
    for resource, minutes in zip(updates, (DOSE.minutes, DOSE.slower_minutes), strict=False):
        MedicationRequest.model_validate(resource)
        finding, ordered = check(as_read(resource), WEIGHT, "order-sign", KNOWLEDGE)
        assert ordered is not None
        assert (Decimal(35), minutes, "IV") == (ordered.mg, ordered.minutes, ordered.route)
        assert Status.MET is finding.status
    contradicted = any("patientInstruction" in d for d in (dosage if isinstance(dosage, list) else [dosage]))
    assert contradicted or 2 == len(updates)
