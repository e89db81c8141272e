"""Writing down what was refused, and the rows that the sender's grid shows."""

import json
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import Any

from xinlu.collection.checking import CheckedRow, RowRefusal
from xinlu.collection.covering import cover
from xinlu.collection.models import Batch, PreviewRow, Refusal
from xinlu.collection.services.examining import positions
from xinlu.collection.templates import Template
from xinlu.registry.bulk import insert

#: Refused rows kept for the grid; all refusals are kept, and the returned workbook has all rows.
REFUSED_ROWS_SHOWN = 5000
#: Rows shown from the head of a file, whatever they are.
FIRST_ROWS_SHOWN = 200
_LONGEST_CELL = 500


#: Sheet name, row number and why the row is refused.
Placed = tuple[str, int, RowRefusal]


def placed(rows: Iterable[CheckedRow]) -> Iterator[Placed]:
    """Yield the refusals of rows, each with its place."""
    for row in rows:
        for refusal in row.refusals:
            yield row.sheet_name, row.number, refusal


def write_refusals(batch: Batch, template: Template, refusals: Iterable[Placed]) -> None:
    """Write reasons why rows were refused, numbers of persons sealed."""
    insert(
        Refusal,
        ("batch", "sheet", "row", "column", "position", "code", "value", "is_sealed", "params"),
        _refusals(batch, template, refusals),
    )


def _refusals(
    batch: Batch, template: Template, refusals: Iterable[Placed]
) -> Iterator[tuple[Any, ...]]:
    for sheet_name, number, refusal in refusals:
        value, secret = refusal.value, refusal.key in template.secret_keys
        if secret and value:
            value = cover(value, field=refusal.column, row=batch.uid.hex)["sealed"]
        yield (
            batch.pk,
            sheet_name[:100],
            number,
            refusal.column[:100],
            refusal.position,
            refusal.code,
            value,
            bool(secret and value),
            json.dumps(dict(refusal.params), ensure_ascii=False, default=str),
        )


def write_preview(
    batch: Batch, template: Template, outline: dict[str, Any], rows: Iterable[CheckedRow]
) -> None:
    """Write rows as they stood in the sender's sheets, numbers of persons sealed."""
    secret: dict[str, list[int]] = {}
    ready = []
    for row in rows:
        if row.sheet_name not in secret:
            places = positions(outline, row.sheet_name)
            secret[row.sheet_name] = [places[key] for key in template.secret_keys if key in places]
        cells: list[Any] = [cell_text(cell)[:_LONGEST_CELL] for cell in row.cells]
        for place in secret[row.sheet_name]:
            if place < len(cells) and cells[place]:
                cells[place] = cover(cells[place], field=f"cell:{place}", row=batch.uid.hex)
        ready.append(
            (
                batch.pk,
                row.sheet_name[:100],
                row.number,
                json.dumps(cells, ensure_ascii=False),
                not row.is_accepted,
            )
        )
    insert(PreviewRow, ("batch", "sheet", "row", "cells", "is_refused"), ready)


def cell_text(cell: Any) -> str:
    """Return a cell as one would type it."""
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == datetime.min.time() else str(cell)
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)
