"""Numbers of persons in what was sent: sealed where kept, masked where shown."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from xinlu.kernel import crypto
from xinlu.kernel.identifiers import IdentifierError, resident_id
from xinlu.registry.sealing import masked_number, ring

#: A sealed cell: `sealed` is the token, `shown` what anybody may see of it.
Covered = dict[str, str]
_ID_SHAPE = re.compile(r"\d{17}[\dXx]")


def cover(text: str, *, field: str, row: str, kept: tuple[int, int] | None = None) -> Covered:
    """Seal a number of a person for one field of one row; `kept` as of `masked_number`."""
    sealed = crypto.seal(text, field=field, row=row, ring=ring())
    return {"sealed": sealed, "shown": masked_number(text, kept)}


def uncover(value: Any, *, field: str, row: str) -> str:
    """Return the number in plain. A text that was not sealed comes back as it is."""
    if isinstance(value, Mapping):
        return crypto.unseal(str(value["sealed"]), field=field, row=row, ring=ring())
    return "" if value is None else str(value)


def text_of(value: Any) -> str:
    """Return the value as anybody who sees the row may see it."""
    return str(value["shown"]) if isinstance(value, Mapping) else str(value)


def cover_values(
    values: Mapping[str, str],
    secret: Iterable[str],
    *,
    row: str,
    masks: Mapping[str, tuple[int, int]],
) -> dict[str, Any]:
    """Return `values` with those of the fields `secret` sealed for the row."""
    covered: dict[str, Any] = dict(values)
    for key in secret:
        if text := values.get(key):
            covered[key] = cover(text, field=key, row=row, kept=masks.get(key))
    return covered


def cover_raw(raw: Mapping[str, str], *, row: str) -> dict[str, Any]:
    """Return cells of unknown columns with every number sealed that is a valid 公民身份号码.

    Nobody declared such a column secret, but agencies do add one.
    """
    covered: dict[str, Any] = dict(raw)
    for heading, text in raw.items():
        if _ID_SHAPE.fullmatch(text) and _is_resident_id(text):
            covered[heading] = cover(text, field=f"raw:{heading}", row=row)
    return covered


def _is_resident_id(text: str) -> bool:
    try:
        resident_id(text)
    except IdentifierError:
        return False
    return True
