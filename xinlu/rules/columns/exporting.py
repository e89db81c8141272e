"""A table written as Parquet, or as CSV that a spreadsheet may open."""

from pathlib import Path

import pyarrow as pa

from xinlu.rules.columns.engine import connected
from xinlu.rules.columns.sources import quoted_text

#: A text that begins so would be run by a spreadsheet as a formula; a plain number would not.
DANGEROUS = r"^[=+\-@\t\r]"
NUMBER = r"^-?[0-9]+(\.[0-9]+)?$"


def write_table(rows: pa.Table, file: Path) -> None:
    """Write a table; the file stands at its name only once it is whole.

    The ending says how: `.csv` with an apostrophe before texts that look like formulas, else
    Parquet. Where the writing fails, nothing is left behind and what stood there before stays.
    """
    part = file.with_name(f".{file.name}.part")
    columns = ", ".join(quoted_column(field.name) for field in rows.schema)
    form = "parquet"
    if file.suffix == ".csv":
        columns, form = ", ".join(map(escaped, rows.schema)), "csv, HEADER"
    try:
        with connected({}) as connection:
            connection.register("written", rows)
            connection.execute(
                f"COPY (SELECT {columns} FROM written) TO {quoted_text(str(part))} (FORMAT {form})"
            )
        part.replace(file)
    finally:
        part.unlink(missing_ok=True)


def escaped(field: pa.Field) -> str:
    """Return a column as SQL, with an apostrophe before texts that look like formulas."""
    column = quoted_column(field.name)
    if not pa.types.is_string(field.type) and not pa.types.is_large_string(field.type):
        return column
    looks = f"regexp_matches({column}, {quoted_text(DANGEROUS)})"
    is_number = f"regexp_matches({column}, {quoted_text(NUMBER)})"
    safe = f"CASE WHEN {looks} AND NOT {is_number} THEN '''' || {column} ELSE {column} END"
    return f"{safe} AS {column}"


def quoted_column(name: str) -> str:
    """Return a column's name as an SQL identifier, dots and all."""
    return '"' + name.replace('"', '""') + '"'
