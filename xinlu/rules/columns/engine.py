"""Where a plan runs: steps as views and tables, each parsed to a tree, written for the engine.

A step is written in DuckDB's SQL, whichever engine there is; what another says otherwise is changed
in the tree.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Protocol

import duckdb
import pyarrow as pa
import sqlglot

from xinlu.rules.columns.fetching import fetched
from xinlu.rules.columns.sources import Inputs, Table, quoted_text

Rows = Sequence[Sequence[Any]]
#: Columns as SQL, with their types.
Columns = Iterable[tuple[str, str]]


class EngineError(Exception):
    """The engine cannot be had, or cannot read where the population is; in Chinese, what to do."""


class DoesNotFit(Exception):
    """A value does not fit the type in which a step computes it."""


class Engine(Protocol):
    """What a plan asks of an engine."""

    @property
    def steps(self) -> Sequence[str]:
        """Return the steps so far, as the engine was told them."""

    def source(self, name: str, table: Table) -> tuple[str, Mapping[str, str]]:
        """Return a table's rows as they lie there, as SQL, and its columns' types, as DuckDB's."""

    def fetched(self, name: str, table: Table, columns: Columns) -> str:
        """Return the rows, as SQL, such that they are read quickly; the columns are looked at."""

    def given(self, name: str, rows: pa.Table) -> str:
        """Name rows that are in memory; return the name."""

    def rule_table(self, name: str, types: Mapping[str, str], rows: Rows) -> str:
        """Make a small table of what the rulebook says; its texts never become SQL."""

    def view(self, name: str, sql: str) -> str:
        """Name a step that is computed where it is used; return its name."""

    def table(self, name: str, sql: str) -> str:
        """Compute a step now, because several others use it; return its name."""

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """Return the rows of a question."""

    def arrow(self, sql: str) -> pa.Table:
        """Return the rows of a question as an Arrow table."""

    def schema(self, sql: str) -> pa.Schema:
        """Return the columns of a question, which is not answered."""

    def distinct(self, table: str, column: str, among: int) -> int:
        """Return how many different values a column of so many rows has."""

    def write(self, sql: str, file: Path) -> None:
        """Write the rows of a question to a Parquet file."""


class DuckDB:
    """DuckDB in this process; live databases are attached read-only."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, folder: Path) -> None:
        #: `folder` is there for as long as the engine is.
        self.connection, self.folder = connection, folder
        self.steps: list[str] = []

    def source(self, name: str, table: Table) -> tuple[str, Mapping[str, str]]:
        """Read the rows where they are."""
        if table.rows is not None:
            self.connection.register(table.place, table.rows)
        described = self.connection.execute(f"DESCRIBE SELECT * FROM {table.place}").fetchall()
        return table.place, {row[0]: str(row[1]) for row in described}

    def fetched(self, name: str, table: Table, columns: Columns) -> str:
        """Lay a slow table beside as Parquet."""
        return fetched(self.connection, name, table, columns, self.folder).place

    def given(self, name: str, rows: pa.Table) -> str:
        """Register the rows as they are."""
        self.connection.register(name, rows)
        return name

    def rule_table(self, name: str, types: Mapping[str, str], rows: Rows) -> str:
        """Hand the rows over as texts, all at once: a parameter each costs much more."""
        texts = [[None if cell is None else str(cell) for cell in row] for row in rows]
        columns = [pa.array(column, pa.string()) for column in zip(*texts, strict=True)]
        given = pa.table(columns or [pa.array([], pa.string()) for _ in types], list(types))
        self.connection.register(f"{name}_given", given)
        cells = ", ".join(f"CAST({c} AS {type_of}) AS {c}" for c, type_of in types.items())
        self.connection.execute(f"CREATE TEMP TABLE {name} AS SELECT {cells} FROM {name}_given")
        self.connection.unregister(f"{name}_given")
        return name

    def view(self, name: str, sql: str) -> str:
        """Make a view."""
        return self._make("VIEW", name, sql)

    def table(self, name: str, sql: str) -> str:
        """Make a table."""
        return self._make("TABLE", name, sql)

    def _make(self, kind: str, name: str, sql: str) -> str:
        text = f"CREATE TEMP {kind} {name} AS {_written(sql)}"
        self.steps.append(text)
        self.connection.execute(text)
        return name

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """Fetch all."""
        return self.connection.execute(sql).fetchall()

    def arrow(self, sql: str) -> pa.Table:
        """Fetch all, column by column."""
        return self.connection.execute(sql).to_arrow_table()

    def schema(self, sql: str) -> pa.Schema:
        """Fetch nothing."""
        return self.arrow(f"SELECT * FROM ({sql}) LIMIT 0").schema

    def distinct(self, table: str, column: str, among: int) -> int:
        """Count with one bit a number where whole numbers lie close together."""
        if pa.types.is_integer(self.schema(f"SELECT {column} FROM {table}").field(0).type):
            least, greatest = self.rows(f"SELECT MIN({column}), MAX({column}) FROM {table}")[0]
            if greatest is not None and greatest - least < 8 * among + 1000:
                bits = f"BIT_COUNT(BITSTRING_AGG({column}, {least}, {greatest}))"
                return int(self.rows(f"SELECT {bits} FROM {table}")[0][0] or 0)
        return int(self.rows(f"SELECT COUNT(DISTINCT {column}) FROM {table}")[0][0])

    def write(self, sql: str, file: Path) -> None:
        """Copy the rows out as they come."""
        self.connection.execute(
            f"COPY ({sql}) TO {quoted_text(str(file))} (FORMAT PARQUET, COMPRESSION ZSTD)"
        )


@lru_cache(maxsize=4096)
def _written(step: str) -> str:
    """Return a step as DuckDB is told it; many steps are the same for another day or population."""
    return sqlglot.parse_one(step, read="duckdb").sql(dialect="duckdb")


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
