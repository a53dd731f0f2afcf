"""Runs the HTTP server: binds the address first, so that what is wrong is said before anything starts.

It must not know routes. Without client authentication it listens on this machine only.
"""

from __future__ import annotations

import os
import signal
import socket
import tempfile
from ipaddress import ip_address

import structlog
import uvicorn
from uvicorn.supervisors import Multiprocess

from cds_service.app import create_app, load_content
from cds_service.cli.connections import GuardedProtocol
from cds_service.cli.failure import Failure
from cds_service.http.logs import configure_logs
from cds_service.settings import PREFIX, Settings, read_settings, read_trusted_clients

KEEP_ALIVE_SECONDS = 30
DEMO_DATABASE = "sqlite:///var/cds-demo.sqlite3"
_log = structlog.get_logger()
_APP = "cds_service.app:from_environment"
_SHARED_METRICS = "PROMETHEUS_MULTIPROC_DIR"


def serve_http(host: str, port: int, workers: int, *, demo: bool = False) -> None:
    """Serves until told to stop. Raises Failure, SettingsError or ContentError before it listens."""
    if demo:
        _set_up_demo()
    settings = read_settings()
    if settings.demo and not _is_loopback(host):
        raise Failure(f"the demo is for this machine only: refusing to listen on {host}")
    if not settings.require_auth and not _is_loopback(host):
        raise Failure(f"{PREFIX}REQUIRE_AUTH is off: refusing to listen on {host}, only on this machine")
    listening = _listen(host, port)
    if settings.public_base_url is None:
        shown = "localhost" if _is_everywhere(host) else f"[{host}]" if ":" in host else host
        os.environ[f"{PREFIX}PUBLIC_BASE_URL"] = f"http://{shown}:{listening.getsockname()[1]}"
        settings = read_settings()
    configure_logs(settings)
    _log.info("listening", address=settings.base_url, workers=workers)
    if workers == 1:
        _serve_alone(settings, listening)
    else:
        _serve_together(settings, listening, workers)


def _set_up_demo() -> None:
    """The demo, unless the environment says otherwise: nobody to authenticate, its own database, a log for people."""
    os.environ[f"{PREFIX}DEMO"] = "true"
    os.environ.setdefault(f"{PREFIX}REQUIRE_AUTH", "false")
    os.environ.setdefault(f"{PREFIX}DATABASE_URL", DEMO_DATABASE)
    os.environ.setdefault(f"{PREFIX}LOG_FORMAT", "text")


def _serve_alone(settings: Settings, listening: socket.socket) -> None:
    server = uvicorn.Server(_config(create_app(settings), settings))
    # The server ends in peace on SIGTERM and then raises it again; being asked to stop is no failure.
    signal.signal(signal.SIGTERM, lambda *_: None)
    server.run(sockets=[listening])
    if not server.started:
        raise Failure("the service could not start; see the log line above")


def _serve_together(settings: Settings, listening: socket.socket, workers: int) -> None:
    load_content(settings)
    if settings.trusted_clients:
        read_trusted_clients(settings.trusted_clients)
    with tempfile.TemporaryDirectory(prefix="cds-metrics-") as folder:
        os.environ.setdefault(_SHARED_METRICS, folder)
        config = _config(_APP, settings, workers)
        Multiprocess(config, sockets=[listening]).run()


def _config(app: object, settings: Settings, workers: int = 1) -> uvicorn.Config:
    return uvicorn.Config(
        app,  # type: ignore[arg-type]
        factory=isinstance(app, str),
        workers=workers,
        access_log=False,
        log_config=None,
        server_header=False,
        proxy_headers=False,
        http=GuardedProtocol,
        ws="none",
        lifespan="on",
        timeout_keep_alive=KEEP_ALIVE_SECONDS,
        timeout_graceful_shutdown=settings.shutdown_seconds,
    )


def _listen(host: str, port: int) -> socket.socket:
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        listening = socket.socket(family, kind, protocol)
    except OSError as problem:
        raise Failure(f"cannot listen on {host} port {port}: {problem.strerror}") from None
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(address)
    except OSError as problem:
        listening.close()
        raise Failure(f"cannot listen on {host} port {port}: {problem.strerror}") from None
    listening.set_inheritable(True)
    return listening


def _is_everywhere(host: str) -> bool:
    return host in {"", "0.0.0.0", "::"}  # noqa: S104 (asked about, not listened on)


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
