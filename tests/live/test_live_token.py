"""A server that wants a token gets the token of the call; without a good one the chart is unknown, never empty."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from tests.live.charts import Chart, assessment, differences
from tests.live.gate import Gate, Rules
from tests.live.hospital import Hospital

pytestmark = pytest.mark.live

GOOD, OLD, OTHERS = "good-token", "expired-token", "another-patients-token"


@pytest.fixture
def chart(charts: dict[str, Chart]) -> Chart:
    return charts["classic-trd"]


@pytest.fixture
def guarded(gate: Gate, chart: Chart) -> Gate:
    """The gate with a token for this patient, one for another, and one that has expired."""
    mine = chart.context["patientId"]
    gate.rules = Rules(tokens={GOOD: mine, OLD: mine, OTHERS: "another"}, expired=frozenset({OLD}))
    return gate


def ask(service: httpx.Client, chart: Chart, gate: Gate, token: str | None, **members: Any) -> httpx.Response:
    """An order-select call about the chart, with the token the EHR was given, if any."""
    if token is not None:
        given = {
            "access_token": token,
            "token_type": "Bearer",
            "expires_in": 300,
            "scope": "patient/*.read",
            "subject": "cds",
        }
        members["fhirAuthorization"] = given
    return service.post("/cds-services/ketamine-trd-order-select", json=chart.call(fhirServer=gate.base, **members))


def criteria(response: httpx.Response) -> dict[str, str]:
    """The status of every criterion of the one order."""
    (order,) = assessment(response.json())["orders"]
    return {each["id"]: each["status"] for each in order["criteria"]}


def test_a_good_token_opens_the_chart(service: httpx.Client, chart: Chart, guarded: Gate, hospital: Hospital) -> None:
    """With the token of the call a guarded server answers as an open one does."""
    direct = service.post("/cds-services/ketamine-trd-order-select", json=chart.call(fhirServer=hospital.base))
    assert [] == differences(direct.json(), ask(service, chart, guarded, GOOD).json())
    assert [] == guarded.rules.refused


@pytest.mark.parametrize("token", [None, OLD, OTHERS, "never-issued"])
def test_without_a_good_token_nothing_is_known(
    token: str | None, service: httpx.Client, chart: Chart, guarded: Gate
) -> None:
    """No token, an expired one, another patient's or a made-up one: an answer all the same, and nothing in it is met
    that only the chart could show."""
    response = ask(service, chart, guarded, token)
    assert 200 == response.status_code
    assert "cannot-verify" == assessment(response.json())["orders"][0]["verdict"]
    known = {name for name, status in criteria(response).items() if status in ("met", "not-met")}
    assert {"course"} >= known - {"dose"}, known
    assert guarded.rules.refused


def test_an_expired_token_reads_differently_from_an_empty_chart(
    service: httpx.Client, chart: Chart, guarded: Gate
) -> None:
    """Lists that could not be read are named as failed or not supplied; none is called empty."""
    response = ask(service, chart, guarded, OLD)
    (order,) = assessment(response.json())["orders"]
    reasons = {missing["why"] for each in order["criteria"] for missing in each.get("missing", ())}
    assert reasons & {"failed", "not-supplied"}
    assert "none-recorded" not in reasons


def test_prefetch_stands_when_the_token_has_expired(
    service: httpx.Client, chart: Chart, guarded: Gate, hospital: Hospital, templates: dict[str, str]
) -> None:
    """What came as prefetch is judged although nothing more can be fetched."""
    whole = hospital.prefetch(templates, chart.context)
    some = {key: value for key, value in whole.items() if key != "allergies"}
    answered = ask(service, chart, guarded, OLD, prefetch=some)
    complete = service.post("/cds-services/ketamine-trd-order-select", json=chart.call(prefetch=whole))
    expected = {**criteria(complete), "no-hypersensitivity": "unknown"}
    assert expected == criteria(answered)


@pytest.mark.parametrize("token", [GOOD, OLD])
def test_no_token_is_told_to_anyone(token: str, service: httpx.Client, chart: Chart, guarded: Gate) -> None:
    """A token is nowhere in the answer, good or not."""
    assert token not in ask(service, chart, guarded, token).text


def test_a_server_that_is_not_listed_is_never_asked(service: httpx.Client, chart: Chart, hospital: Hospital) -> None:
    """A FHIR server that the operator did not list gets no request, and so no token."""
    with Gate(hospital.base) as stranger:
        response = ask(service, chart, stranger, GOOD)
        assert 200 == response.status_code
        assert ([], []) == (stranger.rules.passed, stranger.rules.refused)
