"""What a medicine of the chart is said to be for: its reasons, those it points to, and its dosage text.

It must not know which reason makes a trial of an antidepressant.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from cds_service.chart import Reason
from cds_service.fhir import wire
from cds_service.fhir.concepts import codes, diagnosis, named, said, shown
from cds_service.fhir.listing import Reading
from cds_service.fhir.reasons import CLAUSE
from cds_service.knowledge import Knowledge

_GROUPS = ("problems", "reasons")
_OTHER, _SILENT, _BESIDE = "indication-other", "indication-open", "indication-beside"
_MOOD = "indication-mood"
_LEAD, _ASIDE = "purpose-lead", "no-purpose"


def indications(
    record: wire.MedicationRecord, instructions: Iterable[wire.Dosage], about: Reading
) -> tuple[Reason, ...]:
    """Every reason the record states, and what its dosage text says after "for" where our words know it."""
    pointed = (about.conditions(r.reference) or wire.Concept(text=r.display) for r in record.reason_reference)
    needs = (d.as_needed_codeable_concept for d in instructions)
    stated = [c for c in (*record.reason_code, *pointed, *needs) if c is not None and shown(c)]
    return (*(_reason(c, about.knowledge) for c in stated), *_hints(instructions, about.knowledge))


def _reason(concept: wire.Concept, knowledge: Knowledge) -> Reason:
    hits = diagnosis(concept, knowledge, _GROUPS)
    ours = frozenset[str]().union(*(knowledge.sets_of("vocabulary", s, c) for s, c in codes(concept)))
    ours |= knowledge.sets_said("vocabulary", said(concept))
    told = hits.told | (ours & {_OTHER, _SILENT, _BESIDE})
    return Reason(named(concept, "problems", knowledge), told, hits.coded or bool(told), hits.by_words)


def _hints(instructions: Iterable[wire.Dosage], knowledge: Knowledge) -> Iterator[Reason]:
    lead, aside = knowledge.value_sets[_LEAD].words, knowledge.value_sets[_ASIDE]
    spoken = (text for dosage in instructions for text in (dosage.text, dosage.patient_instruction) if text)
    for clause in (part for text in spoken for part in CLAUSE.split(text)):
        found = lead.search(clause) if lead is not None and not aside.says(clause) else None
        purpose = clause[found.end() :].strip() if found is not None else ""
        told = frozenset[str]().union(*(knowledge.sets_said(group, purpose) for group in _GROUPS))
        ours = knowledge.sets_said("vocabulary", purpose)
        told |= (ours & {_OTHER, _BESIDE}) | ({_SILENT} if _MOOD in ours else set())
        if told:
            yield Reason(purpose, told, recognised=True, suspected=told)
