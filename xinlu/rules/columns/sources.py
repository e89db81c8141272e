"""Where a population comes from: a folder of Parquet or CSV, a live database, or facts in memory.

Six tables, of which only `subjects` must be there. A file `tables.yaml` may say which table and
column is what; without one the columns bear our names.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import duckdb
import pyarrow as pa
import yaml

TABLES = ("subjects", "units", "events", "quantities", "links", "results")
MAPPING = "tables.yaml"
SUFFIXES = (".parquet", ".csv")


class InputsError(Exception):
    """The tables cannot be read as they are; says what to mend."""


@dataclass(frozen=True, slots=True)
class Table:
    """One table: where its rows are, and by which of its columns (or which constant) ours is read.

    `columns` is None where the columns bear our names already; a `slow` table is read only once.
    """

    place: str
    columns: Mapping[str, Any] | None = None
    rows: pa.Table | None = None
    slow: bool = False
    file: Path | None = None


@dataclass(frozen=True, slots=True)
class Inputs:
    """The tables of a population, and what opens the database that they are in."""

    tables: Mapping[str, Table]
    opening: tuple[str, ...] = ()
    live: str = ""
    #: Set where the population was given as facts, which say more than tables can.
    facts: tuple[Any, ...] = field(default=(), repr=False)


def read_inputs(place: str | Path, mapping: Path | None = None) -> Inputs:
    """Return the tables in a folder, or in the database of a URL (read-only)."""
    text = str(place)
    if "://" in text:
        return live_inputs(text, read_mapping(mapping) if mapping else {})
    folder = Path(text)
    if not folder.is_dir():
        raise InputsError(f"{folder} is not a folder; give a folder of tables or a database URL.")
    own = folder / MAPPING
    named = read_mapping(mapping or own) if mapping or own.exists() else {}
    tables = {}
    for name in TABLES:
        given = dict(named.get(name) or {})
        file = file_of(folder, name, given.pop("table", None))
        if file is not None:
            slow = file.suffix == ".csv"
            tables[name] = Table(reader_of(file), given or None, slow=slow, file=file)
    return checked(Inputs(tables), text)


def read_mapping(path: Path) -> Mapping[str, Any]:
    """Return what a mapping says about each table."""
    try:
        said = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)  # noqa: S506 - text alone, so that `on` is a word
    except (OSError, yaml.YAMLError) as error:
        raise InputsError(f"{path} cannot be read: {error}") from error
    strangers = set(said or {}) - set(TABLES) if isinstance(said, dict) else {str(said)}
    if strangers:
        raise InputsError(
            f"{path}: {', '.join(sorted(strangers))} is no table; they are {', '.join(TABLES)}."
        )
    return said or {}


def file_of(folder: Path, name: str, given: str | None) -> Path | None:
    """Return the file of a table; None where there is none of our name and none was named."""
    if given is not None:
        file = folder / given
        if not file.exists() or file.suffix not in SUFFIXES:
            raise InputsError(f"{name}: {file} is not there, or neither .parquet nor .csv.")
        return file
    found = [folder / f"{name}{suffix}" for suffix in SUFFIXES]
    return next((file for file in found if file.exists()), None)


def reader_of(file: Path) -> str:
    """Return the SQL that reads a file; CSV is read as text, so that no number is guessed at."""
    name = quoted_text(str(file))
    if file.suffix == ".csv":
        return f"read_csv({name}, all_varchar=true, header=true)"
    return f"read_parquet({name})"


def live_inputs(url: str, named: Mapping[str, Any]) -> Inputs:
    """Return the tables of a live SQLite or PostgreSQL database, read through DuckDB's scanner."""
    scheme, _, rest = url.partition("://")
    scheme = {"postgres": "postgresql"}.get(scheme, scheme)
    if scheme not in ("sqlite", "postgresql"):
        raise InputsError(f"{scheme}:// is not read; give sqlite:/// or postgresql://.")
    kind = "sqlite" if scheme == "sqlite" else "postgres"
    where = (
        rest.removeprefix("/") if kind == "sqlite" else unencrypted_at_home(f"postgresql://{rest}")
    )
    if kind == "sqlite" and not Path(where).exists():
        raise InputsError(f"There is no database file {where}.")
    opening = (
        f"LOAD {quoted_text(str(scanner_file(kind)))}",
        f"ATTACH {quoted_text(where)} AS live (TYPE {kind}, READ_ONLY)",
    )
    there = set() if named else live_tables(opening)
    tables = {}
    for name in TABLES:
        given = dict(named.get(name) or {})
        table = given.pop("table", name if name in there else None)
        if table is not None:
            tables[name] = Table(f"live.{quoted_name(table)}", given or None, slow=True)
    return checked(Inputs(tables, opening, kind), f"{scheme}://…")


def unencrypted_at_home(url: str) -> str:
    """Return the address of a PostgreSQL server, without TLS if it is this machine itself.

    Nothing leaves the machine, and encrypting costs as much as all the rest of reading. An
    address that says what it wants (`sslmode`) gets it.
    """
    parts = urlsplit(url)
    if parts.hostname not in ("127.0.0.1", "::1", "localhost") or "sslmode" in parts.query:
        return url
    query = "&".join(filter(None, (parts.query, "sslmode=disable")))
    return urlunsplit(parts._replace(query=query))


def live_tables(opening: tuple[str, ...]) -> set[str]:
    """Return which tables and views a live database holds."""
    with duckdb.connect() as connection:
        for statement in opening:
            connection.execute(statement)
        found = connection.execute(
            "SELECT table_name FROM information_schema.tables WHERE table_catalog = 'live'"
        ).fetchall()
    return {name for (name,) in found}


def as_text(inputs: Inputs) -> Inputs:
    """Return a SQLite database whose columns are all read as text.

    SQLite stores a day that is none, as 2025-02-30, and the scanner would stop at it.
    """
    load, *attach = inputs.opening
    return replace(inputs, opening=(load, "SET GLOBAL sqlite_all_varchar = true", *attach), live="")


def scanner_file(kind: str) -> Path:
    """Return the scanner that lies in its wheel: installing one would need the internet."""
    spec = find_spec(f"duckdb_extension_{kind}_scanner")
    version = f"v{duckdb.__version__}"
    folder = Path(next(iter(spec.submodule_search_locations or ()))) if spec else Path()
    file = folder / "extensions" / version / f"{kind}_scanner.duckdb_extension"
    if not file.exists():
        raise InputsError(
            f"The {kind} scanner for DuckDB {duckdb.__version__} is not installed;"
            f" install duckdb-extension-{kind}-scanner of the same version."
        )
    return file


def checked(inputs: Inputs, place: str) -> Inputs:
    """Return the inputs if there are subjects in them."""
    if "subjects" not in inputs.tables:
        raise InputsError(
            f"{place} holds no table of subjects (subjects.parquet or subjects.csv,"
            f" or what {MAPPING} names)."
        )
    return inputs


def quoted_text(text: str) -> str:
    """Return a text as an SQL literal."""
    return "'" + text.replace("'", "''") + "'"


def quoted_name(name: str) -> str:
    """Return a name as an SQL identifier; a dot parts schema and table."""
    return ".".join('"' + part.replace('"', '""') + '"' for part in name.split("."))
