"""The only place where the parts are put together: settings in, a running application out.

It must not know how any part works, only which part needs which.
"""

from __future__ import annotations

import gc
import os
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import structlog
from fastapi import FastAPI
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from cds_service.assess import Options
from cds_service.gather import FhirAccess
from cds_service.http.calls import Calls, Shared
from cds_service.http.clients import ClientTrust
from cds_service.http.demo import Demo
from cds_service.http.edge import Edge
from cds_service.http.errors import NoSuchAddress, Refusal, WrongMethod, outcome_response
from cds_service.http.health import Health
from cds_service.http.limits import Limits
from cds_service.http.logs import configure_logs
from cds_service.http.metrics import Metrics
from cds_service.http.pages import Pages
from cds_service.http.tracing import Spans
from cds_service.http.wire import read_call
from cds_service.knowledge import ContentError, Knowledge, load
from cds_service.service import Service
from cds_service.settings import Settings, SettingsError, read_settings, read_trusted_clients, unknown_settings
from cds_service.store import Store, StoreUnavailable

PROTOCOL = "ketamine-trd"
"""The folder of the content directory that is served."""

_log = structlog.get_logger()
_WARM_UP = Path(__file__).with_name("warm_up.json")
_WARM_UP_DAY = datetime(2024, 6, 1, 12, tzinfo=UTC)
"""When its story happens: on any other day its weight would be old, and no dose would be suggested."""


def utc_now() -> datetime:
    """The clock, read once a call."""
    return datetime.now(UTC)


def load_content(settings: Settings) -> Knowledge:
    """The protocol served. Raises ContentError."""
    folder = settings.content_dir / PROTOCOL
    if not folder.is_dir():
        raise ContentError(f"CDS_CONTENT_DIR: no folder {PROTOCOL} in {settings.content_dir}")
    return load(folder)


def build_service(settings: Settings, knowledge: Knowledge) -> tuple[Service, FhirAccess]:
    """The path of one call, with the access to FHIR servers it uses (to be closed). Raises SettingsError."""
    try:
        access = FhirAccess(
            settings.fhir_servers,
            budget_seconds=settings.fetch_budget_seconds,
            networks=settings.fhir_networks,
        )
    except ValueError as problem:
        raise SettingsError(f"CDS_FHIR_SERVERS: {problem}") from None
    service = Service(
        knowledge,
        access,
        zone=settings.zone,
        options=Options(suggest_on_open=settings.patient_view_criteria),
        base_url=settings.base_url,
        extension_prefix=settings.extension_prefix,
    )
    return service, access


def create_app(settings: Settings, clock: Callable[[], datetime] = utc_now) -> FastAPI:
    """The application. Raises SettingsError, ContentError or StoreUnavailable before it would serve anything."""
    knowledge = load_content(settings)
    clients = read_trusted_clients(settings.trusted_clients) if settings.trusted_clients else ()
    service, access = build_service(settings, knowledge)
    store = _open_store(settings)
    trust = ClientTrust(clients, store, settings.token_leeway_seconds) if settings.require_auth else None
    spans = Spans(settings.otel_endpoint) if settings.otel_endpoint else None
    shared = Shared(settings, service, store, trust, Limits(settings), Metrics(), clock)

    @asynccontextmanager
    async def running(_app: FastAPI) -> AsyncIterator[None]:
        await _warm_up(service)
        _announce(settings, knowledge, len(clients))
        try:
            yield
        finally:
            await access.aclose()
            if trust is not None:
                await trust.aclose()
            if spans is not None:
                spans.close()
            store.close()

    app = FastAPI(
        title=knowledge.protocol.title,
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        # Its own telemetry would send an exception's words to whatever the environment names.
        telemetry={"tracing": False, "metrics": False, "logs": False, "auto_configure": False},
        lifespan=running,
        exception_handlers={HTTPException: _no_such_page},
    )
    app.router.routes.extend([*Calls(shared).routes(), *Pages(shared).routes(), *Health(shared).routes()])
    if settings.demo:
        app.router.routes.extend(Demo(shared).routes())
    app.add_middleware(Edge, origins=settings.cors_origins, spans=spans)
    return app


def from_environment() -> FastAPI:
    """The application as `CDS_*` variables describe it; what a worker process of the server calls."""
    settings = read_settings()
    configure_logs(settings)
    return create_app(settings)


def _open_store(settings: Settings) -> Store:
    try:
        return Store.open(settings.database_url, settings.journal_dir, settings.retention_days)
    except ValueError as problem:
        raise SettingsError(f"CDS_DATABASE_URL: {problem}") from None
    except StoreUnavailable as problem:
        raise SettingsError(f"CDS_DATABASE_URL: {problem}") from None


async def _no_such_page(_request: Request, problem: Exception) -> Response:
    """The router's own refusals (unknown address, wrong method) as OperationOutcome."""
    status = problem.status_code if isinstance(problem, HTTPException) else 500
    headers = getattr(problem, "headers", None)
    if status == WrongMethod.status:
        return outcome_response(WrongMethod("this address does not take that method", headers=headers))
    if status == NoSuchAddress.status:
        return outcome_response(NoSuchAddress("there is nothing at this address"))
    return outcome_response(Refusal("something went wrong on our side"))


async def _warm_up(service: Service) -> None:
    """Answers one made-up call so that the first real one is not slow, then tells the garbage collector that
    what is there now stays: scanning it again and again would cost more than all our own work."""
    body = _WARM_UP.read_bytes()
    hook = msgspec.json.decode(body)["hook"]
    for _ in range(3):
        await service.answer(read_call(body, hook), _WARM_UP_DAY)
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


def _announce(settings: Settings, knowledge: Knowledge, clients: int) -> None:
    protocol = knowledge.protocol
    _log.info("started", protocol=protocol.id, version=protocol.version, status=protocol.status)
    if not settings.require_auth:
        _log.warning("client authentication is off: anyone who reaches this address may call")
    elif settings.public_base_url is None:
        _log.warning("tokens are checked against a guessed address", setting="CDS_PUBLIC_BASE_URL")
    if settings.require_auth and not clients:
        _log.warning("no trusted clients: every call will be refused", setting="CDS_TRUSTED_CLIENTS")
    if settings.demo:
        _log.warning("the demo is on: /demo plays an EHR for browsers on this machine")
    for name in unknown_settings(os.environ):
        _log.warning("unknown setting ignored", name=name)
