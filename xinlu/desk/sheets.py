"""The sender's sheet as the import page shows it: marked cells, folded rows, one error told."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from urllib.parse import urlencode

from django.core.paginator import Page, Paginator
from django.db.models import Max

from xinlu.collection import grids
from xinlu.collection.grids import CellShown, RowShown, SheetShown
from xinlu.collection.models import Batch
from xinlu.collection.templates import load_template
from xinlu.desk import words

#: Rows of one page of the grid.
PAGE = 200
#: Errors listed beside the grid at once.
LISTED = 14


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the address asks for: `show` is refused or all, `code` a kind of error."""

    show: str = "refused"
    code: str = ""
    at: str = ""
    page: str = "1"

    def address(self, **changes: str) -> str:
        """Return the query string for the same page with `changes`."""
        asked = {"show": self.show, "code": self.code, "page": self.page, **changes}
        kept = {name: value for name, value in asked.items() if value and value != "1"}
        return "?" + urlencode(kept)


@dataclass(frozen=True, slots=True)
class Error:
    """One error: its place in the sender's sheet, what stands there, and the sentence in parts."""

    key: str
    place: str
    column: str
    value: str
    kind: str
    told: words.Told
    url: str


@dataclass(frozen=True, slots=True)
class CellView:
    """A cell; with an `error` it is framed and leads to what is said about it."""

    text: str
    error: Error | None = None

    @property
    def is_blank(self) -> bool:
        """Say whether there is nothing to see in the cell."""
        return not self.text and self.error is None


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the grid, or rows left out between two others (`fold`)."""

    number: int = 0
    cells: tuple[CellView, ...] = ()
    is_refused: bool = False
    error: Error | None = None
    fold: str = ""
    fold_url: str = ""


@dataclass(frozen=True, slots=True)
class SheetView:
    """A sheet: letters and headings as in the sender's file, and its lines."""

    name: str
    columns: list[tuple[str, str]]
    lines: list[Line]
    #: Columns that are left out because nothing stands in them.
    left_out: int = 0


@dataclass
class Grid:
    """A page of the grid with the error that is told beside it."""

    wanted: Wanted
    page: Page[int]
    sheets: list[SheetView]
    errors: list[Error] = field(default_factory=list)
    here: Error | None = None
    number: int = 0

    @property
    def following(self) -> Error | None:
        """Return the next error, after the last one the first."""
        return self.errors[self.number % len(self.errors)] if len(self.errors) > 1 else None

    @property
    def listed(self) -> list[Error]:
        """Return the errors about the one told, as many as stand beside the grid."""
        start = max(min(self.number - LISTED // 2, len(self.errors) - LISTED), 0)
        return self.errors[start : start + LISTED]

    @property
    def unlisted(self) -> int:
        """Return how many errors of the page are not listed."""
        return max(len(self.errors) - LISTED, 0)


def grid_of(batch: Batch, wanted: Wanted) -> Grid:
    """Return the page of the grid that `wanted` asks for."""
    only_refused = wanted.show != "all"
    rows = grids.rows_kept(batch, only_refused=only_refused, code=wanted.code)
    page = Paginator(range(rows.count()), PAGE).get_page(wanted.page)
    sheets = grids.grid_of(
        batch,
        only_refused=only_refused,
        code=wanted.code,
        first=(page.number - 1) * PAGE,
        count=PAGE,
    )
    grid = Grid(wanted, page, [])
    builder = Builder(batch, wanted, grid.errors)
    grid.sheets = [builder.sheet(sheet, place) for place, sheet in enumerate(sheets)]
    for number, error in enumerate(grid.errors, 1):
        if grid.here is None or error.key == wanted.at:
            grid.here, grid.number = error, number
    return grid


class Builder:
    """Builds the sheets of one page, and collects the errors on the way."""

    def __init__(self, batch: Batch, wanted: Wanted, errors: list[Error]) -> None:
        template = load_template(batch.template)
        self.basis, self.wanted, self.errors = template.basis, wanted, errors
        self.heads = {
            sheet["name"]: sheet["header_row"] for sheet in batch.outline.get("sheets", [])
        }
        kept = batch.preview.filter(is_refused=False).values_list("sheet")
        #: Up to which row the grid of all rows shows each sheet.
        self.shown_until = dict(kept.annotate(last=Max("row")).order_by())

    def sheet(self, sheet: SheetShown, place: int) -> SheetView:
        """Return a sheet with its lines, without the columns that are empty on this page."""
        lines = list(self._lines(sheet, place))
        filled = [
            at
            for at in range(len(sheet.columns))
            if any(at < len(line.cells) and not line.cells[at].is_blank for line in lines)
        ]
        columns = [sheet.columns[at] for at in filled]
        blank = CellView("")
        narrow = [
            replace(
                line,
                cells=tuple(line.cells[at] if at < len(line.cells) else blank for at in filled),
            )
            for line in lines
        ]
        return SheetView(sheet.name, columns, narrow, len(sheet.columns) - len(filled))

    def _lines(self, sheet: SheetShown, place: int) -> Iterator[Line]:
        before = self.heads.get(sheet.name, 0) if self.wanted.page in ("", "1") else None
        for row in sheet.rows:
            if before is not None and row.number > before + 1 and not self.wanted.code:
                yield self._fold(sheet.name, before + 1, row.number - 1)
            before = row.number
            yield self._line(row, sheet, place)

    def _fold(self, sheet: str, first: int, last: int) -> Line:
        told = f"第 {first} 至 {last} 行无退回" if last > first else f"第 {first} 行无退回"
        may_open = self.wanted.show != "all" and self.shown_until.get(sheet, 0) >= last
        url = self.wanted.address(show="all", page="", code="") if may_open else ""
        return Line(fold=told, fold_url=url)

    def _line(self, row: RowShown, sheet: SheetShown, place: int) -> Line:
        cells = []
        for at, cell in enumerate(row.cells):
            error = None
            if cell.message:
                letter = sheet.columns[at][0]
                where = f"{sheet.name}!{letter}{row.number}"
                key = f"{place}-{row.number}-{at}"
                error = self._error(key, where, cell)
            cells.append(CellView(cell.text, error))
        whole = None
        if row.messages:
            where = f"{sheet.name} 第 {row.number} 行"
            whole = self._error(
                f"{place}-{row.number}", where, CellShown("", " ".join(row.messages))
            )
        return Line(row.number, tuple(cells), row.is_refused, whole)

    def _error(self, key: str, place: str, cell: CellShown) -> Error:
        told = words.taken_apart(cell.message, self.basis)
        url = self.wanted.address(at=f"c-{key}")
        kind = words.KINDS.get(cell.code, "缺列")
        error = Error(f"c-{key}", place, cell.column, cell.text, kind, told, url)
        self.errors.append(error)
        return error
