"""Discovery, as CDS Hooks 2.0 and the 3.0 ballot ask for it."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import parse_qsl

import httpx

from tests.conformance.conftest import requests
from tests.http.living import Json

TOKEN = re.compile(r"\{\{(.*?)\}\}")
CONTEXT = {"context.patientId", "context.encounterId"}
"""Primitive members at the root of the context of all three hooks."""
PLAIN = {"patient", "code", "category", "_sort", "_count"}
"""Parameters the specification recommends a template be limited to, as far as we use them."""


def empties(value: Any, where: str = "") -> list[str]:
    """Paths of members that are null, blank or empty."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    found = [where] if value is None or value in ("", [], {}) else []
    return found + [path for key, each in inner for path in empties(each, f"{where}/{key}")]


def test_discovery_is_json_with_a_list_of_services(ehr: httpx.Client) -> None:
    """GET {base}/cds-services answers 200 with one JSON object that holds a list."""
    answer = ehr.get("/cds-services")
    assert (200, "application/json") == (answer.status_code, answer.headers["content-type"].partition(";")[0])
    assert ["services"] == list(answer.json())
    assert 3 == len(answer.json()["services"])


def test_required_members_are_texts(services: list[Json]) -> None:
    """Hook, description and id of every service are texts that say something."""
    for service in services:
        assert all(isinstance(service[name], str) and service[name].strip() for name in ("hook", "description", "id"))


def test_each_service_is_invoked_on_a_published_hook(services: list[Json]) -> None:
    """The hooks are those of the hook library, spelt as there."""
    assert ["order-select", "order-sign", "patient-view"] == [service["hook"] for service in services]


def test_every_service_has_a_title(services: list[Json]) -> None:
    """The recommended human-friendly name is there, and tells the services apart."""
    assert 3 == len({service["title"].strip() for service in services})


def test_preconditions_are_told(services: list[Json]) -> None:
    """usageRequirements says which release of FHIR is spoken and where missing data is read."""
    assert all("FHIR R4" in service["usageRequirements"] for service in services)
    assert all("fhirServer" in service["usageRequirements"] for service in services)


def test_a_service_is_called_at_its_id(ehr: httpx.Client, services: list[Json]) -> None:
    """POST {base}/cds-services/{id} reaches each service that discovery lists."""
    example = {request["hook"]: request for request in requests().values()}
    answered = [ehr.post(f"/cds-services/{each['id']}", json=example[each["hook"]]).status_code for each in services]
    assert [200, 200, 200] == answered


def test_prefetch_is_one_query_a_key(services: list[Json]) -> None:
    """Templates are registered in discovery: an object of texts, each under a key of its own."""
    for service in services:
        assert all(isinstance(query, str) and query.strip() for query in service["prefetch"].values())
        assert len(service["prefetch"]) == len(set(service["prefetch"].values()))


def test_tokens_are_delimited_by_double_braces(services: list[Json]) -> None:
    """Every brace of a template belongs to a whole {{token}}."""
    for service in services:
        rests = [TOKEN.sub("", query) for query in service["prefetch"].values()]
        assert not any(set(rest) & set("{}") for rest in rests)
        assert all(TOKEN.search(query) for query in service["prefetch"].values())


def test_tokens_name_root_members_of_the_context(services: list[Json]) -> None:
    """Tokens are context.patientId and context.encounterId: no path, no expression, no user id."""
    found = {token for service in services for query in service["prefetch"].values() for token in TOKEN.findall(query)}
    assert CONTEXT == found


def test_queries_keep_to_the_recommended_subset(services: list[Json]) -> None:
    """Reads by id, or searches of one type by patient with plain token, _sort and _count parameters, each once."""
    for query in {query for service in services for query in service["prefetch"].values()}:
        kind, _, search = query.partition("?")
        names = [name for name, _ in parse_qsl(search)]
        assert re.fullmatch(r"[A-Z][A-Za-z]+(/\{\{context\.\w+\}\})?", kind)
        assert ("/" in kind) != ("patient" in names)
        assert sorted(set(names)) == sorted(names)
        assert set(names) <= PLAIN


def test_nothing_in_discovery_is_empty(services: list[Json]) -> None:
    """No member is null, blank or empty."""
    assert [] == empties(services)


def test_each_service_names_specification_and_hook_version(services: list[Json]) -> None:
    """version and hookVersion are semantic versions; the specification's is the published one."""
    assert {"2.0.1"} == {service["version"] for service in services}
    assert all(re.fullmatch(r"\d+\.\d+\.\d+", service["hookVersion"]) for service in services)


def test_one_service_an_id(services: list[Json]) -> None:
    """No two services share an id: what replaces what is left to the client, and none is lost."""
    assert 3 == len({service["id"] for service in services})


def test_another_method_is_a_4xx(ehr: httpx.Client) -> None:
    """Discovery by POST is refused with a readable 4xx."""
    answer = ehr.post("/cds-services", json={})
    assert (405, "OperationOutcome") == (answer.status_code, answer.json()["resourceType"])
