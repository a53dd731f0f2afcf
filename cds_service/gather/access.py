"""How the service reaches FHIR servers: one pooled client, the allow-list, and the bounds every call keeps.

It must not know patients, tokens or resources. Nothing here follows a redirect, keeps a cookie, reads proxy
or netrc settings, or connects to an address that was not checked first.
"""

from __future__ import annotations

import asyncio
import logging
import socket
import ssl
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass
from http.cookiejar import CookieJar, DefaultCookiePolicy
from ipaddress import ip_network
from typing import TypeVar

import httpcore
import httpx

from cds_service.gather.address import Base, Network, base_url, may_connect

T = TypeVar("T")

Resolve = Callable[[str, int], Awaitable[Sequence[str]]]
"""The IP addresses of a host and port, as text; OSError when there are none."""

for _name in ("httpx", "httpcore.connection", "httpcore.http11", "httpcore.http2", "httpcore.proxy", "hpack"):
    # These write request URLs (which hold patient ids) and headers (which hold tokens) at INFO and DEBUG.
    logging.getLogger(_name).setLevel(logging.WARNING)


@dataclass(frozen=True, slots=True)
class Bounds:
    """What one call may take: pages a list, bytes a response and in all (after decompression), levels of
    nesting, resources read by reference, connections of the whole process."""

    pages: int = 10
    response_bytes: int = 8 * 1024 * 1024
    total_bytes: int = 32 * 1024 * 1024
    depth: int = 64
    references: int = 200
    connections: int = 64


class AddressError(Exception):
    """A host's name leads only to addresses the service does not connect to."""


class FhirAccess:
    """What the operator allows: which servers, for how long, how much. Built once; `aclose()` at the end.

    `servers`: FHIR base URLs (CDS_FHIR_SERVERS). `budget_seconds`: for all reading of one hook call.
    `networks`: private networks (CIDR) in which allow-listed host names may lie; none by default.
    Raises ValueError naming the entry's position when a server or network is not usable.
    """

    def __init__(
        self,
        servers: Iterable[str] = (),
        *,
        budget_seconds: float = 3.0,
        bounds: Bounds | None = None,
        networks: Iterable[str] = (),
        verify: ssl.SSLContext | None = None,
        resolve: Resolve | None = None,
    ) -> None:
        self.bounds = bounds or Bounds()
        self.budget_seconds = budget_seconds
        self._bases = frozenset(_numbered(servers, base_url, "FHIR server"))
        allowed = tuple(_numbered(networks, ip_network, "network"))
        backend = CheckedBackend(allowed, resolve or _resolve)
        self.client = _client(self.bounds, verify, backend) if self._bases else None

    def base(self, fhir_server: str) -> Base | None:
        """The allow-listed base a request names, or None: the URL must be the same after normalisation."""
        try:
            base = base_url(fhir_server)
        except ValueError:
            return None
        return base if base in self._bases else None

    def deadline(self) -> float:
        """The moment (of the running loop's clock) at which the budget of a call that begins now ends."""
        return asyncio.get_running_loop().time() + self.budget_seconds

    async def aclose(self) -> None:
        """Close all pooled connections."""
        if self.client is not None:
            await self.client.aclose()


def _numbered(entries: Iterable[str], read: Callable[[str], T], what: str) -> list[T]:
    done: list[T] = []
    for number, entry in enumerate(entries, start=1):
        try:
            done.append(read(entry))
        except ValueError as error:
            raise ValueError(f"{what} {number}: {error}") from None
    return done


def _client(bounds: Bounds, verify: ssl.SSLContext | None, backend: httpcore.AsyncNetworkBackend) -> httpx.AsyncClient:
    return httpx.AsyncClient(
        transport=CheckedTransport(bounds, verify or httpx.create_ssl_context(), backend),
        cookies=CookieJar(policy=DefaultCookiePolicy(allowed_domains=[])),
        follow_redirects=False,
        trust_env=False,
    )


class CheckedTransport(httpx.AsyncHTTPTransport):
    """httpx's transport over a connection pool that opens connections through a checked backend."""

    def __init__(self, bounds: Bounds, context: ssl.SSLContext, backend: httpcore.AsyncNetworkBackend) -> None:
        super().__init__(verify=context, trust_env=False)
        # httpx offers no argument for the backend; a test connects for real and fails should this come loose.
        self._pool = httpcore.AsyncConnectionPool(
            ssl_context=context,
            max_connections=bounds.connections,
            keepalive_expiry=30.0,
            http2=True,
            network_backend=backend,
        )


class CheckedBackend(httpcore.AsyncNetworkBackend):
    """Resolves a name, checks every address, and connects to the very address it checked.

    A name that turns to another address between check and connection (DNS rebinding) gains nothing.
    """

    def __init__(self, networks: Sequence[Network], resolve: Resolve) -> None:
        self._networks = networks
        self._resolve = resolve
        self._plain = httpcore.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        try:
            found = await self._resolve(host, port)
        except OSError as error:
            raise httpcore.ConnectError("the host name was not resolved") from error
        addresses = [each for each in found if may_connect(host, each, self._networks)]
        if not addresses:
            raise AddressError
        share = None if timeout is None else timeout / len(addresses)
        for last, address in enumerate(addresses, start=1 - len(addresses)):
            try:
                return await self._plain.connect_tcp(address, port, share, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout):
                if last == 0:
                    raise
        raise AddressError

    async def sleep(self, seconds: float) -> None:
        await self._plain.sleep(seconds)


async def _resolve(host: str, port: int) -> Sequence[str]:
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))
