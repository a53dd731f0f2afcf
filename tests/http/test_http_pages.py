"""Pages for people, addresses for machines, and what browsers are told."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.http.living import OUTCOME, SELECT, Living, as_bytes, call, serving, settings_for

ORIGIN = {"origin": "https://ehr.test"}
PREFLIGHT = {"access-control-request-method": "POST", "access-control-request-headers": "authorization, content-type"}


@pytest.fixture(scope="module")
def guarded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Living]:
    """A service that asks for tokens, and opens its insights to one operator."""
    folder = tmp_path_factory.mktemp("guarded")
    with serving(settings_for(folder, require_auth=True, operator_token="open-sesame", cors_origins=("*",))) as running:
        yield running


def test_the_first_page_says_what_this_is(ehr: httpx.Client) -> None:
    """It names discovery, the specification, the protocol, its review, and that authentication is off."""
    page = ehr.get("/").text
    for words in (
        "/cds-services",
        "CDS Hooks 2.0.1",
        "ketamine-trd",
        "not clinically reviewed",
        "authentication is off",
    ):
        assert words in page


def test_the_first_page_does_not_cry_wolf(guarded: Living) -> None:
    """Where clients are authenticated the warning is not there."""
    assert "authentication is off" not in httpx.get(guarded.url).text


@pytest.mark.parametrize("path", ["/", "/protocol/ketamine-trd"])
def test_pages_run_nothing(ehr: httpx.Client, path: str) -> None:
    """No script, nothing from elsewhere, and the browser is told so."""
    response = ehr.get(path)
    assert "default-src 'none'" in response.headers["content-security-policy"]
    assert not re.search(r"<script|\son\w+=|javascript:", response.text)


def test_the_protocol_page_shows_each_limit_with_what_it_rests_on(ehr: httpx.Client) -> None:
    """The page cards link to names every criterion, marks local policy, and lists the sources."""
    page = ehr.get("/protocol/ketamine-trd").text
    for words in ('id="treatment-resistance"', 'id="dose"', "local policy", "doi.org", "not clinically reviewed"):
        assert words in page


def test_every_reference_of_the_protocol_page_leads_somewhere(ehr: httpx.Client) -> None:
    """Each link within the page has its target on the page."""
    page = ehr.get("/protocol/ketamine-trd").text
    wanted, there = set(re.findall(r'href="#([^"]+)"', page)), set(re.findall(r'id="([^"]+)"', page))
    assert wanted
    assert set() == wanted - there


def test_insights_do_not_exist_without_an_operator(ehr: httpx.Client) -> None:
    """Without an operator's token there is no such page."""
    response = ehr.get("/insights")
    assert (404, OUTCOME) == (response.status_code, response.json()["resourceType"])


@pytest.mark.parametrize(
    ("credentials", "status"),
    [
        ({}, 401),
        ({"authorization": "Bearer wrong"}, 401),
        ({"authorization": "Basic !!!"}, 401),
        ({"authorization": "Digest open-sesame"}, 401),
        ({"authorization": "Bearer open-sesame"}, 200),
        ({"authorization": "Basic YW55Om9wZW4tc2VzYW1l"}, 200),
    ],
)
def test_insights_open_to_the_operator_only(guarded: Living, credentials: dict[str, str], status: int) -> None:
    """The operator's token, as bearer or as password, opens the page; nothing else does."""
    assert status == httpx.get(guarded.url + "/insights", headers=credentials).status_code


def test_a_living_service_says_so(ehr: httpx.Client) -> None:
    """Liveness asks for nothing but an answer."""
    assert (200, {"status": "live"}) == (ehr.get("/health/live").status_code, ehr.get("/health/live").json())


def test_readiness_names_content_and_authentication(ehr: httpx.Client) -> None:
    """A ready service says which content it serves, its review, and whether clients are authenticated."""
    told = ehr.get("/health/ready").json()
    assert ("ready", "ketamine-trd", "off") == (told["status"], told["protocol"], told["authentication"])


def test_a_service_without_its_database_is_not_ready(tmp_path: Path) -> None:
    """When the database is gone, readiness fails and liveness does not."""
    with serving(settings_for(tmp_path)) as running:
        for file in tmp_path.glob("cds.sqlite3*"):
            if file.is_file():
                file.write_bytes(b"no database at all" * 1000)
        statuses = [httpx.get(f"{running.url}/health/{what}", timeout=30).status_code for what in ("ready", "live")]
    assert [503, 200] == statuses


def test_metrics_count_what_happened_without_saying_to_whom(ehr: httpx.Client) -> None:
    """Verdicts, reasons for not knowing, refusals and times are there; no id of patient or order is."""
    headers = {"content-type": "application/json"}
    ehr.post(SELECT, content=as_bytes(call()), headers=headers)
    ehr.post(SELECT, content=b"{", headers=headers)
    text = ehr.get("/metrics").text
    for name in ("cds_call_seconds_count", "cds_verdicts_total", "cds_unknown_total", "cds_refusals_total"):
        assert re.search(rf"^{name}\{{.*\}} [1-9]", text, re.MULTILINE)
    assert not re.search(r"\bp1\b|draft-1", text)


@pytest.mark.parametrize("path", ["/cds-services", SELECT, f"{SELECT}/feedback"])
def test_a_browser_of_a_configured_origin_may_call(ehr: httpx.Client, path: str) -> None:
    """The preflight of a configured origin is answered with that origin and the two headers calls need."""
    response = ehr.options(path, headers=ORIGIN | PREFLIGHT)
    told = response.headers
    assert (204, "https://ehr.test") == (response.status_code, told["access-control-allow-origin"])
    assert {"authorization", "content-type"} <= set(told["access-control-allow-headers"].split(", "))
    assert "POST" in told["access-control-allow-methods"]


def test_a_browser_of_another_origin_may_not(ehr: httpx.Client) -> None:
    """Another origin is told nothing a browser would take for permission."""
    response = ehr.options(SELECT, headers=PREFLIGHT | {"origin": "https://evil.test"})
    assert (405, None) == (response.status_code, response.headers.get("access-control-allow-origin"))


def test_answers_and_refusals_carry_the_origin(ehr: httpx.Client) -> None:
    """A browser may read the answer and the reason of a refusal alike."""
    answers = [ehr.get("/cds-services", headers=ORIGIN), ehr.post(SELECT, content=b"{", headers=ORIGIN)]
    assert ["https://ehr.test"] * 2 == [each.headers["access-control-allow-origin"] for each in answers]


def test_any_origin_may_call_where_that_is_configured(guarded: Living) -> None:
    """A star opens the service to every browser; tokens still decide who is answered."""
    response = httpx.options(guarded.url + SELECT, headers=PREFLIGHT | {"origin": "https://any.test"})
    assert "*" == response.headers["access-control-allow-origin"]


def test_answers_are_not_kept(ehr: httpx.Client) -> None:
    """Answers about patients are marked as not to be stored, and each bears an id of its own."""
    first, second = (ehr.get("/cds-services").headers for _ in range(2))
    assert "no-store" == first["cache-control"]
    assert first["x-request-id"] != second["x-request-id"]
