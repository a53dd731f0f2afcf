"""A way in to a FHIR server that wants a bearer token for one patient, hands out small pages, and counts who came.

It must not know what is stored behind it. It stands before the server as an API gateway would: the server's own
address never shows in what passes through.
"""

from __future__ import annotations

import threading
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from types import TracebackType
from urllib.parse import parse_qsl, urlencode

import httpx
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Mount
from starlette.types import Receive, Scope, Send


@dataclass
class Rules:
    """What the gate asks for. `tokens`: token -> the patient it opens; None asks for none. `page_size`: forced on
    every search; None leaves it. `expired`: tokens that were good once."""

    tokens: dict[str, str] | None = None
    expired: frozenset[str] = frozenset()
    page_size: int | None = None
    refused: list[int] = field(default_factory=list)
    passed: list[str] = field(default_factory=list)


class Gate:
    """A gateway on a free port of this machine; `rules` may be changed between calls."""

    def __init__(self, behind: str) -> None:
        self.rules = Rules()
        self._behind = behind
        app = Starlette(routes=[Mount("/", self._app)], lifespan=self._connected)
        self._server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="critical", lifespan="on", ws="none"))
        self._thread = threading.Thread(target=self._server.run, daemon=True)

    def __enter__(self) -> Gate:
        self._thread.start()
        until = time.monotonic() + 10
        while not self._server.started and time.monotonic() < until:
            time.sleep(0.01)
        port = self._server.servers[0].sockets[0].getsockname()[1]
        self.base = f"http://127.0.0.1:{port}/r4"
        return self

    def __exit__(
        self, kind: type[BaseException] | None, raised: BaseException | None, at: TracebackType | None
    ) -> None:
        self._server.should_exit = True
        self._thread.join(10)

    @asynccontextmanager
    async def _connected(self, _app: Starlette) -> AsyncIterator[None]:
        async with httpx.AsyncClient(trust_env=False, timeout=120) as self._client:
            yield

    async def _app(self, scope: Scope, receive: Receive, send: Send) -> None:
        response = await self._answer(Request(scope, receive))
        await response(scope, receive, send)

    async def _answer(self, request: Request) -> Response:
        refusal = self._refusal(request)
        if refusal is not None:
            self.rules.refused.append(refusal)
            return _outcome(refusal)
        self.rules.passed.append(request.url.path)
        path = request.url.path.removeprefix("/r4")
        query = self._small(request.url.query)
        answer = await self._client.get(
            f"{self._behind}{path}{'?' if query else ''}{query}", headers={"Accept": request.headers["accept"]}
        )
        body = answer.text.replace(self._behind, self.base)
        return Response(body, answer.status_code, media_type=answer.headers.get("content-type"))

    def _small(self, query: str) -> str:
        """The search with the forced page size; a paging link of the server's own stays as it is."""
        if self.rules.page_size is None or not query or "_getpages" in query:
            return query
        kept = [pair for pair in parse_qsl(query, keep_blank_values=True) if pair[0] != "_count"]
        return urlencode([*kept, ("_count", str(self.rules.page_size))], safe=",|:/")

    def _refusal(self, request: Request) -> int | None:
        """401 without a good token; 403 when it opens another patient than the one asked for."""
        if self.rules.tokens is None:
            return None
        token = request.headers.get("authorization", "").removeprefix("Bearer ")
        if token in self.rules.expired or token not in self.rules.tokens:
            return 401
        patient = self.rules.tokens[token]
        asked = request.query_params.get("patient") or request.url.path.partition("/Patient/")[2]
        return 403 if asked and asked != patient else None


def _outcome(status: int) -> JSONResponse:
    issue = {"severity": "error", "code": "login" if status == 401 else "forbidden"}
    outcome = {"resourceType": "OperationOutcome", "issue": [issue]}
    return JSONResponse(outcome, status, media_type="application/fhir+json")
