"""Gives the sender's own workbook back with the cells marked that must be mended."""

import io
import tempfile
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from itertools import chain
from pathlib import Path

from .books import Book, Sheet
from .cells import Cell
from .headers import REASON_HEADING
from .marks import AUTHOR, MOST_COMMENTS, Mark, Messages, by_sheet, placed, reason_column, spoken
from .painting import paint
from .reading import open_book
from .refusals import Limits
from .writing import BookWriter, Look, SheetWriter, Written

#: A workbook larger than this unpacked is written anew instead of being painted in memory.
_PAINTED_BYTES = 30 * 2**20


def mark_all(
    source: Path | bytes,
    *,
    name: str,
    marks: Iterable[Mark],
    heads: Mapping[str, int],
    limits: Limits | None = None,
) -> tuple[bytes, str]:
    """Return the whole workbook with the marked cells coloured and commented, and its suffix.

    `heads` gives for each sheet that was read the number of its last heading row; there a column
    退回原因 is added. Small .xlsx keep their look; macros, links and formulas do not come along
    (their values do). Large ones, .xls and text files become a plain .xlsx with the same cells.
    """
    return _mark(source, name, by_sheet(marks), heads, limits, refused_only=False)


def mark_refused(
    source: Path | bytes,
    *,
    name: str,
    marks: Iterable[Mark],
    heads: Mapping[str, int],
    limits: Limits | None = None,
) -> tuple[bytes, str]:
    """Return the workbook with its titles, its headings and the marked rows only.

    Once mended it can be sent as it is: accepted rows are not in it. Sheets that `heads` does not
    name (instructions, lists of codes) stay whole. Otherwise as `mark_all`.
    """
    return _mark(source, name, by_sheet(marks), heads, limits, refused_only=True)


def _mark(
    source: Path | bytes,
    name: str,
    messages: Mapping[str, Messages],
    heads: Mapping[str, int],
    limits: Limits | None,
    *,
    refused_only: bool,
) -> tuple[bytes, str]:
    with _on_disk(source) as path:
        book = open_book(path, name=name, limits=limits)
        marked = None
        if book.format == "xlsx" and _unpacked(path) <= _PAINTED_BYTES:
            marked = paint(path, messages, heads, refused_only=refused_only)
        if marked is None:
            marked = _rewrite(book, messages, heads, refused_only=refused_only)
    return marked, ".xlsx"


@contextmanager
def _on_disk(source: Path | bytes) -> Iterator[Path]:
    if isinstance(source, Path):
        yield source
        return
    with tempfile.NamedTemporaryFile() as file:
        file.write(source)
        file.flush()
        yield Path(file.name)


def _unpacked(path: Path) -> int:
    with zipfile.ZipFile(path) as archive:
        return sum(member.file_size for member in archive.infolist())


def _rewrite(
    book: Book, messages: Mapping[str, Messages], heads: Mapping[str, int], *, refused_only: bool
) -> bytes:
    """Write the cells into a new workbook, a row at a time."""
    target = io.BytesIO()
    with BookWriter(target) as writer:
        left = MOST_COMMENTS
        for sheet in book.sheets:
            page = writer.sheet(sheet.name)
            if sheet.hidden:
                page.page.hide()
            if (head := heads.get(sheet.name)) is None:
                for number, values in sheet.rows():
                    page.row(number - 1, values)
            else:
                marked = messages.get(sheet.name, {})
                left = _copy(page, sheet, head, marked, left, refused_only=refused_only)
            page.finish()
    return target.getvalue()


def _copy(
    page: SheetWriter, sheet: Sheet, head: int, messages: Messages, left: int, *, refused_only: bool
) -> int:
    """Write the rows of a sheet and their marks; return how many comments may still be set."""
    reason, earlier = _reason_column(sheet, head, messages)
    following = head
    for number, values in sheet.rows():
        if number <= head:
            title: list[Written] = list(values)
            if number == head:
                title = _with(title, reason, REASON_HEADING)
            look: Look = "head" if number == head else "plain"
            page.row(number - 1, title, dict.fromkeys(range(len(title)), look))
            continue
        told = messages.get(number, {})
        if refused_only and not told:
            continue
        following += 1
        at = (following if refused_only else number) - 1
        comments = placed(told, values) if told else {}
        line: list[Written] = list(values)
        if told or earlier:
            line = _with(line, reason, spoken(told))
        line += [None] * (max(comments, default=-1) + 1 - len(line))
        page.row(at, line, dict.fromkeys(comments, "refused"))
        for column, text in list(comments.items())[: max(left, 0)]:
            page.page.write_comment(at, column, text, {"author": AUTHOR})
        left -= len(comments)
    return left


def _reason_column(sheet: Sheet, head: int, messages: Messages) -> tuple[int, bool]:
    """Return where reasons can stand, and whether those of an earlier round stand there."""
    tops: list[list[Cell]] = []
    rows = sheet.rows()
    for number, values in rows:
        if number > head:
            rows = chain([(number, values)], rows)
            break
        tops.append(values)
    reason = reason_column(tops, (values for number, values in rows if number in messages))
    return reason, bool(tops) and reason < len(tops[-1]) and tops[-1][reason] is not None


def _with(line: list[Written], column: int, value: Written) -> list[Written]:
    """Return the line with `value` at `column`, grown where it is too short."""
    line += [None] * (column + 1 - len(line))
    line[column] = value
    return line
