"""Writing thousands of rows at once: one statement, no model instances."""

from collections.abc import Callable, Iterable, Sequence
from functools import cache
from typing import Any

from django.db import connection, models

#: Names the lock that keeps registrations apart on PostgreSQL; SQLite has one writer anyway.
REGISTRATION_LOCK = 0x786C_0001


def stand_in_line() -> None:
    """Wait until no other transaction registers subjects or records, until this one ends.

    Two batches that register one firm at one moment would otherwise each make it, and one of them
    would fail on the unique identifier half-way through its chunk.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [REGISTRATION_LOCK])


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
        if isinstance(field, models.UUIDField) and not connection.features.has_native_uuid_field:
            adapters.append((position, lambda value: value.hex))
        elif isinstance(field, models.DateTimeField):
            adapters.append((position, connection.ops.adapt_datetimefield_value))
        elif isinstance(field, models.DateField):
            adapters.append((position, connection.ops.adapt_datefield_value))
    return statement, adapters


def insert(
    model: type[models.Model], names: tuple[str, ...], rows: Iterable[Sequence[Any]]
) -> None:
    """Insert `rows`, each holding the fields `names` in order; JSON must come as text.

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
