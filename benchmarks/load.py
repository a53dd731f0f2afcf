"""Sends the same request again and again over kept-alive connections, and times every answer.

It must not know what is measured. Blocking sockets in threads: the client must cost the machine next to nothing.
"""

from __future__ import annotations

import socket
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from statistics import quantiles

TIMEOUT_SECONDS = 60
_CHUNK = 1 << 18


@dataclass(frozen=True)
class Run:
    """What one burst of requests took: `seconds` of every answer that came with status 200, and of the whole."""

    seconds: Sequence[float]
    whole: float
    errors: int

    @property
    def per_second(self) -> float:
        return len(self.seconds) / self.whole

    def at(self, percent: int) -> float:
        """The time within which this share of the answers came, in milliseconds."""
        if len(self.seconds) < 2:
            return max(self.seconds, default=0.0) * 1000
        return quantiles(self.seconds, n=100, method="inclusive")[percent - 1] * 1000


def fire(port: int, path: str, body: bytes, *, connections: int, requests: int, pause: float = 0.0) -> Run:
    """`requests` posts in all over as many connections at once. `pause`: seconds each connection waits in between."""
    each = max(1, requests // connections)
    began = time.perf_counter()
    with ThreadPoolExecutor(connections) as pool:
        parts = list(pool.map(lambda _: _connection(port, request(path, body), each, pause), range(connections)))
    whole = time.perf_counter() - began
    return Run([s for seconds, _ in parts for s in seconds], whole, sum(errors for _, errors in parts))


def request(path: str, body: bytes | None = None) -> bytes:
    """The bytes of one HTTP request."""
    head = f"{'GET' if body is None else 'POST'} {path} HTTP/1.1\r\nHost: localhost\r\n"
    if body is None:
        return f"{head}\r\n".encode()
    return f"{head}Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body


def _connection(port: int, message: bytes, times: int, pause: float) -> tuple[list[float], int]:
    taken: list[float] = []
    errors = 0
    with socket.create_connection(("127.0.0.1", port), TIMEOUT_SECONDS) as line:
        line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for _ in range(times):
            began = time.perf_counter()
            line.sendall(message)
            status, _ = read_answer(line)
            if status == 200:
                taken.append(time.perf_counter() - began)
            else:
                errors += 1
            if pause:
                time.sleep(pause)
    return taken, errors


def read_answer(line: socket.socket) -> tuple[int, bytes]:
    """Status and body of one answer; chunked bodies are left in their chunks."""
    data = b""
    while b"\r\n\r\n" not in data:
        data += _more(line)
    head, _, body = data.partition(b"\r\n\r\n")
    length = _length(head)
    while (len(body) < length) if length is not None else not body.endswith(b"0\r\n\r\n"):
        body += _more(line)
    return int(head[9:12]), body


def _more(line: socket.socket) -> bytes:
    data = line.recv(_CHUNK)
    if not data:
        raise ConnectionError("the server closed the connection in the middle of an answer")
    return data


def _length(head: bytes) -> int | None:
    for row in head.lower().split(b"\r\n"):
        if row.startswith(b"content-length:"):
            return int(row.partition(b":")[2])
    return None
