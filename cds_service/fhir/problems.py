"""Conditions and allergies: which clinical concepts they are, by code or suspected by words, and whether active.

It must not know what a concept means for ketamine.
"""

from __future__ import annotations

from operator import attrgetter

import msgspec

from cds_service.chart import Allergy, Problem, Source, Unreadable
from cds_service.fhir import dates, wire
from cds_service.fhir.concepts import codes, diagnosis, named, said, shown, status_code
from cds_service.fhir.lenient import decode
from cds_service.fhir.listing import IN_ERROR, Found, ReadAs, Reading
from cds_service.fhir.memory import remembered
from cds_service.fhir.subjects import reference
from cds_service.knowledge import Knowledge

_ACTIVE = frozenset({"active", "recurrence", "relapse"})
_OVER = frozenset({"inactive", "remission", "resolved"})
_DOES_NOT_EXIST = frozenset({"refuted", IN_ERROR})
_UNSURE = frozenset({"provisional", "differential", "unconfirmed"})

KETAMINE_ALLERGY = "ketamine-allergy"
"""The value set of substances an allergy to which matters."""

_KETAMINE_ROLES = ("ketamine", "esketamine")


@remembered
def hits_or_is_unreadable(raw: bytes, knowledge: Knowledge) -> bool:
    """True unless the condition's code is readable and hits no value set."""
    concept = decode(raw, wire.Concept)
    return concept is None or not shown(concept) or bool(diagnosis(concept, knowledge, ("problems",)).told)


@remembered
def may_be_ketamine(raw: bytes, knowledge: Knowledge) -> bool:
    """True unless the allergy's code is readable and says neither ketamine nor esketamine."""
    concept = decode(raw, wire.Concept)
    if concept is None or not shown(concept):
        return True
    return _is_ketamine(concept, knowledge) or KETAMINE_ALLERGY in knowledge.sets_said("problems", said(concept))


def problem(record: wire.Condition, about: Reading) -> Found[Problem]:
    """The condition if it hits a value set; none of its silence about dates makes it inactive."""
    verification = status_code(record.verification_status)
    clinical = status_code(record.clinical_status)
    if verification in _DOES_NOT_EXIST or clinical == IN_ERROR:
        return ()
    name = reference(record, "Condition")
    if record.code is None or not shown(record.code):
        return Unreadable(name, "no code and no text")
    onset = about.clock.past(record.onset_date_time or dates.start(record.onset_period))
    recorded = about.clock.past(record.recorded_date or record.date_recorded or record.asserted_date)
    hits = diagnosis(record.code, about.knowledge, ("problems",))
    if not hits.told:
        return ()
    if _lies_ahead(record, about):
        return Unreadable(name, "dated in the future")
    begun, noted = dates.known(onset), dates.known(recorded)
    return (
        Problem(
            source=Source(name, when.day if (when := begun or noted) is not None else None),
            text=named(record.code, "problems", about.knowledge),
            sets=hits.by_code,
            suspected=hits.by_words,
            coded=hits.coded,
            active=_is_active(clinical, record, about),
            confirmed=verification not in _UNSURE,
            ended=clinical in _ACTIVE and _is_abated(record, about),
            onset=begun,
            recorded=noted,
        ),
    )


def _lies_ahead(record: wire.Condition, about: Reading) -> bool:
    texts = (
        record.onset_date_time or dates.start(record.onset_period),
        record.recorded_date or record.date_recorded or record.asserted_date,
    )
    known = (dates.known(about.clock.any(text)) for text in texts)
    return any(when is not None and about.clock.ahead(when) for when in known)


def _is_active(clinical: str, record: wire.Condition, about: Reading) -> bool:
    """Missing and unknown statuses count as active, unless the problem is recorded as abated by now."""
    if clinical in _OVER:
        return False
    if clinical in _ACTIVE:
        return True
    return not _is_abated(record, about)


def _is_abated(record: wire.Condition, about: Reading) -> bool:
    """Whether the problem is recorded to have ended by now."""
    abated = dates.known(about.clock.any(record.abatement_date_time or dates.end(record.abatement_period)))
    return abated is not None and abated.last <= about.clock.now.astimezone(about.clock.tz).date()


def allergy(record: wire.AllergyIntolerance, about: Reading) -> Found[Allergy]:
    """An allergy or intolerance to ketamine or esketamine, by code or by name; others are not facts."""
    if status_code(record.verification_status) in _DOES_NOT_EXIST:
        return ()
    clinical = status_code(record.clinical_status)
    if clinical == IN_ERROR:
        return ()
    name = reference(record, "AllergyIntolerance")
    substances = [c for c in (record.code, record.substance, *(r.substance for r in record.reaction)) if c]
    if not any(shown(c) for c in substances):
        return Unreadable(name, "no substance")
    by_code = any(_is_ketamine(c, about.knowledge) for c in substances)
    by_words = any(KETAMINE_ALLERGY in about.knowledge.sets_said("problems", said(c)) for c in substances)
    if not (by_code or by_words):
        return ()
    return (
        Allergy(
            source=Source(name),
            text=next(named(c, "problems", about.knowledge) for c in substances if shown(c)),
            sets=frozenset({KETAMINE_ALLERGY}),
            by_name=not by_code,
            active=clinical not in _OVER,
        ),
    )


def _is_ketamine(concept: wire.Concept, knowledge: Knowledge) -> bool:
    """True when a code of the concept is an allergy to ketamine, or ketamine itself."""
    for system, code in codes(concept):
        if KETAMINE_ALLERGY in knowledge.sets_of("problems", system, code):
            return True
        roles = {role for m in knowledge.drugs_by_code(system, code) for role in knowledge.drugs[m.ingredient].roles}
        if roles & set(_KETAMINE_ROLES):
            return True
    return False


def _only_substance(head: wire.Head) -> msgspec.Raw:
    """The allergy's code where it names no other substance; nothing where it does."""
    return wire.NOTHING if head.reaction or head.substance else head.code


CONDITIONS = ReadAs("Condition", wire.Condition, attrgetter("code"), hits_or_is_unreadable, problem)
ALLERGIES = ReadAs("AllergyIntolerance", wire.AllergyIntolerance, _only_substance, may_be_ketamine, allergy)
