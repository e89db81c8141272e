"""Writing thousands of rows at once: one statement, no model instances.

On PostgreSQL the statement is a COPY: a row of an INSERT costs the server several times as much.
"""

import os
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache, lru_cache
from typing import Any

from django.db import connection, models

#: Names the lock that keeps registrations apart on PostgreSQL; SQLite has one writer anyway.
REGISTRATION_LOCK = 0x786C_0001
#: What of 80 bits is random in a version 7 id: all but version and variant.
_RANDOM_BITS = (0xFFF << 64) | ((1 << 62) - 1)


def stand_in_line() -> None:
    """Wait until no other transaction registers subjects or records, until this one ends.

    Two batches that register one firm at one moment would otherwise each make it, and one of them
    would fail on the unique identifier half-way through its chunk.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [REGISTRATION_LOCK])


def fresh_uid() -> str:
    """Return a new public id as hex: random behind a beginning that grows with time (RFC 9562, 7).

    Wholly random ones would each touch another page of their index, which costs an import more
    than anything else it does.
    """
    moment = time.time_ns() // 1_000_000
    number = moment << 80 | 7 << 76 | 2 << 62 | int.from_bytes(os.urandom(10)) & _RANDOM_BITS
    return f"{number:032x}"


#: What has a meaning of its own in the text of a COPY.
_ESCAPED = str.maketrans({"\\": r"\\", "\t": r"\t", "\n": r"\n", "\r": r"\r"})


def _copied(value: Any) -> str:
    r"""Return a value as the text of a COPY says it.

    >>> _copied("a\tb"), _copied(None), _copied(7)
    ('a\\tb', '\\N', '7')
    """
    if value is None:
        return r"\N"
    if value.__class__ is not str:
        return str(value)
    if value.isprintable() and "\\" not in value:
        return value
    return value.translate(_ESCAPED)


def _text_of(rows: Iterable[Sequence[Any]]) -> str:
    """Return rows as the text of a COPY."""
    return "".join(["\t".join(map(_copied, row)) + "\n" for row in rows])


def _copy(statement: str, text: str) -> None:
    """Send the text of a COPY."""
    with (
        connection.cursor() as cursor,
        connection.wrap_database_errors,
        cursor.copy(statement) as copy,
    ):
        copy.write(text)


@cache
def _plan(
    vendor: str, model: type[models.Model], names: tuple[str, ...]
) -> tuple[str, list[tuple[int, Callable[[Any], Any]]]]:
    """Return the statement for these fields and, by position, what has to be adapted."""
    fields = [model._meta.get_field(name) for name in names]
    quote = connection.ops.quote_name
    columns = ", ".join(quote(str(field.column)) for field in fields)  # type: ignore[union-attr]
    into = f"{quote(model._meta.db_table)} ({columns})"
    if vendor == "postgresql":
        return f"COPY {into} FROM STDIN", []
    marks = ", ".join(["%s"] * len(fields))
    adapters: list[tuple[int, Callable[[Any], Any]]] = []
    for position, field in enumerate(fields):
        # A batch has few days and moments, and many rows.
        if isinstance(field, models.DateTimeField):
            adapters.append((position, lru_cache(64)(connection.ops.adapt_datetimefield_value)))
        elif isinstance(field, models.DateField):
            adapters.append((position, lru_cache(4096)(connection.ops.adapt_datefield_value)))
    return f"INSERT INTO {into} VALUES ({marks})", adapters  # noqa: S608  names are ours


def _adapted(
    rows: Iterable[Sequence[Any]], adapters: list[tuple[int, Callable[[Any], Any]]]
) -> Iterator[list[Any]]:
    """Yield the rows with days and moments as the database takes them."""
    for row in rows:
        values = list(row)
        for position, adapt in adapters:
            if values[position] is not None:
                values[position] = adapt(values[position])
        yield values


def insert(
    model: type[models.Model], names: tuple[str, ...], rows: Iterable[Sequence[Any]]
) -> None:
    """Insert `rows`, each holding the fields `names` in order; JSON comes as text, a UUID as hex.

    No default of the model is applied and nothing is validated: callers give whole, checked rows.
    """
    statement, adapters = _plan(connection.vendor, model, names)
    if connection.vendor == "postgresql":
        if text := _text_of(rows):
            _copy(statement, text)
        return
    if ready := list(_adapted(rows, adapters)):
        with connection.cursor() as cursor:
            cursor.executemany(statement, ready)


def replace(
    model: type[models.Model], names: tuple[str, ...], rows: Sequence[Sequence[Any]]
) -> None:
    """Set the fields `names` of the rows whose ids come first in `rows`; values as for `insert`."""
    if not rows:
        return
    quote = connection.ops.quote_name
    table = quote(model._meta.db_table)
    columns = [quote(str(model._meta.get_field(name).column)) for name in names]  # type: ignore[union-attr]
    if connection.vendor == "postgresql":
        told = ", ".join(f"{column} = said.{column}" for column in columns)
        listed = ", ".join(["id", *columns])
        with connection.cursor() as cursor:
            cursor.execute(
                f"CREATE TEMP TABLE said ON COMMIT DROP AS SELECT {listed} FROM {table} LIMIT 0"  # noqa: S608  names are ours
            )
            _copy("COPY said FROM STDIN", _text_of(rows))
            cursor.execute(f"UPDATE {table} SET {told} FROM said WHERE said.id = {table}.id")  # noqa: S608  names are ours
            cursor.execute("DROP TABLE said")
        return
    _, adapters = _plan(connection.vendor, model, ("id", *names))
    told = ", ".join(f"{column} = %s" for column in columns)
    ready = [(*values[1:], values[0]) for values in _adapted(rows, adapters)]
    with connection.cursor() as cursor:
        cursor.executemany(f"UPDATE {table} SET {told} WHERE id = %s", ready)  # noqa: S608  names are ours


def rows_among(
    model: type[models.Model], names: tuple[str, ...], column: str, values: Sequence[str]
) -> list[tuple[Any, ...]]:
    """Return `names` of the rows whose `column` is one of the texts `values`.

    As a filter with `__in` would, for thousands of texts at once, none of which needs preparing.
    """
    if not values:
        return []
    quote = connection.ops.quote_name
    columns = [quote(str(model._meta.get_field(name).column)) for name in (*names, column)]  # type: ignore[union-attr]
    given: list[Any]
    if connection.vendor == "postgresql":
        kind = model._meta.get_field(column).db_type(connection)
        among, given = f"= ANY(%s::{kind}[])", [list(values)]
    else:
        among, given = f"IN ({', '.join(['%s'] * len(values))})", [*values]
    table = quote(model._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {', '.join(columns[:-1])} FROM {table} WHERE {columns[-1]} {among}",  # noqa: S608  names are ours
            given,
        )
        found: list[tuple[Any, ...]] = cursor.fetchall()
    return found
