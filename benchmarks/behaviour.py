"""How the service behaves: at the start, under many bodies at once, over minutes, with several workers, with a server.

It must not know tables.
"""

from __future__ import annotations

import os
import socket
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, ExitStack
from dataclasses import replace
from statistics import median
from typing import Any

from benchmarks import bodies, servers
from benchmarks.load import fire, read_answer, request
from benchmarks.rounds import Load, compare, cpu_ms
from benchmarks.servers import Server


def starts(times: int) -> dict[str, Any]:
    """Seconds of processor and of the clock from spawn to the first answer, and the first two calls after it."""
    hello = [_start(servers.hello, None) for _ in range(times)]
    ours = [_start(servers.service, bodies.body("small")) for _ in range(times)]
    return {
        "hello": {name: median(one[name] for one in hello) for name in ("wall", "cpu")},
        "service": {name: median(one[name] for one in ours) for name in ("wall", "cpu", "first", "second")},
    }


def _start(kind: Callable[[], AbstractContextManager[Server]], body: bytes | None) -> dict[str, float]:
    with kind() as server:
        found = {"wall": server.ready_after, "cpu": server.ready_cpu}
        if body is not None:
            for name in ("first", "second"):
                found[name] = fire(server.port, server.path, body, connections=1, requests=1).at(50)
        return found


def under_load(soak_seconds: float) -> dict[str, Any]:
    """64 medium and 16 large bodies at once, a soak at 60 % of capacity, and two workers against one."""
    medium, large = bodies.body("medium"), bodies.body("large")
    with servers.service() as server:
        own = fire(server.port, server.path, medium, connections=4, requests=120)
        many = fire(server.port, server.path, medium, connections=64, requests=192)
        before = server.resident()
        with _Watch(server) as watch:
            huge = fire(server.port, server.path, large, connections=16, requests=48)
        peak, resident = server.memory(), server.resident()
        rate = 0.6 * own.per_second
        soak = _soak(server, medium, rate, soak_seconds)
    return {
        "capacity": own.per_second,
        "resident": resident,
        "many": {"per_second": many.per_second, "errors": many.errors, "p99": many.at(99)},
        "large": {
            "per_second": huge.per_second,
            "errors": huge.errors,
            "before": before,
            "peak": peak,
            "health_worst_ms": watch.worst * 1000,
        },
        "soak": soak,
        "workers": _workers(medium),
    }


def _workers(body: bytes) -> dict[str, float]:
    found = {}
    for workers in (1, 2):
        with servers.service(workers=workers) as server:
            fire(server.port, server.path, body, connections=8, requests=40)
            runs = [fire(server.port, server.path, body, connections=8, requests=160).per_second for _ in range(3)]
            found[str(workers)] = median(runs)
    return found


class _Watch:
    """Asks for the health of a server ten times a second while it works; keeps the longest time an answer took."""

    def __init__(self, server: Server) -> None:
        self.worst = 0.0
        self._server = server
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._ask)

    def __enter__(self) -> _Watch:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._done.set()
        self._thread.join()

    def _ask(self) -> None:
        with socket.create_connection(("127.0.0.1", self._server.port)) as line:
            while not self._done.wait(0.1):
                began = time.perf_counter()
                line.sendall(request("/health/live"))
                read_answer(line)
                self.worst = max(self.worst, time.perf_counter() - began)


def _soak(server: Server, body: bytes, rate: float, seconds: float) -> dict[str, Any]:
    """Calls at a steady rate whether or not earlier ones were answered; memory at the quarters."""
    began = time.perf_counter()
    memory = [server.resident()]
    calls = int(rate * seconds)
    with ThreadPoolExecutor(16) as pool:
        waiting = []
        for number in range(calls):
            time.sleep(max(0.0, began + number / rate - time.perf_counter()))
            waiting.append(pool.submit(_one, server, body))
            if number and number % (max(1, calls // 4)) == 0:
                memory.append(server.resident())
        taken = [one.result() for one in waiting]
    good = sorted(one for one in taken if one is not None)
    return {
        "rate": rate,
        "seconds": time.perf_counter() - began,
        "calls": calls,
        "errors": len(taken) - len(good),
        "p50": good[len(good) // 2] * 1000,
        "p99": good[int(len(good) * 0.99)] * 1000,
        "memory": memory,
    }


def _one(server: Server, body: bytes) -> float | None:
    began = time.perf_counter()
    run = fire(server.port, server.path, body, connections=1, requests=1)
    return None if run.errors else time.perf_counter() - began


def settings(rounds: int) -> dict[str, float]:
    """Processor milliseconds of a medium call with everything on, and with one thing or another left out.

    With PostgreSQL only where `BENCH_POSTGRES` names a database that may be written to.
    """
    kinds: dict[str, AbstractContextManager[Server]] = {
        "everything on, decisions in SQLite": servers.service(),
        "no log lines": servers.service(log_level="warning"),
        "decisions not kept": servers.without_journal(),
    }
    if address := os.environ.get("BENCH_POSTGRES"):
        kinds["everything on, decisions in PostgreSQL"] = servers.service(database_url=address)
    load = Load(bodies.body("medium"), 4, 60)
    with ExitStack() as running:
        named = {name: replace(running.enter_context(kind), name=name) for name, kind in kinds.items()}
        found = compare([(server, load) for server in named.values()], rounds)
    return {name: cpu_ms(found, name) for name in named}


def by_fetch(rounds: int) -> dict[str, float]:
    """A medium chart that comes with the call, and the same that is read from a FHIR server on this machine."""
    with servers.record_system("medium") as record_system:
        address = f"http://127.0.0.1:{record_system.port}"
        with servers.service(fhir_servers=address) as server:
            given, asked = bodies.body("medium"), bodies.without_prefetch("medium", address)
            found = {}
            for name, body in (("prefetch", given), ("fetch", asked)):
                measured = compare([(server, Load(body, 4, 60))], rounds)[server.name]
                found[f"{name}_ms"] = median(one.cpu for one in measured) * 1000
                found[f"{name}_p50"] = median(one.run.at(50) for one in measured)
    return found
