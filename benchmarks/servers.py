"""Starts what is measured, each as a process of its own, and reads from the kernel what it has used.

It must not know bodies or tables.
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.load import read_answer, request

ROOT = Path(__file__).resolve().parents[1]
PLACE = ROOT / "var" / "bench"
"""Where what only the benchmark needs is installed, outside of what is committed."""

PATIENCE_SECONDS = 60


@dataclass
class Server:
    """One running process: where it listens and how long it took to answer for the first time."""

    name: str
    port: int
    path: str
    process: subprocess.Popen[bytes]
    ready_after: float = 0.0
    ready_cpu: float = 0.0
    base: float = field(default=0.0, repr=False)

    def cpu(self) -> float:
        """Processor seconds used so far, by every thread and by child processes."""
        return sum(_cpu(pid) for pid in self._family())

    def memory(self) -> int:
        """Largest resident bytes of one process of it so far."""
        return max(_peak(pid) for pid in self._family()[-1:])

    def resident(self) -> int:
        """Resident bytes now."""
        return _status(self._family()[-1], "VmRSS")

    def _family(self) -> list[int]:
        found = [self.process.pid]
        for task in Path(f"/proc/{self.process.pid}/task").glob("*/children"):
            found += [int(pid) for pid in task.read_text().split()]
        return found


def _cpu(pid: int) -> float:
    tasks = Path(f"/proc/{pid}/task").glob("*/schedstat")
    return sum(int(task.read_text().split()[0]) for task in tasks) / 1e9


def _peak(pid: int) -> int:
    return _status(pid, "VmHWM")


def _status(pid: int, name: str) -> int:
    rows = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(row.split()[1]) * 1024 for row in rows if row.startswith(f"{name}:"))


@contextmanager
def service(hook: str = "order-select", workers: int = 1, **settings: str) -> Iterator[Server]:
    """The service with everything on: rules, card, journal in SQLite, metrics, log lines."""
    with tempfile.TemporaryDirectory(prefix="cds-bench-") as folder:
        default = {"REQUIRE_AUTH": "false", "DATABASE_URL": f"sqlite:///{folder}/cds.sqlite3"}
        environment = {f"CDS_{name.upper()}": value for name, value in (default | settings).items()}
        command = [sys.executable, "-m", "cds_service", "serve", "--port", "{port}", "--workers", str(workers)]
        path = f"/cds-services/ketamine-trd-{hook}"
        with _running("service", command, path, environment, asked="/cds-services") as server:
            yield server


@contextmanager
def without_journal() -> Iterator[Server]:
    """The service with everything on but the journal, which has no switch of its own."""
    with tempfile.TemporaryDirectory(prefix="cds-bench-") as folder:
        environment = {"CDS_REQUIRE_AUTH": "false", "CDS_DATABASE_URL": f"sqlite:///{folder}/cds.sqlite3"}
        command = [*_uvicorn("benchmarks.without_journal:app"), "--factory"]
        path = "/cds-services/ketamine-trd-order-select"
        with _running("service", command, path, environment, asked="/cds-services") as server:
            yield server


@contextmanager
def record_system(size: str) -> Iterator[Server]:
    """A FHIR server that holds the chart of that body."""
    with _running("record system", _uvicorn("benchmarks.record_system:app"), "/", {"BENCH_SIZE": size}) as server:
        yield server


@contextmanager
def control() -> Iterator[Server]:
    """The bare ASGI application that parses the body and answers with a fixed card."""
    with _running("control", _uvicorn("benchmarks.control:app"), "/", {"PYTHONPATH": str(PLACE / "control")}) as server:
        yield server


def _uvicorn(app: str, python: str = sys.executable) -> list[str]:
    options = ["--loop", "uvloop", "--http", "httptools", "--no-access-log", "--log-level", "warning"]
    return [python, "-m", "uvicorn", app, "--port", "{port}", *options]


def healthchain_is_there() -> bool:
    """HealthChain is optional: `make bench-healthchain` installs it."""
    return (PLACE / "healthchain" / "bin" / "python").exists()


@contextmanager
def healthchain(kind: str) -> Iterator[Server]:
    """HealthChain's own server. `kind`: "minimal" answers at once, "fhir" makes FHIR objects of the prefetch."""
    command = _uvicorn(f"benchmarks.with_healthchain:{kind}", str(PLACE / "healthchain" / "bin" / "python"))
    path = f"/cds/cds-services/{kind}"
    with _running(f"healthchain {kind}", command, path, {"PYTHONPATH": str(ROOT)}, asked="/openapi.json") as server:
        yield server


@contextmanager
def hello() -> Iterator[Server]:
    """A FastAPI hello-world, to compare starts with."""
    with _running("hello", _uvicorn("benchmarks.hello:app"), "/", {}) as server:
        yield server


@contextmanager
def _running(
    name: str, command: list[str], path: str, environment: Mapping[str, str], asked: str = "/"
) -> Iterator[Server]:
    port = _free_port()
    filled = [part.replace("{port}", str(port)) for part in command]
    log = tempfile.TemporaryFile()  # noqa: SIM115 (lives as long as the process)
    began = time.perf_counter()
    process = subprocess.Popen(filled, cwd=ROOT, env={**os.environ, **environment}, stdout=log, stderr=log)  # noqa: S603
    server = Server(name, port, path, process)
    try:
        _wait(server, asked, began)
        yield server
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        log.close()


def _wait(server: Server, path: str, began: float) -> None:
    while time.perf_counter() - began < PATIENCE_SECONDS:
        if server.process.poll() is not None:
            raise RuntimeError(f"{server.name} ended before it answered")
        try:
            with socket.create_connection(("127.0.0.1", server.port), PATIENCE_SECONDS) as line:
                line.sendall(request(path))
                status, _ = read_answer(line)
        except OSError:
            time.sleep(0.005)
            continue
        if status < 500:
            server.ready_after = time.perf_counter() - began
            server.ready_cpu = server.cpu()
            return
    raise RuntimeError(f"{server.name} did not answer within {PATIENCE_SECONDS} seconds")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
