"""Nothing of a patient, a token or a comment is found in what the service logs, counts, refuses or keeps.

A real process answers every shipped story and many malformed calls, in all of which the private parts can be
recognised; then everything it wrote is searched for them.
"""

from __future__ import annotations

import base64
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.conformance.conftest import requests
from tests.conformance.hospital import Hospital, filled, hospital, question
from tests.databases import empty_database
from tests.http.living import SELECT, Json
from tests.http.tokens import ISSUER, Key, key_set, write_clients
from tests.privacy.database import all_rows
from tests.privacy.disguise import (
    ACCESS_TOKEN,
    BIRTH,
    COMMENT,
    DISGUISED_WEIGHT,
    IDENTITY,
    NAME,
    OPERATOR,
    PRIVATE,
    RECORD_NUMBER,
    disguised,
)

ROOT = Path(__file__).resolve().parents[2]
BASE = "https://cds.test"
STORIES = {name: disguised(request) for name, request in requests().items()}
TYPE = {"content-type": "application/json"}
KEY, STRANGER = Key(), Key()
ANYTHING: tuple[Any, ...] = (NAME, [NAME], 7, None, {NAME: NAME})


@dataclass
class Trail:
    """Everything a service left behind: log, answers, pages, files and rows."""

    folder: Path
    url: str
    client: httpx.Client
    answers: list[httpx.Response] = field(default_factory=list)
    pages: dict[str, str] = field(default_factory=dict)
    kept: dict[str, bytes] = field(default_factory=dict)
    rows: dict[str, list[str]] = field(default_factory=dict)
    log: str = ""

    def post(self, path: str, content: bytes, token: str | None = "", **headers: str) -> httpx.Response:
        """One call; "" signs a token as a trusted client, None sends none."""
        signed = KEY.token(BASE + path.partition("?")[0]) if token == "" else token
        head = TYPE | ({} if signed is None else {"authorization": f"Bearer {signed}"}) | headers
        answer = self.client.post(self.url + path, content=content, headers=head)
        self.answers.append(answer)
        return answer

    def keep(self, when: str) -> None:
        """Take a copy of every file the service has written by now."""
        self.kept |= {f"{when}: {p.name}": p.read_bytes() for p in self.folder.rglob("*") if p.is_file()}


def encoded(body: Json) -> bytes:
    return json.dumps(body).encode()


def address(request: Json) -> str:
    return f"/cds-services/ketamine-trd-{request['hook']}"


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port: int = listening.getsockname()[1]
        return port


@pytest.fixture(scope="module", params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def trail(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Trail]:
    """A service that was called in every way below, has stopped, and left its trail."""
    folder = tmp_path_factory.mktemp("kept")
    with empty_database(request.param, folder) as url:
        yield called(folder, url, tmp_path_factory)


def called(folder: Path, url: str, tmp_path_factory: pytest.TempPathFactory) -> Trail:
    """The service on this database, from its start to its end."""
    clients = tmp_path_factory.mktemp("clients")
    write_clients(clients, f'[[client]]\nissuer = "{ISSUER}"\njwks_file = "ehr.json"\n', ehr=key_set(KEY))
    client = httpx.Client(trust_env=False, timeout=30)
    made = Trail(folder, f"http://127.0.0.1:{free_port()}", client)
    with client, hospital({}, {"prefetch": {}, "context": {}}) as ehr, (folder / "log").open("wb") as log:
        clean = {name: value for name, value in os.environ.items() if not name.startswith("CDS_")}
        environment = {
            "CDS_DATABASE_URL": url,
            "CDS_JOURNAL_DIR": str(folder / "journal"),
            "CDS_FHIR_SERVERS": ehr.url,
            "CDS_LOG_LEVEL": "debug",
            "CDS_MAX_BODY_MB": "1",
            "CDS_OPERATOR_TOKEN": OPERATOR,
            "CDS_PUBLIC_BASE_URL": BASE,
            "CDS_TRUSTED_CLIENTS": str(clients / "clients.toml"),
        }
        command = [sys.executable, "-m", "tests.privacy.service", "serve", "--port", made.url.rpartition(":")[2]]
        process = subprocess.Popen(command, cwd=ROOT, env=clean | environment, stdout=log, stderr=log)
        try:
            wait_for(made)
            call_well(made)
            call_with_access(made, ehr)
            call_badly(made)
            made.keep("calling")
            give_feedback(made)
            made.pages = look_around(made)
            made.keep("running")
        finally:
            process.send_signal(signal.SIGTERM)
            assert 0 == process.wait(30)
    made.keep("stopped")
    made.log = (folder / "log").read_text(encoding="utf-8")
    made.rows = all_rows(url)
    return made


def wait_for(trail: Trail) -> None:
    give_up = time.monotonic() + 60
    while time.monotonic() < give_up:
        try:
            trail.client.get(f"{trail.url}/health/live").raise_for_status()
            return
        except httpx.HTTPError:
            time.sleep(0.1)
    raise AssertionError("the service did not start")


def call_well(trail: Trail) -> None:
    """Every story, as a client should tell it; with the manners of a trace and a browser."""
    for request in STORIES.values():
        trail.post(address(request), encoded(request), traceparent=f"00-{NAME}-00", **{"user-agent": NAME})


def call_with_access(trail: Trail, ehr: Hospital) -> None:
    """Charts behind the client's FHIR server: whole, broken in several ways, and at a server not listed."""
    templates = trail.client.get(f"{trail.url}/cds-services").json()["services"][0]["prefetch"]
    story = STORIES["classic-trd"]
    whole = {
        question(filled(templates[key], story["context"])): encoded(value) for key, value in story["prefetch"].items()
    }
    access = {"access_token": ACCESS_TOKEN, "token_type": "Bearer", "expires_in": 300, "scope": "patient/*.rs"}
    bare = {key: value for key, value in story.items() if key != "prefetch"} | {"fhirAuthorization": access}
    broken = [b"{", b'{"resourceType": "%s"}' % NAME.encode(), NAME.encode(), b'{"resourceType":"Bundle","entry":7}']
    for server in (ehr.url, f"https://{NAME.split()[0]}.test/fhir", f"{ehr.url}/other"):
        for answers in (whole, *(dict.fromkeys(whole, body) for body in broken), {}):
            ehr.answers = dict(answers)
            trail.post(address(story), encoded(bare | {"fhirServer": server}))
    outcome = {"severity": "error", "code": "exception", "diagnostics": f"{NAME}, born {BIRTH}: {RECORD_NUMBER} locked"}
    ehr.answers = dict.fromkeys(whole, encoded({"resourceType": "OperationOutcome", "issue": [outcome]}))
    ehr.headers = {"www-authenticate": f'Bearer error_description="{NAME}"', "retry-after": "0", "x-patient": NAME}
    for ehr.status in (200, 400, 401, 403, 404, 410, 500, 503):
        trail.post(address(story), encoded(bare | {"fhirServer": ehr.url}))
    assert f"Bearer {ACCESS_TOKEN}" in ehr.tokens


def call_badly(trail: Trail) -> None:
    """Calls that are cut, nested, mistyped, twisted, too large, unsigned or sent to nowhere."""
    for number, request in enumerate(STORIES.values()):
        body, path = encoded(request), address(request)
        for cut in (3, len(body) // 3, len(body) - 2):
            trail.post(path, body[:cut])
        wrong = ANYTHING[number % len(ANYTHING)]
        context = request["context"] | {"patientId": wrong}
        for changes in (
            {"context": wrong},
            {"hook": wrong},
            {"hookInstance": wrong},
            {"fhirServer": wrong, "fhirAuthorization": {"access_token": wrong}},
            {"context": context},
            {"prefetch": {"patient": wrong, "conditions": wrong, NAME: wrong}},
        ):
            trail.post(path, encoded(request | changes))
    story = STORIES["classic-trd"]
    no_reason = json.loads(encoded(story))
    for entry in no_reason["context"]["draftOrders"]["entry"]:
        entry["resource"].pop("reasonCode", None)
    del no_reason["prefetch"]["conditions"]
    trail.post(SELECT, encoded(no_reason))
    twice = b'{"%s": 1, "%s": 2, ' % ((NAME.encode(),) * 2) + encoded(story)[1:]
    deep = encoded(story)[:-1] + b', "x": ' + b"[" * 5000 + b"]" * 5000 + b"}"
    broken = encoded(story).replace(NAME.encode(), NAME.encode() + b"\xff\xfe")
    large = encoded(story | {"extension": {"x": NAME * 100_000}})
    for odd in (twice, deep, broken, large, NAME.encode(), b"", b'"%s"' % NAME.encode()):
        trail.post(SELECT, odd)
    trail.post(SELECT, encoded(story), **{"content-type": f"text/{NAME.split()[0]}"})
    trail.post(f"/cds-services/{NAME}", encoded(story))
    trail.post(f"{SELECT}?patient={NAME}", encoded(story))
    claims = base64.urlsafe_b64encode(encoded({"iss": NAME, "sub": NAME})).decode().strip("=")
    for token in (None, NAME, f"{claims}.{claims}.x", STRANGER.token(BASE + SELECT, sub=NAME)):
        trail.post(SELECT, encoded(story), token)
    for odd_claims in ({"iss": NAME}, {"jti": NAME * 30}, {"aud": NAME}, {"exp": 1, "sub": NAME}):
        trail.post(SELECT, encoded(story), KEY.token(**({"audience": BASE + SELECT} | odd_claims)))
    trail.post(SELECT, encoded(story), KEY.token(BASE + SELECT, headers={"kid": NAME, "jku": f"https://{NAME}"}))


def give_feedback(trail: Trail) -> None:
    """Feedback with a comment, with a name where a code should be, about cards nobody has shown, and malformed."""
    card = next(
        answer.json()["cards"][0] for answer in trail.answers if answer.status_code == 200 and '"uuid"' in answer.text
    )
    when = "2026-11-23T12:05:00Z"
    reason = {"reason": {"code": NAME, "system": NAME, "display": NAME}, "userComment": COMMENT}
    good = [
        {"card": card["uuid"], "outcome": "accepted", "acceptedSuggestions": [{"id": NAME}], "outcomeTimestamp": when},
        {"card": card["uuid"], "outcome": "overridden", "overrideReason": reason, "outcomeTimestamp": when},
        {"card": NAME, "outcome": "overridden", "outcomeTimestamp": when},
    ]
    trail.post(f"{SELECT}/feedback", encoded({"feedback": good}))
    for bad in ({"outcome": NAME}, {"outcomeTimestamp": NAME}, {"card": [NAME]}, {"overrideReason": NAME}):
        trail.post(f"{SELECT}/feedback", encoded({"feedback": [good[1] | bad]}))


def look_around(trail: Trail) -> dict[str, str]:
    """Everything an operator can look at, once the journal has reached the database."""
    time.sleep(3)
    operator = {"authorization": f"Bearer {OPERATOR}"}
    paths = ("/", "/metrics", "/health/live", "/health/ready", "/insights", "/protocol/ketamine-trd")
    return {path: trail.client.get(trail.url + path, headers=operator).text for path in paths}


def found(words: tuple[str, ...], text: str | bytes) -> list[str]:
    """Which of the words occur, in any case."""
    told = (text.decode("utf-8", "replace") if isinstance(text, bytes) else text).lower()
    return [word for word in words if word.lower() in told]


def test_the_search_finds_what_is_there(trail: Trail) -> None:
    """The answers themselves hold the client's own ids and words: the search is not blind."""
    answered = "".join(answer.text for answer in trail.answers if answer.status_code == 200)
    assert {"zqid-", "zqchartnote", str(DISGUISED_WEIGHT)} == set(found(PRIVATE, answered))


def test_every_kind_of_answer_was_provoked(trail: Trail) -> None:
    """Cards, silence, feedback and refusals of every kind were answered, and nothing was our own failure."""
    statuses = Counter(answer.status_code for answer in trail.answers)
    assert {200, 400, 401, 404, 412, 413, 415} == set(statuses)
    assert 200 < sum(statuses.values())
    assert 15 <= sum('"uuid"' in answer.text for answer in trail.answers)


def test_no_answer_holds_the_patients_identity(trail: Trail) -> None:
    """Name, birth date, record number, address, tokens and comments are in no answer, not even in cards."""
    assert [] == [told for answer in trail.answers if (told := found(IDENTITY, answer.text + str(answer.headers)))]


def test_no_refusal_repeats_what_was_sent(trail: Trail) -> None:
    """The body and the headers of a refusal name places and codes, never a value."""
    refusals = [answer for answer in trail.answers if answer.status_code != 200]
    assert [] == [told for answer in refusals if (told := found(PRIVATE, answer.text + str(answer.headers)))]


def test_the_log_is_written_and_holds_nothing_private(trail: Trail) -> None:
    """Each call has its line, even at the most talkative level, and no line has anything of the patient."""
    lines = [json.loads(line) for line in trail.log.splitlines()]
    assert len([line for line in lines if line["event"] == "call"]) >= len(trail.answers) - 10
    assert [] == [line for line in trail.log.splitlines() if found(PRIVATE, line)]


def test_pages_and_metrics_hold_nothing_private(trail: Trail) -> None:
    """What an operator sees counts decisions and feedback, and tells of nobody."""
    assert "cds_verdicts_total" in trail.pages["/metrics"]
    assert {} == {path: told for path, text in trail.pages.items() if (told := found(PRIVATE, text))}


def test_the_database_holds_decisions_and_nothing_private(trail: Trail) -> None:
    """Decisions, cards and feedback are stored; no column of any row has anything of the patient."""
    filled = {table for table, rows in trail.rows.items() if rows}
    assert {"decision", "judged_order", "card", "suggestion", "feedback", "seen_jti"} <= filled
    assert {} == {table: told for table, rows in trail.rows.items() if (told := found(PRIVATE, "\n".join(rows)))}


def test_no_file_holds_anything_private(trail: Trail) -> None:
    """No file of the database, the journal or the log, calling, running or stopped, has anything of the patient."""
    assert {} == {name: told for name, content in trail.kept.items() if (told := found(PRIVATE, content))}


def test_what_the_record_system_said_of_its_failure_goes_nowhere(trail: Trail) -> None:
    """The statuses of its errors are told on cards; its diagnostics, which name the patient, are told nobody."""
    cards = "".join(answer.text for answer in trail.answers if answer.status_code == 200)
    assert [] == [status for status in (401, 403, 404, 410, 500, 503) if f"({status})" not in cards]
    everything = (cards, trail.log, *trail.pages.values(), *(row for rows in trail.rows.values() for row in rows))
    assert [] == [told for text in everything if (told := found(("locked", "x-patient"), text))]
