"""Everything that is in a database after a run. It must not know what may be there."""

from __future__ import annotations

from sqlalchemy import MetaData, create_engine, select


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
