"""How much of this service one client may hold: bytes, seconds, calls at once.

It must not know what a body means. A body is refused as soon as it is known to be too large, and never held twice.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress

from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from cds_service.http.errors import (
    Refusal,
    TooLarge,
    TooMany,
    TooSlow,
    WrongMediaType,
    outcome_response,
)
from cds_service.settings import Settings

RETRY_SECONDS = 1
FAREWELL_SECONDS = 1.0
FAREWELL_BYTES = 64 * 1024 * 1024


class Limits:
    """Shared by all calls of a process."""

    def __init__(self, settings: Settings) -> None:
        self._largest = settings.max_body_bytes
        self._large = settings.large_body_bytes
        self._slots = asyncio.Semaphore(settings.large_bodies_at_once)
        self._seconds = settings.body_timeout_seconds
        self._per_client = settings.calls_per_client
        self._in_progress: Counter[str] = Counter()

    @contextmanager
    def turn(self, client: str) -> Iterator[None]:
        """One call of a client, while it lasts. Raises TooMany."""
        if self._in_progress[client] >= self._per_client:
            raise TooMany("too many calls of this client at once", headers={"retry-after": str(RETRY_SECONDS)})
        self._in_progress[client] += 1
        try:
            yield
        finally:
            self._in_progress[client] -= 1
            if not self._in_progress[client]:
                del self._in_progress[client]

    @asynccontextmanager
    async def body(self, request: Request) -> AsyncIterator[bytes]:
        """The whole body. While it is in use, a large one keeps its place among the few that are admitted.

        Raises TooLarge as early as that can be told, TooSlow, or ClientDisconnect.
        """
        declared = _declared(request)
        if declared > self._largest:
            raise TooLarge(f"the body is larger than {self._largest} bytes")
        place = _Place(self._slots)
        try:
            if declared > self._large:
                await place.take()
            yield await self._read(request, place)
        finally:
            place.leave()

    async def _read(self, request: Request, place: _Place) -> bytes:
        chunks: list[bytes] = []
        size = 0
        loop = asyncio.get_running_loop()
        try:
            async with asyncio.timeout(self._seconds) as clock:
                more = True
                while more:  # a large body comes in a hundred pieces: no generator in between
                    message = await request.receive()
                    if message["type"] == "http.disconnect":
                        raise ClientDisconnect
                    chunk, more = message.get("body", b""), message.get("more_body", False)
                    size += len(chunk)
                    if size > self._largest:
                        raise TooLarge(f"the body is larger than {self._largest} bytes")
                    chunks.append(chunk)
                    if size > self._large and not place.taken:
                        clock.reschedule(None)
                        await place.take()
                        clock.reschedule(loop.time() + self._seconds)
        except TimeoutError:
            raise TooSlow(f"the body did not arrive within {self._seconds:g} seconds") from None
        return chunks[0] if len(chunks) == 1 else b"".join(chunks)


class _Place:
    """One place among the large bodies, taken at most once and left at most once."""

    def __init__(self, slots: asyncio.Semaphore) -> None:
        self._slots = slots
        self.taken = False

    async def take(self) -> None:
        await self._slots.acquire()
        self.taken = True

    def leave(self) -> None:
        if self.taken:
            self.taken = False
            self._slots.release()


def require_json(request: Request) -> None:
    """Refuses a body that is not declared as plain UTF-8 JSON."""
    media, _, parameters = request.headers.get("content-type", "").partition(";")
    charset = parameters.strip().lower().removeprefix("charset=").strip('"')
    if media.strip().lower() != "application/json" or charset not in {"", "utf-8", "utf8"}:
        raise WrongMediaType("the body must be application/json in UTF-8")
    if request.headers.get("content-encoding", "identity").lower() != "identity":
        raise WrongMediaType("compressed bodies are not accepted")


def refuse(refusal: Refusal) -> Response:
    """The answer to a refused call; where the body was not read to its end, the connection is closed in peace."""
    response = outcome_response(refusal)
    return _Farewell(response) if refusal.closes else response


class _Farewell(Response):
    """A whole answer, then a short while of reading and forgetting what the client still sends.

    Closing a connection with unread bytes makes the network stack reset it, and the client might never see why
    it was refused.
    """

    def __init__(self, response: Response) -> None:
        super().__init__(response.body, response.status_code)
        self.raw_headers = response.raw_headers

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
        await send({"type": "http.response.body", "body": self.body, "more_body": True})
        with suppress(TimeoutError):
            async with asyncio.timeout(FAREWELL_SECONDS):
                await _forget(receive)
        await send({"type": "http.response.body", "body": b"", "more_body": False})


async def _forget(receive: Receive) -> None:
    left = FAREWELL_BYTES
    while left > 0:
        message = await receive()
        if message["type"] != "http.request" or not message.get("more_body", False):
            return
        left -= len(message.get("body", b""))


def _declared(request: Request) -> int:
    try:
        return int(request.headers.get("content-length", "0"))
    except ValueError:
        return 0
