"""Finds the row of headings, whatever stands above it, and reads the records below it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain, islice, pairwise
from typing import NamedTuple

from xinlu.kernel.text import tight

from .cells import Cell, Row, column_letter
from .footers import is_footer

#: The heading under which a returned workbook says why a row came back; it is never a datum.
REASON_HEADING = "退回原因"
#: Headings stand within so many rows that are not empty.
_WITHIN = 50

#: Column index, heading as typed, key or None.
_Heading = tuple[int, str, str | None]


class HeaderMissing(Exception):
    """No row near the top of the sheet resembles the headings that were asked for."""

    code = "header-missing"

    def __init__(self, looked_at: int, best: "_Candidate | None") -> None:
        found = [text for _, text, key in best.headings if key] if best else []
        row = best.row if best and found else None
        self.params = {"looked_at": looked_at, "best_row": row, "found": found}
        nearest = f"row {row} has only {', '.join(found)}" if found else "none was found"
        super().__init__(f"No heading row among the first {looked_at} rows: {nearest}.")


class HeaderRepeated(Exception):
    """One heading stands over two columns, so that it is unclear which of them is meant."""

    code = "header-repeated"

    def __init__(self, row: int, key: str, first: _Heading, second: _Heading) -> None:
        letters = [column_letter(first[0]), column_letter(second[0])]
        headings = [first[1], second[1]]
        self.params = {"row": row, "key": key, "headings": headings, "columns": letters}
        super().__init__(
            f"Row {row}: columns {letters[0]} ('{headings[0]}') and {letters[1]} "
            f"('{headings[1]}') both give {key}. Keep one of them."
        )


class SecondHeader(Exception):
    """A second table, with its columns in another order, begins further down the sheet."""

    code = "second-header"

    def __init__(self, row: int, first: int) -> None:
        self.params = {"row": row, "first": first}
        super().__init__(
            f"Row {row} begins another table whose columns differ from row {first}. "
            f"Put it on a sheet of its own."
        )


@dataclass(frozen=True, slots=True)
class HeaderMatch:
    """The headings of a table: from row `first_row` to `row`, the last one before the records.

    `columns` leads from key to column index, `headings` from key to the heading as typed;
    `unknown` are the headings that no key answers to. A column over which nothing stands is none.
    """

    first_row: int
    row: int
    columns: dict[str, int]
    headings: dict[str, str]
    unknown: list[tuple[int, str]]


class Skipped(NamedTuple):
    """A row below the headings that is no record; `why` is "footer" or "header" (once more)."""

    row: int
    why: str


@dataclass(slots=True)
class Table:
    """The records below the headings of a sheet; `skipped` fills as they are read."""

    header: HeaderMatch
    names: Mapping[str, str]
    source: Iterator[Row]
    skipped: list[Skipped] = field(default_factory=list)
    _spellings: frozenset[str] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        # As they are typed, so that a row without any heading, as nearly all are, is known at once.
        codes = [name.upper() for name in self.names]
        self._spellings = frozenset([*self.names, *codes, *self.header.headings.values()])
        self.names = {tight(name): key for name, key in self.names.items()}

    def records(self) -> Iterator[Row]:
        """Yield the rows that are records, once. Raises SecondHeader, or FileRefused."""
        for number, values in self.source:
            if not self._spellings.isdisjoint(values) and self._is_header(number, values):
                self.skipped.append(Skipped(number, "header"))
            elif is_footer(values):
                self.skipped.append(Skipped(number, "footer"))
            else:
                yield number, values

    def _is_header(self, number: int, values: list[Cell]) -> bool:
        """Say whether the headings stand here again, as in tables pasted one below the other."""
        again = [(key, index) for index, _, key in _headings(values, self.names) if key]
        if len(again) < max(2, len(self.header.columns) / 2):
            return False
        if any(self.header.columns.get(key) != index for key, index in again):
            raise SecondHeader(number, self.header.row)
        return True


def find_table(rows: Iterable[Row], names: Mapping[str, str], *, share: float = 0.5) -> Table:
    """Return the table on a sheet: its headings as `find_header` finds them, its records unread."""
    source = iter(rows)
    top = list(islice(source, _WITHIN))
    header = find_header(top, names, share=share)
    below = [row for row in top if row[0] > header.row]
    return Table(header, names, chain(below, source))


def find_header(
    rows: Iterable[Row], names: Mapping[str, str], *, share: float = 0.5
) -> HeaderMatch:
    """Return where the headings are among the first fifty rows that are not empty.

    `names` leads from every known spelling of a heading to its key. The row with most keys wins,
    provided that it has at least `share` of them, or of its own cells where it has fewer cells.
    Two rows are read as one where groups are headed above their columns; a column may then be
    named by its group and its own heading together. Raises HeaderMissing and HeaderRepeated.
    """
    known = {tight(name): key for name, key in names.items()}
    top = list(islice(rows, _WITHIN))
    best = max(_candidates(top, known), key=lambda candidate: candidate.keys, default=None)
    if best is None or not best.suffices(len(set(known.values())), share):
        raise HeaderMissing(len(top), best)
    taken: dict[str, _Heading] = {}
    for heading in best.headings:
        key = heading[2]
        if key and (earlier := taken.setdefault(key, heading)) is not heading:
            raise HeaderRepeated(best.row, key, earlier, heading)
    return HeaderMatch(
        first_row=best.first_row,
        row=best.row,
        columns={key: index for key, (index, _, _) in taken.items()},
        headings={key: text for key, (_, text, _) in taken.items()},
        unknown=[
            (index, text)
            for index, text, key in best.headings
            if key is None and tight(text) != REASON_HEADING
        ],
    )


@dataclass(frozen=True, slots=True)
class _Candidate:
    """One row, or two read as one, that may be the headings."""

    first_row: int
    row: int
    headings: list[_Heading]

    @property
    def keys(self) -> int:
        return len({key for _, _, key in self.headings if key})

    def suffices(self, wanted: int, share: float) -> bool:
        cells = min(wanted, len(self.headings))
        return self.keys >= max(min(2, wanted), share * cells)


def _candidates(top: Sequence[Row], known: Mapping[str, str]) -> Iterator[_Candidate]:
    """Yield single rows before pairs, upper before lower: of equals, `max` takes the first."""
    for number, values in top:
        yield _Candidate(number, number, _headings(values, known))
    for (number, upper), (next_number, lower) in pairwise(top):
        if next_number == number + 1 and _may_head_groups(upper, lower, known):
            yield _Candidate(number, next_number, _paired(upper, lower, known))


def _texts(values: Sequence[Cell]) -> list[str]:
    return ["" if value is None else str(value).strip() for value in values]


def _headings(values: Sequence[Cell], known: Mapping[str, str]) -> list[_Heading]:
    return [
        (index, text, known.get(tight(text))) for index, text in enumerate(_texts(values)) if text
    ]


def _may_head_groups(
    upper: Sequence[Cell], lower: Sequence[Cell], known: Mapping[str, str]
) -> bool:
    """Say whether `lower` can be sub-headings: it is empty under headings, unlike a record."""
    below = _texts(lower)
    for index, _, key in _headings(upper, known):
        text = below[index] if index < len(below) else ""
        if key and text and tight(text) not in known:
            return False
    return True


def _paired(
    upper: Sequence[Cell], lower: Sequence[Cell], known: Mapping[str, str]
) -> list[_Heading]:
    """Read two rows as one: 法定代表人 over 证件号码 is 法定代表人证件号码 where that is known."""
    above, below = _texts(upper), _texts(lower)
    width = max(len(above), len(below))
    above += [""] * (width - len(above))
    below += [""] * (width - len(below))
    headings: list[_Heading] = []
    group = ""
    for index, (head, text) in enumerate(zip(above, below, strict=True)):
        group = head or group
        spellings = [group + text, text, head] if text else [head]
        matched = next((name for name in spellings if tight(name) in known), "")
        if name := matched or text or head:
            headings.append((index, name, known.get(tight(name))))
    return headings
