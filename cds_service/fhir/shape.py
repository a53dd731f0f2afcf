"""The shape R4 asks of a MedicationRequest: what repeats is an array, required codes are R4's, the rest is valid.

It must not know doses or what an order is for. What real clients send is brought into this shape; what cannot be is
refused.
"""

from __future__ import annotations

import copy
from collections.abc import Mapping, Sequence
from typing import Any

from cds_service.fhir.late import Late
from cds_service.fhir.plain_order import is_plain

ORDER_STATUSES = frozenset(
    {"active", "on-hold", "cancelled", "completed", "entered-in-error", "stopped", "draft", "unknown"}
)
ORDER_INTENTS = frozenset(
    {
        "proposal",
        "plan",
        "order",
        "original-order",
        "reflex-order",
        "filler-order",
        "instance-order",
        "option",
    }
)
PRIORITIES = frozenset({"routine", "urgent", "asap", "stat"})
"""Codes of R4's required bindings, which fhir.resources does not check."""

ORDER_ARRAYS = frozenset(
    {
        "basedOn",
        "category",
        "contained",
        "detectedIssue",
        "dosageInstruction",
        "eventHistory",
        "extension",
        "identifier",
        "instantiatesCanonical",
        "instantiatesUri",
        "insurance",
        "modifierExtension",
        "note",
        "reasonCode",
        "reasonReference",
        "supportingInformation",
    }
)
"""Elements of MedicationRequest that R4 repeats; clients send some of them as single objects."""

INNER_ARRAYS = frozenset(
    {
        "additionalInstruction",
        "coding",
        "dayOfWeek",
        "doseAndRate",
        "event",
        "extension",
        "modifierExtension",
        "timeOfDay",
        "when",
    }
)
"""Elements that R4 repeats wherever they stand inside a MedicationRequest."""


def in_r4_shape(received: dict[str, Any], patient: str | None) -> dict[str, Any]:
    """A copy in which what R4 repeats is an array, and status, intent and subject are there.

    A status or intent that is none of R4's becomes "draft" or "order": it is a draft we answer with.
    """
    order = _repeated(received, ORDER_ARRAYS)
    if not is_code(order.get("status"), ORDER_STATUSES):
        order["status"] = "draft"
    if not is_code(order.get("intent"), ORDER_INTENTS):
        order["intent"] = "order"
    if not order.get("subject") and patient:
        order["subject"] = {"reference": patient}
    return order


def _repeated(value: dict[str, Any], arrays: frozenset[str]) -> dict[str, Any]:
    """The same object with every single value that R4 repeats put into an array."""
    return {name: _inner(item, name in arrays) for name, item in value.items()}


def _inner(value: Any, repeats: bool) -> Any:
    if isinstance(value, list):
        return [_inner(item, False) for item in value]
    whole = _repeated(value, INNER_ARRAYS) if isinstance(value, dict) else value
    return [whole] if repeats and whole is not None else whole


def is_valid(order: dict[str, Any]) -> bool:
    """R4 by fhir.resources, the client's unknown elements set aside, and the required codes it leaves out.

    An order that is plain enough to be valid for certain does not need to be asked about.
    """
    if "priority" in order and not is_code(order["priority"], PRIORITIES):
        return False
    if not is_reference(order.get("subject")):
        return False
    if is_plain(order):
        return True
    from pydantic import ValidationError

    model = _model()
    known = order
    for _ in range(2):
        try:
            model.model_validate(known)
        except ValidationError as refused:
            unknown = [e["loc"] for e in refused.errors() if e["type"] == "extra_forbidden"]
            if not unknown:
                return False
            known = copy.deepcopy(known)
            for path in unknown:
                _remove(known, path)
        except (TypeError, AttributeError, KeyError):  # what its validators raise on values of an odd type
            return False
        else:
            return True
    return False


def _medication_request() -> Any:
    from fhir.resources.R4B.medicationrequest import MedicationRequest

    MedicationRequest.model_validate(_SMALLEST)  # the models of what is inside are made at the first use
    return MedicationRequest


_SMALLEST = {
    "resourceType": "MedicationRequest",
    "status": "draft",
    "intent": "order",
    "subject": {"reference": "Patient/x"},
    "medicationCodeableConcept": {"text": "x"},
}


_model = Late(_medication_request)
"""Building the R4 models takes a quarter of a second that most calls never need."""


def _remove(value: Any, path: Sequence[int | str]) -> None:
    for step in path[:-1]:
        try:
            value = value[step]
        except (KeyError, IndexError, TypeError):
            return
    if isinstance(value, dict):
        value.pop(path[-1], None)


def is_code(value: Any, codes: frozenset[str]) -> bool:
    """Whether a value of any type is one of the codes."""
    return isinstance(value, str) and value in codes


def is_reference(subject: Any) -> bool:
    """Whether this names somebody."""
    return isinstance(subject, Mapping) and bool(subject.get("reference") or subject.get("identifier"))


def as_list(value: Any) -> list[Any]:
    """A repeated element, or a single one where a list belongs, as a list."""
    if value is None:
        return []
    return value if isinstance(value, list) else [value]
