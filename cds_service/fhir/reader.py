"""Builds the chart: every part read into its list, once, under the clock of this call.

It must not know what any fact means for the protocol.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from cds_service.chart import Chart
from cds_service.fhir import medications, people, problems, procedures, purposes, reasons, wire
from cds_service.fhir.dates import Clock
from cds_service.fhir.drugs import Shelf, is_unresolved
from cds_service.fhir.lenient import is_there
from cds_service.fhir.listing import Reading, read_list
from cds_service.fhir.orders import Drafts
from cds_service.fhir.parts import ABSENT, Part
from cds_service.fhir.readings import read_readings
from cds_service.fhir.records import heads, whole
from cds_service.fhir.subjects import bare_id
from cds_service.knowledge import Knowledge

MEDICATION_LISTS = ("medicationStatements", "medicationRequests", "medicationDispenses", "medicationAdministrations")


def read_chart(
    parts: Mapping[str, Part],
    drafts: Drafts,
    patient_id: str,
    now: datetime,
    tz: ZoneInfo,
    knowledge: Knowledge,
) -> Chart:
    """The chart of one patient at one moment. `now` is aware; days are those of `tz`. Never raises on chart data."""
    clock = Clock.at(now, tz, knowledge)

    def part(key: str) -> Part:
        return parts.get(key, ABSENT)

    conditions = reasons.lookup(part("conditions").resources)
    requests = purposes.lookup(part("medicationRequests").resources)
    about = Reading(bare_id(patient_id), clock, knowledge, _shelf(parts), conditions, requests)

    return Chart(
        now=now,
        today=now.astimezone(tz).date(),
        patient=people.read_patient(part("patient"), about),
        encounter=people.read_encounter(part("encounter"), about),
        problems=read_list(part("conditions"), problems.CONDITIONS, about),
        statements=read_list(part("medicationStatements"), medications.STATEMENTS, about),
        requests=read_list(part("medicationRequests"), medications.REQUESTS, about),
        dispenses=read_list(part("medicationDispenses"), medications.DISPENSES, about),
        administrations=read_list(part("medicationAdministrations"), medications.ADMINISTRATIONS, about),
        allergies=read_list(part("allergies"), problems.ALLERGIES, about),
        procedures=read_list(part("procedures"), procedures.PROCEDURES, about),
        surveys=read_readings(part("surveys"), "surveys", about),
        vitals=read_readings(part("vitalSigns"), "vitals", about),
        coded=read_readings(part("observations"), "coded", about),
        drafts=drafts.medications,
    )


def _shelf(parts: Mapping[str, Part]) -> Shelf:
    keys = ("medications", *MEDICATION_LISTS)
    return Shelf.of(*(parts[key].resources for key in keys if key in parts))


def unresolved_medications(parts: Mapping[str, Part]) -> tuple[str, ...]:
    """References of chart medications that must be read before their drug can be told, each once."""
    shelf = _shelf(parts)
    found: dict[str, None] = {}
    for part in (parts[key] for key in MEDICATION_LISTS if key in parts):
        for position, head in enumerate(heads(part.resources)):
            if head is None or not is_there(head.medication_reference):
                continue
            record = whole(part.resources, position, wire.MedicationRecord)
            missing = record and is_unresolved(
                record.medication_codeable_concept, record.medication_reference, record.contained, shelf
            )
            if missing:
                found.setdefault(missing)
    return tuple(found)
