"""Tables that are slow to read, fetched once: the plan asks a population several questions.

A live database hands over a row at a time what Parquet holds by columns; a text file is parsed
anew at each question. So what the rulebook looks at is laid beside as Parquet, for as long as the
engine is open.
"""

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import duckdb

from xinlu.rules.columns.sources import Table, quoted_text, reader_of

#: Types that Parquet would turn into binary floats.
WIDE = ("HUGEINT", "UHUGEINT")


def fetched(
    connection: duckdb.DuckDBPyConnection,
    name: str,
    table: Table,
    columns: Iterable[tuple[str, str]],
    folder: Path,
) -> Table:
    """Return the table as one that is read quickly; the columns are SQL names with their types.

    Raises what the engine raises where a value cannot be read.
    """
    if not table.slow:
        return table
    wanted = (
        f"CAST({raw} AS VARCHAR) AS {raw}" if type_of in WIDE else raw
        for raw, type_of in dict(columns).items()
    )
    file = folder / f"{name}.parquet"
    connection.execute(
        f"COPY (SELECT {', '.join(wanted)} FROM {table.place}) TO {quoted_text(str(file))}"
        " (FORMAT parquet, COMPRESSION lz4_raw)"
    )
    return replace(table, place=reader_of(file), slow=False)
