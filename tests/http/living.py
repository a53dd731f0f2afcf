"""A real server in a thread, and the requests sent to it. Synthetic patients only."""

from __future__ import annotations

import copy
import json
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import uvicorn

from cds_service.app import create_app
from cds_service.settings import Settings

Json = dict[str, Any]

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
SELECT, SIGN, VIEW = (f"/cds-services/ketamine-trd-{hook}" for hook in ("order-select", "order-sign", "patient-view"))
OUTCOME = "OperationOutcome"

ORDER: Json = {
    "resourceType": "MedicationRequest",
    "id": "draft-1",
    "status": "draft",
    "intent": "order",
    "subject": {"reference": "Patient/p1"},
    "medicationCodeableConcept": {
        "text": "ketamine",
        "coding": [{"system": "http://www.nlm.nih.gov/research/umls/rxnorm", "code": "6130", "display": "ketamine"}],
    },
    "reasonCode": [{"coding": [{"system": "http://hl7.org/fhir/sid/icd-10-cm", "code": "F33.2"}]}],
}


def empty() -> Json:
    """A search that found nothing."""
    return {"resourceType": "Bundle", "type": "searchset", "entry": []}


def order(**changes: Any) -> Json:
    """A draft ketamine order; a change to None removes the member."""
    whole = copy.deepcopy(ORDER) | changes
    return {name: value for name, value in whole.items() if value is not None}


def call(hook: str = "order-select", orders: list[Json] | None = None, **changes: Any) -> Json:
    """A hook call about one patient; `orders` are its drafts, all of them selected."""
    drafts = [order()] if orders is None else orders
    context: Json = {"userId": "Practitioner/u1", "patientId": "p1"}
    if hook != "patient-view":
        context["draftOrders"] = {"resourceType": "Bundle", "entry": [{"resource": draft} for draft in drafts]}
    if hook == "order-select":
        context["selections"] = [f"{draft['resourceType']}/{draft['id']}" for draft in drafts]
    keys = ("conditions", "medicationStatements", "medicationRequests", "allergies", "surveys", "vitalSigns")
    whole: Json = {
        "hook": hook,
        "hookInstance": "2f5f7f5e-7b57-4d55-9f1c-0a3f4d7c1a11",
        "context": context,
        "prefetch": {"patient": {"resourceType": "Patient", "id": "p1", "birthDate": "1980-01-01"}}
        | {key: empty() for key in keys},
    }
    return whole | changes


def without(whole: Json, path: str) -> Json:
    """A copy that lacks one member, named as "context.patientId"."""
    changed = copy.deepcopy(whole)
    *parents, last = path.split(".")
    inner = changed
    for name in parents:
        inner = inner[name]
    del inner[last]
    return changed


def having(whole: Json, path: str, value: Any) -> Json:
    """A copy with one member replaced, named as "context.patientId"."""
    changed = copy.deepcopy(whole)
    *parents, last = path.split(".")
    inner = changed
    for name in parents:
        inner = inner[name]
    inner[last] = value
    return changed


def as_bytes(body: Json) -> bytes:
    return json.dumps(body).encode()


def settings_for(folder: Path, **changes: Any) -> Settings:
    """Settings of a service that keeps everything below `folder` and asks nobody who they are."""
    chosen: Json = {
        "require_auth": False,
        "database_url": f"sqlite:///{folder}/cds.sqlite3",
        "public_base_url": "http://cds.test",
        "log_level": "error",
    }
    return Settings(**(chosen | changes))


@dataclass(frozen=True)
class Living:
    """A server that answers at `url` until its context ends."""

    url: str
    port: int
    server: uvicorn.Server
    thread: threading.Thread

    def stop(self) -> None:
        """Ask it to end as a process manager would, and wait."""
        self.server.should_exit = True
        self.thread.join(timeout=30)


@contextmanager
def serving(settings: Settings, shutdown_seconds: int = 5, port: int = 0) -> Iterator[Living]:
    """The whole application behind a real HTTP server on a free port of this machine; its clock stands at NOW.

    `port`: where a client has to know the address before it is served.
    """
    app = create_app(settings, clock=lambda: NOW)
    config = uvicorn.Config(
        app, log_config=None, access_log=False, ws="none", lifespan="on", timeout_graceful_shutdown=shutdown_seconds
    )
    server = uvicorn.Server(config)
    with socket.create_server(("127.0.0.1", port)) as listening:
        port = listening.getsockname()[1]
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
        thread.start()
        living = Living(f"http://127.0.0.1:{port}", port, server, thread)
        give_up = time.monotonic() + 30
        while not server.started and thread.is_alive() and time.monotonic() < give_up:
            time.sleep(0.01)
        assert server.started
        try:
            yield living
        finally:
            living.stop()
