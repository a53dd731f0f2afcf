"""One running service, and everything it answered to the shipped requests. It must not judge any of it."""

from __future__ import annotations

import copy
import json
import logging
from collections.abc import Iterator
from dataclasses import dataclass

import httpx
import pytest
import structlog

from tests.fixtures import FOLDER
from tests.http.living import Json, Living, call, order, serving, settings_for

TYPE = {"content-type": "application/json"}
ESKETAMINE = {"text": "esketamine 84 mg nasal spray"}


@dataclass(frozen=True)
class Exchange:
    """One call that was answered, and the answer."""

    name: str
    request: Json
    response: httpx.Response

    @property
    def body(self) -> Json:
        found: Json = self.response.json()
        return found

    @property
    def cards(self) -> list[Json]:
        found: list[Json] = self.body["cards"]
        return found


@pytest.fixture(scope="session", autouse=True)
def quiet() -> None:
    """Log lines below an error are not printed into the report of the tests."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))


@pytest.fixture(scope="session")
def living(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Living]:
    """The service, asking nobody who they are, callable by browsers of one origin."""
    settings = settings_for(tmp_path_factory.mktemp("conformance"), cors_origins=("https://ehr.test",))
    with serving(settings) as running:
        yield running


@pytest.fixture(scope="session")
def ehr(living: Living) -> Iterator[httpx.Client]:
    """A client of the running service, as an EHR would be."""
    with httpx.Client(base_url=living.url, trust_env=False, timeout=20) as client:
        yield client


def requests() -> dict[str, Json]:
    """The shipped requests, and some more kinds of orders."""
    made: dict[str, Json] = {
        path.stem: json.loads(path.read_text(encoding="utf-8")) for path in sorted((FOLDER / "requests").glob("*.json"))
    }
    made["esketamine"] = call(orders=[order(medicationCodeableConcept=ESKETAMINE)])
    made["two-orders"] = call("order-sign", orders=[order(), order(id="draft-2")])
    made["no-mood-disorder"] = call(orders=[order(reasonCode=None)])
    made["amoxicillin"] = call(orders=[order(medicationCodeableConcept={"text": "amoxicillin 500 mg"})])
    resigned = copy.deepcopy(made["tenfold-dose"])
    for entry in resigned["context"]["draftOrders"]["entry"]:
        entry["resource"]["status"] = "active"
    made["tenfold-dose-signed-again"] = resigned
    return made


@pytest.fixture(scope="session")
def exchanges(ehr: httpx.Client) -> list[Exchange]:
    """Every request with what the running service answered."""
    return [
        Exchange(name, request, ehr.post(f"/cds-services/ketamine-trd-{request['hook']}", json=request))
        for name, request in requests().items()
    ]


@pytest.fixture(scope="session")
def cards(exchanges: list[Exchange]) -> list[Json]:
    """All cards of all answers."""
    return [card for exchange in exchanges for card in exchange.cards]


@pytest.fixture(scope="session")
def suggestions(cards: list[Json]) -> list[Json]:
    """All suggestions of all cards."""
    return [suggestion for card in cards for suggestion in card.get("suggestions", [])]


@pytest.fixture(scope="session")
def actions(suggestions: list[Json]) -> list[Json]:
    """All actions of all suggestions."""
    return [action for suggestion in suggestions for action in suggestion.get("actions", [])]


@pytest.fixture(scope="session")
def services(ehr: httpx.Client) -> list[Json]:
    """What discovery lists."""
    listed: list[Json] = ehr.get("/cds-services").json()["services"]
    return listed
