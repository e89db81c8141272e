"""What the commands write: lines, tables, JSON, and progress on long work."""

import json
import re
import sys
import unicodedata
from collections.abc import Iterable, Iterator
from datetime import date
from fractions import Fraction
from typing import Any

from xinlu.rules.numbers import decimal_text

#: Characters that a terminal obeys; lines are parted and columns aligned by what is left.
CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f]")


class Refused(Exception):
    """A command cannot go on; the sentence tells who gave it what to mend."""


def say(line: str) -> None:
    """Write one line to standard output."""
    sys.stdout.write(harmless(line) + "\n")


def harmless(text: str) -> str:
    """Return a text without what moves a terminal: names and ids come from other people's data."""
    return CONTROL.sub("\N{REPLACEMENT CHARACTER}", text)


def say_all(lines: Iterable[str]) -> None:
    """Write lines to standard output."""
    for line in lines:
        say(line)


def complain(line: str) -> None:
    """Write one line to standard error."""
    sys.stderr.write(harmless(line) + "\n")


def progress(line: str) -> None:
    """Tell on standard error what long work is at, so that standard output stays the result."""
    sys.stderr.write(f"… {line}\n")
    sys.stderr.flush()


def say_json(value: Any) -> None:
    """Write plain data as JSON, exact numbers and days as text."""
    say(json.dumps(jsonable(value), ensure_ascii=False, indent=1))


def jsonable(value: Any) -> Any:
    """Return plain data for JSON: exact numbers and days as text."""
    if isinstance(value, dict):
        return {str(key): jsonable(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [jsonable(each) for each in value]
    if isinstance(value, Fraction):
        return decimal_text(value)
    return value.isoformat() if isinstance(value, date) else value


def table(rows: Iterable[tuple[str, ...]]) -> Iterator[str]:
    """Yield rows as aligned columns; a Chinese character takes two places."""
    held = list(rows)
    widths = [max(map(width, column)) for column in zip(*held, strict=True)]
    for row in held:
        cells = (cell + " " * (size - width(cell)) for cell, size in zip(row, widths, strict=True))
        yield "  ".join(cells).rstrip()


def width(cell: str) -> int:
    """Return how many places a text takes on a terminal."""
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in cell)
