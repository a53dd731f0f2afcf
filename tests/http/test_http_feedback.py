"""Feedback: kept whole, kept once, and refused whole when one item is bad."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from cds_service.settings import Settings
from cds_service.store import Store
from tests.http.living import NOW, SELECT, Json, as_bytes, call, having, serving, settings_for

PATH = f"{SELECT}/feedback"
DAY = NOW.replace(hour=0)


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return settings_for(tmp_path_factory.mktemp("feedback"))


@pytest.fixture(scope="module")
def clinic(settings: Settings) -> Iterator[httpx.Client]:
    with serving(settings) as running, httpx.Client(base_url=running.url, trust_env=False) as client:
        yield client


def item(**changes: Any) -> Json:
    whole = {
        "card": str(uuid.uuid4()),
        "outcome": "overridden",
        "outcomeTimestamp": "2026-11-23T12:05:00Z",
        "overrideReason": {"reason": {"code": "patient-refuses", "system": "http://example.org/reasons"}},
    }
    return {name: value for name, value in (whole | changes).items() if value is not None}


def send(clinic: httpx.Client, *items: Any) -> httpx.Response:
    return clinic.post(PATH, json={"feedback": list(items)})


def test_feedback_on_a_card_shown_is_stored(clinic: httpx.Client) -> None:
    """Feedback on a card this service has shown is stored as known."""
    shown = clinic.post(SELECT, json=call()).json()["cards"][0]
    suggestion = {"id": str(uuid.uuid4())}
    accepted = item(card=shown["uuid"], outcome="accepted", acceptedSuggestions=[suggestion], overrideReason=None)
    response = send(clinic, accepted)
    assert 200 == response.status_code
    assert 1 == response.json()["stored"]


def test_the_same_feedback_again_changes_nothing(clinic: httpx.Client) -> None:
    """A repeated item is told apart from a new one and answered with 200."""
    same = item()
    send(clinic, same)
    assert {"stored": 0, "repeated": 1, "unknownCards": 1} == send(clinic, same).json()


def test_an_unknown_card_is_kept_and_marked(clinic: httpx.Client) -> None:
    """Feedback on a card nobody here has shown is stored, and said to be unknown."""
    assert {"stored": 1, "repeated": 0, "unknownCards": 1} == send(clinic, item()).json()


def test_a_reason_without_display_and_a_time_without_zone_pass(clinic: httpx.Client) -> None:
    """Real clients leave out the display of a reason, and some the zone of a time."""
    assert 200 == send(clinic, item(outcomeTimestamp="2026-11-23T12:05:00.123")).status_code


@pytest.mark.parametrize(
    ("bad", "where"),
    [
        (item(card=None), "feedback[1].card"),
        (item(card=""), "feedback[1].card"),
        (item(card=7), "feedback[1].card"),
        (item(outcome="ignored"), "feedback[1].outcome"),
        (item(outcomeTimestamp=None), "feedback[1].outcomeTimestamp"),
        (item(outcomeTimestamp="yesterday"), "feedback[1].outcomeTimestamp"),
        (item(outcomeTimestamp="2026-11-23"), "feedback[1].outcomeTimestamp"),
        (item(outcome="accepted"), "feedback[1].acceptedSuggestions"),
        (item(outcome="accepted", acceptedSuggestions=[{"uuid": "x"}]), "feedback[1].acceptedSuggestions[0].id"),
        (item(overrideReason={"reason": {"system": "s"}}), "feedback[1].overrideReason.reason.code"),
        ("SECRET", "feedback[1]"),
    ],
)
def test_one_bad_item_refuses_the_whole_call(clinic: httpx.Client, bad: Any, where: str) -> None:
    """A bad item is named by index and field, and the good one beside it is not stored."""
    good = item()
    response = send(clinic, good, bad)
    assert (400, [where]) == (response.status_code, response.json()["issue"][0]["expression"])
    assert 1 == send(clinic, good).json()["stored"]


@pytest.mark.parametrize("body", [{}, {"feedback": {}}, {"feedback": None}, {"cards": []}])
def test_a_body_without_a_list_is_400(clinic: httpx.Client, body: Json) -> None:
    """Feedback is a list; anything else names the member that is wrong."""
    response = clinic.post(PATH, json=body)
    assert (400, ["feedback"]) == (response.status_code, response.json()["issue"][0]["expression"])


def test_feedback_of_an_unknown_service_is_404(clinic: httpx.Client) -> None:
    """There is no feedback on a service that does not exist."""
    assert 404 == clinic.post("/cds-services/other/feedback", json={"feedback": []}).status_code


def test_a_comment_is_kept_nowhere(clinic: httpx.Client, settings: Settings) -> None:
    """The words of a comment may name the patient: no file of the service holds them."""
    commented = having(item(), "overrideReason.userComment", "ask-Mrs-Zephyrine")
    assert 200 == send(clinic, commented).status_code
    folder = Path(settings.database_url.removeprefix("sqlite:///")).parent
    files = [path for path in folder.rglob("*") if path.is_file()]
    assert files
    assert not any(b"Zephyrine" in path.read_bytes() for path in files)


def test_a_database_that_refuses_is_503_and_nothing_is_claimed(tmp_path: Path) -> None:
    """While another process holds the database, feedback is answered with an error the client can repeat on."""
    import sqlite3

    chosen = settings_for(tmp_path)
    with serving(chosen) as running, httpx.Client(base_url=running.url, trust_env=False, timeout=30) as client:
        lock = sqlite3.connect(tmp_path / "cds.sqlite3", isolation_level=None)
        lock.execute("BEGIN EXCLUSIVE")
        refused = client.post(PATH, json={"feedback": [item()]})
        lock.execute("ROLLBACK")
        lock.close()
        assert (503, "transient") == (refused.status_code, refused.json()["issue"][0]["code"])


def test_a_decision_is_journalled_with_its_cards(tmp_path: Path) -> None:
    """What was answered is on record when the service has stopped: one decision, its verdict, its cards."""
    chosen = settings_for(tmp_path)
    with serving(chosen) as running:
        response = httpx.post(
            running.url + SELECT, content=as_bytes(call()), headers={"content-type": "application/json"}
        )
        cards = response.json()["cards"]
    store = Store.open(chosen.database_url, None, None)
    try:
        report = store.report(DAY, NOW.replace(hour=23))
    finally:
        store.close()
    assert (1, len(cards)) == (report.decisions, report.total.shown)
