"""The outermost room: every answer leaves through here with its request id, its browser headers and its log line.

It must not know hooks or charts. Whatever nobody expected becomes an OperationOutcome here, without a detail.
"""

from __future__ import annotations

import os
import time
from collections.abc import Mapping

import structlog
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import ClientDisconnect
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from cds_service.http.errors import Refusal, outcome_response
from cds_service.http.logs import places
from cds_service.http.tracing import Spans

_log = structlog.get_logger()

NOTES = "cds.notes"
"""Key of the ASGI scope under which a route leaves the fields of the log line."""

_PREFLIGHT = {
    "access-control-allow-methods": "GET, POST, OPTIONS",
    "access-control-allow-headers": "authorization, content-type",
    "access-control-max-age": "600",
}
_ALWAYS = {"cache-control": "no-store", "x-content-type-options": "nosniff", "referrer-policy": "no-referrer"}


class Edge:
    """ASGI middleware around everything. `origins`: browsers that may call, or ("*",)."""

    def __init__(self, app: ASGIApp, origins: tuple[str, ...], spans: Spans | None = None) -> None:
        self.app = app
        self._origins = frozenset(origins)
        self._spans = spans

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        began = time.time_ns()
        notes: dict[str, object] = {}
        scope[NOTES] = notes
        headers = {**_ALWAYS, "x-request-id": os.urandom(16).hex(), **self._browser_headers(Headers(scope=scope))}
        status = 0

        async def send_out(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                out = MutableHeaders(scope=message)
                for name, value in headers.items():
                    out.setdefault(name, value)
            await send(message)

        try:
            if self._is_preflight(scope, headers):
                await Response(status_code=204, headers=_PREFLIGHT)(scope, receive, send_out)
            else:
                await self.app(scope, receive, send_out)
        except ClientDisconnect:
            notes["gone"] = True
        except Exception as problem:
            _log.error("unexpected", exception=type(problem).__name__, places=places(problem))
            if not status:
                await outcome_response(Refusal("something went wrong on our side"))(scope, receive, send_out)
        if notes or status >= 500:
            self._tell(scope, began, headers["x-request-id"], status, notes)

    def _tell(self, scope: Scope, began: int, request: str, status: int, notes: Mapping[str, object]) -> None:
        ended = time.time_ns()
        _log.info("call", request=request, status=status, milliseconds=round((ended - began) / 1e6, 2), **notes)
        if self._spans is not None:
            self._spans.record(began, ended, status, Headers(scope=scope).get("traceparent"), notes)

    def _browser_headers(self, request: Headers) -> Mapping[str, str]:
        origin = request.get("origin")
        if origin is None or not self._origins:
            return {}
        if "*" in self._origins:
            return {"access-control-allow-origin": "*"}
        if origin.lower() in self._origins:
            return {"access-control-allow-origin": origin, "vary": "Origin"}
        return {"vary": "Origin"}

    @staticmethod
    def _is_preflight(scope: Scope, headers: Mapping[str, str]) -> bool:
        asked = any(name == b"access-control-request-method" for name, _ in scope["headers"])
        return scope["method"] == "OPTIONS" and asked and "access-control-allow-origin" in headers
