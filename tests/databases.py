"""An empty database for a test or a service to fill: SQLite, or PostgreSQL on the server a variable names.

It must not know what is kept in it.
"""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import create_engine, make_url, text


@contextmanager
def empty_database(kind: str, folder: Path) -> Iterator[str]:
    """The URL of a database of its own: a file below `folder`, or one on the server CDS_TEST_POSTGRES_URL names."""
    if kind == "sqlite":
        yield f"sqlite:///{folder}/kept.sqlite3"
        return
    server = os.environ.get("CDS_TEST_POSTGRES_URL")
    if not server:
        pytest.skip("CDS_TEST_POSTGRES_URL names no PostgreSQL server")
    address = make_url(server).set(drivername="postgresql+psycopg")
    admin = create_engine(address, isolation_level="AUTOCOMMIT")
    name = f"cds_test_{uuid.uuid4().hex[:12]}"
    with admin.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    try:
        yield address.set(database=name).render_as_string(hide_password=False)
    finally:
        with admin.connect() as connection:
            connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
        admin.dispose()
