"""A partner's row put into the fields of our template: codes, units, dates.

What cannot be put is handed on so that the template's own rules refuse it; nothing is guessed.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from xinlu.exchange.arranging import Cell
from xinlu.exchange.connectors.faults import Fault
from xinlu.exchange.connectors.language import Column, Connector

#: The largest number that every database here keeps.
_MOST = 2**63 - 1


@dataclass(frozen=True, slots=True)
class Pulled:
    """A partner's row: its place among the changes, which row it is, its version, its cells."""

    change: int
    key: str
    version: int
    cells: Mapping[str, Cell]


def translated(connector: Connector, row: Mapping[str, Any]) -> Pulled:
    """Return the row in our fields.

    Raises `Fault` where it does not say which row it is; the page it stands in is then not taken.
    """
    key = str(row.get(connector.key) if row.get(connector.key) is not None else "").strip()
    if not key or len(key) > 200:
        raise Fault("row-key", column=connector.key, given=key[:40])
    return Pulled(
        _whole(connector.cursor.column, row),
        key,
        _whole(connector.version, row),
        {
            column.field: told
            for name, column in connector.columns.items()
            if (told := cell(column, row.get(name))) not in (None, "")
        },
    )


def _whole(column: str, row: Mapping[str, Any]) -> int:
    """Return a whole number of a row."""
    said = row.get(column)
    text = "" if isinstance(said, bool) else str(said)
    if not (text.isascii() and text.isdigit()) or int(text[:20]) > _MOST:
        raise Fault("row-number", column=column, given=text[:40])
    return int(text)


def cell(column: Column, said: Any) -> Cell:
    """Return a cell in our words, unit and form.

    >>> cell(Column("fine", factor=Decimal("0.0001")), "5000")
    '0.5000'
    >>> cell(Column("category", codes={"01": "自然人"}), "02")
    '未登记的代码“02”'
    >>> cell(Column("decided_on", date="%d.%m.%Y"), "05.01.2026")
    '2026-01-05'
    """
    text = "" if said is None else str(said).strip()
    if not text:
        return None
    if column.codes:
        # As it stands it might be a code of ours that means something else.
        return column.codes.get(text, f"未登记的代码“{text}”")
    if column.factor is not None:
        return _scaled(text, column.factor)
    if column.date:
        return _day(text, column.date)
    return text


def _scaled(text: str, factor: Decimal) -> str:
    try:
        number = Decimal(text)
    except InvalidOperation:
        return f"不是数字“{text}”"
    return f"{number * factor:f}" if number.is_finite() else f"不是数字“{text}”"


def _day(text: str, form: str) -> str:
    try:
        return datetime.strptime(text, form).date().isoformat()  # noqa: DTZ007 - a day, no moment
    except ValueError:
        return f"不是约定的日期写法“{text}”"
