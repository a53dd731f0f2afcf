"""How much one client may hold: bytes, seconds and calls at once; and how the service stops."""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.http.living import OUTCOME, SELECT, Json, Living, as_bytes, call, serving, settings_for

BODY = as_bytes(call())
LIMIT = 64 * 1024


@pytest.fixture(scope="module")
def narrow(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Living]:
    """A service that accepts 64 KiB, holds two bodies above 16 KiB, waits half a second, and three calls a client."""
    settings = settings_for(
        tmp_path_factory.mktemp("narrow"),
        max_body_mb=LIMIT / 1024 / 1024,
        large_body_mb=16 / 1024,
        large_bodies_at_once=2,
        body_timeout_seconds=0.5,
        calls_per_client=3,
    )
    with serving(settings) as running:
        yield running


def head(length: str) -> bytes:
    return (
        f"POST {SELECT} HTTP/1.1\r\nhost: cds.test\r\ncontent-type: application/json\r\n"
        f"{length}\r\nconnection: keep-alive\r\n\r\n"
    ).encode()


def answer(connection: socket.socket) -> tuple[int, Json]:
    """Status and body of the one answer on a connection that the server closes afterwards."""
    received = b""
    while chunk := connection.recv(65536):
        received += chunk
    start, _, body = received.partition(b"\r\n\r\n")
    return int(start.split()[1]), json.loads(body)


def padded(size: int) -> bytes:
    """A call of exactly `size` bytes."""
    bare = as_bytes(call(extension={"x": ""}))
    return bare.replace(b'"x": ""', b'"x": "' + b"a" * (size - len(bare)) + b'"')


@pytest.mark.parametrize(("size", "status"), [(LIMIT, 200), (LIMIT + 1, 413)])
def test_the_largest_body_is_the_limit_itself(narrow: Living, size: int, status: int) -> None:
    """A body of exactly the limit is answered; one byte more is refused."""
    response = httpx.post(narrow.url + SELECT, content=padded(size), headers={"content-type": "application/json"})
    assert status == response.status_code


@pytest.mark.parametrize(("size", "status"), [(LIMIT, 200), (LIMIT + 1, 413)])
def test_the_limit_holds_without_a_declared_length(narrow: Living, size: int, status: int) -> None:
    """A chunked body is measured as it comes."""
    body = padded(size)
    chunks = (body[start : start + 5000] for start in range(0, len(body), 5000))
    response = httpx.post(narrow.url + SELECT, content=chunks, headers={"content-type": "application/json"})
    assert status == response.status_code


def test_a_body_declared_too_large_is_refused_before_it_is_sent(narrow: Living) -> None:
    """A declared length above the limit is enough: not a byte of the body is waited for."""
    with socket.create_connection(("127.0.0.1", narrow.port), timeout=10) as connection:
        connection.sendall(head(f"content-length: {10 * LIMIT}"))
        connection.shutdown(socket.SHUT_WR)
        status, body = answer(connection)
    assert (413, "too-long") == (status, body["issue"][0]["code"])


def test_an_endless_body_is_refused_while_it_is_being_sent(narrow: Living) -> None:
    """A stream without an end is cut off at the limit, and the client sees why."""
    chunk = b"1000\r\n" + b" " * 0x1000 + b"\r\n"
    with socket.create_connection(("127.0.0.1", narrow.port), timeout=10) as connection:
        connection.sendall(head("transfer-encoding: chunked") + chunk * 17)
        connection.shutdown(socket.SHUT_WR)
        status, body = answer(connection)
    assert (413, OUTCOME) == (status, body["resourceType"])


def test_a_slow_client_is_told_so(narrow: Living) -> None:
    """A body that does not arrive in time is a 408, and the connection ends."""
    with socket.create_connection(("127.0.0.1", narrow.port), timeout=10) as connection:
        connection.sendall(head(f"content-length: {len(BODY)}") + BODY[:20])
        status, body = answer(connection)
    assert (408, "timeout") == (status, body["issue"][0]["code"])


def test_a_client_that_goes_away_disturbs_nobody(narrow: Living) -> None:
    """A connection that ends in the middle of a body costs others nothing."""
    for _ in range(5):
        with socket.create_connection(("127.0.0.1", narrow.port), timeout=10) as connection:
            connection.sendall(head(f"content-length: {len(BODY)}") + BODY[:20])
    response = httpx.post(narrow.url + SELECT, content=BODY, headers={"content-type": "application/json"})
    assert 200 == response.status_code


def test_one_client_cannot_hold_more_than_its_share(narrow: Living) -> None:
    """With three calls still being sent, a fourth of the same client is 429; when they end it is answered."""
    waiting = [socket.create_connection(("127.0.0.1", narrow.port), timeout=10) for _ in range(3)]
    try:
        for connection in waiting:
            connection.sendall(head(f"content-length: {len(BODY)}") + BODY[:20])
        time.sleep(0.2)
        refused = httpx.post(narrow.url + SELECT, content=BODY, headers={"content-type": "application/json"})
    finally:
        for connection in waiting:
            connection.close()
    time.sleep(0.2)
    answered = httpx.post(narrow.url + SELECT, content=BODY, headers={"content-type": "application/json"})
    assert (429, "throttled", "1") == (
        refused.status_code,
        refused.json()["issue"][0]["code"],
        refused.headers["retry-after"],
    )
    assert 200 == answered.status_code


def test_large_bodies_wait_for_each_other(narrow: Living) -> None:
    """Three large bodies at once are all answered although only two are held at a time."""
    statuses: list[int] = []

    def send() -> None:
        response = httpx.post(
            narrow.url + SELECT, content=padded(LIMIT), headers={"content-type": "application/json"}, timeout=20
        )
        statuses.append(response.status_code)

    threads = [threading.Thread(target=send) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [200, 200, 200] == statuses


def test_a_call_in_progress_is_finished_at_shutdown(tmp_path: Path) -> None:
    """A service that is asked to stop takes no new calls, but answers the one it is reading."""
    with serving(settings_for(tmp_path)) as running:
        connection = socket.create_connection(("127.0.0.1", running.port), timeout=10)
        connection.sendall(head(f"content-length: {len(BODY)}") + BODY[:-10])
        time.sleep(0.2)
        stopping = threading.Thread(target=running.stop)
        stopping.start()
        time.sleep(0.3)
        connection.sendall(BODY[-10:])
        status, body = answer(connection)
        connection.close()
        stopping.join()
    assert (200, 1) == (status, len(body["cards"]))
