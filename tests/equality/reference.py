"""The slow and obvious path: the whole request parsed, every record through fhir.resources, every record read in full.

It must not take a short cut of the service: no heads, no filter by code, no one-pass split, no plain order. What a
record means, and the rules, are the service's own: they are not what is compared.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from typing import Any
from unittest.mock import patch
from zoneinfo import ZoneInfo

import msgspec
from fhir.resources.R4B import get_fhir_model_class
from pydantic import ValidationError

from cds_service.assess import Assessment, Options, assess
from cds_service.chart import Chart, Listing, Supply, Unreadable
from cds_service.fhir import medications, people, problems, procedures, purposes, reasons, wire
from cds_service.fhir import readings as observations
from cds_service.fhir.dates import Clock
from cds_service.fhir.drugs import Shelf
from cds_service.fhir.lenient import decode
from cds_service.fhir.listing import ReadAs, Reading, no_list, read_one
from cds_service.fhir.observables import match
from cds_service.fhir.orders import Drafts, complete_orders, read_orders
from cds_service.fhir.parts import PREFETCH, Part, part_from_prefetch
from cds_service.fhir.reader import MEDICATION_LISTS
from cds_service.fhir.subjects import bare_id
from cds_service.knowledge import Knowledge
from cds_service.render import RenderOptions, render

Json = dict[str, Any]
ZONE = ZoneInfo("UTC")


@dataclass
class Reference:
    """One answer the slow way. `refused`: records fhir.resources does not accept, which were read as received."""

    refused: list[str] = field(default_factory=list)

    def assess(self, request: Json, now: datetime, knowledge: Knowledge) -> tuple[Assessment, Drafts]:
        """Raises ScopeUndecidable as the service does."""
        context = request["context"]
        drafts = Drafts()
        if "draftOrders" in context:
            selections = context.get("selections") if request["hook"] == "order-select" else None
            raw = msgspec.Raw(json.dumps(context["draftOrders"]).encode())
            drafts = read_orders(raw, selections, context["patientId"], knowledge, ZONE, now)
        sent = request.get("prefetch") or {}
        parts = {key: self._part(sent[key], key) if key in sent else Part() for key in PREFETCH}
        chart = _chart(parts, drafts, context["patientId"], now, knowledge)
        orders = complete_orders(drafts.orders, parts, knowledge)
        return assess(request["hook"], orders, chart, knowledge, Options()), drafts

    def _part(self, value: Any, key: str) -> Part:
        """As the service splits a part; then each record goes through its model, and none keeps a head."""
        part = part_from_prefetch(msgspec.Raw(json.dumps(value).encode()), key)
        return replace(part, resources=tuple(self._modelled(raw) for raw in part.resources))

    def _modelled(self, raw: msgspec.Raw) -> msgspec.Raw:
        record = json.loads(bytes(raw))
        try:
            model = get_fhir_model_class(record["resourceType"]).model_validate(record)
        except (ValidationError, KeyError, TypeError, AttributeError, LookupError, ValueError) as problem:
            self.refused.append(f"{record.get('resourceType')}: {type(problem).__name__}")
            return msgspec.Raw(bytes(raw))
        return msgspec.Raw(model.model_dump_json().encode())


def answer(request: Json, now: datetime, knowledge: Knowledge, new_uuid: Any) -> tuple[Json, list[str]]:
    """The whole response body, and the records fhir.resources refused."""
    reference = Reference()
    assessment, drafts = reference.assess(request, now, knowledge)
    if "draftOrders" in request["context"] and not drafts.orders:
        return {"cards": []}, reference.refused
    options = RenderOptions("https://cds.example.org", "org.ketamine-cds", new_uuid)
    with patch("cds_service.fhir.shape.is_plain", return_value=False):
        body = render(assessment, knowledge, options, drafts.service_requests)
    return msgspec.to_builtins(body), reference.refused


def _chart(parts: Mapping[str, Part], drafts: Drafts, patient_id: str, now: datetime, knowledge: Knowledge) -> Chart:
    shelf = Shelf(dict(_medications(parts)))
    conditions = reasons.lookup(parts["conditions"].resources)
    requests = purposes.lookup(parts["medicationRequests"].resources)
    about = Reading(
        bare_id(patient_id), Clock.at(now, ZONE, knowledge), knowledge, shelf, conditions=conditions, requests=requests
    )

    def listed(key: str, as_: Any) -> Any:
        return _every_record(parts[key], as_, about)

    def observed(key: str, name: str) -> Any:
        read = partial(_if_ours, name=name)
        as_ = ReadAs("Observation", wire.Observation, lambda head: wire.NOTHING, lambda raw, known: True, read)
        oldest = observations.covers_from(parts[key], about.clock) if parts[key].truncated else None
        return _every_record(parts[key], as_, about, oldest)

    return Chart(
        now=now,
        today=now.astimezone(ZONE).date(),
        patient=people.read_patient(parts["patient"], about),
        encounter=people.read_encounter(parts["encounter"], about),
        problems=listed("conditions", problems.CONDITIONS),
        statements=listed("medicationStatements", medications.STATEMENTS),
        requests=listed("medicationRequests", medications.REQUESTS),
        dispenses=listed("medicationDispenses", medications.DISPENSES),
        administrations=listed("medicationAdministrations", medications.ADMINISTRATIONS),
        allergies=listed("allergies", problems.ALLERGIES),
        procedures=listed("procedures", procedures.PROCEDURES),
        surveys=observed("surveys", "surveys"),
        vitals=observed("vitalSigns", "vitals"),
        coded=observed("observations", "coded"),
        drafts=drafts.medications,
    )


def _if_ours(record: wire.Observation, about: Reading, name: str) -> Any:
    """The readings of an Observation; one whose code is readable and none of ours is nobody's business."""
    is_panel = bool(record.component)
    if record.code is not None and not is_panel and match(record.code, about.knowledge, name) is None:
        return ()
    return observations.observation(record, about, name=name)


def _medications(parts: Mapping[str, Part]) -> Iterator[tuple[str, wire.Medication]]:
    """Every Medication beside the medication lists; the first of an id counts."""
    found: dict[str, wire.Medication] = {}
    for key in MEDICATION_LISTS:
        for raw in parts[key].resources:
            record = decode(raw, wire.Medication)
            if record is not None and record.resource_type == "Medication" and record.id:
                found.setdefault(f"Medication/{record.id}", record)
    return iter(found.items())


def _every_record(part: Part, as_: Any, about: Reading, covers_from: Any = None) -> Listing[Any]:
    if (missing := no_list(part)) is not None:
        return Listing(supply=missing)
    facts: list[Any] = []
    bad = [Unreadable(as_.resource_type, "not a record")] * part.unreadable
    for record in _once_each([decode(raw, as_.record) for raw in part.resources], as_.resource_type):
        found = read_one(record, as_.read, about) if record is not None else Unreadable(as_.resource_type, "")
        facts += () if isinstance(found, Unreadable) else found
        bad += [found] if isinstance(found, Unreadable) else []
    return Listing(Supply.SUPPLIED, tuple(facts), part.truncated, tuple(bad), covers_from)


def _once_each(records: Sequence[Any], wanted: str) -> Iterator[Any]:
    seen: set[str] = set()
    for record in records:
        if record is not None and (record.resource_type not in ("", wanted) or record.id in seen):
            continue
        if record is not None and record.id:
            seen.add(record.id)
        yield record
