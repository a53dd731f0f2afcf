"""Tries the service on a FHIR server's own patients: finds some with depression, orders ketamine, keeps the answers.

It must not know terminals. It only ever reads: nothing is written to the server, and no answer leaves this process.
"""

from __future__ import annotations

import json
import time
import uuid
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import zip_longest
from pathlib import Path

import msgspec

from cds_service.answers import Status
from cds_service.assess import ScopeUndecidable
from cds_service.gather import FetchError, FhirAccess, Outcome, Reader
from cds_service.knowledge import LOINC, RXNORM, Knowledge
from cds_service.service import Call, Service

HOOK = "order-select"
R4 = "4."
NO_ANSWER = "no answer"
"""Stands where a verdict belongs when the service would have answered 412."""

_DRAFT = Path(__file__).with_name("sandbox.json")
_DIAGNOSES = ("mdd-active", "bipolar-active")
_MEDICATION_LISTS = ("MedicationRequest", "MedicationStatement")
_CODES_PER_SEARCH = 40
_RECORDS_PER_SEARCH = 100


class NotR4(Exception):
    """The server speaks another release of FHIR; the message is its version."""


@dataclass(frozen=True, slots=True)
class Tried:
    """One patient's answer. `verdict`: or the scope of an order that was not judged, or NO_ANSWER.

    `unknown`: criterion -> reasons, each criterion that could not be decided. `unread`: prefetch key -> why that
    part of the chart could not be read from the server.
    """

    patient_id: str
    verdict: str
    unknown: Mapping[str, tuple[str, ...]]
    unread: Mapping[str, str]
    milliseconds: float


class Sandbox:
    """One FHIR server, read with an optional bearer token that goes nowhere else."""

    def __init__(self, service: Service, access: FhirAccess, base: str, token: str | None = None) -> None:
        self._service = service
        self._base = base
        self._token = token
        self._reader = Reader(access, base, token)

    async def check(self) -> str:
        """The server's FHIR version. Raises FetchError when it does not answer, NotR4 when it is another one."""
        version = await self._reader.fhir_version()
        if not version.startswith(R4):
            raise NotR4(version or "unknown")
        return version

    async def find(self, wanted: int) -> tuple[str, ...]:
        """Ids of up to `wanted` patients with depression, a depression score or an antidepressant.

        A search that fails is passed over: servers differ in what they let be searched. Raises FetchError when
        every search failed.
        """
        found: dict[str, None] = {}
        failed: FetchError | None = None
        answered = False
        for resource_type, codes in searches(self._service.knowledge):
            try:
                ids = await self._reader.patients(resource_type, codes, _RECORDS_PER_SEARCH)
            except FetchError as failure:
                failed = failure
                continue
            answered = True
            found.update(dict.fromkeys(ids))
            if len(found) >= wanted:
                break
        if failed is not None and not answered:
            raise failed
        return tuple(found)[:wanted]

    async def attempts(self, patients: Sequence[str], now: datetime) -> AsyncIterator[Tried]:
        """Orders ketamine for each patient in turn, the whole chart read from the server."""
        for patient_id in patients:
            yield await self._try(patient_id, now)

    async def _try(self, patient_id: str, now: datetime) -> Tried:
        began = time.perf_counter()
        try:
            answer = await self._service.answer(self._call(patient_id), now)
        except ScopeUndecidable:
            return Tried(patient_id, NO_ANSWER, {}, {}, _since(began))
        took = _since(began)
        unread = {
            n.part: n.outcome.value for n in answer.notes if n.outcome is not Outcome.FETCHED and _expected(n.part)
        }
        orders = answer.assessment.orders if answer.assessment else ()
        if not orders:
            return Tried(patient_id, NO_ANSWER, {}, unread, took)
        unknown = {
            finding.id: tuple(dict.fromkeys(missing.why.value for missing in finding.missing))
            for finding in orders[0].findings
            if finding.status is Status.UNKNOWN
        }
        return Tried(patient_id, str(orders[0].verdict or orders[0].scope), unknown, unread, took)

    def _call(self, patient_id: str) -> Call:
        draft = json.loads(_DRAFT.read_bytes()) | {"subject": {"reference": f"Patient/{patient_id}"}}
        drafts = {"resourceType": "Bundle", "type": "collection", "entry": [{"resource": draft}]}
        return Call(
            hook=HOOK,
            hook_instance=str(uuid.uuid4()),
            patient_id=patient_id,
            selections=(f"{draft['resourceType']}/{draft['id']}",),
            draft_orders=msgspec.Raw(json.dumps(drafts).encode()),
            fhir_server=self._base,
            access_token=self._token,
        )


def searches(knowledge: Knowledge) -> Iterator[tuple[str, tuple[str, ...]]]:
    """What to look for, as resource type and codes ("system|code"): problems, medication and scores in turn, so that
    the first patients found are not all found the same way."""
    sets = (knowledge.value_sets[name] for name in _DIAGNOSES)
    problems = [f"{system}|{code}" for held in sets for system, code in sorted(held.exact | held.prefixes)]
    antidepressants = knowledge.with_role("antidepressant")
    products = [
        f"{RXNORM}|{product.rxcui}"
        for product in knowledge.products.values()
        if product.counts and antidepressants.intersection(product.ingredients)
    ]
    ingredients = [f"{RXNORM}|{code}" for name in sorted(antidepressants) for code in knowledge.drugs[name].rxnorm]
    scores = [f"{LOINC}|{code}" for each in knowledge.observables.values() if each.scale for code in each.loinc]
    kinds = [
        _batches("Condition", problems),
        *(_batches(kind, [*products, *ingredients]) for kind in _MEDICATION_LISTS),
        _batches("Observation", scores),
    ]
    for turn in zip_longest(*kinds):
        yield from (each for each in turn if each is not None)


def _batches(resource_type: str, codes: Sequence[str]) -> list[tuple[str, tuple[str, ...]]]:
    size = _CODES_PER_SEARCH
    return [(resource_type, tuple(codes[at : at + size])) for at in range(0, len(codes), size)]


def _expected(part: str) -> bool:
    """The Encounter is never read here: no hook context names one."""
    return part != "encounter"


def _since(began: float) -> float:
    return (time.perf_counter() - began) * 1000
