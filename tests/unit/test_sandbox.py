"""The sandbox command against a small FHIR server: whom it tries, what it tells, and that it only reads."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from cds_service.cli import run
from cds_service.sandbox import searches
from tests.fixtures import FOLDER
from tests.spec.run import knowledge

Captured = pytest.CaptureFixture[str]

CLASSIC = json.loads((FOLDER / "patients" / "classic-trd.json").read_text(encoding="utf-8"))
RECORDS = [entry["resource"] for entry in CLASSIC["entry"]]


@dataclass
class Small:
    """A FHIR server with one patient's chart. `refuses`: paths answered with a status instead of a body."""

    version: str = "4.0.1"
    records: list[dict[str, Any]] = field(default_factory=lambda: RECORDS)
    refuses: dict[str, int] = field(default_factory=dict)
    token: str | None = None
    asked: list[tuple[str, str]] = field(default_factory=list)
    base: str = ""

    def answer(self, path: str, authorization: str | None) -> tuple[int, dict[str, Any]]:
        parts = urlsplit(path)
        name = parts.path.removeprefix("/fhir/")
        if self.token is not None and authorization != f"Bearer {self.token}":
            return 401, {"resourceType": "OperationOutcome"}
        if name in self.refuses:
            return self.refuses[name], {"resourceType": "OperationOutcome"}
        if name == "metadata":
            return 200, {"resourceType": "CapabilityStatement", "fhirVersion": self.version}
        if name == "Patient/p1":
            return 200, next(each for each in self.records if each["resourceType"] == "Patient")
        found = [
            each for each in self.records if each["resourceType"] == name and _matches(each, parse_qs(parts.query))
        ]
        entries = [{"resource": each, "search": {"mode": "match"}} for each in found]
        return 200, {"resourceType": "Bundle", "type": "searchset", "total": len(found), "entry": entries}


def _matches(record: dict[str, Any], search: dict[str, list[str]]) -> bool:
    """The searches the service makes, for one patient: by category, by code, by patient alone."""
    if "category" in search:
        codings = [coding for each in record.get("category", []) for coding in each["coding"]]
        return any(coding["code"] in search["category"] for coding in codings)
    if "code" in search:
        concept = record.get("code") or record.get("medicationCodeableConcept") or {}
        named = {f"{coding['system']}|{coding['code']}" for coding in concept.get("coding", [])}
        return bool(named.intersection(search["code"][0].split(",")))
    return True


@pytest.fixture
def small() -> Iterator[Small]:
    known = Small()

    class Answers(BaseHTTPRequestHandler):
        def parse_request(self) -> bool:
            understood = super().parse_request()
            known.asked.append((self.command, self.path))
            return understood

        def do_GET(self) -> None:
            status, body = known.answer(self.path, self.headers.get("Authorization"))
            content = json.dumps(body).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/fhir+json")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, format: str, *args: Any) -> None:
            """Says nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Answers) as server:
        known.base = f"http://127.0.0.1:{server.server_address[1]}/fhir"
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        yield known
        server.shutdown()


def sandbox(small: Small, *options: str) -> int:
    return run(["sandbox", "--fhir-server", small.base, *options])


def test_a_patient_is_found_and_judged(small: Small, capsys: Captured) -> None:
    """The patient whose problem list names depression is tried, and the verdict, the gaps and the time are shown."""
    assert 0 == sandbox(small)
    shown = capsys.readouterr().out
    for words in ("p1", "Verdict", "1 patient tried: ", "Milliseconds"):
        assert words in shown


def test_it_only_reads(small: Small, capsys: Captured) -> None:
    """Every request is a GET."""
    sandbox(small)
    assert {"GET"} == {method for method, _ in small.asked}
    assert len(small.asked) > 10


def test_the_report_names_no_patient(small: Small, tmp_path: Path, capsys: Captured) -> None:
    """The Markdown report holds verdicts and reasons, and neither ids nor names."""
    report = tmp_path / "report.md"
    assert 0 == sandbox(small, "--report", str(report))
    text = report.read_text(encoding="utf-8")
    assert "| 1 | " in text
    assert "p1" not in text


def test_a_part_that_cannot_be_read_is_told(small: Small, capsys: Captured) -> None:
    """A list the server refuses is named with the reason, and the answer is given all the same."""
    small.refuses["AllergyIntolerance"] = 500
    assert 0 == sandbox(small)
    shown = " ".join(capsys.readouterr().out.split())
    assert "allergies (error-status)" in shown
    assert "Lists that could not be read: error-status 1" in shown


def test_a_search_that_is_refused_is_passed_over(small: Small, capsys: Captured) -> None:
    """A server that does not let problems be searched by code still has patients to try."""
    small.refuses["Condition"] = 400
    assert 0 == sandbox(small)
    assert "1 patient tried: " in capsys.readouterr().out


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"version": "3.0.2"}, "FHIR 3.0.2"),
        ({"version": ""}, "FHIR unknown"),
        ({"refuses": {"metadata": 404}}, "error status (HTTP 404)"),
        ({"token": "needed"}, "it wants a token"),
        ({"records": []}, "no patient with depression"),
    ],
)
def test_what_is_wrong_is_one_line(small: Small, capsys: Captured, change: dict[str, Any], said: str) -> None:
    """Another release, no answer, a missing token, nobody to try: exit code 2 and one line that says so."""
    for name, value in change.items():
        setattr(small, name, value)
    assert 2 == sandbox(small)
    captured = capsys.readouterr()
    assert 1 == len(captured.err.splitlines())
    assert said in captured.err


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("http://ehr.example.org/fhir", "must be https"),
        ("ehr", "must begin with https://"),
        ("http://127.0.0.1:1/fhir", "not reached"),
    ],
)
def test_a_bad_address_is_one_line(address: str, said: str, capsys: Captured) -> None:
    """An address nobody may or can read is exit code 2 and one line."""
    assert 2 == run(["sandbox", "--fhir-server", address])
    captured = capsys.readouterr()
    assert ("", 1) == (captured.out, len(captured.err.splitlines()))
    assert said in captured.err


def test_a_token_opens_the_server_and_is_not_shown(
    small: Small, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The token may come from the environment; it is sent, and printed nowhere."""
    small.token = "a-token-that-opens"
    monkeypatch.setenv("CDS_SANDBOX_TOKEN", small.token)
    assert 0 == sandbox(small)
    captured = capsys.readouterr()
    assert small.token not in captured.out + captured.err


def test_searches_take_turns() -> None:
    """Problems, prescriptions, statements and scores are searched in turn, with few enough codes for any server."""
    made = list(searches(knowledge()))
    assert ["Condition", "MedicationRequest", "MedicationStatement", "Observation"] == [kind for kind, _ in made[:4]]
    assert max(len(codes) for _, codes in made) <= 40
    assert all("|" in code for _, codes in made for code in codes)
