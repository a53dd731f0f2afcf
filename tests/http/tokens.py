"""Keys and tokens of made-up clients."""

from __future__ import annotations

import json
import time
import uuid
import warnings
from pathlib import Path
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes

ISSUER = "https://ehr.test"


class Key:
    """A key pair with its id, as a client holds it."""

    def __init__(self, algorithm: str = "ES384", key_id: str | None = None, bits: int = 2048) -> None:
        self.algorithm = algorithm
        self.key_id = key_id or uuid.uuid4().hex
        self.private: PrivateKeyTypes
        if algorithm.startswith("ES"):
            curve = ec.SECP384R1() if algorithm == "ES384" else ec.SECP256R1()
            self.private = ec.generate_private_key(curve)
        else:
            self.private = rsa.generate_private_key(65537, bits)

    @property
    def public(self) -> dict[str, Any]:
        kind = jwt.get_algorithm_by_name(self.algorithm)
        jwk: dict[str, Any] = json.loads(kind.to_jwk(self.private.public_key()))  # type: ignore[union-attr]
        jwk.pop("key_ops", None)
        return jwk | {"kid": self.key_id, "alg": self.algorithm, "use": "sig"}

    def token(self, audience: str, headers: dict[str, Any] | None = None, **claims: Any) -> str:
        """A token for one address; a claim or header of None is left out."""
        now = int(time.time())
        whole = {"iss": ISSUER, "aud": audience, "iat": now, "exp": now + 3600, "jti": uuid.uuid4().hex} | claims
        head = {"kid": self.key_id} | (headers or {})
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # the library warns of keys that are weak on purpose here
            return jwt.encode(
                {name: value for name, value in whole.items() if value is not None},
                self.private,  # type: ignore[arg-type]
                algorithm=self.algorithm,
                headers={name: value for name, value in head.items() if value is not None},
            )


def key_set(*keys: Key) -> bytes:
    return json.dumps({"keys": [key.public for key in keys]}).encode()


def write_clients(folder: Path, tables: str, **files: bytes) -> Path:
    """A file of trusted clients, with its key sets beside it."""
    for name, content in files.items():
        (folder / f"{name}.json").write_bytes(content)
    path = folder / "clients.toml"
    path.write_text(tables, encoding="utf-8")
    return path
