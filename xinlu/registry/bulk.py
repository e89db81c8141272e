"""Writing thousands of rows at once: one statement, no model instances."""

import os
import time
from collections.abc import Callable, Iterable, Sequence
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


@cache
def _plan(
    vendor: str, model: type[models.Model], names: tuple[str, ...]
) -> tuple[str, list[tuple[int, Callable[[Any], Any]]]]:
    """Return the statement for these fields and, by position, what has to be adapted."""
    fields = [model._meta.get_field(name) for name in names]
    quote = connection.ops.quote_name
    columns = ", ".join(quote(str(field.column)) for field in fields)  # type: ignore[union-attr]
    marks = ", ".join(["%s"] * len(fields))
    statement = f"INSERT INTO {quote(model._meta.db_table)} ({columns}) VALUES ({marks})"  # noqa: S608  names are ours
    adapters: list[tuple[int, Callable[[Any], Any]]] = []
    for position, field in enumerate(fields):
        # A batch has few days and moments, and many rows.
        if isinstance(field, models.DateTimeField):
            adapters.append((position, lru_cache(64)(connection.ops.adapt_datetimefield_value)))
        elif isinstance(field, models.DateField):
            adapters.append((position, lru_cache(4096)(connection.ops.adapt_datefield_value)))
    return statement, adapters


def insert(
    model: type[models.Model], names: tuple[str, ...], rows: Iterable[Sequence[Any]]
) -> None:
    """Insert `rows`, each holding the fields `names` in order; JSON comes as text, a UUID as hex.

    No default of the model is applied and nothing is validated: callers give whole, checked rows.
    """
    statement, adapters = _plan(connection.vendor, model, names)
    ready = []
    for row in rows:
        values = list(row)
        for position, adapt in adapters:
            if values[position] is not None:
                values[position] = adapt(values[position])
        ready.append(values)
    if ready:
        with connection.cursor() as cursor:
            cursor.executemany(statement, ready)


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
    marks = ", ".join(["%s"] * len(values))
    table = quote(model._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {', '.join(columns[:-1])} FROM {table} WHERE {columns[-1]} IN ({marks})",  # noqa: S608  names are ours
            list(values),
        )
        found: list[tuple[Any, ...]] = cursor.fetchall()
    return found
