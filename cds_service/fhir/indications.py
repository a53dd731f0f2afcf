"""What a medicine of the chart is said to be for: its reasons, those it points to, and its dosage text.

It must not know which reason makes a trial of an antidepressant.
"""

from __future__ import annotations

import re
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
_LEAD, _ASIDE, _SECOND = "purpose-lead", "no-purpose", "purpose-second"
_DEPRESSED = frozenset({"depressive-disorder", "bipolar-any"})
_MARKS = " \t:-–—()[]\"'"
_SET_OFF = re.compile(r"[()\[\]]|(?<!\w)[-–—](?!\w)")
_JOINS = re.compile(r"\b(?:and|or)\b", re.IGNORECASE)
_WORD = re.compile(r"\w")


def indications(
    record: wire.MedicationRecord, instructions: Iterable[wire.Dosage], ours: frozenset[str], about: Reading
) -> tuple[Reason, ...]:
    """Every reason the record states, and what its dosage text says after "for" where our words know it. `ours`: the
    ingredients of the record; what the text says of another drug is no reason for them."""
    pointed = (about.conditions(r.reference) or wire.Concept(text=r.display) for r in record.reason_reference)
    needs = (d.as_needed_codeable_concept for d in instructions)
    stated = [c for c in (*record.reason_code, *pointed, *needs) if c is not None and shown(c)]
    return (*(_reason(c, about.knowledge) for c in stated), *_hints(instructions, ours, about.knowledge))


def _reason(concept: wire.Concept, knowledge: Knowledge) -> Reason:
    hits = diagnosis(concept, knowledge, _GROUPS)
    ours = frozenset[str]().union(*(knowledge.sets_of("vocabulary", s, c) for s, c in codes(concept)))
    ours |= knowledge.sets_said("vocabulary", said(concept))
    told = hits.told | (ours & {_OTHER, _SILENT, _BESIDE})
    return Reason(named(concept, "problems", knowledge), told, hits.coded or bool(told), hits.by_words)


def _hints(instructions: Iterable[wire.Dosage], ours: frozenset[str], knowledge: Knowledge) -> Iterator[Reason]:
    lead, aside = knowledge.value_sets[_LEAD].words, knowledge.value_sets[_ASIDE]
    spoken = (text for dosage in instructions for text in (dosage.text, dosage.patient_instruction) if text)
    for text in spoken:
        for clause in CLAUSE.split(text):
            if aside.says(clause):
                continue
            if lead is not None and (found := lead.search(clause)) is not None:
                yield from _after_lead(clause, found, ours, knowledge)
            else:
                yield from _alone(clause, text, knowledge)


def _after_lead(clause: str, lead: re.Match[str], ours: frozenset[str], knowledge: Knowledge) -> Iterator[Reason]:
    purpose = clause[lead.end() :].strip(_MARKS)
    told = frozenset[str]().union(*(knowledge.sets_said(group, purpose) for group in _GROUPS))
    words = knowledge.sets_said("vocabulary", purpose)
    told |= (words & {_OTHER, _BESIDE}) | ({_SILENT} if _MOOD in words else set())
    drugs = {match.ingredient for match in knowledge.drugs_by_name(clause[: lead.start()])} if told else set()
    if not told or (drugs and drugs.isdisjoint(ours)):
        return  # "with trazodone for sleep": that is what the other one is for
    if drugs - ours or knowledge.value_sets[_SECOND].says(clause):
        told |= {_BESIDE}
    yield Reason(purpose, told, recognised=True, suspected=told)


def _alone(clause: str, text: str, knowledge: Knowledge) -> Iterator[Reason]:
    """Words that are a purpose and nothing else, set off by brackets, a dash or a comma: they leave it open, unless
    the text tells of depression as well."""
    other = knowledge.value_sets[_OTHER]
    if other.words is None or not other.may_say(clause):
        return
    told = frozenset({_BESIDE})
    for piece in _SET_OFF.split(clause):
        is_bare = other.says(piece) and not _WORD.search(_JOINS.sub(" ", other.words.sub(" ", piece)))
        if is_bare and _DEPRESSED.isdisjoint(knowledge.sets_said("problems", text)):
            yield Reason(piece.strip(_MARKS), told, recognised=True, suspected=told)
