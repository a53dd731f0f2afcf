"""One allow-listed FHIR server as one hook call may use it: bounded, timed GETs that give a JSON body or a reason.

It must not know prefetch, templates or what a resource means. The token lives here for one call and goes to
this server's base only.
"""

from __future__ import annotations

import asyncio
import codecs
import re
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field

import httpx

from cds_service.gather.access import AddressError, FhirAccess
from cds_service.gather.address import Base
from cds_service.gather.outcome import FetchError, Outcome
from cds_service.gather.scope import Scopes

ACCEPT = "application/fhir+json, application/json;q=0.9, application/json+fhir;q=0.8"

_JSON = frozenset({"application/fhir+json", "application/json", "application/json+fhir"})

_WORTH_ANOTHER_TRY = frozenset({502, 503, 504})

_PAUSE_SECONDS = 0.05

_TOKEN = re.compile(r"[\x21-\x7e]+")


@dataclass(slots=True)
class Server:
    """`deadline`: of the running loop's clock. `taken`: bytes read so far in this call, after decompression."""

    access: FhirAccess
    client: httpx.AsyncClient = field(repr=False)
    base: Base
    token: str | None = field(repr=False)
    scopes: Scopes
    deadline: float
    taken: int = 0

    async def get(self, url: httpx.URL) -> bytes:
        """The JSON body at a URL below the base. Raises FetchError; asks a second time where that is safe
        (connection failure, 502, 503, 504) and the budget allows."""
        try:
            return await self._once(url)
        except httpx.TransportError:
            pause = _PAUSE_SECONDS
        except _BusyError as busy:
            pause = busy.pause
            if pause >= self._left():
                raise FetchError(Outcome.ERROR_STATUS, busy.status) from None
        await asyncio.sleep(pause)
        try:
            return await self._once(url)
        except httpx.TransportError:
            raise FetchError(Outcome.NOT_REACHED) from None
        except _BusyError as busy:
            raise FetchError(Outcome.ERROR_STATUS, busy.status) from None

    def _left(self) -> float:
        return self.deadline - asyncio.get_running_loop().time()

    async def _once(self, url: httpx.URL) -> bytes:
        headers = {"Accept": ACCEPT, "Accept-Encoding": "gzip", "Cache-Control": "no-cache"}
        if self.token is not None:
            headers["Authorization"] = f"Bearer {self.token}"
        left = max(self._left(), 0.001)
        try:
            async with self.client.stream("GET", url, headers=headers, timeout=left) as response:
                _check_status(response)
                _check_media_type(response)
                return await self._body(response)
        except AddressError:
            raise FetchError(Outcome.ADDRESS_REFUSED) from None
        except httpx.TimeoutException:
            raise FetchError(Outcome.TIMED_OUT) from None

    async def _body(self, response: httpx.Response) -> bytes:
        bounds = self.access.bounds
        inflate = _inflation(response.headers.get("content-encoding", "identity"))
        body = bytearray()
        async for chunk in response.aiter_raw():
            room = min(bounds.response_bytes - len(body), bounds.total_bytes - self.taken)
            plain = inflate(chunk, room + 1)
            if len(plain) > room:
                raise FetchError(Outcome.TOO_LARGE)
            body += plain
            self.taken += len(plain)
        return bytes(body).removeprefix(codecs.BOM_UTF8)


def usable_token(token: str | None) -> bool:
    """True when a token can stand in a header as it is, or there is none."""
    return token is None or _TOKEN.fullmatch(token) is not None


class _BusyError(Exception):
    """The server or something before it says "not now"; `pause`: seconds to wait before asking again."""

    def __init__(self, status: int, pause: float) -> None:
        super().__init__()
        self.status = status
        self.pause = pause


def _check_status(response: httpx.Response) -> None:
    status = response.status_code
    if status == 200:
        return
    if status in _WORTH_ANOTHER_TRY:
        after = response.headers.get("retry-after", "")
        raise _BusyError(status, float(after) if re.fullmatch(r"\d{1,6}", after) else _PAUSE_SECONDS)
    outcome = {401: Outcome.UNAUTHORISED, 403: Outcome.FORBIDDEN}.get(status, Outcome.ERROR_STATUS)
    raise FetchError(outcome, status)


def _check_media_type(response: httpx.Response) -> None:
    media_type = response.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media_type not in _JSON:
        raise FetchError(Outcome.NOT_JSON)


def _inflation(encoding: str) -> Callable[[bytes, int], bytes]:
    """How a chunk becomes plain bytes, never more than the number asked for: a small gzip may hide gigabytes,
    and httpx would unpack a whole chunk before anyone could count it."""
    match encoding.strip().lower():
        case "" | "identity":
            return lambda chunk, most: chunk
        case "gzip" | "x-gzip":
            unpack = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16)

            def plain(chunk: bytes, most: int) -> bytes:
                try:
                    return unpack.decompress(chunk, most)
                except zlib.error:
                    raise FetchError(Outcome.NOT_JSON) from None

            return plain
        case _:
            raise FetchError(Outcome.NOT_JSON)
