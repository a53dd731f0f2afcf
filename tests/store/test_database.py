"""Opening the database: addresses, tables, migrations, several processes at once, used tokens."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from material import NOW
from sqlalchemy import CheckConstraint, create_engine, inspect, text

from cds_service.store import SchemaUnknown, Store, StoreUnavailable
from cds_service.store.replay import GRACE, forget_expired
from cds_service.store.tables import SCHEMA, metadata

Rows = Callable[[str], list[tuple[Any, ...]]]


def test_the_migrations_build_the_tables_the_code_expects(store: Store, url: str) -> None:
    """A migrated database differs in nothing from the tables of the code, checks included."""
    assert store.healthy()
    engine = create_engine(url)
    with engine.connect() as connection:
        assert [] == compare_metadata(MigrationContext.configure(connection), metadata)
        built = {
            check["name"] for table in metadata.tables for check in inspect(connection).get_check_constraints(table)
        }
    engine.dispose()
    wanted = {
        check.name
        for table in metadata.tables.values()
        for check in (*table.constraints, *(each for column in table.columns for each in column.constraints))
        if isinstance(check, CheckConstraint)
    }
    assert wanted == built


def test_the_code_names_the_last_migration() -> None:
    """SCHEMA is the head of the migrations, so that an up-to-date database starts without Alembic."""
    config = Config()
    config.set_main_option("script_location", "cds_service.store:migrations")
    assert SCHEMA == ScriptDirectory.from_config(config).get_current_head()


def test_processes_that_start_together_migrate_once(
    run_python: Callable[[str], subprocess.Popen[str]], rows: Rows
) -> None:
    """Four processes on an empty database all start, and the tables are built once."""
    source = (
        "print('ready', flush=True); sys.stdin.readline()\n"
        "store = Store.open(url, folder, None); print(store.healthy()); store.close()\n"
    )
    children = [run_python(source) for _ in range(4)]
    for child in children:
        assert child.stdout is not None
        assert "ready\n" == child.stdout.readline()
    for child in children:
        assert child.stdin is not None
        child.stdin.write("go\n")
        child.stdin.flush()
    assert ["True\n"] * 4 == [child.communicate(timeout=90)[0] for child in children]
    assert [(SCHEMA,)] == rows("SELECT version_num FROM alembic_version")


def test_a_database_from_the_future_is_refused(open_store: Callable[..., Store], url: str) -> None:
    """Tables a later version has changed are not touched, and the error says so in one line."""
    open_store().close()
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    engine.dispose()
    with pytest.raises(SchemaUnknown, match="later version"):
        open_store()


@pytest.mark.parametrize("url_", ["sqlite://", "sqlite:///:memory:", "mysql://host/db", "nonsense"])
def test_an_address_that_cannot_keep_feedback_is_refused(url_: str) -> None:
    """Memory databases, other databases and nonsense are ValueErrors."""
    with pytest.raises(ValueError):
        Store.open(url_, None, None)


@pytest.mark.parametrize("days", [0, -1])
def test_a_retention_under_one_day_is_refused(tmp_path: Path, days: int) -> None:
    """Keeping nothing is a mistake, not a setting."""
    with pytest.raises(ValueError, match="one day"):
        Store.open(f"sqlite:///{tmp_path / 'x.sqlite3'}", None, days)


def test_an_unreachable_server_is_told_without_its_password() -> None:
    """The error at start names no password, user or host."""
    with pytest.raises(StoreUnavailable) as caught:
        Store.open("postgresql://someone:secret@127.0.0.1:1/x", None, None, busy_seconds=1)
    assert caught.value.__cause__ is None
    assert {False} == {word in str(caught.value) for word in ("someone", "secret", "127.0.0.1")}


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    """A journal folder that is a file stops the start with one of our errors."""
    (tmp_path / "journal").write_text("")
    with pytest.raises(StoreUnavailable, match="journal folder"):
        Store.open(f"sqlite:///{tmp_path / 'x.sqlite3'}", tmp_path / "journal", None)


def test_without_a_folder_the_journal_lies_beside_the_sqlite_file(tmp_path: Path) -> None:
    """With no folder given, SQLite's own is taken."""
    store = Store.open(f"sqlite:///{tmp_path / 'x.sqlite3'}", None, None)
    assert (tmp_path / "x.sqlite3.journal").is_dir()
    store.close()


def test_a_token_is_new_once(store: Store) -> None:
    """The first use of a jti is new, every other is seen; another issuer's same jti is another token."""
    expires = NOW + timedelta(minutes=5)
    assert [False, True, False] == [
        store.seen_jti("a", "1", expires),
        store.seen_jti("a", "1", expires),
        store.seen_jti("b", "1", expires),
    ]


def test_issuer_and_jti_are_not_run_together(store: Store) -> None:
    """Issuer "a" with jti "b1" is not issuer "ab" with jti "1"."""
    assert (False, False) == (store.seen_jti("a", "b1", NOW), store.seen_jti("ab", "1", NOW))


def test_of_many_uses_at_once_one_is_new(open_store: Callable[..., Store]) -> None:
    """When two instances see the same token at the same time, exactly one of them may accept it."""
    stores = open_store(), open_store()
    with ThreadPoolExecutor(8) as pool:
        seen = list(pool.map(lambda n: stores[n % 2].seen_jti("a", "1", NOW), range(40)))
    assert 1 == seen.count(False)


def test_a_token_is_forgotten_after_its_grace(store: Store, rows: Rows) -> None:
    """Exactly at the end of its grace a token is still remembered, a moment later it is not."""
    store.seen_jti("a", "1", NOW)
    moment = timedelta(microseconds=1)
    assert (0, 1) == (
        forget_expired(store._relaxed, NOW + GRACE),
        forget_expired(store._relaxed, NOW + GRACE + moment),
    )
    assert [] == rows("SELECT token FROM seen_jti")


def test_a_token_leaves_no_text(store: Store, rows: Rows) -> None:
    """Neither issuer nor jti can be read from the table."""
    store.seen_jti("https://issuer.example", "token-id", NOW)
    ((token,),) = rows("SELECT token FROM seen_jti")
    assert (64, False, False) == (len(token), "issuer" in token, "token-id" in token)


def test_a_database_that_went_away_is_unhealthy(tmp_path: Path) -> None:
    """Health is asked of the database, not remembered."""
    store = Store.open(f"sqlite:///{tmp_path / 'x.sqlite3'}", None, None)
    assert store.healthy()
    with (tmp_path / "x.sqlite3").open("r+b") as file:
        file.write(b"not a database any more" * 200)
    store._engine.dispose()
    assert not store.healthy()
    store.close()
