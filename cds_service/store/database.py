"""Opens the database, brings its tables up to date and turns its errors into one of ours.

It must not know what the tables are for, nor let a value, a password or a statement into a message.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, Insert, Table, create_engine, event, inspect, make_url, text
from sqlalchemy.dialects import sqlite
from sqlalchemy.exc import ArgumentError, DataError, DBAPIError, IntegrityError, SQLAlchemyError
from sqlalchemy.pool import QueuePool

from cds_service.store.tables import SCHEMA

MIGRATION_SECONDS = 60.0
_MIGRATION_LOCK = 0x6B657461  # any number, as long as every instance takes the same


class StoreUnavailable(Exception):
    """The database did not take or give what was asked; nothing of the call was stored. HTTP says 503."""


class StoreRefused(StoreUnavailable):
    """The database answered, but these rows break a constraint; trying again would not help."""


class SchemaUnknown(StoreUnavailable):
    """The database was brought up to date by a later version of the service."""


def read_url(url: str) -> URL:
    """The database's address; plain `postgresql://` means psycopg.

    Raises ValueError for anything but a SQLite file or PostgreSQL.
    """
    try:
        parsed = make_url(url)
    except ArgumentError:
        raise ValueError("the database URL cannot be read") from None
    if parsed.get_backend_name() in {"postgresql", "postgres"}:
        return parsed.set(drivername="postgresql+psycopg")
    if parsed.get_backend_name() != "sqlite":
        raise ValueError(f"no support for {parsed.get_backend_name()}: use sqlite or postgresql")
    if not parsed.database or parsed.database == ":memory:" or parsed.database.startswith("file:"):
        raise ValueError("feedback must outlive the process: give SQLite a plain file")
    return parsed.set(drivername="sqlite+pysqlite")


def open_engine(url: URL, busy_seconds: float, *, relaxed: bool = False) -> Engine:
    """An engine whose writers wait at most `busy_seconds` for each other.

    A commit is on disk when it returns; with `relaxed` it only outlives the process, not a power failure.
    """
    if url.get_backend_name() == "sqlite":
        return _open_sqlite(url, busy_seconds, relaxed)
    options = (
        f"-c timezone=UTC -c lock_timeout={int(busy_seconds * 1000)}"
        f" -c statement_timeout=60000 -c synchronous_commit={'off' if relaxed else 'on'}"
    )
    return create_engine(
        url,
        connect_args={"options": options, "connect_timeout": max(2, int(busy_seconds))},
        hide_parameters=True,
        pool_pre_ping=True,
        pool_size=2 if relaxed else 4,
        max_overflow=4,
        pool_timeout=busy_seconds,
    )


def _open_sqlite(url: URL, busy_seconds: float, relaxed: bool) -> Engine:
    Path(str(url.database)).parent.mkdir(parents=True, exist_ok=True)
    # isolation_level None: the driver must not decide when a transaction begins.
    engine = create_engine(
        url,
        connect_args={"timeout": busy_seconds, "isolation_level": None, "check_same_thread": False},
        hide_parameters=True,
        poolclass=QueuePool,
        pool_timeout=busy_seconds,
    )

    @event.listens_for(engine, "connect")
    def _prepare(connection: Any, _record: Any) -> None:
        cursor = connection.cursor()
        cursor.execute("PRAGMA foreign_keys = ON")
        cursor.execute(f"PRAGMA synchronous = {'NORMAL' if relaxed else 'FULL'}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        # A writer takes the lock at once: one that starts by reading cannot wait for it later.
        reading = connection.get_execution_options().get("reading", False)
        connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")

    return engine


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """One transaction that writes: all of it or nothing. Raises StoreUnavailable."""
    with _translated(), engine.begin() as connection:
        yield connection


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """A transaction that only reads, and never waits for a writer. Raises StoreUnavailable."""
    with _translated(), engine.connect().execution_options(reading=True) as connection:
        yield connection


@contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except (IntegrityError, DataError) as error:
        raise StoreRefused(f"the database refused the rows: {_name(error)}") from None
    except DBAPIError as error:
        raise StoreUnavailable(f"the database refused: {_name(error)}") from None
    except SQLAlchemyError as error:
        raise StoreUnavailable(f"the database is not at hand: {type(error).__name__}") from None


def _name(error: DBAPIError) -> str:
    """The error's name or SQLSTATE: a fixed vocabulary, where a message could quote a value."""
    cause = error.orig
    name = getattr(cause, "sqlite_errorname", None) or getattr(cause, "sqlstate", None)
    return str(name or type(cause).__name__)


def insert_one(connection: Connection, table: Table, row: Mapping[str, object]) -> bool:
    """Inserts the row unless it is there already; True when it was new."""
    insert = _insert(connection, table).execution_options(preserve_rowcount=True)
    return int(connection.execute(insert, row).rowcount) == 1


def insert_new(connection: Connection, table: Table, rows: Sequence[Mapping[str, object]]) -> None:
    """Inserts the rows that are not there yet."""
    if rows:
        connection.execute(_insert(connection, table), list(rows))


def _insert(connection: Connection, table: Table) -> Insert:
    if connection.dialect.name == "sqlite":
        return sqlite.insert(table).on_conflict_do_nothing()
    # Imported here: a service with SQLite need not wait for it.
    from sqlalchemy.dialects import postgresql

    return postgresql.insert(table).on_conflict_do_nothing()


def migrate(engine: Engine) -> None:
    """Brings the tables to SCHEMA; with several processes starting at once one works and the others wait.

    Raises SchemaUnknown when the database is ahead of this code, StoreUnavailable when it cannot be reached.
    """
    if engine.dialect.name == "sqlite":
        _use_wal(engine)
    if _standing(engine) == SCHEMA:
        return  # the usual start: Alembic need not even be imported
    with _translated():
        _upgrade(engine)


def _standing(engine: Engine) -> str | None:
    with reading(engine) as connection:
        if not inspect(connection).has_table("alembic_version"):
            return None
        found = connection.scalar(text("SELECT version_num FROM alembic_version"))
        return None if found is None else str(found)


def _upgrade(engine: Engine) -> None:
    from alembic import command
    from alembic.config import Config
    from alembic.util import CommandError

    config = Config()
    config.set_main_option("script_location", "cds_service.store:migrations")
    with engine.connect() as connection:
        if engine.dialect.name == "sqlite":
            connection.exec_driver_sql(f"PRAGMA busy_timeout = {int(MIGRATION_SECONDS * 1000)}")
            connection.rollback()
        with connection.begin():
            if engine.dialect.name == "postgresql":
                connection.exec_driver_sql(f"SET LOCAL lock_timeout = '{int(MIGRATION_SECONDS)}s'")
                connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_MIGRATION_LOCK})")
            config.attributes["connection"] = connection
            try:
                command.upgrade(config, "head")
            except CommandError:
                raise SchemaUnknown("the database was written by a later version of the service") from None
        connection.invalidate()  # its long patience was for the migration only


def _use_wal(engine: Engine) -> None:
    """Write-ahead logging is a property of the file; switching meets no busy handler: patience is ours."""
    deadline = time.monotonic() + MIGRATION_SECONDS
    while True:
        try:
            with _translated():
                raw = engine.raw_connection()
                try:
                    raw.cursor().execute("PRAGMA journal_mode = WAL").fetchone()
                    return
                finally:
                    raw.close()
        except StoreUnavailable:
            raise
        except Exception as error:
            if getattr(error, "sqlite_errorname", "") != "SQLITE_BUSY" or time.monotonic() > deadline:
                raise StoreUnavailable("the database file cannot be opened for writing") from None
            time.sleep(0.05)
