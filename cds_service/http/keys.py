"""The public keys of one trusted client: read from its file or fetched from its address, and kept for a while.

It must not know tokens or claims. Only configured addresses are ever asked, without redirects, and never often.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import httpx
import msgspec

from cds_service.settings import TrustedClient

REST_SECONDS = 30.0
"""Least time between two readings of one key set, however many unknown key ids arrive."""
FRESH_SECONDS = 3600.0
"""After this a key set is read again, so that a withdrawn key does not stay trusted."""
STALE_SECONDS = 24 * 3600.0
"""A key set that could not be read again for this long is trusted no more."""
LARGEST_BYTES = 256 * 1024
FETCH_SECONDS = 3.0

Jwk = Mapping[str, Any]


class KeysUnavailable(Exception):
    """A key set could not be read; says nothing about where."""


class KeyRing:
    """The keys of one client by key id. Safe for many calls at once: one of them reads, the others wait."""

    def __init__(self, client: TrustedClient, http: httpx.AsyncClient) -> None:
        self._client = client
        self._http = http
        self._keys: dict[str, Jwk] = {}
        self._tried = -REST_SECONDS
        self._read = -STALE_SECONDS
        self._reading = asyncio.Lock()

    async def key(self, key_id: str) -> Jwk | None:
        """The key with this id; an unknown id reads the key set once more. None when it is not there."""
        known = self._known(key_id)
        if known is None or time.monotonic() - self._read > FRESH_SECONDS:
            async with self._reading:
                if time.monotonic() - self._tried > REST_SECONDS and (
                    key_id not in self._keys or time.monotonic() - self._read > FRESH_SECONDS
                ):
                    await self._renew()
            known = self._known(key_id)
        return known

    def _known(self, key_id: str) -> Jwk | None:
        fresh = time.monotonic() - self._read <= STALE_SECONDS
        return self._keys.get(key_id) if fresh else None

    async def _renew(self) -> None:
        self._tried = time.monotonic()
        try:
            text = await self._text()
            self._keys = _by_id(text)
        except (KeysUnavailable, httpx.HTTPError, OSError, TimeoutError, msgspec.DecodeError, RecursionError):
            return
        self._read = time.monotonic()

    async def _text(self) -> bytes:
        if self._client.jwks_file is not None:
            return await asyncio.to_thread(_file_text, self._client.jwks_file)
        if self._client.jwks_url is None:
            raise KeysUnavailable
        async with (
            asyncio.timeout(FETCH_SECONDS),
            self._http.stream("GET", self._client.jwks_url, headers={"accept": "application/json"}) as response,
        ):
            if response.status_code != 200:
                raise KeysUnavailable
            text = bytearray()
            async for chunk in response.aiter_bytes():
                text += chunk
                if len(text) > LARGEST_BYTES:
                    raise KeysUnavailable
            return bytes(text)


def keys_client() -> httpx.AsyncClient:
    """The HTTP client key sets are fetched with: no redirects, no proxies, short timeouts."""
    return httpx.AsyncClient(timeout=FETCH_SECONDS, follow_redirects=False, trust_env=False)


def _file_text(path: Path) -> bytes:
    with path.open("rb") as file:
        text = file.read(LARGEST_BYTES + 1)
    if len(text) > LARGEST_BYTES:
        raise KeysUnavailable
    return text


def _by_id(text: bytes) -> dict[str, Jwk]:
    """Keys by id; keys without id, for encryption or not public are left out."""
    document = msgspec.json.decode(text)
    keys = document.get("keys") if isinstance(document, dict) else None
    if not isinstance(keys, list):
        raise KeysUnavailable
    return {
        key["kid"]: key
        for key in keys
        if isinstance(key, dict)
        and isinstance(key.get("kid"), str)
        and key.get("use", "sig") == "sig"
        and key.get("kty") in {"EC", "RSA"}
    }
