"""The addresses clients call: discovery, one address a hook, and feedback.

It must not know what an answer says. Client, type and size are looked at before the body, orders before the rest.
"""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from cds_service.http.clients import ClientTrust
from cds_service.http.decisions import decision
from cds_service.http.discovery import discovery, service_id
from cds_service.http.edge import NOTES
from cds_service.http.errors import (
    NotJson,
    Refusal,
    StorageUnavailable,
    Untrusted,
    ambiguous_drafts,
    bare_401,
    too_many_orders,
    undecidable,
)
from cds_service.http.feedback import read_feedback
from cds_service.http.limits import Limits, refuse, require_json
from cds_service.http.metrics import Metrics
from cds_service.http.wire import read_call
from cds_service.service import HOOKS, Answer, Service, TooManyOrders, TwoReadings, Undecided
from cds_service.settings import Settings
from cds_service.store import Store, StoreUnavailable

Clock = Callable[[], datetime]


@dataclass(frozen=True)
class Shared:
    """What all addresses of one process share. `trust` is None where clients are not asked who they are."""

    settings: Settings
    service: Service
    store: Store
    trust: ClientTrust | None
    limits: Limits
    metrics: Metrics
    clock: Clock


@dataclass(frozen=True)
class Caller:
    """Who calls which service: `client` is the issuer of the token, None without authentication."""

    service: str
    client: str | None
    notes: dict[str, object]


Work = Callable[[bytes, Caller], Awaitable[Response]]
Endpoint = Callable[[Request], Awaitable[Response]]


class Calls:
    """The routes of the CDS Hooks API."""

    def __init__(self, shared: Shared) -> None:
        self.shared = shared
        self._discovery = msgspec.json.encode(discovery(shared.service))

    def routes(self) -> list[Route]:
        """Discovery, and for each hook its service and its feedback."""
        routes = [Route("/cds-services", self._discover, methods=["GET"])]
        for hook in HOOKS:
            name = service_id(self.shared.service.knowledge, hook)
            path = f"/cds-services/{name}"
            routes.append(Route(path, self._guarded(path, name, self._answering(hook)), methods=["POST"]))
            path += "/feedback"
            routes.append(Route(path, self._guarded(path, name, self._keep_feedback), methods=["POST"]))
        return routes

    async def _discover(self, _request: Request) -> Response:
        return Response(self._discovery, media_type="application/json")

    def _guarded(self, path: str, service: str, work: Work) -> Endpoint:
        """`work` behind everything that can be said before a body is read, and with every refusal answered."""
        called = self.shared.settings.base_url + path

        async def endpoint(request: Request) -> Response:
            began = time.perf_counter()
            notes: dict[str, object] = request.scope.setdefault(NOTES, {})
            notes["service"] = service
            try:
                response = await self._admit(request, called, service, work, notes)
            except Untrusted as problem:
                self.shared.metrics.untrusted.labels(problem.reason).inc()
                notes["untrusted"] = problem.reason
                response = bare_401()
            except Refusal as refusal:
                self.shared.metrics.refusals.labels(service, refusal.code).inc()
                notes["refused"] = refusal.code
                response = refuse(refusal)
            took = time.perf_counter() - began
            self.shared.metrics.calls.labels(service, str(response.status_code)).observe(took)
            return response

        return endpoint

    async def _admit(
        self, request: Request, called: str, service: str, work: Work, notes: dict[str, object]
    ) -> Response:
        client = await self._client(request, called)
        require_json(request)
        who = client or (request.client.host if request.client else "")
        with self.shared.limits.turn(who):
            async with self.shared.limits.body(request) as body:
                try:
                    return await work(body, Caller(service, client, notes))
                except RecursionError:
                    raise NotJson("the body is nested too deeply") from None

    async def _client(self, request: Request, called: str) -> str | None:
        if self.shared.trust is None:
            return None
        try:
            return await self.shared.trust.issuer(request.headers.getlist("authorization"), called)
        except StoreUnavailable:
            raise StorageUnavailable("used tokens cannot be checked right now; try again") from None

    def _answering(self, hook: str) -> Work:
        async def answer(body: bytes, caller: Caller) -> Response:
            began, now = time.perf_counter(), self.shared.clock()
            try:
                answered = await self.shared.service.answer(read_call(body, hook), now)
            except Undecided as problem:
                self.shared.metrics.count_fetches(caller.service, problem.notes, problem.fetch_ms)
                why = next((note.outcome.value for note in problem.notes if note.part == "conditions"), "")
                raise undecidable(why) from None
            except TooManyOrders:
                raise too_many_orders() from None
            except TwoReadings:
                raise ambiguous_drafts() from None
            milliseconds = (time.perf_counter() - began) * 1000
            if answered.assessment is not None:
                self._remember(answered, caller, now, milliseconds)
            return Response(answered.body, media_type="application/json")

        return answer

    def _remember(self, answered: Answer, caller: Caller, now: datetime, milliseconds: float) -> None:
        """Journal, metrics and log of an answer: statuses and reasons, nothing of the patient."""
        shared = self.shared
        made = decision(answered, shared.service.knowledge, caller.service, now, milliseconds, caller.client)
        if made is not None:
            shared.store.record_decision(made)
        orders = answered.assessment.orders if answered.assessment else ()
        shared.metrics.count_orders(caller.service, orders)
        shared.metrics.count_fetches(caller.service, answered.notes, answered.fetch_ms)
        caller.notes["verdicts"] = [order.verdict or order.scope for order in orders]
        if answered.fetch_ms:
            caller.notes["fetch_milliseconds"] = round(answered.fetch_ms, 1)

    async def _keep_feedback(self, body: bytes, caller: Caller) -> Response:
        items = read_feedback(body)
        store = self.shared.store
        try:
            receipt = await asyncio.to_thread(store.record_feedback, caller.service, items, self.shared.clock())
        except StoreUnavailable:
            raise StorageUnavailable("nothing of this feedback was stored; please send it again") from None
        for outcome, count in Counter(each.value for each in receipt.outcomes).items():
            self.shared.metrics.feedback.labels(caller.service, outcome).inc(count)
        told = {"stored": receipt.stored, "repeated": receipt.repeated, "unknownCards": receipt.unknown_cards}
        caller.notes.update(told)
        return Response(msgspec.json.encode(told), media_type="application/json")
