"""What the sender is shown of a batch: the refusals in words, and the rows with their marks."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import QuerySet

from xinlu.collection.covering import text_of, uncover
from xinlu.collection.messages import sentence
from xinlu.collection.models import Batch, PreviewRow, Refusal
from xinlu.kernel.spreadsheets import column_letter


@dataclass(frozen=True, slots=True)
class RefusalShown:
    """A refusal as the sender reads it: where, what stood there, why not, how to mend it."""

    sheet: str
    row: int
    column: str
    #: Where the column stands in the sender's sheet, from 0, and as the spreadsheet letters it.
    position: int | None
    letter: str
    code: str
    value: str
    message: str


@dataclass(frozen=True, slots=True)
class CellShown:
    """A cell of the grid; with a `message` it is what must be mended."""

    text: str
    message: str = ""
    code: str = ""
    #: The column by its template name; the sender's heading may be a field code.
    column: str = ""


@dataclass(frozen=True, slots=True)
class RowShown:
    """A row of the grid; `messages` are those of columns that the sheet lacks."""

    number: int
    cells: list[CellShown]
    is_refused: bool
    messages: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class SheetShown:
    """A sheet of the grid, its columns by their letters and the headings found."""

    name: str
    columns: list[tuple[str, str]]
    rows: list[RowShown]


def refusals_of(batch: Batch, *, limit: int | None = None) -> Iterator[RefusalShown]:
    """Yield the reasons why rows were refused, in the order of the file.

    A number of a person stands there in plain: the sender wrote it and must mend it.
    """
    for refusal in batch.refusals.all()[:limit].iterator(chunk_size=2000):
        yield _shown(batch, refusal)


def refusals_among(batch: Batch, sheet: str, rows: Sequence[int]) -> dict[int, list[RefusalShown]]:
    """Return the reasons by row, for those of the rows of a sheet that were refused."""
    wrong: dict[int, list[RefusalShown]] = defaultdict(list)
    if rows:
        between = batch.refusals.filter(sheet=sheet, row__gte=rows[0], row__lte=rows[-1])
        for refusal in between:
            wrong[refusal.row].append(_shown(batch, refusal))
    return wrong


def _shown(batch: Batch, refusal: Refusal) -> RefusalShown:
    value: Any = {"sealed": refusal.value} if refusal.is_sealed else refusal.value
    position = refusal.position
    return RefusalShown(
        sheet=refusal.sheet,
        row=refusal.row,
        column=refusal.column,
        position=position,
        letter="" if position is None else column_letter(position),
        code=refusal.code,
        value=uncover(value, field=refusal.column, row=batch.uid.hex),
        message=sentence(refusal.code, {"column": refusal.column, **refusal.params}),
    )


def rows_kept(batch: Batch, *, only_refused: bool = False, code: str = "") -> QuerySet[PreviewRow]:
    """Return the rows kept for the grid: all, those refused, or those refused for `code`."""
    rows = batch.preview.filter(is_refused=True) if only_refused or code else batch.preview.all()
    return rows.filter(row__in=batch.refusals.filter(code=code).values("row")) if code else rows


def grid_of(
    batch: Batch, *, only_refused: bool = False, code: str = "", first: int = 0, count: int = 200
) -> list[SheetShown]:
    """Return a page of the rows as they were sent, sheet by sheet, with what must be mended marked.

    Numbers of persons are masked, except in a cell that is refused.
    """
    rows = rows_kept(batch, only_refused=only_refused, code=code)
    page = list(rows[first : first + count])
    wrong: dict[tuple[str, int], list[RefusalShown]] = defaultdict(list)
    numbers = {row.row for row in page if row.is_refused}
    for refusal in batch.refusals.filter(row__in=numbers):
        wrong[refusal.sheet, refusal.row].append(_shown(batch, refusal))
    sheets: dict[str, list[RowShown]] = {}
    for row in page:
        marks = wrong.get((row.sheet, row.row), [])
        at = {mark.position: mark for mark in marks if mark.position is not None}
        cells = [_cell(text_of(cell), at.get(place)) for place, cell in enumerate(row.cells)]
        elsewhere = [
            mark.message
            for mark in marks
            if mark.position is None or mark.position >= len(row.cells)
        ]
        sheets.setdefault(row.sheet, []).append(RowShown(row.row, cells, row.is_refused, elsewhere))
    return [SheetShown(name, _columns(batch, name, rows), rows) for name, rows in sheets.items()]


def _cell(text: str, mark: RefusalShown | None) -> CellShown:
    return CellShown(mark.value, mark.message, mark.code, mark.column) if mark else CellShown(text)


def _columns(batch: Batch, sheet: str, rows: list[RowShown]) -> list[tuple[str, str]]:
    """Return letter and heading of each column that a row of the sheet reaches."""
    width = max(len(row.cells) for row in rows)
    headings = {}
    for described in batch.outline.get("sheets", []):
        if described["name"] == sheet:
            for column in (*described["columns"], *described["unknown"]):
                headings[column["position"]] = column["heading"]
    return [(column_letter(place), headings.get(place, "")) for place in range(width)]
