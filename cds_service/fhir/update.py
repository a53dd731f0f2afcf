"""Writes the user's draft order again, whole, with another infusion in it.

It must not know how a dose is worked out or whether one may be suggested. What it returns is valid R4, or
None: the reader is tolerant, the writer is not.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import msgspec

from cds_service.chart import Amount, Instruction, Order
from cds_service.fhir import dosed_by, wire
from cds_service.fhir.infusion import instruction
from cds_service.fhir.lenient import decode
from cds_service.fhir.shape import as_list, in_r4_shape, is_valid
from cds_service.fhir.strict import as_number, without_empties
from cds_service.knowledge import Knowledge
from cds_service.protocol.meaning import Meaning, is_apart
from cds_service.protocol.plausible import names_another_weight

UCUM = "http://unitsofmeasure.org"

DOSES = ("doseQuantity", "doseRange", "rateQuantity", "rateRange", "rateRatio")
"""What `doseAndRate` replaces; older drafts carry these beside it, where a stale one would contradict it."""


@dataclass(frozen=True, slots=True)
class Infusion:
    """What is to stand in the order: mg (and the mg/kg it comes of) over minutes, a route as Coding, the text."""

    mg: Decimal
    mg_per_kg: Decimal
    minutes: Decimal
    route: Mapping[str, str]
    text: str


def updated_orders(
    order: Order, infusions: Sequence[Infusion], patient: str | None, knowledge: Knowledge
) -> list[dict[str, Any] | None]:
    """The received MedicationRequest, whole, once with each infusion; None where no sound order comes of it.

    Changed are dose, rate, route and dosage text (and a stated duration, which says the rate again); all
    else stays, unknown elements too. No code is ever added to the medication. `patient` ("Patient/1")
    stands in where the draft names no subject. Sound is valid R4 that our own reader reads back as this
    infusion and nothing else: a draft whose other words say "push" is not.
    """
    draft = _draft(order, patient)
    if draft is None:
        return [None for _ in infusions]
    (received,) = draft.get("dosageInstruction", [{}])
    stated = order.instructions[0] if order.instructions else Instruction()
    if stated.structure.push:
        # A route or a method of push is no part of an infusion, whatever else stays.
        received = {name: value for name, value in received.items() if name not in ("route", "method")}
    keep_route = stated.route == "IV"
    written = [_instruction(received, infusion, keep_route) for infusion in infusions]
    updated = [{**draft, "dosageInstruction": [dosage]} for dosage in written]
    # They differ in numbers and in the text only: when one is valid R4, all are.
    valid = bool(updated) and is_valid(updated[0])
    return [
        whole if valid and _reads_back(dosage, infusion, order, knowledge) else None
        for whole, dosage, infusion in zip(updated, written, infusions, strict=True)
    ]


def _draft(order: Order, patient: str | None) -> dict[str, Any] | None:
    """The received order in R4's shape; None when its dose is not ours to write."""
    if order.resource_type != "MedicationRequest" or not order.raw.get("id"):
        return None
    draft = in_r4_shape(without_empties(order.raw), patient)
    if "dosageInstruction" not in draft:
        # A dose that was read all the same stands in the drug's own name, where we cannot change it.
        return None if any(i.structure != Amount() or i.text != Amount() for i in order.instructions) else draft
    instructions = draft["dosageInstruction"]
    if len(instructions) != 1 or not isinstance(instructions[0], dict):
        return None
    _drop_stale_narrative(draft, instructions[0].get("text"))
    return draft


def _reads_back(written: dict[str, Any], infusion: Infusion, order: Order, knowledge: Knowledge) -> bool:
    """Whether our own reader finds this infusion in what was written, and nothing that contradicts it."""
    dosage = decode(msgspec.json.encode(written), wire.Dosage)
    if dosage is None:
        return False
    read = instruction(dosage, order.mg_per_ml, knowledge)
    structure, text = read.structure, read.text
    return (
        (structure.mg, structure.minutes, structure.push) == (infusion.mg, infusion.minutes, False)
        and structure.other_unit is None
        and structure.mildest is None
        and text.mildest is None
        and text.mg in {None, infusion.mg}
        and text.mg_per_kg in {None, infusion.mg_per_kg}
        and text.minutes in {None, infusion.minutes}
        and (text.mg_per_min, text.mg_per_kg_min, text.push) == (None, None, False)
        and read.route == "IV"
        and not _contradicted(read, infusion, order, knowledge)
    )


def _contradicted(read: Instruction, infusion: Infusion, order: Order, knowledge: Knowledge) -> bool:
    """Whether something that stays in the order says another dose or another time: its limits, bounds, name, notes."""
    text, own = read.text, dosed_by.weights(infusion.text, knowledge)
    weights = tuple(kg for kg in (*read.weights, *order.weights) if kg not in own)
    if read.basis is not None or (weights and _is_of_another_weight(weights, infusion, knowledge)):
        return True
    if order.again is not None or read.again is not None:
        return True
    if text.unread or any(minutes != infusion.minutes for minutes in text.loose_minutes):
        return True
    if text.mg_of_volume not in {None, infusion.mg}:
        return True
    if read.most_mg is not None and read.most_mg < infusion.mg:
        return True
    if read.within is not None and read.within < infusion.minutes:
        return True
    stands = Meaning(infusion.mg, infusion.mg_per_kg, infusion.minutes, push=False)
    return any(is_apart(stands, one, None, knowledge.limit("dose", "tolerance")) for one in order.beside)


def _is_of_another_weight(weights: tuple[Decimal, ...], infusion: Infusion, knowledge: Knowledge) -> bool:
    """Whether a weight that stays in the order is not the one this infusion is worked out with."""
    tolerance = knowledge.limit("dose", "tolerance")
    return names_another_weight(weights, infusion.mg / infusion.mg_per_kg, tolerance, knowledge) is not None


def _instruction(received: dict[str, Any], infusion: Infusion, keep_route: bool) -> dict[str, Any]:
    kept = {name: value for name, value in received.items() if name not in DOSES and name != "_text"}
    stated = [d for d in as_list(received.get("doseAndRate")) if isinstance(d, dict)]
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
    codings = [c for c in as_list(received.get("coding")) if isinstance(c, dict)]
    same = any(c.get("system") == coding["system"] and c.get("code") == coding["code"] for c in codings)
    return {**received, "coding": codings if same else [*codings, dict(coding)]}


def _drop_stale_narrative(draft: dict[str, Any], old_text: Any) -> None:
    """A narrative that repeats the old dosage text would tell the reader the old dose."""
    narrative = draft.get("text")
    shown = narrative.get("div") if isinstance(narrative, dict) else None
    if isinstance(shown, str) and isinstance(old_text, str) and old_text.strip() and old_text in shown:
        del draft["text"]
