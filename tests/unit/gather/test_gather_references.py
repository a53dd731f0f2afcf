"""Medication resources that only a reference names: which are read, how, and what is said when they do not come."""

# The house compares expected == actual, which this rule would turn round.
from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any, ClassVar

import pytest
from fhir_double import FhirDouble, bundle, collect, fhir, ids, raw
from starlette.requests import Request
from starlette.responses import Response

from cds_service.chart import Supply
from cds_service.fhir.parts import Part
from cds_service.gather import Bounds, FhirAccess, Note, Outcome, read_references


def medication(name: str) -> dict[str, Any]:
    return {"resourceType": "Medication", "id": name, "code": {"text": "sertraline"}}


def read(
    ehr: FhirDouble | None,
    references: Sequence[str],
    *,
    scope: str | None = None,
    bounds: Bounds | None = None,
) -> Part:
    """One reading of references, as a call makes it."""

    async def run() -> Part:
        access = FhirAccess([ehr.base] if ehr else [], bounds=bounds)
        try:
            return await read_references(references, ehr and ehr.base, "t", access, scope=scope)
        finally:
            await access.aclose()

    return asyncio.run(run())


async def shelf(request: Request) -> Response:
    """Every Medication that is asked for, except those whose id begins with "gone"."""
    asked = request.query_params["_id"].split(",")
    return fhir(bundle(*(medication(each) for each in asked if not each.startswith("gone"))))


def test_references_are_read_in_one_search(ehr: FhirDouble) -> None:
    """Several references, some written twice, cost one question."""
    ehr.answers["Medication"] = shelf
    part = read(ehr, ["Medication/a", "Medication/b", "Medication/a"])
    assert (Supply.SUPPLIED, ["a", "b"], False) == (part.state, ids(part), part.truncated)
    assert ["_id=a,b&_count=2"] == [request.url.query for request in ehr.requests]


def test_versions_and_absolute_references_of_the_same_server_are_read(ehr: FhirDouble) -> None:
    """A versioned and an absolute reference mean the resource of this server."""
    ehr.answers["Medication"] = shelf
    assert ["a", "b"] == ids(read(ehr, ["Medication/a/_history/3", f"{ehr.base}/Medication/b"]))


@pytest.mark.parametrize(
    "reference",
    [
        "https://elsewhere.example/fhir/Medication/a",
        "urn:uuid:6b1d3f0e-6f0c-4f0d-9a55-1f6d1c2b7a10",
        "#contained",
        "Patient/p2",
        "Medication/a,b",
        "Medication/../Patient/p2",
        "Medication?code=x",
        "Medication/",
        "",
    ],
)
def test_other_references_are_not_read(ehr: FhirDouble, reference: str) -> None:
    """Nothing is asked of other servers, for other resources, or with an id that is not one id."""
    ehr.answers["Medication"] = shelf
    assert Supply.ABSENT == read(ehr, [reference]).state
    assert [] == ehr.requests


def test_no_reference_asks_nothing(ehr: FhirDouble) -> None:
    """Without references there is nothing to read."""
    assert Supply.ABSENT == read(ehr, []).state
    assert [] == ehr.requests


def test_without_a_server_nothing_is_supplied() -> None:
    """References cannot be read where no server may be called."""
    assert Supply.ABSENT == read(None, ["Medication/a"]).state


@pytest.mark.parametrize("scope", ["patient/MedicationRequest.rs", "patient/Medication.c"])
def test_a_token_that_may_not_read_medications_asks_nothing(ehr: FhirDouble, scope: str) -> None:
    """Medication is a resource of its own: scopes for requests do not cover it."""
    assert Supply.ABSENT == read(ehr, ["Medication/a"], scope=scope).state
    assert [] == ehr.requests


def test_many_references_are_read_in_batches(ehr: FhirDouble) -> None:
    """A search address stays short: 41 references are two searches, and all come."""
    ehr.answers["Medication"] = shelf
    part = read(ehr, [f"Medication/m{number}" for number in range(41)])
    assert (41, 2, False) == (len(part.resources), len(ehr.requests), part.truncated)


def test_a_medication_that_is_gone_leaves_the_part_truncated(ehr: FhirDouble) -> None:
    """What did not come is not hidden behind what did."""
    ehr.answers["Medication"] = shelf
    part = read(ehr, ["Medication/a", "Medication/gone"])
    assert (Supply.SUPPLIED, ["a"], True) == (part.state, ids(part), part.truncated)


def test_a_medication_nobody_asked_for_is_left_out(ehr: FhirDouble) -> None:
    """A server that ignores `_id` and sends its whole shelf fills no gaps with it."""
    ehr.answers["Medication"] = fhir(bundle(medication("a"), medication("z")))
    assert ["a"] == ids(read(ehr, ["Medication/a"]))


def test_references_beyond_the_bound_are_not_read(ehr: FhirDouble) -> None:
    """A chart of endless references is read to the bound and said to be truncated."""
    ehr.answers["Medication"] = shelf
    part = read(ehr, [f"Medication/m{number}" for number in range(3)], bounds=Bounds(references=2))
    assert (["m0", "m1"], True) == (ids(part), part.truncated)


def test_a_server_that_fails_has_failed(ehr: FhirDouble) -> None:
    """When no batch comes the part has failed, and is not an empty shelf."""
    ehr.answers["Medication"] = fhir({"resourceType": "OperationOutcome"}, 500)
    assert Supply.FAILED == read(ehr, ["Medication/a"]).state


class TestOfTheChart:
    """Medications that records of the chart point to are read along with it."""

    TEMPLATES: ClassVar = {"medicationRequests": "MedicationRequest?patient={{context.patientId}}"}

    def request(self, reference: str) -> dict[str, Any]:
        return {
            "resourceType": "MedicationRequest",
            "id": "r1",
            "subject": {"reference": "Patient/p1"},
            "medicationReference": {"reference": reference},
        }

    @pytest.mark.parametrize("prefetched", [True, False])
    def test_a_referenced_medication_is_read(self, ehr: FhirDouble, prefetched: bool) -> None:
        """Whether the list came by prefetch or from the server, the Medication it points to is read after it."""
        ehr.answers |= {
            "Medication": shelf,
            "MedicationRequest": fhir(bundle(self.request("Medication/a"))),
        }
        prefetch = {"medicationRequests": raw(bundle(self.request("Medication/a")))} if prefetched else {}
        gathered = collect(ehr.base, prefetch, templates=self.TEMPLATES)
        assert ["a"] == ids(gathered.parts["medications"])
        assert Note("medications", Outcome.FETCHED, pages=1) == gathered.notes[-1]
        assert gathered.fetch_ms > 0

    def test_a_medication_in_the_same_list_is_not_read(self, ehr: FhirDouble) -> None:
        """A Medication that came with the list needs no question."""
        both = raw(bundle(self.request("Medication/a"), medication("a")))
        gathered = collect(ehr.base, {"medicationRequests": both}, templates=self.TEMPLATES)
        assert ([], (), 0.0) == (ehr.requests, gathered.notes, gathered.fetch_ms)

    def test_a_medication_that_does_not_come_is_told(self, ehr: FhirDouble) -> None:
        """A Medication the server does not have leaves a note, and the rest of the chart as it is."""
        ehr.answers["Medication"] = shelf
        prefetch = {"medicationRequests": raw(bundle(self.request("Medication/gone")))}
        gathered = collect(ehr.base, prefetch, templates=self.TEMPLATES)
        assert (Note("medications", Outcome.MISSING_SOME, pages=1),) == gathered.notes
        assert ["r1"] == ids(gathered.parts["medicationRequests"])

    def test_a_medication_elsewhere_is_not_read(self, ehr: FhirDouble) -> None:
        """A Medication on a server that is not listed is not asked for."""
        elsewhere = self.request("https://elsewhere.example/fhir/Medication/a")
        gathered = collect(ehr.base, {"medicationRequests": raw(bundle(elsewhere))}, templates=self.TEMPLATES)
        assert [] == ehr.requests
        assert [Outcome.NOT_IN_CONTEXT] == [note.outcome for note in gathered.notes]
