"""Who calls: a client proves itself with a signed token for exactly the address it called (CDS Hooks, security).

It must not know hooks or patients. Whatever is wrong is one answer outside (a bare 401) and one word inside.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Protocol

import jwt

from cds_service.http.errors import Untrusted
from cds_service.http.keys import Jwk, KeyRing, keys_client
from cds_service.settings import TrustedClient

ALGORITHMS = {"ES384": ("EC", "P-384"), "RS384": ("RSA", None)}
"""Signature algorithms accepted, with key type and curve. Never `none`, never a shared secret."""
LONGEST_TOKEN = 16 * 1024
LONGEST_ID = 256
LONGEST_LIFE_SECONDS = 24 * 3600
"""Tokens that live longer are refused: their ids would have to be remembered that long."""
SMALLEST_RSA_BITS = 2048


class Replays(Protocol):
    """Remembers token ids; what the store offers. Blocking: it is called in a thread."""

    def seen_jti(self, issuer: str, jti: str, expires: datetime) -> bool:
        """Remember the id until `expires`; True when it was there already."""
        ...


class ClientTrust:
    """Checks the tokens of the configured clients. `aclose()` at the end."""

    def __init__(self, clients: Sequence[TrustedClient], replays: Replays, leeway_seconds: int) -> None:
        self._http = keys_client()
        self._clients = {client.issuer: client for client in clients}
        self._rings = {client.issuer: KeyRing(client, self._http) for client in clients}
        self._replays = replays
        self._leeway = leeway_seconds

    async def issuer(self, authorization: Sequence[str], called: str) -> str:
        """The issuer of the token in the Authorization headers of a call to the address `called`.

        Raises Untrusted with a word for the log.
        """
        token = _token(authorization)
        header, issuer = _unverified(token)
        client = self._clients.get(issuer)
        if client is None:
            raise Untrusted("issuer-unknown")
        if "jku" in header and (client.jwks_url is None or header["jku"] != client.jwks_url):
            raise Untrusted("jku-not-configured")
        key = await self._rings[issuer].key(header["kid"])
        if key is None:
            raise Untrusted("key-unknown")
        claims = self._verified(token, header["alg"], key, issuer, called)
        if client.tenants and claims.get("tenant") not in client.tenants:
            raise Untrusted("tenant-unknown")
        expires = datetime.fromtimestamp(int(claims["exp"]) + self._leeway + 1, UTC)
        if await asyncio.to_thread(self._replays.seen_jti, issuer, claims["jti"], expires):
            raise Untrusted("replayed")
        return issuer

    def _verified(self, token: str, algorithm: str, key: Jwk, issuer: str, called: str) -> Mapping[str, Any]:
        try:
            claims: Mapping[str, Any] = jwt.decode(
                token,
                _public_key(key, algorithm),
                algorithms=[algorithm],
                audience=called,
                issuer=issuer,
                leeway=self._leeway,
                options={"require": ["iss", "aud", "exp", "iat", "jti"]},
            )
            _check_times(claims, self._leeway)
        except jwt.PyJWTError as problem:
            raise Untrusted(_word(problem)) from None
        except (ValueError, TypeError, OverflowError, RecursionError):
            raise Untrusted("token-malformed") from None
        if not isinstance(claims["jti"], str) or not 0 < len(claims["jti"]) <= LONGEST_ID:
            raise Untrusted("jti-unusable")
        return claims

    async def aclose(self) -> None:
        await self._http.aclose()


def _token(authorization: Sequence[str]) -> str:
    if len(authorization) != 1:
        raise Untrusted("no-token" if not authorization else "two-tokens")
    scheme, _, token = authorization[0].partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        raise Untrusted("not-bearer")
    if len(token) > LONGEST_TOKEN:
        raise Untrusted("token-too-long")
    return token.strip()


def _unverified(token: str) -> tuple[Mapping[str, Any], str]:
    """Header and issuer, only to find the key with; nothing of it is believed yet."""
    try:
        header = jwt.get_unverified_header(token)
        claims = jwt.decode(token, options={"verify_signature": False})
    except (jwt.PyJWTError, ValueError, TypeError, RecursionError):
        raise Untrusted("token-malformed") from None
    if not isinstance(header.get("alg"), str) or header["alg"] not in ALGORITHMS:
        raise Untrusted("algorithm-refused")
    if not isinstance(header.get("kid"), str) or "crit" in header:
        raise Untrusted("header-unusable")
    issuer = claims.get("iss")
    if not isinstance(issuer, str):
        raise Untrusted("issuer-unknown")
    return header, issuer


def _public_key(key: Jwk, algorithm: str) -> Any:
    """The key for this algorithm; a key made for another algorithm, or a weak one, is refused."""
    kind, curve = ALGORITHMS[algorithm]
    if key.get("kty") != kind or (curve and key.get("crv") != curve) or key.get("alg", algorithm) != algorithm:
        raise Untrusted("key-unsuitable")
    public = {name: value for name, value in key.items() if name in {"kty", "crv", "x", "y", "n", "e"}}
    made = jwt.PyJWK({**public, "alg": algorithm}).key
    if kind == "RSA" and made.key_size < SMALLEST_RSA_BITS:
        raise Untrusted("key-unsuitable")
    return made


def _check_times(claims: Mapping[str, Any], leeway: int) -> None:
    issued, expires = claims["iat"], claims["exp"]
    if isinstance(issued, bool) or isinstance(expires, bool):
        raise Untrusted("times-unusable")
    if float(expires) - min(float(issued), time.time()) > LONGEST_LIFE_SECONDS + leeway:
        raise Untrusted("lives-too-long")


_WORDS: Mapping[type[Exception], str] = {
    jwt.ExpiredSignatureError: "expired",
    jwt.ImmatureSignatureError: "not-yet-valid",
    jwt.InvalidAudienceError: "audience-wrong",
    jwt.InvalidIssuerError: "issuer-unknown",
    jwt.MissingRequiredClaimError: "claim-missing",
    jwt.InvalidSignatureError: "signature-wrong",
}


def _word(problem: Exception) -> str:
    return next((word for kind, word in _WORDS.items() if isinstance(problem, kind)), "token-malformed")
