"""Why an order was written, as far as it says so: codes, words, and the conditions it points to.

It must not know which reasons are this protocol's business.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator

import msgspec

from cds_service.chart import Order, Reason
from cds_service.fhir import timing, wire
from cds_service.fhir.concepts import diagnosis, named, said, status_code, texts
from cds_service.fhir.lenient import decode, encode
from cds_service.fhir.listing import IN_ERROR
from cds_service.fhir.problems import KETAMINE_ALLERGY
from cds_service.fhir.subjects import last_id
from cds_service.knowledge import Knowledge

Lookup = Callable[[str], wire.Concept | None]
"""From a reference to the code of the condition it names; None when it is not at hand, or does not exist."""

GROUPS = ("problems", "reasons")
_ALLERGY = frozenset({KETAMINE_ALLERGY, "drug-reaction"})
_DOES_NOT_EXIST = frozenset({"refuted", IN_ERROR})
_TITRATED = "dose-left-open"
_LEAD, _NO_PURPOSE, _PAIN_SCALE = "purpose-lead", "no-purpose", "pain-scale"
PAIN, _BESIDE_MEDICINE = "reason-pain", "beside-medicine"
_ACT, _BEFORE_ACT, _BEHIND_ACT = "reason-act", "act-aside-before", "act-aside-behind"
NO_REASON = frozenset(
    {KETAMINE_ALLERGY, "drug-reaction", "psychosis", "psychosis-possible", "hallucinogen-use"}
    | {"mania-current", "mania-ever"}
)
"""Sets of problems whose words do not say what ketamine is for: "psychotic features", "mania resolved"."""

SAYS_NOTHING = frozenset({"reason-administrative", "reason-mood"})
"""Sets of codes that leave open what ketamine is for: a drug level, an unspecified mood disorder."""

_OF_A_NAME = frozenset({"reason-other"})
"""What the name of a service says of itself: "Ketamine infusion procedure" is no reason of another kind."""

CLAUSE = re.compile(r"[;\n]|[,.](?!\d)")

_PIECE = re.compile(r"[;:\n()]|[,.](?!\d)|\s[-–]+\s|\b(?:with|per)\b|\bw/", re.IGNORECASE)
"""What stands together with an act: "procedural sedation monitoring" is none, "procedural sedation, monitoring" is."""

_WORDS_BEFORE, _WORDS_BEHIND = 2, 3
"""So many words next to an act tell whether it is done now."""

_WITH_ANOTHER = re.compile(r"\d|\b(?:with|and|plus|after)\b|\+", re.IGNORECASE)
"""Before the name of another medicine: that ketamine is given together with it."""


def reason(concept: wire.Concept, knowledge: Knowledge) -> Reason:
    """One stated reason; recognised when a diagnosis code or words of our lists say what it is."""
    hits = diagnosis(concept, knowledge, GROUPS)
    by_words = _purposes(hits.by_words, said(concept), knowledge)
    told = hits.told - {KETAMINE_ALLERGY}  # "ketamine infusion" says what is given, not why
    is_open = not told.isdisjoint(SAYS_NOTHING)
    told |= hits.by_words if is_open else frozenset()
    recognised = bool(told - NO_REASON - hits.by_code) if is_open else hits.coded or bool(told - NO_REASON)
    told = _purposes(told, said(concept), knowledge)
    if by_words >= _ALLERGY and not _tells_of_an_allergy(said(concept), knowledge):
        by_words -= {KETAMINE_ALLERGY}
    return Reason(named(concept, "problems", knowledge), told, recognised, by_words)


def _tells_of_an_allergy(text: str, knowledge: Knowledge) -> bool:
    """Whether one clause names ketamine and a reaction: "ketamine for TRD, allergic to penicillin" has none."""
    return any(knowledge.sets_said("problems", clause) >= _ALLERGY for clause in CLAUSE.split(text))


def _purposes(sets: frozenset[str], text: str, knowledge: Knowledge) -> frozenset[str]:
    """The sets that a text names, without the act where it only speaks of one: "TRD, RSI drugs available"."""
    return sets if _ACT not in sets or _is_done_now(text, knowledge) else sets - {_ACT}


def _is_done_now(text: str, knowledge: Knowledge) -> bool:
    """Whether an act stands anywhere in a text without a word next to it of equipment, consent, risk or another day."""
    acts, before, behind = (knowledge.value_sets[name] for name in (_ACT, _BEFORE_ACT, _BEHIND_ACT))
    for piece in _PIECE.split(knowledge.without_negated(text)):
        piece = acts.not_words.sub(" ", piece) if acts.not_words is not None else piece
        for hit in acts.words.finditer(piece) if acts.words is not None else ():
            ahead = " ".join(piece[: hit.start()].split()[-_WORDS_BEFORE:])
            beyond = " ".join(piece[hit.end() :].split()[:_WORDS_BEHIND])
            if not before.says(ahead) and not behind.says(beyond):
                return True
    return False


def reasons(record: wire.Order, find: Lookup, knowledge: Knowledge) -> tuple[Reason, ...]:
    """The reasons of an order: its codes, what its name and dosage text say it is for, then its references."""
    needs = [d.as_needed_codeable_concept for d in record.dosage_instruction]
    stated = [*record.reason_code, *record.reason_codeable_concept, *(need for need in needs if need is not None)]
    contained = lookup(record.contained)
    pointed = [_pointed(r, (contained, find)) for r in record.reason_reference]
    return (
        *(reason(concept, knowledge) for concept in stated),
        *_hints(record, knowledge),
        *(reason(concept, knowledge) for concept in pointed),
    )


def _hints(record: wire.Order, knowledge: Knowledge) -> Iterator[Reason]:
    """What the name of a service is, and what a dosage text says after "for" or "PRN": no more than hints."""
    named_as = texts(record.code)
    purposes = [*named_as]
    lead = knowledge.value_sets[_LEAD].words
    for clause in _clauses(_dosage_texts(record), knowledge):
        found = lead.search(clause) if lead is not None else None
        purposes += [clause[found.end() :]] if found is not None else []
    for purpose in purposes:
        sets = frozenset[str]().union(*(knowledge.sets_said(group, purpose) for group in GROUPS)) - {KETAMINE_ALLERGY}
        sets = _purposes(sets, purpose, knowledge)
        if sets - _OF_A_NAME if purpose in named_as else sets:
            yield Reason(purpose.strip(), sets, suspected=sets)


def _dosage_texts(record: wire.Order) -> list[str]:
    found = [record.patient_instruction]
    for dosage in record.dosage_instruction:
        found += [dosage.text, dosage.patient_instruction, *(said(one) for one in dosage.additional_instruction)]
    return found


def _clauses(spoken: Iterable[str], knowledge: Knowledge) -> Iterator[str]:
    """The clauses that may say what the drug is for: none about what to look after, none about another drug."""
    aside = knowledge.value_sets[_NO_PURPOSE]
    ours = knowledge.with_role("ketamine") | knowledge.with_role("esketamine")
    for text in filter(None, spoken):
        of_another = False
        for clause in CLAUSE.split(text):
            goes_on = of_another and timing.is_as_needed(clause, knowledge)  # "Acetaminophen 650 mg PO, PRN headache"
            named = {match.ingredient for match in knowledge.drugs_by_name(clause)}
            of_another = goes_on or (not named & ours and _is_of_another(clause, knowledge))
            if not of_another and not aside.says(clause) and named <= ours:
                yield clause


def _is_of_another(clause: str, knowledge: Knowledge) -> bool:
    """Whether a clause begins with another medicine: what it says behind the name is that one's purpose."""
    medicines, lead = knowledge.value_sets[_BESIDE_MEDICINE], knowledge.value_sets[_LEAD]
    if medicines.words is None or not medicines.may_say(clause):
        return False
    found = medicines.words.search(clause)
    return (
        found is not None
        and not _WITH_ANOTHER.search(clause[: found.start()])
        and not lead.says(clause[: found.start()])
    )


def is_as_needed(record: wire.Order, knowledge: Knowledge) -> bool:
    """Whether the drug of an order is to be given as needed, and not another that its text keeps at hand."""
    coded = any(d.as_needed_boolean or d.as_needed_codeable_concept is not None for d in record.dosage_instruction)
    others = knowledge.value_sets[_BESIDE_MEDICINE]
    clauses = _clauses(_dosage_texts(record), knowledge)
    return coded or any(timing.is_as_needed(one, knowledge) and not others.says(one) for one in clauses)


def mentions(record: wire.Order, product: str, knowledge: Knowledge) -> frozenset[str]:
    """Sets of reasons that the product, notes, category, performer and plain dosage text of an order name."""
    concepts = [*record.category, *([record.performer_type] if record.performer_type is not None else [])]
    spoken = [product, *(note.text for note in record.note), *map(said, concepts), *_dosage_texts(record)]
    clauses = [*_clauses(spoken, knowledge)]
    found = frozenset[str]().union(*(knowledge.sets_said("reasons", clause) for clause in clauses))
    by_score = any(knowledge.value_sets[_PAIN_SCALE].says(clause) for clause in clauses)
    by_effect = any(knowledge.value_sets[_TITRATED].says(clause) for clause in clauses)
    return found | {PAIN} if by_score and (by_effect or is_as_needed(record, knowledge)) else found


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
