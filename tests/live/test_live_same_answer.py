"""The same chart gives the same answer, however it reaches the service."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import httpx
import pytest

from tests.live.charts import NAMES, Chart, assessment, differences
from tests.live.gate import Gate, Rules
from tests.live.hospital import Hospital

pytestmark = pytest.mark.live

EVERY_CHART = pytest.mark.parametrize("name", NAMES)


def answer(service: httpx.Client, call: Mapping[str, Any]) -> Any:
    """The answer to one call; anything but 200 fails the test."""
    response = service.post(f"/cds-services/ketamine-trd-{call['hook']}", json=call)
    assert 200 == response.status_code, response.text[:500]
    return response.json()


def by_prefetch(service: httpx.Client, chart: Chart, hospital: Hospital, templates: Mapping[str, str]) -> Any:
    return answer(service, chart.call(prefetch=hospital.prefetch(templates, chart.context)))


@EVERY_CHART
def test_fetched_and_prefetched_charts_are_judged_alike(
    name: str, service: httpx.Client, charts: dict[str, Chart], hospital: Hospital, templates: dict[str, str]
) -> None:
    """A chart the service reads for itself gives the very answer that the same chart gives as prefetch."""
    chart = charts[name]
    fetched = answer(service, chart.call(fhirServer=hospital.base))
    assert [] == differences(by_prefetch(service, chart, hospital, templates), fetched)


MIXTURES: Mapping[str, Iterable[str]] = {
    "medications": (
        "medicationStatements",
        "medicationRequests",
        "medicationDispenses",
        "medicationAdministrations",
    ),
    "observations": ("surveys", "vitalSigns", "observations"),
    "patient and problems": ("patient", "encounter", "conditions", "allergies", "procedures"),
    "problems and one list of each kind": ("conditions", "medicationRequests", "surveys"),
}


@pytest.mark.parametrize("mixture", MIXTURES)
@EVERY_CHART
def test_a_mixture_of_prefetch_and_fetching_is_judged_alike(
    name: str,
    mixture: str,
    service: httpx.Client,
    charts: dict[str, Chart],
    hospital: Hospital,
    templates: dict[str, str],
) -> None:
    """It makes no difference which lists came as prefetch and which the service read for itself."""
    chart = charts[name]
    whole = hospital.prefetch(templates, chart.context)
    some = {key: value for key, value in whole.items() if key in MIXTURES[mixture]}
    mixed = answer(service, chart.call(prefetch=some, fhirServer=hospital.base))
    assert [] == differences(answer(service, chart.call(prefetch=whole)), mixed)


@EVERY_CHART
def test_failed_prefetch_is_made_up_for_by_fetching(
    name: str, service: httpx.Client, charts: dict[str, Chart], hospital: Hospital, templates: dict[str, str]
) -> None:
    """Where the client's own reading failed and it says so, the service reads again and misses nothing."""
    chart = charts[name]
    whole = hospital.prefetch(templates, chart.context)
    outcome = {"resourceType": "OperationOutcome", "issue": [{"severity": "error", "code": "timeout"}]}
    failed = {key: outcome if key in ("conditions", "surveys") else value for key, value in whole.items()}
    mended = answer(service, chart.call(prefetch=failed, fhirServer=hospital.base))
    assert [] == differences(answer(service, chart.call(prefetch=whole)), mended)


@EVERY_CHART
def test_small_pages_are_followed_to_the_end(
    name: str,
    service: httpx.Client,
    charts: dict[str, Chart],
    hospital: Hospital,
    gate: Gate,
    templates: dict[str, str],
) -> None:
    """A server that hands out two records a page gives the same answer as one that gives them all at once."""
    chart = charts[name]
    gate.rules = Rules(page_size=2)
    paged = answer(service, chart.call(fhirServer=gate.base))
    assert [] == differences(by_prefetch(service, chart, hospital, templates), paged)


@EVERY_CHART
def test_a_first_page_sent_as_prefetch_is_completed(
    name: str, service: httpx.Client, charts: dict[str, Chart], hospital: Hospital, templates: dict[str, str]
) -> None:
    """Prefetch that holds only the first two records of each list is read on from where it stops."""
    chart = charts[name]
    first = hospital.prefetch(templates, chart.context, page_size=2)
    completed = answer(service, chart.call(prefetch=first, fhirServer=hospital.base))
    assert [] == differences(by_prefetch(service, chart, hospital, templates), completed)


@pytest.mark.parametrize("name", [name for name in NAMES if name != "nothing-but-patient"])
def test_the_server_changes_nothing_about_the_shipped_answers(
    name: str, service: httpx.Client, charts: dict[str, Chart], hospital: Hospital
) -> None:
    """Stored on a real server and read back, a shipped chart is assessed as the shipped response says."""
    chart = charts[name]
    fetched = answer(service, chart.call(fhirServer=hospital.base))
    assert [] == differences(assessment(chart.answered), assessment(fetched))


def test_the_pages_are_really_small(
    service: httpx.Client, charts: dict[str, Chart], gate: Gate, hospital: Hospital
) -> None:
    """The chart with the most records needs more than one page a list, so that the tests above follow links."""
    context = charts["titration-and-refills"].context
    pages = list(hospital.pages(f"MedicationRequest?patient={context['patientId']}&_count=2"))
    assert len(pages) > 1
    gate.rules = Rules(page_size=2)
    answer(service, charts["titration-and-refills"].call(fhirServer=gate.base))
    assert gate.rules.passed.count("/r4") >= len(pages) - 1
