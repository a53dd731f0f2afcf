"""The command line: what it prints, what it returns, and that it never shows a traceback."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

from cds_service.cli import run
from cds_service.settings import Settings

ROOT = Path(__file__).resolve().parents[2]
REQUEST = ROOT / "cds_service" / "warm_up.json"
NOW = "2024-06-20T12:00:00Z"

Captured = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def bare_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No setting of the machine reaches these tests, and what they write goes to a folder of their own."""
    for name in Settings.model_fields:
        monkeypatch.delenv(f"CDS_{name.upper()}", raising=False)
    monkeypatch.setenv("CDS_DATABASE_URL", f"sqlite:///{tmp_path}/cds.sqlite3")


def changed(folder: Path, **changes: object) -> str:
    """The sample request with some members replaced, as a file; a change to None removes the member."""
    body = json.loads(REQUEST.read_bytes()) | changes
    path = folder / "request.json"
    path.write_text(json.dumps({name: value for name, value in body.items() if value is not None}))
    return str(path)


def test_evaluate_prints_the_card(capsys: Captured) -> None:
    """The indicator, the order, the buttons and what they would do are there to read."""
    assert 0 == run(["evaluate", str(REQUEST), "--now", NOW])
    shown = capsys.readouterr().out
    for words in ("WARNING", "ketamine", "Why", "Choose at most one", "recommended", "update:", "off-label"):
        assert words in shown


def test_evaluate_prints_the_same_each_time(capsys: Captured) -> None:
    """At one fixed moment the answer is the same to the byte, card ids included."""
    texts = []
    for _ in range(2):
        run(["evaluate", str(REQUEST), "--json", "--now", NOW])
        texts.append(capsys.readouterr().out)
    assert texts[0] == texts[1]
    assert json.loads(texts[0])["cards"]


def test_evaluate_reads_standard_input() -> None:
    """A dash stands for standard input; what comes out is one JSON document and nothing else."""
    done = subprocess.run(
        [sys.executable, "-m", "cds_service", "evaluate", "-", "--json", "--now", NOW],
        input=REQUEST.read_bytes(), capture_output=True, cwd=ROOT, check=True, timeout=60,
    )  # fmt: skip
    assert (b"{", b"}", b"") == (done.stdout[:1], done.stdout[-1:], done.stderr)


def test_evaluate_says_when_there_is_nothing_to_say(tmp_path: Path, capsys: Captured) -> None:
    """No card is told as such, so that silence is not taken for a failure."""
    context = {"patientId": "p", "selections": [], "draftOrders": {"resourceType": "Bundle"}}
    assert 0 == run(["evaluate", changed(tmp_path, context=context)])
    assert "No cards" in capsys.readouterr().out


def test_a_chart_cannot_steer_the_terminal(tmp_path: Path, capsys: Captured) -> None:
    """Control characters in the texts of a chart are not printed."""
    body = json.loads(REQUEST.read_bytes())
    draft = body["context"]["draftOrders"]["entry"][0]["resource"]
    draft["medicationCodeableConcept"]["text"] = "ketamine \x1b[2J\x1b]0;owned\x07"
    assert 0 == run(["evaluate", changed(tmp_path, context=body["context"]), "--now", NOW])
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f]", capsys.readouterr().out)


def test_a_failed_precondition_is_1(tmp_path: Path, capsys: Captured) -> None:
    """Required data that cannot be had is exit code 1; with --json the body is the OperationOutcome of a 412."""
    body = json.loads(REQUEST.read_bytes())
    del body["context"]["draftOrders"]["entry"][0]["resource"]["reasonCode"]
    path = changed(tmp_path, context=body["context"], prefetch=None)
    assert 1 == run(["evaluate", path, "--json"])
    captured = capsys.readouterr()
    assert "OperationOutcome" == json.loads(captured.out)["resourceType"]
    assert 1 == len(captured.err.splitlines())


@pytest.mark.parametrize(
    ("changes", "options", "said"),
    [
        ({"context": {}}, [], "context.patientId: required"),
        ({"hook": "order-dispatch"}, [], "hook: one of"),
        ({"hook": None}, [], "hook: required"),
        ({}, ["--hook", "order-sign"], "hook: this service answers order-sign"),
        ({}, ["--now", "soon"], "no ISO instant"),
        ({}, ["--nope"], "No such option"),
    ],
)
def test_bad_input_is_2_with_one_line(
    tmp_path: Path, capsys: Captured, changes: dict[str, object], options: list[str], said: str
) -> None:
    """What is wrong is one line on standard error that names the place."""
    assert 2 == run(["evaluate", changed(tmp_path, **changes), *options])
    captured = capsys.readouterr()
    assert ("", 1) == (captured.out, len(captured.err.splitlines()))
    assert said in captured.err


@pytest.mark.parametrize("content", [b"", b"{", b"\xff", b"[" * 100_000, b"[]"])
def test_a_file_that_is_no_request_is_2(tmp_path: Path, capsys: Captured, content: bytes) -> None:
    """Whatever bytes a file holds, the command says so in one line."""
    path = tmp_path / "bytes.json"
    path.write_bytes(content)
    assert 2 == run(["evaluate", str(path)])
    assert 1 == len(capsys.readouterr().err.splitlines())


@pytest.mark.parametrize("arguments", [["evaluate", "no-such-file.json"], ["evaluate"], ["no-such-command"],
                                       ["serve", "--port", "x"]])  # fmt: skip
def test_every_error_is_one_line(capsys: Captured, arguments: list[str]) -> None:
    """A wrong file, argument, command or option is one readable line and a non-zero exit."""
    assert 2 == run(arguments)
    assert re.fullmatch(r"cds-service: .+\n", capsys.readouterr().err)


def test_a_bad_setting_is_named(monkeypatch: pytest.MonkeyPatch, capsys: Captured) -> None:
    """A setting the service would not start with is named by every command that reads settings."""
    monkeypatch.setenv("CDS_TIME_ZONE", "Nowhere/Land")
    assert 2 == run(["settings"])
    assert capsys.readouterr().err.startswith("cds-service: CDS_TIME_ZONE: ")


def test_every_setting_is_listed(capsys: Captured) -> None:
    """The list of settings is complete."""
    assert 0 == run(["settings"])
    shown = capsys.readouterr().out
    assert [] == [name for name in Settings.model_fields if f"CDS_{name.upper()}" not in shown]


def test_the_shipped_content_is_sound(capsys: Captured) -> None:
    """`knowledge check` accepts what is shipped and prints its digest."""
    assert 0 == run(["knowledge", "check"])
    assert re.search(r"^sha256:[0-9a-f]{64}$", capsys.readouterr().out, re.MULTILINE)


def test_the_review_sheet_is_of_the_content_served(capsys: Captured) -> None:
    """The sheet bears the digest that `knowledge check` prints."""
    run(["knowledge", "check"])
    digest = re.findall(r"sha256:[0-9a-f]{64}", capsys.readouterr().out)[0]
    run(["knowledge", "review"])
    assert digest in capsys.readouterr().out


@pytest.fixture
def own_content(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the content that a test may change."""
    folder = tmp_path / "cards"
    shutil.copytree(ROOT / "cards", folder)
    (folder / "ketamine-trd" / "reviews.toml").unlink(missing_ok=True)
    monkeypatch.setenv("CDS_CONTENT_DIR", str(folder))
    return folder / "ketamine-trd"


def test_a_sealed_review_holds_until_a_limit_changes(own_content: Path, capsys: Captured) -> None:
    """After sealing the content is reviewed; after one changed number it is a draft again, and the check says why."""
    run(["knowledge", "seal", "--name", "Ann Roe", "--role", "psychiatrist", "--on", "2026-11-23"])
    run(["knowledge", "check"])
    sealed = capsys.readouterr().out
    protocol = own_content / "protocol.toml"
    text = protocol.read_text("utf-8")
    protocol.write_text(re.sub(r"value = (\d+)", lambda found: f"value = 1{found[1]}", text, count=1), "utf-8")
    run(["knowledge", "check"])
    changed_since = capsys.readouterr().out
    assert ("(reviewed)" in sealed, "seal is broken" in sealed) == (True, False)
    assert ("(draft)" in changed_since, "seal is broken" in changed_since) == (True, True)


def test_a_seal_without_a_name_changes_nothing(own_content: Path, capsys: Captured) -> None:
    """A review nobody signed is none."""
    assert 2 == run(["knowledge", "seal", "--name", " ", "--role", "psychiatrist"])
    assert not (own_content / "reviews.toml").exists()


def test_content_that_is_amiss_is_told_by_file(own_content: Path, capsys: Captured) -> None:
    """Content the service would refuse is one line that names the file."""
    (own_content / "evidence.toml").write_text("[[evidence]]\nnonsense = 1\n")
    assert 2 == run(["knowledge", "check"])
    assert "evidence.toml" in capsys.readouterr().err


def test_a_report_on_nothing_says_so(capsys: Captured) -> None:
    """A service that showed no card yet has a report, and it says that."""
    assert 0 == run(["feedback", "report"])
    assert "No card was shown" in capsys.readouterr().out


def test_serving_strangers_beyond_this_machine_is_refused(monkeypatch: pytest.MonkeyPatch, capsys: Captured) -> None:
    """Without client authentication the service listens on this machine only."""
    monkeypatch.setenv("CDS_REQUIRE_AUTH", "false")
    assert 2 == run(["serve", "--host", "0.0.0.0", "--port", "0"])
    assert "refusing to listen" in capsys.readouterr().err


def test_a_port_in_use_is_one_line(capsys: Captured) -> None:
    """A port somebody else holds is said before anything starts."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        assert 2 == run(["serve", "--port", str(taken.getsockname()[1])])
    assert re.fullmatch(r"cds-service: cannot listen on .+\n", capsys.readouterr().err)


def fetch(url: str, body: bytes | None = None) -> bytes:
    """What a server on this machine answers; OSError when it does not."""
    request = urllib.request.Request(url, body, {"content-type": "application/json"})  # noqa: S310
    with urllib.request.urlopen(request, timeout=10) as response:  # noqa: S310
        content: bytes = response.read()
    return content


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as found:
        return int(found.getsockname()[1])


@pytest.mark.parametrize("workers", ["1", "2"])
def test_serve_answers_and_ends_in_peace(tmp_path: Path, workers: str) -> None:
    """The real command serves, with one process or two, answers, and ends quietly when asked."""
    port = free_port()
    environment = os.environ | {
        "CDS_REQUIRE_AUTH": "false",
        "CDS_DATABASE_URL": f"sqlite:///{tmp_path}/served.sqlite3",
    }
    server = subprocess.Popen(
        [sys.executable, "-m", "cds_service", "serve", "--port", str(port), "--workers", workers],
        cwd=ROOT, env=environment, stderr=subprocess.PIPE, stdout=subprocess.PIPE,
    )  # fmt: skip
    try:
        url = f"http://127.0.0.1:{port}"
        for _ in range(300):
            try:
                page = fetch(f"{url}/cds-services")
                break
            except OSError:
                time.sleep(0.1)
        answer = json.loads(fetch(f"{url}/cds-services/ketamine-trd-order-select", REQUEST.read_bytes()))
        metrics = fetch(f"{url}/metrics").decode()
    finally:
        server.send_signal(signal.SIGTERM)
        out, err = server.communicate(timeout=30)
    assert 3 == len(json.loads(page)["services"])
    assert answer["cards"]
    assert re.search(r"^cds_verdicts_total\{.*\} 1\.0$", metrics, re.MULTILINE)
    assert (0, b"", False) == (server.returncode, out, b"Traceback" in err)
