"""Where a plan runs: steps as views and tables, each parsed to a tree, written for the engine."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import duckdb
import pyarrow as pa
import sqlglot

from xinlu.rules.columns.sources import Inputs


def written(sql: str, dialect: str) -> str:
    """Return a step as the engine says it."""
    return sqlglot.parse_one(sql, read="duckdb").sql(dialect=dialect)


class DuckDB:
    """DuckDB in this process; live databases are attached read-only."""

    dialect = "duckdb"

    def __init__(self, connection: duckdb.DuckDBPyConnection, folder: Path) -> None:
        #: `folder` is there for as long as the engine is.
        self.connection, self.folder = connection, folder
        self.steps: list[str] = []

    def view(self, name: str, sql: str) -> str:
        """Name a step that is computed where it is used; return its name."""
        return self._make("VIEW", name, sql)

    def table(self, name: str, sql: str) -> str:
        """Compute a step now, because several others use it; return its name."""
        return self._make("TABLE", name, sql)

    def _make(self, kind: str, name: str, sql: str) -> str:
        text = f"CREATE TEMP {kind} {name} AS {written(sql, self.dialect)}"
        self.steps.append(text)
        self.connection.execute(text)
        return name

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """Return the rows of a question."""
        return self.connection.execute(sql).fetchall()

    def arrow(self, sql: str) -> pa.Table:
        """Return the rows of a question as an Arrow table."""
        return self.connection.execute(sql).to_arrow_table()

    def rule_table(self, name: str, types: Mapping[str, str], rows: Sequence[Sequence[Any]]) -> str:
        """Make a small table of what the rulebook says; its texts never become SQL."""
        columns = ", ".join(f"{column} {type_of}" for column, type_of in types.items())
        self.connection.execute(f"CREATE TEMP TABLE {name} ({columns})")
        if rows:
            marks = ", ".join("?" for _ in types)
            self.connection.executemany(f"INSERT INTO {name} VALUES ({marks})", rows)
        return name


@contextmanager
def opened(inputs: Inputs, settings: Mapping[str, Any]) -> Iterator[DuckDB]:
    """Open DuckDB with the live database, if there is one, attached."""
    with (
        TemporaryDirectory(prefix="xinlu-") as folder,
        connected({"preserve_insertion_order": False, **settings}) as connection,
    ):
        for statement in inputs.opening:
            connection.execute(statement)
        yield DuckDB(connection, Path(folder))


@contextmanager
def connected(settings: Mapping[str, Any]) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open DuckDB without a database; it draws no bar into what a command writes."""
    with duckdb.connect(config=dict(settings)) as connection:
        connection.execute("SET enable_progress_bar = false")
        yield connection
