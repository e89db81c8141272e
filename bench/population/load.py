"""load.py DIR URL: the population's Parquet files as tables of a SQLite or PostgreSQL database."""

import sys
from pathlib import Path

import duckdb

from xinlu.rules.columns.sources import quoted_text, scanner_file

TABLES = ("subjects", "units", "events")


def load(folder: Path, url: str) -> None:
    """Write the tables anew."""
    scheme, _, rest = url.partition("://")
    kind = "sqlite" if scheme == "sqlite" else "postgres"
    where = rest.removeprefix("/") if kind == "sqlite" else f"postgresql://{rest}"
    if kind == "sqlite":
        Path(where).unlink(missing_ok=True)
    connection = duckdb.connect()
    connection.execute(f"LOAD {quoted_text(str(scanner_file(kind)))}")
    connection.execute(f"ATTACH {quoted_text(where)} AS live (TYPE {kind})")
    for name in TABLES:
        connection.execute(f"DROP TABLE IF EXISTS live.{name}")
        file = quoted_text(str(folder / f"{name}.parquet"))
        connection.execute(f"CREATE TABLE live.{name} AS SELECT * FROM read_parquet({file})")


if __name__ == "__main__":
    load(Path(sys.argv[1]), sys.argv[2])
