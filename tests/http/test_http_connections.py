"""A connection that never says what it wants does not stay."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator

import pytest
import uvicorn
from starlette.types import Receive, Scope, Send

from cds_service.cli import connections
from cds_service.settings import Settings

HEAD = b"GET / HTTP/1.1\r\nhost: x\r\n"


async def app(scope: Scope, receive: Receive, send: Send) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"2")]})
    await send({"type": "http.response.body", "body": b"ok"})


@pytest.fixture
def port(monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    """A server with the connections of `cds-service serve`, but less patient."""
    from cds_service.cli.serve import _config

    monkeypatch.setattr(connections, "HEAD_SECONDS", 0.5)
    config = _config(app, Settings())
    config.log_config, config.lifespan = None, "off"
    server = uvicorn.Server(config)
    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
        thread.start()
        until = time.monotonic() + 10
        while not server.started and time.monotonic() < until:
            time.sleep(0.01)
        yield listening.getsockname()[1]
        server.should_exit = True
        thread.join(10)


def closes(link: socket.socket, within: float) -> bool:
    """Whether the other side closes within so many seconds."""
    link.settimeout(within)
    try:
        return not link.recv(100)
    except TimeoutError:
        return False
    except ConnectionError:
        return True


@pytest.mark.parametrize("begun", [b"", b"G", HEAD, b"\r\n\r\n"], ids=["nothing", "a letter", "half a head", "blanks"])
def test_a_head_that_does_not_come_ends_the_connection(port: int, begun: bytes) -> None:
    """Nothing, a letter or half a head: after its time the connection is closed."""
    with socket.create_connection(("127.0.0.1", port)) as link:
        link.sendall(begun)
        assert closes(link, 3)


def test_dripping_a_head_does_not_prolong_it(port: int) -> None:
    """A header now and then, as slow attackers send them, is not patience's reward."""
    with socket.create_connection(("127.0.0.1", port)) as link:
        link.sendall(HEAD)
        began = time.monotonic()
        with pytest.raises(ConnectionError):
            while time.monotonic() - began < 5:
                link.sendall(b"x: y\r\n")
                time.sleep(0.1)
        assert time.monotonic() - began < 3


def test_a_head_without_end_is_cut_off(port: int) -> None:
    """One header of megabytes is not collected in memory."""
    with socket.create_connection(("127.0.0.1", port)) as link:
        link.settimeout(3)
        link.sendall(HEAD + b"x: ")
        with pytest.raises(ConnectionError):
            for _ in range(10_000):
                link.sendall(b"y" * 10_000)


def test_a_head_that_comes_is_answered_and_the_next_one_too(port: int) -> None:
    """Several requests on one connection, with a pause between them that is longer than a head may take, and one whose
    head is as large as tokens make it."""
    with socket.create_connection(("127.0.0.1", port)) as link:
        link.settimeout(3)
        for _ in range(3):
            assert b"ok" in ask(link, HEAD + b"authorization: " + b"y" * 20_000 + b"\r\n\r\n")
            time.sleep(0.8)


def ask(link: socket.socket, request: bytes) -> bytes:
    link.sendall(request)
    came = b""
    while not came.endswith(b"ok"):
        came += link.recv(1000)
    return came


def test_half_of_a_second_head_ends_the_connection(port: int) -> None:
    """What holds for the first request of a connection holds for every other."""
    with socket.create_connection(("127.0.0.1", port)) as link:
        link.settimeout(3)
        assert b"ok" in ask(link, HEAD + b"\r\n")
        link.sendall(b"\r\nGET / HT")
        assert closes(link, 3)
