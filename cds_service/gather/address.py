"""Which addresses the service may call: allow-listed FHIR bases, links below them, and checked IP addresses.

It must not know tokens, FHIR resources or how a request is sent. Links are judged by the URL parser that
later sends them, so that both read the same host out of the same text.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

import httpx

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

_WRAPPING = tuple(IPv6Network(text) for text in ("64:ff9b::/96", "64:ff9b:1::/48", "::ffff:0:0:0/96", "::/96"))
"""IPv6 networks whose last 32 bits are an IPv4 address: NAT64 of the world and of a site, translated, compatible."""

_NOT_PUBLIC = tuple(IPv6Network(text) for text in ("fec0::/10", "3fff::/20", "5f00::/16"))
"""Site-local, documentation and segment addresses, which older Pythons take for public ones."""

_METADATA = tuple(
    ip_network(text)
    for text in (
        "169.254.0.0/16",
        "168.63.129.16/32",
        "100.100.100.200/32",
        "192.0.0.192/32",
        "fd00:ec2::254/128",
        "fd20:ce::254/128",
    )
)
"""Where cloud providers answer with credentials; no setting opens these."""

_SLY = re.compile(r"[\\\x00-\x20\x7f]|%(?:2e|2f|5c|25|00)", re.IGNORECASE)
"""What has no place in a path: another server along the way may read it as a way out of the base."""


@dataclass(frozen=True, slots=True)
class Base:
    """One FHIR base URL, normalised: lower-case scheme and host, no default port, no trailing slash."""

    url: httpx.URL

    @property
    def origin(self) -> tuple[str, str, int | None]:
        return self.url.scheme, self.url.host, self.url.port

    @property
    def path(self) -> str:
        """The path without a trailing slash; empty for a base at the root."""
        return _path(self.url).rstrip("/")

    def at(self, query: str) -> httpx.URL:
        """The URL of an already encoded read or search relative to the base, such as "Patient/1"."""
        return httpx.URL(f"{str(self.url).rstrip('/')}/{query}")

    def below(self, link: str) -> httpx.URL | None:
        """The URL of a `next` link if it stays on this origin and below this path; None when it does not.

        A relative link is read relative to the base, as FHIR says.
        """
        bare = link.split("?", 1)[0]
        if not link or _SLY.search(bare) or _climbs(bare):
            return None
        try:
            url = httpx.URL(f"{str(self.url).rstrip('/')}/").join(link)
        except (httpx.InvalidURL, ValueError):
            return None
        if (url.scheme, url.host, url.port) != self.origin or url.userinfo:
            return None
        path = _path(url)
        return url.copy_with(fragment=None) if path == self.path or path.startswith(f"{self.path}/") else None


def base_url(text: str) -> Base:
    """One FHIR base URL as an operator or a client writes it.

    Raises ValueError, with a sentence that says what is wrong but not the URL, when it is no absolute https
    URL (http is for loopback only) or carries a user name, a query, a fragment or a path with dot segments.
    """
    text = text.strip()
    try:
        url = httpx.URL(text)
    except (httpx.InvalidURL, ValueError):
        raise ValueError("a FHIR base URL must be a URL") from None
    if url.scheme not in {"https", "http"} or not url.host:
        raise ValueError("a FHIR base URL must begin with https:// and name a host")
    if url.scheme == "http" and not names_loopback(url.host):
        raise ValueError("a FHIR base URL must be https unless its host is this machine (localhost, 127.0.0.1)")
    if url.userinfo or "?" in text or "#" in text:
        raise ValueError("a FHIR base URL must hold no user name, query or fragment")
    if _SLY.search(text) or _climbs(text):
        raise ValueError("a FHIR base URL must hold no dot segment, blank or encoded separator")
    return Base(url.copy_with(raw_path=(_path(url).rstrip("/") or "/").encode("ascii")))


def names_loopback(host: str) -> bool:
    """True when the host is this machine by its very text: "localhost" or a loopback address."""
    literal = _literal(host)
    return host == "localhost" if literal is None else literal.is_loopback


def may_connect(host: str, address: str, networks: Sequence[Network]) -> bool:
    """True when a connection for `host` may go to `address`, one of the addresses the name resolves to.

    Public addresses are allowed; private ones only if the allow-listed host is that very address or the
    operator named the network; loopback only if the host says so. Link-local, multicast and metadata
    addresses never are, whatever the name resolves to today.
    """
    target = _embedded(ip_address(address))
    if target.is_loopback:
        return names_loopback(host) or any(target in network for network in networks)
    if names_loopback(host) or _never(target):
        return False
    if _literal(host) == ip_address(address):
        return True
    public = target.is_global and not any(target in network for network in _NOT_PUBLIC)
    return public or any(target in network for network in networks)


def _never(address: Address) -> bool:
    return (
        address.is_link_local
        or address.is_multicast
        or address.is_unspecified
        or any(address in network for network in _METADATA)
    )


def _embedded(address: Address) -> Address:
    """The IPv4 address inside an IPv6 one that only wraps it (mapped, 6to4, NAT64 …), else the address."""
    if isinstance(address, IPv4Address) or address.is_loopback or address.is_unspecified:
        return address
    if any(address in network for network in _WRAPPING):
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour or address


def _literal(host: str) -> Address | None:
    try:
        return ip_address(host)
    except ValueError:
        return None


def _path(url: httpx.URL) -> str:
    return url.raw_path.split(b"?", 1)[0].decode("ascii")


def _climbs(path: str) -> bool:
    return any(segment in {".", ".."} for segment in path.split("/"))
