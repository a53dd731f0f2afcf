"""What a record of the past was done for, as far as its reasons and notes say so in our words.

It must not know which purpose counts.
"""

from __future__ import annotations

from collections.abc import Iterable

from cds_service.fhir import wire
from cds_service.fhir.concepts import diagnosis
from cds_service.knowledge import Knowledge

GROUPS = ("problems", "reasons")


def purposes(
    reasons: Iterable[wire.Concept], references: Iterable[wire.Reference], notes: Iterable[str], knowledge: Knowledge
) -> frozenset[str]:
    """Names of the reason sets hit by codes or words of the reasons, and by words of the notes."""
    concepts = [*reasons, *(wire.Concept(text=r.display) for r in references if r.display)]
    found = [diagnosis(concept, knowledge, GROUPS).told for concept in concepts]
    found += [knowledge.sets_said("reasons", note) for note in notes if note]
    return frozenset[str]().union(*found)
