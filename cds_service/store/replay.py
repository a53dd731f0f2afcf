"""Remembers which tokens were used, for every instance that shares the database.

It must not know the token: issuer and jti are kept as one digest, and only until the token expires.
"""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta

from sqlalchemy import Engine, delete

from cds_service.store.database import insert_one, writing
from cds_service.store.decision import utc
from cds_service.store.tables import seen_jti

GRACE = timedelta(minutes=10)
"""How much longer than its token a jti is remembered: clocks differ, and verifiers grant leeway."""


def remember(engine: Engine, issuer: str, jti: str, expires: datetime) -> bool:
    """True when this issuer's jti was remembered before; of two calls at once exactly one hears False."""
    said = f"{len(issuer)}:{issuer}{jti}".encode("utf-8", "surrogatepass")
    row = {"token": hashlib.sha256(said).hexdigest(), "expires": utc(expires)}
    with writing(engine) as connection:
        return not insert_one(connection, seen_jti, row)


def forget_expired(engine: Engine, now: datetime) -> int:
    """Removes the jtis whose tokens expired more than GRACE ago; how many."""
    with writing(engine) as connection:
        return int(connection.execute(delete(seen_jti).where(seen_jti.c.expires < now - GRACE)).rowcount)
