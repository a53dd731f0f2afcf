"""Databases for a service to fill, and everything that is in them afterwards. It must not know what may be there."""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import MetaData, create_engine, make_url, select, text


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


def all_rows(url: str) -> dict[str, list[str]]:
    """Each row of each table, as the text of all its columns."""
    engine = create_engine(url)
    there = MetaData()
    there.reflect(engine)
    with engine.connect() as connection:
        kept = {name: connection.execute(select(table)) for name, table in there.tables.items()}
        rows = {name: [repr(tuple(row)) for row in found] for name, found in kept.items()}
    engine.dispose()
    return rows
