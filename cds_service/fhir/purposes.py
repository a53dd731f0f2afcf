"""What a record of the past was done for, as far as its reasons and notes say so.

It must not know which purpose counts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

import msgspec

from cds_service.fhir import wire
from cds_service.fhir.lenient import decode
from cds_service.fhir.listing import IN_ERROR, Reading
from cds_service.fhir.reasons import NO_REASON, SAYS_NOTHING, reason
from cds_service.fhir.subjects import last_id

_OF_NOTES = frozenset({"reason-anaesthesia", "reason-pain"})
"""What a note may say of the purpose. "Agitated at 20 min" is none."""

UNKNOWN_PURPOSE = frozenset({"reason-other"})
"""A reason by a code that is in no set of ours."""


def purposes(
    reasons: Iterable[wire.Concept],
    references: Iterable[wire.Reference],
    notes: Iterable[str],
    about: Reading,
    request: wire.Reference | None = None,
) -> frozenset[str]:
    """Names of the sets hit by codes or words of the reasons, also of those they point to and of the order that was
    carried out, and by words of the notes."""
    ordered = about.requests(request.reference) if request is not None else None
    concepts = [*reasons, *(ordered.reason_code if ordered is not None else [])]
    pointers = [*references, *(ordered.reason_reference if ordered is not None else [])]
    concepts += [about.conditions(p.reference) or wire.Concept(text=p.display) for p in pointers]
    found = [_told(concept, about) for concept in concepts]
    found += [about.knowledge.sets_said("reasons", note) & _OF_NOTES for note in notes if note]
    return frozenset[str]().union(*found)


def _told(concept: wire.Concept, about: Reading) -> frozenset[str]:
    stated = reason(concept, about.knowledge)
    return (stated.sets - NO_REASON - SAYS_NOTHING) or (UNKNOWN_PURPOSE if stated.recognised else frozenset())


def lookup(resources: Iterable[msgspec.Raw]) -> Callable[[str], wire.MedicationRecord | None]:
    """A lookup among these MedicationRequests by reference; built at its first use."""
    known: dict[str, wire.MedicationRecord] | None = None

    def find(name: str) -> wire.MedicationRecord | None:
        nonlocal known
        if known is None:
            records = (decode(raw, wire.MedicationRecord) for raw in resources)
            known = {f"{r.resource_type}/{r.id}": r for r in records if r is not None and r.status != IN_ERROR}
        return known.get(last_id(name)) if name else None

    return find
