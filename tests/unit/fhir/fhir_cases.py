"""Small FHIR records and the shortest way from a list of them to the chart, for the tests of the reader.

It must not know what the protocol makes of a chart.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import msgspec

from cds_service.chart import Chart, Instruction, Medication, Order, Problem, Reading
from cds_service.fhir.orders import Drafts, read_orders
from cds_service.fhir.parts import Part, part_from_prefetch
from cds_service.fhir.reader import read_chart
from cds_service.knowledge import Knowledge, load

CARDS = Path(__file__).parents[3] / "cards" / "ketamine-trd"
SHARED = Path(__file__).parents[3].parent / "shared"

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
UTC_ZONE = ZoneInfo("UTC")

ICD10CM = "http://hl7.org/fhir/sid/icd-10-cm"
SNOMED = "http://snomed.info/sct"
RXNORM = "http://www.nlm.nih.gov/research/umls/rxnorm"
LOINC = "http://loinc.org"
UCUM = "http://unitsofmeasure.org"

Json = Any


@lru_cache(maxsize=1)
def knowledge() -> Knowledge:
    return load(CARDS)


def raw(value: Json) -> msgspec.Raw:
    return msgspec.Raw(json.dumps(value).encode())


def concept(code: str = "", system: str = ICD10CM, text: str = "", display: str = "") -> Json:
    """A CodeableConcept with one coding, a text, or both."""
    made: Json = {}
    if code:
        made["coding"] = [{"system": system, "code": code, **({"display": display} if display else {})}]
    return made | ({"text": text} if text else {})


def quantity(value: Json, unit: str, code: str | None = None) -> Json:
    return {"value": value, "unit": unit, "system": UCUM, "code": code or unit}


def bundle(*resources: Json, **members: Json) -> Json:
    return {"resourceType": "Bundle", "type": "searchset", "entry": [{"resource": r} for r in resources], **members}


def part(*resources: Json, **members: Json) -> Part:
    return part_from_prefetch(raw(bundle(*resources, **members)))


def chart(zone: ZoneInfo = UTC_ZONE, now: datetime = NOW, patient: str = "p1", **parts: Part) -> Chart:
    """The chart of these parts, named by prefetch key."""
    return read_chart(parts, Drafts(), patient, now, zone, knowledge())


def condition(code: Json, **fields: Json) -> Json:
    return {"resourceType": "Condition", "id": "c1", "subject": {"reference": "Patient/p1"}, "code": code, **fields}


def problem(code: Json, **fields: Json) -> Problem | None:
    """The one problem a condition makes; None when it makes none."""
    facts = chart(conditions=part(condition(code, **fields))).problems.facts
    return facts[0] if facts else None


SERTRALINE = concept("36437", RXNORM, text="sertraline")


def statement(**fields: Json) -> Json:
    made = {
        "resourceType": "MedicationStatement",
        "id": "m1",
        "status": "active",
        "subject": {"reference": "Patient/p1"},
        "medicationCodeableConcept": SERTRALINE,
    }
    return {k: v for k, v in (made | fields).items() if v is not None}


def taken(**fields: Json) -> Medication:
    """The one medication fact of a MedicationStatement."""
    (fact,) = chart(medicationStatements=part(statement(**fields))).statements.facts
    return fact


def requested(**fields: Json) -> Medication:
    """The one medication fact of a MedicationRequest."""
    made = statement(resourceType="MedicationRequest", intent="order", **fields)
    (fact,) = chart(medicationRequests=part(made)).requests.facts
    return fact


def observation(code: Json, **fields: Json) -> Json:
    made = {
        "resourceType": "Observation",
        "id": "o1",
        "status": "final",
        "subject": {"reference": "Patient/p1"},
        "code": code,
        "effectiveDateTime": "2026-11-20T09:00:00Z",
    }
    return {k: v for k, v in (made | fields).items() if v is not None}


def readings(key: str, code: Json, **fields: Json) -> tuple[Reading, ...]:
    """The readings one Observation gives under a prefetch key."""
    found = chart(**{key: part(observation(code, **fields))})
    return {"surveys": found.surveys, "vitalSigns": found.vitals, "observations": found.coded}[key].facts


KETAMINE = concept("6130", RXNORM, text="ketamine")


def draft(**fields: Json) -> Json:
    made = {
        "resourceType": "MedicationRequest",
        "id": "d1",
        "status": "draft",
        "intent": "order",
        "subject": {"reference": "Patient/p1"},
        "medicationCodeableConcept": KETAMINE,
    }
    return {k: v for k, v in (made | fields).items() if v is not None}


def drafts(*resources: Json, selections: list[str] | None = None, medications: tuple[msgspec.Raw, ...] = ()) -> Drafts:
    made = raw(bundle(*resources))
    return read_orders(made, selections, "p1", knowledge(), UTC_ZONE, NOW, medications)


def order(**fields: Json) -> Order:
    """The one order of one draft."""
    (found,) = drafts(draft(**fields)).orders
    return found


def instruction(**dosage: Json) -> Instruction:
    """The one instruction of a draft with one dosageInstruction."""
    (found,) = order(dosageInstruction=[dosage]).instructions
    return found
