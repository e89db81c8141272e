"""The sender's own workbook back, with what must be mended marked in it."""

from collections.abc import Iterator
from pathlib import PurePath

from xinlu.collection.messages import sentence
from xinlu.collection.models import Batch
from xinlu.collection.services import files
from xinlu.kernel.spreadsheets import Mark, mark_all, mark_refused

_NAMED = {True: "退回待修改", False: "校验结果"}


def returned_workbook(batch: Batch, *, only_refused: bool = True) -> tuple[bytes, str]:
    """Return the workbook and its file name: refused cells red, each with a comment how to mend.

    With `only_refused` it holds the headings and the refused rows alone, ready to be sent again.
    """
    mark = mark_refused if only_refused else mark_all
    heads = {sheet["name"]: sheet["header_row"] for sheet in batch.outline.get("sheets", [])}
    with files.at_hand(batch.stored_name) as path:
        content, suffix = mark(path, name=batch.file_name, marks=_marks(batch), heads=heads)
    stem = PurePath(batch.file_name).stem
    return content, f"{stem}-{_NAMED[only_refused]}{suffix}"


def _marks(batch: Batch) -> Iterator[Mark]:
    """Yield what is said at each refused cell."""
    for refusal in batch.refusals.iterator(chunk_size=2000):
        message = sentence(refusal.code, {"column": refusal.column, **refusal.params})
        yield Mark(refusal.sheet, refusal.row, refusal.position, f"{refusal.column}：{message}")
