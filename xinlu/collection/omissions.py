"""Signs that decisions were made and not reported (疑似漏报), found from inside. No Django."""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from xinlu.collection.checking.uniqueness import fold

#: 渝示交罚〔2026〕00012号: what stands before the year, the year, the serial.
_NUMBER = re.compile(r"(.+?)\(?(20\d\d)\)?第?(\d{1,8})号")

#: A run of serials that nobody has seen: the first and the last of it.
Run = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Serial:
    """A document number in its parts."""

    prefix: str
    year: int
    serial: int


def serial_of(number: str) -> Serial | None:
    """Return the parts of a document number, or None for one that is not a serial of a year.

    >>> serial_of("渝示交罚〔2026〕00012号")
    Serial(prefix='渝示交罚', year=2026, serial=12)
    >>> serial_of("示例一号")
    """
    found = _NUMBER.fullmatch(fold(number))
    return Serial(found[1], int(found[2]), int(found[3])) if found else None


def gaps(serials: Iterable[int]) -> list[Run]:
    """Return the runs that are missing between the first and the last of `serials`.

    >>> gaps([1, 2, 5, 6, 9])
    [(3, 4), (7, 8)]
    """
    pairs = pairwise(sorted(set(serials)))
    return [(before + 1, after - 1) for before, after in pairs if after - before > 1]


def missing(runs: Sequence[Run]) -> int:
    """Return how many serials the runs hold.

    >>> missing([(3, 4), (7, 7)])
    3
    """
    return sum(last - first + 1 for first, last in runs)


def in_words(runs: Sequence[Run], *, most: int = 20) -> str:
    """Return the runs as one reads them.

    >>> in_words([(3, 4), (7, 7)])
    '3–4、7'
    """
    told = [str(first) if first == last else f"{first}–{last}" for first, last in runs[:most]]
    more = f"等 {len(runs)} 段" if len(runs) > most else ""
    return "、".join(told) + more


@dataclass(frozen=True, slots=True)
class Gaps:
    """A sequence of one unit and year, and what is missing of it."""

    unit: int
    prefix: str
    year: int
    runs: tuple[Run, ...]


def sequences(numbers: Iterable[tuple[int, str]], years: set[int], dense: float) -> list[Gaps]:
    """Return the sequences with gaps among (unit, document number), of these years.

    A sequence of which less than the share `dense` is known is shared with offices that do not
    report here: its gaps say nothing.
    """
    known: dict[tuple[int, str, int], set[int]] = defaultdict(set)
    for unit, number in numbers:
        told = serial_of(number)
        if told and told.year in years:
            known[unit, told.prefix, told.year].add(told.serial)
    found = []
    for (unit, prefix, year), serials in sorted(known.items()):
        runs = gaps(serials)
        if runs and len(serials) >= dense * (max(serials) - min(serials) + 1):
            found.append(Gaps(unit, prefix, year, tuple(runs)))
    return found


def silent(counts: dict[date, int], last: date, before: Sequence[date], least: int) -> bool:
    """Say whether a unit that made `least` decisions in each month `before` made none in `last`."""
    return (
        not counts.get(last)
        and bool(before)
        and all(counts.get(month, 0) >= least for month in before)
    )
