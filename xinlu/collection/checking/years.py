"""Which year a file is about, where the template says that it is about one."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Final

from xinlu.collection.checking.language import Template
from xinlu.collection.checking.matching import SheetMatch
from xinlu.collection.checking.readers import compile_reader
from xinlu.collection.checking.rows import SheetFailure

_NAMED: Final = re.compile(r"(?<![0-9])((?:19|20)[0-9]{2})(?:年度?)?(?![0-9])")
#: Of dates in several years, this share must lie in one; fewer may be slips of the pen.
_CLEAR_SHARE: Final = 0.9


def year_of(
    template: Template,
    matches: Sequence[SheetMatch],
    *,
    as_of: date,
    given: int | None,
    file_name: str,
) -> tuple[int, str]:
    """Return the file's year and where it is from: `dates`, `file-name` or `given`.

    Where the dates lie in several years, the name or the sender decides between them, and a
    single stray date does not. Raises `SheetFailure` "no-year" when nothing says it clearly.
    """
    dated = Counter(_years(matches, as_of))
    named = {int(found) for found in _NAMED.findall(file_name)}
    by_name = next(iter(named)) if len(named) == 1 else None
    sources = {"dates": _clear(dated, by_name, given), "file-name": by_name, "given": given}
    for source in template.year_from:
        if (year := sources[source]) is not None:
            return year, source
        if source == "dates" and dated:
            break
    raise SheetFailure("no-year", years=sorted(dated), file_name=file_name)


def _clear(dated: Counter[int], by_name: int | None, given: int | None) -> int | None:
    """Return the year that the dates speak for, or None where they do not agree."""
    if not dated:
        return None
    if len(dated) == 1:
        return next(iter(dated))
    for said in (by_name, given):
        if said in dated:
            return said
    year, count = dated.most_common(1)[0]
    return year if count >= _CLEAR_SHARE * dated.total() else None


def _years(matches: Sequence[SheetMatch], as_of: date) -> Iterable[int]:
    """Yield the year of every readable day on which something happened."""
    for match in matches:
        column = next(
            (each for each in match.columns if each.field.key == match.template.happened_on), None
        )
        if column is None:
            continue
        read = compile_reader(column.field, as_of)
        for _, cells in match.table().records():
            if column.position >= len(cells):
                continue
            cell = cells[column.position]
            value = read(cell) if cell not in (None, "") else ""
            if isinstance(value, str) and value:
                yield int(value[:4])
