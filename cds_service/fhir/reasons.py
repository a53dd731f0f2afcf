"""Why an order was written, as far as it says so: codes, words, and the conditions it points to.

It must not know which reasons are this protocol's business.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

import msgspec

from cds_service.chart import Order, Reason
from cds_service.fhir import wire
from cds_service.fhir.concepts import diagnosis, shown, status_code
from cds_service.fhir.lenient import decode, encode
from cds_service.fhir.listing import IN_ERROR
from cds_service.fhir.problems import KETAMINE_ALLERGY
from cds_service.fhir.subjects import last_id
from cds_service.knowledge import Knowledge

Lookup = Callable[[str], wire.Concept | None]
"""From a reference to the code of the condition it names; None when it is not at hand, or does not exist."""

_GROUPS = ("problems", "reasons")
_DOES_NOT_EXIST = frozenset({"refuted", IN_ERROR})


def reason(concept: wire.Concept, knowledge: Knowledge) -> Reason:
    """One stated reason; recognised when a diagnosis code or words of our lists say what it is."""
    hits = diagnosis(concept, knowledge, _GROUPS)
    told = hits.told - {KETAMINE_ALLERGY}  # "ketamine infusion" says what is given, not why
    return Reason(shown(concept), told, hits.coded or bool(told), hits.by_words)


def reasons(record: wire.Order, find: Lookup, knowledge: Knowledge) -> tuple[Reason, ...]:
    """The reasons of an order: its codes, what its dosage text says it is for, then its references."""
    needs = [d.as_needed_codeable_concept for d in record.dosage_instruction]
    stated = [*record.reason_code, *record.reason_codeable_concept, *(need for need in needs if need is not None)]
    contained = lookup(record.contained)
    pointed = [_pointed(r, (contained, find)) for r in record.reason_reference]
    return (
        *(reason(concept, knowledge) for concept in stated),
        *_hints(record, knowledge),
        *(reason(concept, knowledge) for concept in pointed),
    )


def _hints(record: wire.Order, knowledge: Knowledge) -> Iterable[Reason]:
    """What a dosage text says after "for" or "PRN": words of our lists, and no more than a hint."""
    lead = knowledge.value_sets["purpose-lead"].words
    for dosage in record.dosage_instruction:
        for text in (dosage.text, dosage.patient_instruction):
            found = lead.search(text) if lead is not None and text else None
            if found is None:
                continue
            purpose = text[found.end() :]
            if sets := frozenset[str]().union(*(knowledge.sets_said(group, purpose) for group in _GROUPS)):
                yield Reason(purpose.strip(), sets, suspected=sets)


def with_conditions(order: Order, find: Lookup, knowledge: Knowledge) -> tuple[Reason, ...]:
    """The order's reasons, those not recognised replaced by the conditions their references name."""
    record = decode(encode(dict(order.raw)), wire.Order)
    references = record.reason_reference if record is not None else []
    first = len(order.reasons) - len(references)
    found = list(order.reasons)
    for position, pointer in enumerate(references, start=first):
        concept = find(pointer.reference)
        if 0 <= position < len(found) and not found[position].recognised and concept is not None:
            found[position] = reason(concept, knowledge)
    return tuple(found)


def _pointed(pointer: wire.Reference, lookups: Iterable[Lookup]) -> wire.Concept:
    """What a reference points to; its own display when that is not at hand."""
    found = (find(pointer.reference) for find in lookups)
    return next((c for c in found if c is not None), wire.Concept(text=pointer.display))


def lookup(resources: Iterable[msgspec.Raw]) -> Lookup:
    """A lookup among these resources, contained ones ("#id") included; built at its first use."""
    known: dict[str, wire.Concept] | None = None

    def find(name: str) -> wire.Concept | None:
        nonlocal known
        if known is None:
            known = _conditions(resources)
        return known.get(name if name.startswith("#") else last_id(name)) if name else None

    return find


def _conditions(resources: Iterable[msgspec.Raw]) -> dict[str, wire.Concept]:
    found: dict[str, wire.Concept] = {}
    for raw in resources:
        if b'"Condition"' not in bytes(raw):
            continue
        record = decode(raw, wire.Condition)
        if record is None or record.resource_type != "Condition" or record.code is None or not record.id:
            continue
        if status_code(record.verification_status) not in _DOES_NOT_EXIST:
            found[f"Condition/{record.id}"] = found[f"#{record.id.lstrip('#')}"] = record.code
    return found
