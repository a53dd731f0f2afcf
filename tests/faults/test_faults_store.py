"""A locked database, a full disk, a killed process: a card is answered, and what was answered 200 is found again."""

from __future__ import annotations

import sqlite3
import threading
import time
import uuid
from pathlib import Path

import httpx

from tests.faults.process import running
from tests.http.living import OUTCOME, SELECT, Json, call

PATH = f"{SELECT}/feedback"
Answered = list[tuple[Json, int]]


def item() -> Json:
    when = "2026-11-23T12:05:00Z"
    return {"card": str(uuid.uuid4()), "outcome": "overridden", "outcomeTimestamp": when}


def lost(client: httpx.Client, answered: Answered) -> int:
    """How many items were answered with 200 and are not known to the service: it stores them now, as new."""
    kept = [each for each, status in answered if status == 200]
    batches = [kept[at : at + 500] for at in range(0, len(kept), 500)]
    return sum(client.post(PATH, json={"feedback": batch}).json()["stored"] for batch in batches)


def refused(answer: httpx.Response) -> tuple[int, str, str]:
    issue = answer.json()["issue"][0]
    return answer.status_code, answer.json()["resourceType"], issue["details"]["coding"][0]["code"]


def test_while_the_database_is_locked_cards_are_answered_and_feedback_is_refused(tmp_path: Path) -> None:
    """The clinician gets the card; feedback is refused in words and not lost by a promise; then all is as before."""
    with running(tmp_path) as service:
        lock = sqlite3.connect(tmp_path / "cds.sqlite3", isolation_level=None)
        lock.execute("BEGIN EXCLUSIVE")
        card = service.client.post(SELECT, json=call())
        answer = service.client.post(PATH, json={"feedback": [item()]})
        lock.execute("ROLLBACK")
        lock.close()
        assert (200, 1) == (card.status_code, len(card.json()["cards"]))
        assert (503, OUTCOME, "storage-unavailable") == refused(answer)
        later = item() | {"card": card.json()["cards"][0]["uuid"]}
        assert 200 == service.client.post(PATH, json={"feedback": [later]}).status_code
        until = time.monotonic() + 20
        while service.client.get("/health/ready").status_code != 200 and time.monotonic() < until:
            time.sleep(0.2)
        assert 200 == service.client.get("/health/ready").status_code


def test_on_a_full_disk_cards_are_answered_and_feedback_is_kept_or_refused(tmp_path: Path) -> None:
    """Every feedback is either kept or refused with 503 and an OperationOutcome; cards go on; readiness says so."""
    answered: Answered = []
    with running(tmp_path, largest_file=300_000) as service:
        for _ in range(5000):
            made = item()
            answer = service.client.post(PATH, json={"feedback": [made]})
            answered.append((made, answer.status_code))
            if answer.status_code != 200:
                break
        assert (503, OUTCOME, "storage-unavailable") == refused(answer)
        card = service.client.post(SELECT, json=call())
        assert (200, 1) == (card.status_code, len(card.json()["cards"]))
    with running(tmp_path) as service:
        assert 0 == lost(service.client, answered)
        assert {"stored": 1, "repeated": 0, "unknownCards": 1} == service.client.post(
            PATH, json={"feedback": [answered[-1][0]]}
        ).json()


def test_a_killed_process_loses_no_feedback_it_answered(tmp_path: Path) -> None:
    """Four clients send feedback while the process is killed; the next one knows every item answered with 200."""
    answered: Answered = []
    with running(tmp_path) as service:
        url = service.client.base_url

        def send() -> None:
            with httpx.Client(base_url=url, trust_env=False, timeout=30) as own:
                while True:
                    made = item()
                    try:
                        answered.append((made, own.post(PATH, json={"feedback": [made]}).status_code))
                    except httpx.HTTPError:
                        return

        senders = [threading.Thread(target=send) for _ in range(4)]
        for sender in senders:
            sender.start()
        time.sleep(1)
        service.kill()
        for sender in senders:
            sender.join()
    assert len(answered) > 50
    assert {200} == {status for _, status in answered}
    with running(tmp_path) as service:
        assert 0 == lost(service.client, answered)
