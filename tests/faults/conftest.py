"""A hospital whose record system can be made to fail, and a service that reads its charts from there."""

from __future__ import annotations

import copy
import json
import logging
import socket
from collections.abc import Iterator
from dataclasses import dataclass

import httpx
import pytest
import structlog
from starlette.requests import Request
from starlette.responses import Response

from tests.conformance.hospital import Question, filled, question
from tests.faults.hostile import Fault
from tests.fixtures import FOLDER
from tests.http.living import SELECT, Json, serving, settings_for
from tests.unit.gather.fhir_double import Answer, FhirDouble, bundle, fhir

BUDGET_SECONDS = 0.7


@dataclass
class Ward:
    """A ketamine order without prefetch about a chart that meets every criterion, as long as it can be read."""

    service: httpx.Client
    double: FhirDouble
    chart: dict[Question, Json]
    story: Json
    gone: str

    def order(self, **changes: object) -> Json:
        """The call; `changes` replace members of it."""
        return copy.deepcopy(self.story) | {"fhirServer": self.double.base} | changes

    def whole(self) -> None:
        """Let the record system answer everything."""
        self.double.answers.clear()
        self.double.requests.clear()
        for path in {path for path, _ in self.chart}:
            self.double.answers[path] = self._reading

    def break_with(self, answer: Answer, path: str = "Condition") -> None:
        """Let it fail where one kind of record is asked for."""
        self.whole()
        self.double.answers[path] = answer

    def suffer(self, fault: Fault, call: Json) -> Json:
        """The call as the fault changes it, with the record system behaving accordingly."""
        self.break_with(fault.answer) if not fault.changes else self.whole()
        changed = {k: v.format(gone=self.gone) if isinstance(v, str) else v for k, v in fault.changes.items()}
        return call | changed

    def ask(self, call: Json) -> httpx.Response:
        return self.service.post(SELECT, json=call)

    def metrics(self) -> str:
        return self.service.get("/metrics").text

    async def _reading(self, request: Request) -> Response:
        found = self.chart.get(question(f"{request.url.path.removeprefix('/fhir/')}?{request.url.query}"))
        return fhir(bundle() if found is None else found)


@pytest.fixture(scope="session", autouse=True)
def quiet() -> None:
    """Log lines below an error are not printed into the report of the tests."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))


@pytest.fixture(scope="session")
def ward(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ward]:
    double = FhirDouble()
    double.start()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        gone = f"http://127.0.0.1:{free.getsockname()[1]}/fhir"
    story = json.loads((FOLDER / "requests" / "classic-trd.json").read_text(encoding="utf-8"))
    prefetch = story.pop("prefetch")
    settings = settings_for(
        tmp_path_factory.mktemp("ward"), fhir_servers=(double.base, gone), fetch_budget_seconds=BUDGET_SECONDS
    )
    with serving(settings) as living, httpx.Client(base_url=living.url, trust_env=False, timeout=30) as service:
        templates = service.get("/cds-services").json()["services"][0]["prefetch"]
        held = {filled(templates[key], story["context"]): value for key, value in prefetch.items()}
        chart = {question(query): value for query, value in held.items()}
        yield Ward(service, double, chart, story, gone)
    double.stop()
