"""Makes the request bodies that are measured: one patient's story among thousands of records that do not matter.

It must not know the service. A seed makes the same bytes again; only the days are counted back from today, so that
the story never grows stale.
"""

from __future__ import annotations

import copy
import json
import random
import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

Json = dict[str, Any]

STORY = Path(__file__).resolve().parents[1] / "fixtures" / "requests" / "classic-trd.json"
TOLD_ON = date(2026, 11, 23)
"""The day on which the stories of the fixtures happen."""

SEED = 20_261_123
_DAY = re.compile(r"\b(?:19|20)\d\d-\d\d-\d\d\b")


@dataclass(frozen=True)
class Size:
    """How many records a body holds, and how many bytes each has about."""

    name: str
    resources: int
    resource_bytes: int
    repeats: int
    """How many times the story's own records are there, each time a year further back."""


SIZES = {
    size.name: size
    for size in (
        Size("small", 47, 1930, 1),
        Size("medium", 452, 1690, 2),
        Size("large", 3202, 1640, 5),
    )
}

_LOINC, _SNOMED, _RXNORM = "http://loinc.org", "http://snomed.info/sct", "http://www.nlm.nih.gov/research/umls/rxnorm"
_LABS = {
    "2339-0": "Glucose [Mass/volume] in Blood",
    "6299-2": "Urea nitrogen [Mass/volume] in Blood",
    "38483-4": "Creatinine [Mass/volume] in Blood",
    "49765-1": "Calcium [Mass/volume] in Blood",
    "2947-0": "Sodium [Moles/volume] in Blood",
    "6298-4": "Potassium [Moles/volume] in Blood",
    "4548-4": "Hemoglobin A1c/Hemoglobin.total in Blood",
    "2093-3": "Cholesterol [Mass/volume] in Serum or Plasma",
    "2571-8": "Triglycerides",
    "718-7": "Hemoglobin [Mass/volume] in Blood",
    "777-3": "Platelets [#/volume] in Blood by Automated count",
}
_VITALS = {"9279-1": "Respiratory rate", "8310-5": "Body temperature", "2708-6": "Oxygen saturation in Arterial blood"}
_SURVEYS = {
    "72514-3": "Pain severity - 0-10 verbal numeric rating [Score] - Reported",
    "72166-2": "Tobacco smoking status",
    "93025-5": "Protocol for Responding to and Assessing Patients' Assets, Risks, and Experiences [PRAPARE]",
    "76504-0": "Total score [HARK]",
}
_PROBLEMS = {
    "444814009": "Viral sinusitis (disorder)",
    "195662009": "Acute viral pharyngitis (disorder)",
    "10509002": "Acute bronchitis (disorder)",
    "44465007": "Sprain of ankle",
    "55822004": "Hyperlipidemia",
    "162864005": "Body mass index 30+ - obesity (finding)",
    "239873007": "Osteoarthritis of knee",
}
_DRUGS = {
    "314076": "lisinopril 10 MG Oral Tablet",
    "314231": "simvastatin 10 MG Oral Tablet",
    "860975": "24 HR metformin hydrochloride 500 MG Extended Release Oral Tablet",
    "308182": "amoxicillin 250 MG Oral Capsule",
    "313782": "acetaminophen 325 MG Oral Tablet",
    "310965": "ibuprofen 200 MG Oral Tablet",
    "310798": "hydrochlorothiazide 25 MG Oral Tablet",
}
_PROCEDURES = {
    "430193006": "Medication Reconciliation (procedure)",
    "710824005": "Assessment of health and social care needs (procedure)",
    "428191000124101": "Documentation of current medications",
    "73761001": "Colonoscopy",
    "23426006": "Measurement of respiratory function (procedure)",
    "117015009": "Throat culture (procedure)",
}
_WORDS = """
    encounter visit routine general follow up examination without abnormal findings reviewed with the patient
    results discussed plan continued next appointment arranged by the clinic and no further action was needed
"""

_SHARES = (
    ("observations", 30),
    ("vitalSigns", 20),
    ("procedures", 16),
    ("medicationRequests", 12),
    ("conditions", 8),
    ("surveys", 8),
    ("medicationAdministrations", 6),
)
"""Of a hundred records that do not matter, how many stand in which list; a Synthea chart looks about so."""


def call(size: str, *, drug: str = "ketamine", hook: str = "order-select", today: date | None = None) -> Json:
    """One request. `drug`: "ketamine", or "amoxicillin" for the common call about something else."""
    request = _moved(json.loads(STORY.read_text("utf-8")), today or datetime.now().date())
    request["hook"] = hook
    request["hookInstance"] = "6bb4d5a2-3d3e-4b7e-9a51-5d1c7c3a9f00"
    request["context"].setdefault("encounterId", "e1")
    if hook == "order-sign":
        request["context"].pop("selections", None)
    if drug != "ketamine":
        _order(request)["medicationCodeableConcept"] = _concept(_RXNORM, "308182", _DRUGS["308182"])
    _fill(request["prefetch"], SIZES[size], today or datetime.now().date())
    return request


def body(size: str, **kind: Any) -> bytes:
    """The same as the bytes a client sends."""
    return json.dumps(call(size, **kind), separators=(",", ":"), ensure_ascii=False).encode()


def without_prefetch(size: str, fhir_server: str) -> bytes:
    """The same call by a client that prefetches nothing: the chart is to be read from its FHIR server."""
    request = call(size)
    del request["prefetch"]
    return json.dumps({**request, "fhirServer": fhir_server}, separators=(",", ":")).encode()


def _order(request: Json) -> Json:
    order: Json = request["context"]["draftOrders"]["entry"][0]["resource"]
    return order


def _moved(request: Json, today: date) -> Json:
    """The story with every day as far back from today as it was from the day it was told on."""
    shift = today - TOLD_ON

    def later(found: re.Match[str]) -> str:
        return (date.fromisoformat(found.group()) + shift).isoformat()

    moved: Json = json.loads(_DAY.sub(later, json.dumps(request)))
    return moved


def _fill(prefetch: Json, size: Size, today: date) -> None:
    dice = random.Random(SEED)  # noqa: S311 (a chart, not a secret)
    _repeat(prefetch, size.repeats)
    own = sum(len(value.get("entry", ())) if "entry" in value else 1 for value in prefetch.values() if value)
    lists = [key for key, share in _SHARES for _ in range(share)]
    for number in range(size.resources - own):
        key = dice.choice(lists)
        resource = _record(key, number, today - timedelta(days=dice.randrange(1, 3650)), dice)
        _pad(resource, size.resource_bytes, dice)
        prefetch[key].setdefault("entry", []).append(_entry(resource))
    for value in prefetch.values():
        if value and value.get("resourceType") == "Bundle" and "entry" in value:
            dice.shuffle(value["entry"])
            value["total"] = len(value["entry"])


def _repeat(prefetch: Json, times: int) -> None:
    for key in ("surveys", "vitalSigns", "medicationStatements"):
        told = prefetch[key].get("entry", [])
        prefetch[key]["entry"] = [_earlier(entry, years) for years in range(times) for entry in told]


def _earlier(entry: Json, years: int) -> Json:
    if not years:
        return entry
    earlier = copy.deepcopy(entry)
    earlier["resource"]["id"] += f"-{years}"
    moved: Json = json.loads(_DAY.sub(lambda day: f"{int(day[0][:4]) - years}{day[0][4:8]}15", json.dumps(earlier)))
    return moved


def _entry(resource: Json) -> Json:
    where = f"https://fhir.example.org/r4/{resource['resourceType']}/{resource['id']}"
    return {"fullUrl": where, "resource": resource, "search": {"mode": "match"}}


def _concept(system: str, code: str, display: str) -> Json:
    return {"coding": [{"system": system, "code": code, "display": display}], "text": display}


def _record(key: str, number: int, on: date, dice: random.Random) -> Json:
    at = f"{on.isoformat()}T{dice.randrange(7, 19):02}:{dice.randrange(60):02}:{dice.randrange(60):02}+00:00"
    unique = f"{dice.getrandbits(32):08x}-{dice.getrandbits(16):04x}-{number:04x}-{dice.getrandbits(48):012x}"
    head: Json = {
        "id": unique,
        "meta": {
            "versionId": "1",
            "lastUpdated": at,
            "profile": ["http://hl7.org/fhir/us/core/StructureDefinition/us-core-record"],
        },
    }
    visit = "context" if key == "medicationAdministrations" else "encounter"
    about: Json = {"subject": {"reference": "Patient/p1"}, visit: {"reference": f"Encounter/{unique[::-1]}"}}
    return _of_kind(key, at, dice) | head | about


def _of_kind(key: str, at: str, dice: random.Random) -> Json:
    if key == "conditions":
        return _condition(at, dice)
    if key == "procedures":
        coded = _concept(_SNOMED, *dice.choice(list(_PROCEDURES.items())))
        return {
            "resourceType": "Procedure",
            "status": "completed",
            "code": coded,
            "performedPeriod": {"start": at, "end": at},
        }
    if key in ("medicationRequests", "medicationAdministrations"):
        return _medication(key, at, dice)
    codes = {"observations": _LABS, "vitalSigns": _VITALS, "surveys": _SURVEYS}[key]
    category = {"observations": "laboratory", "vitalSigns": "vital-signs", "surveys": "survey"}[key]
    system = "http://terminology.hl7.org/CodeSystem/observation-category"
    unit = {"unit": "mg/dL", "system": "http://unitsofmeasure.org", "code": "mg/dL"}
    return {
        "resourceType": "Observation",
        "status": "final",
        "category": [{"coding": [{"system": system, "code": category, "display": category}]}],
        "code": _concept(_LOINC, *dice.choice(list(codes.items()))),
        "effectiveDateTime": at,
        "issued": at,
        "valueQuantity": {"value": round(dice.uniform(1, 200), 4), **unit},
    }


def _condition(at: str, dice: random.Random) -> Json:
    system = "http://terminology.hl7.org/CodeSystem/condition-"
    return {
        "resourceType": "Condition",
        "clinicalStatus": {"coding": [{"system": f"{system}clinical", "code": "resolved"}]},
        "verificationStatus": {"coding": [{"system": f"{system}ver-status", "code": "confirmed"}]},
        "category": [{"coding": [{"system": f"{system}category", "code": "encounter-diagnosis"}]}],
        "code": _concept(_SNOMED, *dice.choice(list(_PROBLEMS.items()))),
        "onsetDateTime": at,
        "abatementDateTime": at,
        "recordedDate": at,
    }


def _medication(key: str, at: str, dice: random.Random) -> Json:
    drug = _concept(_RXNORM, *dice.choice(list(_DRUGS.items())))
    if key == "medicationAdministrations":
        given: Json = {"status": "completed", "effectiveDateTime": at}
        return {"resourceType": "MedicationAdministration", "medicationCodeableConcept": drug} | given
    timing = {"repeat": {"frequency": 1, "period": 1.0, "periodUnit": "d"}}
    dosage = {"sequence": 1, "timing": timing, "asNeededBoolean": False}
    order: Json = {"status": "stopped", "intent": "order", "authoredOn": at, "dosageInstruction": [dosage]}
    return {"resourceType": "MedicationRequest", "medicationCodeableConcept": drug} | order


def _pad(resource: Json, wanted: int, dice: random.Random) -> None:
    """What else real records carry, until this one has about its size: identifiers, people, extensions, a narrative.

    Most of it is structure, not text, as in charts that Synthea or a hospital's server writes.
    """
    missing = round(wanted * dice.uniform(0.75, 1.25)) - len(json.dumps(resource)) - 180
    if missing > 500 and dice.random() < 0.3:
        words = _WORDS.split()
        told = " ".join(dice.choice(words) for _ in range(missing // 20))
        div = f'<div xmlns="http://www.w3.org/1999/xhtml"><p>{told}</p></div>'
        resource["text"] = {"status": "generated", "div": div}
        missing -= len(div)
    carried: dict[str, list[Json]] = {"identifier": [], "extension": []}
    while missing > 0:
        name = dice.choice(list(carried))
        more = _identifier(dice) if name == "identifier" else _extension(dice)
        carried[name].append(more)
        missing -= len(json.dumps(more))
    resource |= {name: items for name, items in carried.items() if items}


def _identifier(dice: random.Random) -> Json:
    system = "http://terminology.hl7.org/CodeSystem/v2-0203"
    return {
        "use": "usual",
        "type": {"coding": [{"system": system, "code": "PLAC", "display": "Placer Identifier"}]},
        "system": f"urn:oid:1.2.840.114350.1.13.{dice.randrange(1000)}",
        "value": f"{dice.getrandbits(40)}",
        "assigner": {"reference": f"Organization/{dice.getrandbits(24):x}"},
    }


def _extension(dice: random.Random) -> Json:
    return {
        "url": "http://hospital.example.org/fhir/StructureDefinition/recorded-by",
        "extension": [
            {"url": "who", "valueReference": {"reference": f"Practitioner/{dice.getrandbits(32):x}"}},
            {"url": "minutes", "valueInteger": dice.randrange(90)},
            {"url": "final", "valueBoolean": dice.random() < 0.5},
        ],
    }
