"""What a log line holds, and what it never holds."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
import structlog

from cds_service.app import create_app
from cds_service.http.edge import Edge
from cds_service.http.logs import configure_logs
from tests.http.living import SELECT, Json, call, order, settings_for

PRIVATE = ("Zephyrine", "secret-token", "p-private", "order-private", "1980-01-01", "instance-private")


@pytest.fixture
def logging_on(tmp_path: Path) -> Iterator[None]:
    """Logs as a running service writes them, for one test."""
    root = logging.getLogger()
    before, level = list(root.handlers), root.level
    configured = structlog.get_config()
    configure_logs(settings_for(tmp_path, log_level="info"))
    yield
    root.handlers[:] = before
    root.setLevel(level)
    structlog.configure(**configured)


def written(capsys: pytest.CaptureFixture[str]) -> tuple[str, list[Json]]:
    text = capsys.readouterr().err
    return text, [json.loads(line) for line in text.splitlines()]


def private_call() -> Json:
    draft = order(id="order-private", note=[{"text": "Zephyrine"}])
    body = call(orders=[draft], hookInstance="instance-private")
    body["context"]["patientId"] = "p-private"
    body["prefetch"]["patient"] = {"resourceType": "Patient", "id": "p-private", "birthDate": "1980-01-01"}
    body["fhirServer"] = "https://ehr.test/fhir"
    body["fhirAuthorization"] = {"access_token": "secret-token"}
    return body


@pytest.mark.usefixtures("logging_on")
async def test_a_call_is_one_line_without_the_patient(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Request id, service, status, time and verdict are logged; no id, name, date or token is."""
    app = create_app(settings_for(tmp_path))
    transport = httpx.ASGITransport(app)
    async with app.router.lifespan_context(app), httpx.AsyncClient(transport=transport, base_url="http://t") as ehr:
        response = await ehr.post(SELECT, json=private_call())
        wrong = await ehr.post(SELECT, json={**private_call(), "context": {"patientId": ["Zephyrine"]}})
    text, logged = written(capsys)
    calls = [line for line in logged if line["event"] == "call"]
    assert [200, 400] == [response.status_code, wrong.status_code] == [line["status"] for line in calls]
    assert {"request", "service", "verdicts", "milliseconds"} <= set(calls[0])
    assert response.headers["x-request-id"] == calls[0]["request"]
    assert [] == [word for word in PRIVATE if word in text]


@pytest.mark.usefixtures("logging_on")
async def test_what_nobody_expected_is_an_outcome_without_detail(capsys: pytest.CaptureFixture[str]) -> None:
    """An exception becomes a 500 that says nothing, and a log line of its type and place without its words."""

    async def broken(*_: object) -> None:
        raise ValueError("Zephyrine")

    async with httpx.AsyncClient(transport=httpx.ASGITransport(Edge(broken, ())), base_url="http://t") as client:
        response = await client.get("/")
    text, logged = written(capsys)
    assert (500, "exception") == (response.status_code, response.json()["issue"][0]["code"])
    assert "ValueError" == logged[0]["exception"]
    assert any(place.endswith(" broken") for place in logged[0]["places"])
    assert "Zephyrine" not in text + response.text


@pytest.mark.usefixtures("logging_on")
def test_a_librarys_exception_is_logged_without_its_words(capsys: pytest.CaptureFixture[str]) -> None:
    """Lines of the standard library's loggers have our form, and of an exception only its type."""
    try:
        raise KeyError("Zephyrine")
    except KeyError:
        logging.getLogger("some.library").exception("it failed")
    text, logged = written(capsys)
    assert ("it failed", "KeyError") == (logged[0]["event"], logged[0]["exception"])
    assert "Zephyrine" not in text
