"""Writes orders: the user's whole draft with another infusion in it, and monitoring orders to go with it.

It must not know how a dose is worked out or whether one may be suggested. What it returns is valid R4, or
None: the reader is tolerant, the writer is not.
"""

from __future__ import annotations

import copy
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from cds_service.chart import Order
from cds_service.fhir.strict import as_number, without_empties
from cds_service.knowledge import Monitoring

UCUM = "http://unitsofmeasure.org"

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

DOSES = ("doseQuantity", "doseRange", "rateQuantity", "rateRange", "rateRatio")
"""What `doseAndRate` replaces; older drafts carry these beside it, where a stale one would contradict it."""


@dataclass(frozen=True, slots=True)
class Infusion:
    """What is to stand in the order: mg over minutes, the route as a FHIR Coding, the dosage text."""

    mg: Decimal
    minutes: Decimal
    route: Mapping[str, str]
    text: str


def updated_orders(order: Order, infusions: Sequence[Infusion], patient: str | None) -> list[dict[str, Any]]:
    """The received MedicationRequest, whole, once with each infusion; none when no valid R4 order comes of it.

    Changed are dose, rate, route and dosage text (and a stated duration, which says the rate again); all
    else stays, unknown elements too. No code is ever added to the medication. `patient` ("Patient/1")
    stands in where the draft names no subject.
    """
    if order.resource_type != "MedicationRequest" or not order.raw.get("id"):
        return []
    draft = _repeated(without_empties(order.raw), ORDER_ARRAYS)
    instructions = draft.get("dosageInstruction", [{}])
    if len(instructions) != 1 or not isinstance(instructions[0], dict):
        return []
    _drop_stale_narrative(draft, instructions[0].get("text"))
    if draft.get("status") not in ORDER_STATUSES:
        draft["status"] = "draft"
    if draft.get("intent") not in ORDER_INTENTS:
        draft["intent"] = "order"
    if not draft.get("subject") and patient:
        draft["subject"] = {"reference": patient}
    keep_route = bool(order.instructions) and order.instructions[0].route == "IV"
    updated = [{**draft, "dosageInstruction": [_instruction(instructions[0], i, keep_route)]} for i in infusions]
    # They differ in numbers and in the text only: when one is valid, all are.
    return updated if updated and _is_valid(updated[0]) else []


def monitoring_order(entry: Monitoring, order: Order, patient: str | None) -> dict[str, Any] | None:
    """A draft ServiceRequest for one monitoring entry of the content; None without a subject to write it for."""
    subject = order.raw.get("subject") or ({"reference": patient} if patient else None)
    if not _is_reference(subject):
        return None
    code: dict[str, Any] = {"text": entry.title}
    if entry.code and entry.system:
        coding = {"system": entry.system, "code": entry.code, "display": entry.display or entry.title}
        code = {"coding": [coding], "text": entry.title}
    request: dict[str, Any] = {
        "resourceType": "ServiceRequest",
        "status": "draft",
        "intent": "order",
        "code": code,
        "subject": subject,
        "note": [{"text": entry.text}],
    }
    if isinstance(encounter := order.raw.get("encounter"), dict):
        request["encounter"] = encounter
    return without_empties(request)


def is_held(entry: Monitoring, service_requests: Iterable[Mapping[str, Any]]) -> bool:
    """Whether the drafts already order this monitoring, by code or by one of its names."""
    names = [name.casefold() for name in (entry.title, *entry.names)]
    for request in service_requests:
        if request.get("status") in {"revoked", "entered-in-error"}:
            continue
        codings, texts = _said_by(request.get("code"))
        if entry.code and (entry.system, entry.code) in codings:
            return True
        if any(name in text for name in names for text in texts):
            return True
    return False


def _said_by(concept: Any) -> tuple[set[tuple[Any, Any]], list[str]]:
    if not isinstance(concept, Mapping):
        return set(), []
    codings = [c for c in _as_list(concept.get("coding")) if isinstance(c, Mapping)]
    texts = [concept.get("text"), *(c.get("display") for c in codings)]
    codes = {
        (c.get("system"), c.get("code"))
        for c in codings
        if isinstance(c.get("system"), str) and isinstance(c.get("code"), str)
    }
    return codes, [t.casefold() for t in texts if isinstance(t, str)]


def _as_list(value: Any) -> list[Any]:
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def _repeated(value: dict[str, Any], arrays: frozenset[str]) -> dict[str, Any]:
    """The same object with every single value that R4 repeats put into an array."""
    return {name: _inner(item, name in arrays) for name, item in value.items()}


def _inner(value: Any, repeats: bool) -> Any:
    if isinstance(value, list):
        return [_inner(item, False) for item in value]
    whole = _repeated(value, INNER_ARRAYS) if isinstance(value, dict) else value
    return [whole] if repeats and whole is not None else whole


def _instruction(received: dict[str, Any], infusion: Infusion, keep_route: bool) -> dict[str, Any]:
    kept = {name: value for name, value in received.items() if name not in DOSES and name != "_text"}
    stated = [d for d in _as_list(received.get("doseAndRate")) if isinstance(d, dict)]
    entry = {k: v for k, v in (stated[0] if stated else {}).items() if k not in DOSES}
    mg, minutes = _quantity(infusion.mg, "mg", "mg"), _quantity(infusion.minutes, "min", "min")
    entry |= {"doseQuantity": mg, "rateRatio": {"numerator": dict(mg), "denominator": minutes}}
    kept["text"] = infusion.text
    kept["doseAndRate"] = [entry]
    kept["route"] = _route(received.get("route") if keep_route else None, infusion.route)
    timing = kept.get("timing")
    if isinstance(timing, dict) and isinstance(repeat := timing.get("repeat"), dict) and "duration" in repeat:
        repeat = {k: v for k, v in repeat.items() if k != "durationMax"}
        repeat |= {"duration": as_number(infusion.minutes), "durationUnit": "min"}
        kept["timing"] = {**timing, "repeat": repeat}
    return kept


def _quantity(value: Decimal, unit: str, code: str) -> dict[str, Any]:
    return {"value": as_number(value), "unit": unit, "system": UCUM, "code": code}


def _route(received: Any, coding: Mapping[str, str]) -> dict[str, Any]:
    """Our route; a received one that already says intravenous stays and gets our code beside its own."""
    if not isinstance(received, dict):
        return {"coding": [dict(coding)], "text": coding["display"]}
    codings = [c for c in _as_list(received.get("coding")) if isinstance(c, dict)]
    same = any(c.get("system") == coding["system"] and c.get("code") == coding["code"] for c in codings)
    return {**received, "coding": codings if same else [*codings, dict(coding)]}


def _drop_stale_narrative(draft: dict[str, Any], old_text: Any) -> None:
    """A narrative that repeats the old dosage text would tell the reader the old dose."""
    narrative = draft.get("text")
    shown = narrative.get("div") if isinstance(narrative, dict) else None
    if isinstance(shown, str) and isinstance(old_text, str) and old_text.strip() and old_text in shown:
        del draft["text"]


def _is_valid(draft: dict[str, Any]) -> bool:
    """R4 by fhir.resources, the client's unknown elements set aside, and the required codes it leaves out."""
    if draft.get("priority") is not None and draft["priority"] not in PRIORITIES:
        return False
    if not _is_reference(draft.get("subject")):
        return False
    # Imported here: building the R4 models takes a moment that most calls never need.
    from fhir.resources.R4B.medicationrequest import MedicationRequest
    from pydantic import ValidationError

    known = draft
    for _ in range(2):
        try:
            MedicationRequest.model_validate(known)
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


def _remove(value: Any, path: Sequence[int | str]) -> None:
    for step in path[:-1]:
        try:
            value = value[step]
        except (KeyError, IndexError, TypeError):
            return
    if isinstance(value, dict):
        value.pop(path[-1], None)


def _is_reference(subject: Any) -> bool:
    return isinstance(subject, Mapping) and bool(subject.get("reference") or subject.get("identifier"))
