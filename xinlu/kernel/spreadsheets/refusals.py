"""Why a file is not read at all, and the bounds within which files are read."""

from dataclasses import dataclass
from typing import Any

#: One sentence for each code; the faces have their own in Chinese.
SENTENCES = {
    "empty": "The file is empty ({size} bytes).",
    "too-large": "The file has {size} bytes; at most {max} are accepted. Split it.",
    "not-a-workbook": "This is no workbook but {really}. Save it as .xlsx, .xls or .csv.",
    "password": "The workbook is encrypted with a password. Remove the password and save it again.",
    "truncated": "The workbook is broken or incomplete ({detail}). Save it again and resend it.",
    "zip-bomb": "The workbook swells from {packed} to {inflated} bytes or more ({member}); "
    "at most {max} bytes and {max_ratio} times its size are unpacked.",
    "encoding": "Line {line}: byte {byte} at offset {offset} is no valid {encoding}.",
    "unclosed-quote": "Row {row}: a quotation mark opens a cell and is never closed.",
    "too-many-columns": "Sheet {sheet} has {columns} columns; at most {max} are read.",
    "too-many-rows": "Sheet {sheet} has more than {max} rows. Split it.",
    "too-many-sheets": "The workbook has {sheets} sheets; at most {max} are read.",
    "no-sheets": "The workbook has no worksheet.",
}


class FileRefused(Exception):
    """A file that cannot be read: `code` says why, `params` hold the particulars."""

    def __init__(self, code: str, **params: Any) -> None:
        self.code = code
        self.params = params
        super().__init__(SENTENCES[code].format(**params))


@dataclass(frozen=True, slots=True)
class Limits:
    """How much of a file is read. Sizes in bytes; `max_ratio` is unpacked size to packed size."""

    max_bytes: int = 100 * 2**20
    max_inflated: int = 800 * 2**20
    max_ratio: int = 200
    max_rows: int = 1_048_576
    max_columns: int = 1_024
    max_sheets: int = 200
