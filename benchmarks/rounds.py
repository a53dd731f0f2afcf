"""Measures servers against each other in shuffled rounds, and says by what factor they differ, with the range.

It must not know how a server is started or what it does.
"""

from __future__ import annotations

import random
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median

from benchmarks.load import Run, fire
from benchmarks.servers import Server

SETTLE_SECONDS = 0.15


@dataclass(frozen=True)
class Load:
    """One kind of traffic: `body` posted `requests` times over `connections`."""

    body: bytes
    connections: int
    requests: int


@dataclass(frozen=True)
class Measured:
    """One burst and the processor seconds a request of it took."""

    run: Run
    cpu: float


@dataclass(frozen=True)
class Ratio:
    """The median of the rounds' ratios, and the least and the greatest of them."""

    middle: float
    least: float
    most: float

    def __str__(self) -> str:
        return f"{self.middle:.2f} ({self.least:.2f}–{self.most:.2f})"


Rounds = Mapping[str, Sequence[Measured]]


def burst(server: Server, load: Load) -> Measured:
    """One burst, after the server has come to rest. Whatever is not answered with 200 spoils the measurement."""
    time.sleep(SETTLE_SECONDS)
    before = server.cpu()
    run = fire(server.port, server.path, load.body, connections=load.connections, requests=load.requests)
    if run.errors:
        raise RuntimeError(f"{server.name}: {run.errors} of {load.requests} requests were not answered with 200")
    time.sleep(SETTLE_SECONDS)  # what is written behind the answer belongs to it
    return Measured(run, (server.cpu() - before) / len(run.seconds))


def compare(servers: Sequence[tuple[Server, Load]], rounds: int, warm: int = 3) -> Rounds:
    """Every server in every round, in an order that is drawn anew each time."""
    for server, load in servers:
        fire(server.port, server.path, load.body, connections=1, requests=warm)
    dice = random.Random(0)  # noqa: S311
    found: dict[str, list[Measured]] = {server.name: [] for server, _ in servers}
    for _ in range(rounds):
        for server, load in dice.sample(servers, len(servers)):
            found[server.name].append(burst(server, load))
    return found


def ratio(values: Sequence[float], base: Sequence[float]) -> Ratio:
    """How much of `base` the values are, round by round."""
    each = [value / of for value, of in zip(values, base, strict=True)]
    return Ratio(median(each), min(each), max(each))


def speed(rounds: Rounds, name: str, base: str) -> Ratio:
    """Requests a second, of what the base answers."""
    return ratio([m.run.per_second for m in rounds[name]], [m.run.per_second for m in rounds[base]])


def thrift(rounds: Rounds, name: str, base: str) -> Ratio:
    """How often one could answer in the processor time the base takes for one answer."""
    return ratio([m.cpu for m in rounds[base]], [m.cpu for m in rounds[name]])


def cpu_ms(rounds: Rounds, name: str) -> float:
    """Milliseconds of processor a request, the median of the rounds."""
    return median(m.cpu for m in rounds[name]) * 1000
