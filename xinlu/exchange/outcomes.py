"""What became of each row of a batch, page by page; the same for every way in."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Any
from uuid import UUID

from xinlu.collection.grids import RefusalShown, refusals_among
from xinlu.collection.models import Batch, Record

#: Rows in one page at most.
MOST: int = 1000
_CURSOR = re.compile(r"([0-9]{1,3})\.([0-9]{1,8})")


class NoSuchCursor(ValueError):
    """A cursor that no page gave out."""


@dataclass(frozen=True)
class Outcome:
    """What became of a row: "refused", "accepted", "stored", "withdrawn" or "skipped"."""

    sheet: str
    row: int
    outcome: str
    record: UUID | None = None
    why: str = ""
    refusals: list[RefusalShown] = field(default_factory=list)


def page_of(batch: Batch, *, after: str = "", count: int = 200) -> tuple[list[Outcome], str]:
    """Return the outcomes after the cursor, in the order of the file, and the next cursor.

    Before the check is over there are none. Raises `NoSuchCursor`.
    """
    if batch.state in (Batch.State.RECEIVED, Batch.State.CHECKING, Batch.State.FAILED):
        return [], ""
    sheets = batch.outline.get("sheets", [])
    found = list(islice(_places(sheets, *_parsed(after)), count + 1))
    page = found[:count]
    told: list[Outcome] = []
    for index, sheet in enumerate(sheets):
        rows = [row for at, row in page if at == index]
        told += _outcomes(batch, sheet, rows)
    return told, f"{page[-1][0]}.{page[-1][1]}" if len(found) > count else ""


def _parsed(cursor: str) -> tuple[int, int]:
    if not cursor:
        return 0, 0
    found = _CURSOR.fullmatch(cursor)
    if found is None:
        raise NoSuchCursor(cursor)
    return int(found[1]), int(found[2])


def _places(sheets: list[dict[str, Any]], first: int, after: int) -> Iterator[tuple[int, int]]:
    """Yield sheet and number of each row that was read, from behind the place given."""
    for index, sheet in enumerate(sheets[first:], first):
        begin = max(after, sheet["header_row"]) if index == first else sheet["header_row"]
        skipped = {row for row, _ in sheet["skipped"]}
        gaps = iter(sheet["gaps"])
        gap = next(gaps, None)
        for row in range(begin + 1, max([sheet["last"], *skipped]) + 1):
            while gap is not None and gap[1] < row:
                gap = next(gaps, None)
            in_gap = row > sheet["last"] or (gap is not None and gap[0] <= row)
            if row in skipped or not in_gap:
                yield index, row


def _outcomes(batch: Batch, sheet: dict[str, Any], rows: list[int]) -> Iterator[Outcome]:
    if not rows:
        return
    name = sheet["name"][:100]
    skipped = dict(sheet["skipped"])
    wrong = refusals_among(batch, name, rows)
    stored = _stored(batch, name, rows)
    for row in rows:
        if row in skipped:
            yield Outcome(name, row, "skipped", why=skipped[row])
        elif row in wrong:
            yield Outcome(name, row, "refused", refusals=wrong[row])
        else:
            kept = "withdrawn" if batch.state == Batch.State.WITHDRAWN else "stored"
            yield Outcome(name, row, kept if row in stored else "accepted", stored.get(row))


def _stored(batch: Batch, sheet: str, rows: list[int]) -> dict[int, UUID]:
    """Return the records of the rows, once the batch is stored; the last of those corrected."""
    records = Record.objects.stored().filter(
        batch=batch, sheet_name=sheet, row__gte=rows[0], row__lte=rows[-1]
    )
    return dict(records.order_by("pk").values_list("row", "uid"))
