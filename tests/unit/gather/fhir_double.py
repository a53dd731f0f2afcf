"""A real HTTP server that plays an EHR's FHIR server, well or badly, for the tests of gathering."""

from __future__ import annotations

import asyncio
import json
import threading
import time
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from typing import Any

import msgspec
import uvicorn
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.types import Receive, Scope, Send

from cds_service.gather import Bounds, FhirAccess, Gathered, gather

Answer = Response | Callable[[Request], Awaitable[Response]]

TEMPLATES = {
    "patient": "Patient/{{context.patientId}}",
    "encounter": "Encounter/{{context.encounterId}}",
    "conditions": "Condition?patient={{context.patientId}}&_count=100",
    "surveys": "Observation?patient={{context.patientId}}&category=survey&_sort=-date&_count=50",
}

CONTEXT = {"patientId": "p1", "encounterId": "e1"}


class FhirDouble:
    """A FHIR server on a random loopback port: answers are set by path, requests are kept to be looked at."""

    def __init__(self, certificate: Path | None = None) -> None:
        self.answers: dict[str, Answer] = {}
        self.requests: list[Request] = []
        self.scheme = "https" if certificate else "http"
        config = uvicorn.Config(
            self._app,
            port=0,
            log_level="critical",
            interface="asgi3",
            lifespan="off",
            ws="none",
            ssl_certfile=certificate,
        )
        self._uvicorn = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._uvicorn.run, daemon=True)

    def start(self) -> None:
        self._thread.start()
        until = time.monotonic() + 10
        while not self._uvicorn.started and time.monotonic() < until:
            time.sleep(0.01)
        self.port = self._uvicorn.servers[0].sockets[0].getsockname()[1]
        self.origin = f"{self.scheme}://127.0.0.1:{self.port}"
        self.base = f"{self.origin}/fhir"

    def stop(self) -> None:
        self._uvicorn.should_exit = True
        self._thread.join(10)

    def asked(self, resource: str) -> list[Request]:
        """The requests for one resource type so far."""
        return [request for request in self.requests if request.url.path.startswith(f"/fhir/{resource}")]

    async def _app(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        self.requests.append(request)
        answer = self.answers.get(request.url.path.removeprefix("/fhir/"), Response(status_code=404))
        response = answer if isinstance(answer, Response) else await answer(request)
        await response(scope, receive, send)


def fhir(body: Any, status: int = 200, **headers: str) -> JSONResponse:
    """A FHIR answer as a decent server sends it."""
    return JSONResponse(body, status, headers=headers, media_type="application/fhir+json")


async def silent(request: Request) -> Response:
    """Says nothing until the other side has hung up."""
    while not await request.is_disconnected():
        await asyncio.sleep(0.05)
    return Response()


def bundle(*resources: Mapping[str, Any], following: str | None = None, **members: Any) -> dict[str, Any]:
    """A searchset Bundle, with a `next` link if one is given."""
    links = [{"relation": "next", "url": following}] if following else []
    entries = [{"resource": resource, "search": {"mode": "match"}} for resource in resources]
    return {"resourceType": "Bundle", "type": "searchset", "entry": entries, "link": links, **members}


def condition(name: str) -> dict[str, Any]:
    """A Condition of the patient of these tests."""
    return {"resourceType": "Condition", "id": name, "subject": {"reference": "Patient/p1"}}


def raw(body: Any) -> msgspec.Raw:
    """A prefetch value as the envelope leaves it."""
    return msgspec.Raw(json.dumps(body).encode())


def ids(part: Any) -> list[str]:
    """The ids of a part's resources in their order."""
    return [msgspec.json.decode(resource)["id"] for resource in part.resources]


def collect(
    server: str | None,
    prefetch: Mapping[str, msgspec.Raw] | None = None,
    *,
    templates: Mapping[str, str] | None = None,
    token: str | None = None,
    context: Mapping[str, str] | None = None,
    allowed: str | None = None,
    budget: float = 5.0,
    bounds: Bounds | None = None,
    scope: str | None = None,
    **trust: Any,
) -> Gathered:
    """One gathering from beginning to end, with the server allow-listed unless `allowed` names another.

    `trust`: further arguments of FhirAccess (verify, networks, resolve).
    """
    listed = [base for base in [server if allowed is None else allowed] if base]

    async def run() -> Gathered:
        access = FhirAccess(listed, budget_seconds=budget, bounds=bounds, **trust)
        try:
            return await gather(
                prefetch or {},
                {"conditions": TEMPLATES["conditions"]} if templates is None else templates,
                server,
                token,
                CONTEXT if context is None else context,
                access,
                scope=scope,
            )
        finally:
            await access.aclose()

    return asyncio.run(run())
