"""What machines ask about the service itself: alive, ready, counted.

It must not know patients; readiness looks at content and store, and says whether clients are authenticated.
"""

from __future__ import annotations

import asyncio

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from cds_service.http.calls import Shared
from cds_service.http.errors import Refusal, outcome_response
from cds_service.http.metrics import CONTENT_TYPE
from cds_service.http.pages import review_line


class NotReady(Refusal):
    """The service should get no traffic now."""

    status, issue, code = 503, "transient", "not-ready"


class Health:
    """The routes of health and metrics."""

    def __init__(self, shared: Shared) -> None:
        self.shared = shared
        protocol = shared.service.knowledge.protocol
        shared.metrics.content.labels(protocol.id, protocol.version, protocol.status).set(1)

    def routes(self) -> list[Route]:
        return [
            Route("/health/live", self._live, methods=["GET"]),
            Route("/health/ready", self._ready, methods=["GET"]),
            Route("/metrics", self._metrics, methods=["GET"]),
        ]

    async def _live(self, _request: Request) -> Response:
        return _json({"status": "live"})

    async def _ready(self, _request: Request) -> Response:
        """Content was checked before the service started; the store is asked now."""
        if not await asyncio.to_thread(self.shared.store.healthy):
            return outcome_response(NotReady("the store cannot take feedback and decisions"))
        knowledge = self.shared.service.knowledge
        return _json(
            {
                "status": "ready",
                "protocol": knowledge.protocol.id,
                "version": knowledge.protocol.version,
                "digest": knowledge.digest,
                "review": review_line(knowledge),
                "authentication": "on" if self.shared.settings.require_auth else "off",
                "store": "ok",
            }
        )

    async def _metrics(self, _request: Request) -> Response:
        text = await asyncio.to_thread(self._measured)
        return Response(text, headers={"content-type": CONTENT_TYPE})

    def _measured(self) -> bytes:
        self.shared.metrics.see_journal(self.shared.store.waiting())
        return self.shared.metrics.text()


def _json(told: dict[str, str]) -> Response:
    return Response(msgspec.json.encode(told), media_type="application/json")
