"""Requests nobody should send, made from the shipped ones by a seed; what a service answered to many of them.

`python -m tests.conformance.malformed [count] [seed]` sends them to a running service and tells; it fails when one got
a 5xx, took over two seconds, or was refused without an OperationOutcome.
"""

from __future__ import annotations

import copy
import json
import logging
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import structlog

from tests.conformance.conftest import requests
from tests.http.living import SELECT, Json, serving, settings_for

LONGEST_SECONDS = 2.0
ODD: tuple[Any, ...] = (
    None, "", [], {}, 0, -1, 1e308, 10**400, float("nan"), True, "\x00", "\ud800", "null", "ketamine", " " * 5000,
    "9" * 400, [[[[]]]], [None], {"": None}, [{}] * 300, "2026-13-45", "0000-00-00T99:99:99Z", "Patient/", "../..",
    "{{context.patientId}}", {"resourceType": "Patient"}, {"resourceType": "OperationOutcome"},
    {"resourceType": "Bundle", "entry": [None, 7, {}]},
)  # fmt: skip
HEADERS = (
    "application/json",
    "application/json",
    "application/json",
    "application/fhir+json",
    "text/plain",
    "",
    "\xe9",
)
PATHS = (SELECT, f"{SELECT}/feedback", "/cds-services/ketamine-trd-order-sign", "/cds-services/none")


@dataclass(frozen=True)
class Malformed:
    """One request: where it goes and what it holds."""

    path: str
    media: str
    body: bytes


@dataclass
class Told:
    """What became of many requests."""

    statuses: Counter[int] = field(default_factory=Counter)
    slowest: float = 0.0
    unreadable: int = 0

    @property
    def held(self) -> bool:
        """No failure of ours, no answer that took too long, and every refusal readable."""
        return max(self.statuses) < 500 and self.slowest <= LONGEST_SECONDS and not self.unreadable


def malformed(count: int, seed: int) -> Iterator[Malformed]:
    """So many requests, the same for the same seed."""
    chance = random.Random(seed)  # noqa: S311 (reproducible, nothing secret)
    stories = list(requests().values())
    for _ in range(count):
        story = copy.deepcopy(chance.choice(stories))
        path = f"/cds-services/ketamine-trd-{story['hook']}" if chance.random() < 0.8 else chance.choice(PATHS)
        for _ in range(chance.randint(1, 4)):
            _spoil(story, chance)
        body = json.dumps(story).encode()
        if chance.random() < 0.2:
            body = _broken(body, chance)
        yield Malformed(path, chance.choice(HEADERS) if chance.random() < 0.1 else HEADERS[0], body)


def _spoil(story: Json, chance: random.Random) -> None:
    """Replace, remove or double one member somewhere, mostly inside the chart or the drafts."""
    inner: Any = story.get(chance.choice(("hook", "context", "prefetch", "prefetch", "prefetch")))
    if not isinstance(inner, dict):
        inner = story
    while True:
        keys = list(inner) if isinstance(inner, dict) else range(len(inner))
        if not keys:
            return
        key = chance.choice(list(keys))
        if not isinstance(inner[key], dict | list) or not inner[key] or chance.random() < 0.2:
            break
        inner = inner[key]
    how = chance.random()
    if how < 0.25:
        del inner[key]
    elif how < 0.35 and isinstance(inner, list):
        inner += [copy.deepcopy(inner[key])] * 50
    else:
        inner[key] = copy.deepcopy(chance.choice(ODD))


def _broken(body: bytes, chance: random.Random) -> bytes:
    """The bytes cut, or some of them changed or doubled."""
    at = chance.randrange(len(body))
    made = (body[:at], body[:at] + bytes([chance.randrange(256)]) + body[at + 1 :], body[:at] + body, body[at:])
    return chance.choice(made)


def flood(client: httpx.Client, count: int, seed: int) -> Told:
    """Send them one after the other."""
    told = Told()
    for each in malformed(count, seed):
        began = time.perf_counter()
        answer = client.post(each.path, content=each.body, headers={"content-type": each.media.encode("latin-1")})  # type: ignore[dict-item]
        told.slowest = max(told.slowest, time.perf_counter() - began)
        told.statuses[answer.status_code] += 1
        expected = "cards" in answer.text if answer.status_code == 200 else "OperationOutcome" in answer.text
        told.unreadable += not (expected or (each.path.endswith("feedback") and answer.status_code == 200))
    return told


def main(count: int, seed: int) -> int:
    """Start a service, flood it, tell; the exit code."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    with (
        tempfile.TemporaryDirectory() as folder,
        serving(settings_for(Path(folder))) as living,
        httpx.Client(base_url=living.url, trust_env=False, timeout=30) as client,
    ):
        told = flood(client, count, seed)
    print(f"{count} malformed requests, seed {seed}: statuses {dict(sorted(told.statuses.items()))}")
    print(f"slowest {told.slowest:.2f} s, refused unreadably {told.unreadable}: {'held' if told.held else 'FAILED'}")
    return not told.held


if __name__ == "__main__":
    chosen = [int(argument) for argument in sys.argv[1:3]]
    sys.exit(main(*(chosen + [2500, 1][len(chosen) :])))
