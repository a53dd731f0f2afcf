"""The patient and the encounter.

It must not know names or addresses: they are never read.
"""

from __future__ import annotations

import msgspec

from cds_service.answers import Why
from cds_service.chart import Encounter, Listing, Patient, Supply, Unreadable, When
from cds_service.fhir import wire
from cds_service.fhir.concepts import said, status_code
from cds_service.fhir.dates import known
from cds_service.fhir.lenient import decode, is_there, plain
from cds_service.fhir.listing import IN_ERROR, Reading
from cds_service.fhir.parts import Part
from cds_service.fhir.reasons import GROUPS, reason
from cds_service.fhir.subjects import of_another, reference
from cds_service.fhir.wire_encounter import Encounter as WireEncounter

_GENDERS = frozenset({"male", "female", "other", "unknown"})
_EMERGENCY = "emer"
ANAESTHETIC_PLACE, EMERGENCY_PLACE = "place-anaesthetic", "place-emergency"
ANAESTHESIA = "reason-anaesthesia"
_IS_THERE = frozenset({"", "active"})
"""Statuses of a location that is not planned, reserved or left."""
_OVER = frozenset({"finished", "cancelled", "completed", "discharged", "discontinued"})
"""Statuses of an encounter that is over or did not come about, of R4 and of R5."""


def read_patient(part: Part, about: Reading) -> Listing[Patient]:
    """The patient in context; nothing supplied is absent, and another patient is unreadable."""
    if part.state is not Supply.SUPPLIED:
        return Listing(supply=part.state)
    people = [p for raw in part.resources if (p := decode(raw, wire.Patient)) and p.resource_type == "Patient"]
    if not people:
        if part.resources or part.unreadable:
            return Listing(supply=Supply.FAILED)
        return Listing(supply=Supply.ABSENT)
    ours = [p for p in people if not p.id or p.id == about.patient_id]
    if not ours:
        return Listing(Supply.SUPPLIED, unreadable=(Unreadable("Patient", "the record of another patient"),))
    return Listing(Supply.SUPPLIED, facts=(_patient(ours[0], about),))


def _patient(record: wire.Patient, about: Reading) -> Patient:
    born = about.clock.past(record.birth_date)
    why = born if isinstance(born, Why) else Why.NOT_RECORDED
    gender = record.gender.strip().lower()
    return Patient(
        reference=f"Patient/{record.id or about.patient_id}",
        birth=known(born),
        birth_why=None if isinstance(born, When) else why,
        gender=gender if gender in _GENDERS else None,
    )


def read_encounter(part: Part, about: Reading) -> Encounter | None:
    """The encounter in context; None when it is not known."""
    for raw in part.resources:
        record = decode(raw, WireEncounter)
        if record is None or record.resource_type != "Encounter" or of_another(record, about.patient_id):
            continue
        if record.status != IN_ERROR:
            concepts = [*record.reason_code, *record.type]
            spoken = [said(one) for one in (*concepts, record.service_type) if one is not None] + _places(record)
            mentioned = (about.knowledge.sets_said(group, text) for group in GROUPS for text in spoken)
            mentions = frozenset[str]().union(*mentioned)
            # "OR 3", "ED": names of places that in a reason or a dosage text would be common words.
            places = (about.knowledge.sets_said("vocabulary", place) for place in _places(record))
            kinds = frozenset[str]().union(*places)
            told = (reason(one, about.knowledge).sets for one in record.reason_code)
            return Encounter(
                reference(record),
                _EMERGENCY in _classes(record.class_) or EMERGENCY_PLACE in kinds,
                mentions | {ANAESTHESIA} if ANAESTHETIC_PLACE in kinds else mentions,
                frozenset[str]().union(*told),
                running=record.status.strip().lower() not in _OVER,
            )
    return None


def _places(record: WireEncounter) -> list[str]:
    """Where the patient is now, as far as it is called by a name."""
    now = (one.location for one in record.location if one.status.strip().lower() in _IS_THERE)
    return [place.display for place in now if place is not None and place.display]


def _classes(raw: msgspec.Raw) -> set[str]:
    """The class codes of an encounter: a Coding in R4, a string, a concept or a list of them elsewhere."""
    value = plain(raw) if is_there(raw) else None
    items = value if isinstance(value, list) else [value]
    found: set[str] = set()
    for item in items:
        if isinstance(item, dict) and isinstance(code := item.get("code"), str):
            found.add(code.strip().lower())
        elif item is not None:
            found.add(status_code(msgspec.Raw(msgspec.json.encode(item, enc_hook=str))))
    return found
