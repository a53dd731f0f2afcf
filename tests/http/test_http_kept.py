"""What is told of decisions and feedback on their way into the database."""

from __future__ import annotations

import re
import sqlite3
import time
import uuid
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import httpx
import pytest
from structlog.testing import capture_logs

from cds_service.http.decisions import decision
from cds_service.http.metrics import Metrics
from cds_service.http.wire import read_call
from cds_service.service import Answer, Service
from cds_service.settings import Settings
from cds_service.store import Waiting
from cds_service.store.journal import Journal
from tests.http.living import NOW, SELECT, as_bytes, call, order, serving, settings_for

PATH = f"{SELECT}/feedback"


@pytest.fixture
def clinic(tmp_path: Path) -> Iterator[httpx.Client]:
    with serving(settings_for(tmp_path)) as running, httpx.Client(base_url=running.url, trust_env=False) as client:
        yield client


def measured(client: httpx.Client, name: str) -> float:
    """One metric without labels, or the sum over its labels."""
    found = re.findall(rf"(?m)^{name}(?:\{{[^}}]*\}})? (\S+)$", client.get("/metrics").text)
    return sum(float(each) for each in found)


def test_feedback_that_is_sent_again_is_not_counted_again(clinic: httpx.Client) -> None:
    """An impatient client that repeats its feedback does not double the overrides a committee sees."""
    item = {"card": str(uuid.uuid4()), "outcome": "overridden", "outcomeTimestamp": "2026-11-23T12:05:00Z"}
    other = item | {"card": str(uuid.uuid4()), "outcome": "accepted", "acceptedSuggestions": []}
    for items in ([item], [item], [item, item, other]):
        assert 200 == clinic.post(PATH, json={"feedback": items}).status_code
    text = clinic.get("/metrics").text
    counted = dict(re.findall(r'cds_feedback_total\{outcome="(\w+)",[^}]*\} (\S+)', text))
    assert {"overridden": "1.0", "accepted": "1.0"} == counted


def test_decisions_that_wait_for_the_database_are_measured(clinic: httpx.Client, tmp_path: Path) -> None:
    """While the database is locked the journal grows, and what it holds is told; afterwards it is empty again."""
    assert 0 == measured(clinic, "cds_journal_bytes")
    lock = sqlite3.connect(tmp_path / "cds.sqlite3", isolation_level=None)
    lock.execute("BEGIN EXCLUSIVE")
    for _ in range(3):
        clinic.post(SELECT, json=call())
    grown = measured(clinic, "cds_journal_bytes")
    lock.execute("ROLLBACK")
    lock.close()
    assert grown > 1000
    until = time.monotonic() + 20
    while measured(clinic, "cds_journal_bytes") and time.monotonic() < until:
        time.sleep(0.1)
    assert (0, 0, 0) == tuple(measured(clinic, f"cds_journal_{what}") for what in ("bytes", "held", "dropped_total"))


def test_decisions_in_memory_and_lost_ones_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is held and what was dropped is told as it is, and each lost decision is counted once."""
    monkeypatch.setattr("cds_service.store.journal.HELD_IN_MEMORY", 2)
    journal, metrics = Journal(None), Metrics()
    for _ in range(5):
        journal.append(b"line\n")
    for _ in range(2):
        metrics.see_journal(Waiting(journal.bytes_waiting(), journal.holding, journal.dropped))
    text = metrics.text().decode()
    told = {name: float(value) for name, value in re.findall(r"(?m)^(cds_journal_\w+) (\S+)$", text)}
    assert {"cds_journal_bytes": 0, "cds_journal_held": 2, "cds_journal_dropped_total": 3} == told


async def test_an_answer_stands_though_its_record_cannot_tell_its_cards_apart(service: Service) -> None:
    """A card more than there are subjects is no reason to fail a call that was answered: the decision is kept without
    its cards, and an error is logged."""
    answer = await service.answer(read_call(as_bytes(call(orders=[order()])), "order-select"), NOW)
    twice: Answer = replace(answer, cards=[*answer.cards, *answer.cards])
    with capture_logs() as lines:
        made = decision(twice, service.knowledge, "s", NOW, 1.0, None)
    assert made is not None
    assert ((), 1) == (made.cards, len(made.orders))
    assert [("error", 2, 1)] == [(line["log_level"], line["cards"], line["expected"]) for line in lines]


@pytest.fixture
def service() -> Service:
    from cds_service.app import build_service, load_content

    settings: Settings = settings_for(Path("unused"))
    made, _ = build_service(settings, load_content(settings))
    return made
