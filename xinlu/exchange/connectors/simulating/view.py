"""A partner's database view, simulated: a table of changes and the view over it."""

import sqlite3
from collections.abc import Iterable, Sequence
from pathlib import Path

import psycopg

from xinlu.exchange.connectors.simulating.story import Change, Story
from xinlu.exchange.connectors.sources import quoted


def fill(story: Story, address: str, *, now: int | None = None) -> int:
    """Make the partner's view at the address hold what can be seen by now; return how many rows.

    `now` says up to which number changes have happened; without it everything is there.
    """
    seen = story.seen(story.end if now is None else now)
    connector = story.connector
    names = connector.asked
    rows = [[_text(one, name) for name in names] for one in seen]
    table, view = quoted(f"{connector.view}_changes"), quoted(connector.view)
    numbers = {connector.cursor.column, connector.version}
    columns = ", ".join(f"{quoted(n)} {'BIGINT' if n in numbers else 'TEXT'}" for n in names)
    made = [
        f"DROP VIEW IF EXISTS {view}",
        f"DROP TABLE IF EXISTS {table}",
        f"CREATE TABLE {table} ({columns})",
        f"CREATE VIEW {view} AS SELECT * FROM {table}",  # noqa: S608 - names of our own, quoted
    ]
    if address.startswith("sqlite"):
        _fill_sqlite(Path(address.removeprefix("sqlite://")), made, table, rows)
    else:
        _fill_postgres(address, made, table, rows)
    return len(rows)


def _text(one: Change, name: str) -> str | int | None:
    value: str | int | None = one.row.get(name)
    return value


def _fill_sqlite(
    path: Path, made: Iterable[str], table: str, rows: Sequence[Sequence[str | int | None]]
) -> None:
    base = sqlite3.connect(path)
    try:
        with base:
            for statement in made:
                base.execute(statement)
            marks = ", ".join("?" * len(rows[0]))
            base.executemany(f"INSERT INTO {table} VALUES ({marks})", rows)  # noqa: S608 - quoted
    finally:
        base.close()


def _fill_postgres(
    address: str, made: Iterable[str], table: str, rows: Sequence[Sequence[str | int | None]]
) -> None:
    with psycopg.connect(address) as base:
        for statement in made:
            base.execute(statement.encode())
        with base.cursor().copy(f"COPY {table} FROM STDIN".encode()) as copy:
            for row in rows:
                copy.write_row(row)
