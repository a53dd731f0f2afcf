"""A database for each test, SQLite always and PostgreSQL where CDS_TEST_POSTGRES_URL names a server."""

from __future__ import annotations

import os
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine, make_url, text

from cds_service.store import Store


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of an empty database."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'store.sqlite3'}"
        return
    server = os.environ.get("CDS_TEST_POSTGRES_URL")
    if not server:
        pytest.skip("CDS_TEST_POSTGRES_URL names no PostgreSQL server")
    address = make_url(server).set(drivername="postgresql+psycopg")
    admin = create_engine(address, isolation_level="AUTOCOMMIT")
    name = f"cds_test_{uuid.uuid4().hex[:12]}"
    with admin.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    yield address.set(database=name).render_as_string(hide_password=False)
    with admin.connect() as connection:
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    admin.dispose()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The folder of the decision journal."""
    return tmp_path / "journal"


@pytest.fixture
def open_store(url: str, folder: Path) -> Iterator[Callable[..., Store]]:
    """Opens stores on the test's database and closes them afterwards."""
    opened: list[Store] = []

    def open_one(retention_days: int | None = None, busy_seconds: float = 5.0) -> Store:
        store = Store.open(url, folder, retention_days, busy_seconds=busy_seconds)
        opened.append(store)
        return store

    yield open_one
    for store in opened:
        store.close()


@pytest.fixture
def store(open_store: Callable[..., Store]) -> Store:
    """An open store on an empty database."""
    return open_store()
