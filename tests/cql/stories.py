"""Writes every vignette and every probe as a FHIR Bundle with what the service answers, one JSON object a line.

It must not know a rule of the protocol. What a rule would have to ask of the request besides the resources – which
lists were supplied, how many of their entries are no FHIR at all – stands beside the Bundle as `lists`. References
to a Medication are resolved, since the evaluation has no server to ask. Every entry says by a tag where it came from.
"""

from __future__ import annotations

import copy
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.cql.probes import PROBES
from tests.cql.vocabulary import vocabulary
from tests.spec.run import answer
from tests.spec.story import NOW, PATIENT
from tests.spec.test_spec import ALL
from tests.spec.vignette import Vignette

Json = dict[str, Any]

RULES = ("treatment-resistance", "severity", "bipolar-coverage")
LISTS = (
    "conditions",
    "medicationStatements",
    "medicationRequests",
    "medicationDispenses",
    "medicationAdministrations",
    "surveys",
    "observations",
)
"""The prefetch lists that the three rules read."""

CONCEPT, OBJECT, TEXT, OBJECTS, CONCEPTS = "a concept", "an object", "a text", "objects", "concepts"
SHAPES: dict[str, str] = {
    "code": CONCEPT,
    "medicationCodeableConcept": CONCEPT,
    "medicationReference": OBJECT,
    "clinicalStatus": CONCEPT,
    "verificationStatus": CONCEPT,
    "subject": OBJECT,
    "effectivePeriod": OBJECT,
    "dispenseRequest": OBJECT,
    "daysSupply": OBJECT,
    "status": TEXT,
    "intent": TEXT,
    "effectiveDateTime": TEXT,
    "authoredOn": TEXT,
    "dateAsserted": TEXT,
    "whenHandedOver": TEXT,
    "onsetDateTime": TEXT,
    "recordedDate": TEXT,
    "component": OBJECTS,
    "valueQuantity": OBJECT,
    "valueString": TEXT,
}
"""What an element that the rules read has to be."""


def is_fhir(record: Any, kind: str) -> bool:
    """Whether the rules' elements of an entry have the shape FHIR gives them."""
    if not isinstance(record, dict) or record.get("resourceType") != kind:
        return False
    return all(_has_shape(record[name], shape) for name, shape in SHAPES.items() if name in record)


def _has_shape(value: Any, shape: str) -> bool:
    if shape == TEXT:
        return isinstance(value, str)
    if shape == OBJECTS:
        return isinstance(value, list) and all(isinstance(one, dict) for one in value)
    if shape == CONCEPT:
        return isinstance(value, dict) and _has_shape(value.get("coding", []), OBJECTS)
    return isinstance(value, dict)


KINDS = {
    "conditions": "Condition",
    "medicationStatements": "MedicationStatement",
    "medicationRequests": "MedicationRequest",
    "medicationDispenses": "MedicationDispense",
    "medicationAdministrations": "MedicationAdministration",
    "surveys": "Observation",
    "observations": "Observation",
}


def _state(prefetch: Json, key: str) -> tuple[str, list[Any]]:
    """How a list came, and its entries."""
    if key not in prefetch:
        return "absent", []
    sent = prefetch[key]
    if sent is None:
        return "supplied", []
    if not isinstance(sent, dict) or sent.get("resourceType") != "Bundle":
        return "failed", []
    links = sent.get("link", [])
    more = any(isinstance(link, dict) and link.get("relation") == "next" for link in links)
    entries = [entry.get("resource") for entry in sent.get("entry", []) if isinstance(entry, dict)]
    return ("truncated" if more else "supplied"), entries


def _resolved(record: Json, medications: dict[str, Json]) -> Json:
    """The record with the Medication it refers to in place of the reference, where that was sent."""
    reference = record.get("medicationReference")
    if not isinstance(reference, dict):
        return record
    target = str(reference.get("reference", ""))
    inside = {f"#{m.get('id')}": m for m in record.get("contained", []) if isinstance(m, dict)}
    found = inside.get(target) or medications.get(target)
    made = {k: v for k, v in record.items() if k not in ("contained",)}
    if found and isinstance(found.get("code"), dict):
        del made["medicationReference"]
        made["medicationCodeableConcept"] = found["code"]
    return made


def _tagged(record: Json, key: str, place: int) -> Json:
    tag = {"system": "urn:prefetch", "code": key, "version": str(place)}
    made = copy.deepcopy(record)
    made["meta"] = {"tag": [tag]}
    made["id"] = f"{key}-{place}-{record.get('id', '')}"
    return made


def exported(request: Json, order: Json | None) -> Json:
    """The request as a collection Bundle and the state of its lists; of the order itself the rules ask its reasons."""
    prefetch = request["prefetch"]
    entries = request["context"].get("draftOrders", {}).get("entry", [])
    drafts = [e["resource"] for e in entries if "resource" in e and e["resource"] != order]
    sent = [r for key in prefetch for r in _state(prefetch, key)[1]] + drafts
    medications = {
        f"Medication/{r.get('id')}": r for r in sent if isinstance(r, dict) and r.get("resourceType") == "Medication"
    }
    records: list[Json] = [{"resourceType": "Patient", "id": PATIENT}]
    lists: list[Json] = []
    for key in LISTS:
        state, entries = _state(prefetch, key)
        wanted = [
            r
            for r in entries
            if not isinstance(r, dict) or r.get("resourceType") not in ("OperationOutcome", "Medication")
        ]
        readable = [r for r in wanted if is_fhir(r, KINDS[key])]
        lists.append({"key": key, "state": state, "unreadable": len(wanted) - len(readable)})
        records += [_tagged(_resolved(r, medications), key, place) for place, r in enumerate(readable)]
    records += [
        _tagged(_resolved(r, medications), "draftOrders", place)
        for place, r in enumerate(drafts)
        if is_fhir(r, "MedicationRequest")
    ]
    records += [_tagged(order, "order", 0)] if order is not None and is_fhir(order, "MedicationRequest") else []
    return {
        "bundle": {"resourceType": "Bundle", "type": "collection", "entry": [{"resource": r} for r in records]},
        "lists": lists,
    }


def judged(body: Json) -> Json | None:
    """What the service says to the three rules about its first in-scope order, or nothing when it judged none."""
    assessment: Json = next(iter(body.get("extension", {}).values()), {})
    order = next((o for o in assessment.get("orders", []) if "criteria" in o), None)
    if order is None:
        return None
    statuses = {c["id"]: c["status"] for c in order["criteria"] if c["id"] in RULES}
    trials = [
        {
            "drug": t["ingredient"],
            "adequate": str(t["adequate"]).lower(),
            "outcome": t["outcome"],
            "days": t.get("adequateDays"),
        }
        for t in order.get("trials", [])
    ]
    return {**statuses, "trials": trials}


def story(vignette: Vignette) -> Json | None:
    """One line of the export; nothing for a vignette in which the service judges no order."""
    request = vignette.story.request(vignette.hook)
    status, body = answer(request)
    said = judged(body) if status == 200 else None
    if said is None:
        return None
    return {"says": vignette.says, "rule": vignette.rule, **exported(request, vignette.story.order), "service": said}


def stories() -> Iterator[Json]:
    """Every vignette and every probe in which the service judges an order."""
    probes = [Vignette(says, chart, {}, "probe") for says, chart in PROBES.items()]
    return (made for made in map(story, [*ALL, *probes]) if made is not None)


def write(folder: Path) -> int:
    """Writes parameters.json and stories.jsonl; how many stories."""
    folder.mkdir(parents=True, exist_ok=True)
    parameters = {"now": NOW.isoformat(timespec="milliseconds"), "vocabulary": vocabulary()}
    (folder / "parameters.json").write_text(json.dumps(parameters), encoding="utf-8")
    lines = [json.dumps(made) + "\n" for made in stories()]
    (folder / "stories.jsonl").write_text("".join(lines), encoding="utf-8")
    return len(lines)


if __name__ == "__main__":
    print(f"{write(Path(sys.argv[1]))} of {len(ALL) + len(PROBES)} vignettes and probes written")
