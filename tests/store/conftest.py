"""A database for each test, SQLite always and PostgreSQL where CDS_TEST_POSTGRES_URL names a server."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

import pytest
from material import NOW
from sqlalchemy import create_engine, text

from cds_service.store import Store
from tests.databases import empty_database


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of an empty database."""
    with empty_database(request.param, tmp_path) as address:
        yield address


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The folder of the decision journal."""
    return tmp_path / "journal"


@pytest.fixture
def open_store(url: str, folder: Path) -> Iterator[Callable[..., Store]]:
    """Opens stores on the test's database and closes them afterwards."""
    opened: list[Store] = []

    def open_one(retention_days: int | None = None, busy_seconds: float = 5.0) -> Store:
        store = Store.open(url, folder, retention_days, busy_seconds=busy_seconds, clock=lambda: NOW)
        opened.append(store)
        return store

    yield open_one
    for store in opened:
        store.close()


@pytest.fixture
def store(open_store: Callable[..., Store]) -> Store:
    """An open store on an empty database."""
    return open_store()


@pytest.fixture
def rows(url: str) -> Iterator[Callable[[str], list[tuple[Any, ...]]]]:
    """Asks the database itself."""
    engine = create_engine(url)

    def ask(query: str) -> list[tuple[Any, ...]]:
        with engine.connect() as connection:
            return [tuple(row) for row in connection.execute(text(query))]

    yield ask
    engine.dispose()


@pytest.fixture
def locked(url: str) -> Callable[[], AbstractContextManager[None]]:
    """Someone else holds the whole database while the context lasts."""

    @contextmanager
    def hold() -> Iterator[None]:
        engine = create_engine(url, connect_args={"isolation_level": None} if url.startswith("sqlite") else {})
        with engine.connect() as connection:
            if engine.dialect.name == "sqlite":
                connection.exec_driver_sql("BEGIN IMMEDIATE")
            else:
                connection.exec_driver_sql("LOCK TABLE decision, feedback, seen_jti IN ACCESS EXCLUSIVE MODE")
            yield
            connection.rollback()
        engine.dispose()

    return hold


@pytest.fixture
def run_python(tmp_path: Path, url: str, folder: Path) -> Callable[[str], subprocess.Popen[str]]:
    """Starts a real process that sees `url`, `folder` and the material of these tests."""

    def start(source: str) -> subprocess.Popen[str]:
        head = (
            "import sys; from pathlib import Path\n"
            f"sys.path.insert(0, {str(Path(__file__).parent)!r})\n"
            "from material import *; from cds_service.store import *\n"
            f"url, folder = {url!r}, Path({str(folder)!r})\n"
        )
        return subprocess.Popen(
            [sys.executable, "-c", head + source],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=tmp_path,
        )

    return start
