"""What makes two rows one fact, and which facts a file has had already."""

from collections.abc import Callable, Sequence
from hashlib import blake2b

from xinlu.collection.checking.language import SheetTemplate
from xinlu.collection.checking.rows import CheckedRow
from xinlu.kernel.text import tight

_JOIN = "\x1f"
# 〔2024〕, [2024], （2024） and 【2024】 are one document number in four hands.
_BRACKETS = {
    **dict.fromkeys(map(ord, "〔［[【﹝〖"), "("),
    **dict.fromkeys(map(ord, "〕］]】﹞〗"), ")"),
}


def fold(text: str) -> str:
    """Return the form in which document numbers and other words are compared."""
    return tight(text.translate(_BRACKETS))


def compile_key(sheet: SheetTemplate) -> Callable[[CheckedRow], str]:
    """Return the function that says what makes a row one fact; "" where nothing does."""
    if not sheet.unique_by:
        return lambda row: ""
    parts: Sequence[Callable[[CheckedRow], str]] = [_part(key) for key in sheet.unique_by]
    first = sheet.key
    return lambda row: _JOIN.join([first, *[part(row) for part in parts]])


def _part(key: str) -> Callable[[CheckedRow], str]:
    if key == "subject":
        return _subject
    if key == "year":
        return lambda row: str(row.year or "")
    if key == "all":
        return _all
    return lambda row: fold(row.values.get(key, ""))


def _subject(row: CheckedRow) -> str:
    return f"{row.subject.scheme} {row.subject.value}" if row.subject else ""


def _all(row: CheckedRow) -> str:
    told = [f"{key}={fold(value)}" for key, value in sorted(row.values.items())]
    return _JOIN.join([_subject(row), *told])


class Seen:
    """The facts accepted from a file so far, by the row that said them first."""

    def __init__(self) -> None:
        """Begin with none."""
        self._rows: dict[bytes, tuple[str, int]] = {}

    def first(self, row: CheckedRow) -> tuple[str, int] | None:
        """Return sheet and row that said the same before; else take note of this one."""
        digest = blake2b(row.key_text.encode(), digest_size=16).digest()
        before = self._rows.get(digest)
        if before is None:
            self._rows[digest] = (row.sheet_name, row.number)
        return before
