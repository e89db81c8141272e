"""The quality of what a unit sends (数据质量): shares of its dimensions and a score. No Django.

Every share is exact; of nothing it is not applicable, and its weight falls to the others.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from fractions import Fraction
from typing import Any, Self

from xinlu.collection.checking import CheckedRow, RowRefusal
from xinlu.collection.rates import Rate

#: The dimensions in the order in which they are told, and what each is.
DIMENSIONS: Mapping[str, tuple[str, str]] = {
    "completeness": ("必填完整率", "已填的必填格 ÷ 应填的必填格"),
    "optional": ("选填填写率", "已填的选填格 ÷ 全部选填格"),
    "validity": ("规范率", "写法、代码、长度都合规则的行 ÷ 报送的行"),
    "uniqueness": ("唯一率", "没有重复报送的行 ÷ 报送的行"),
    "consistency": ("一致率", "前后各栏不矛盾、与登记对得上的行 ÷ 报送的行"),
    "timeliness": ("及时率", "按期的双公示决定和报送期 ÷ 应计的决定和报送期"),
    "accuracy": ("抽查准确率", "抽查中与原件完全一致的行 ÷ 抽查的行"),
}
#: What a code of refusal is a fault of; reasons that make it one of another dimension.
_FAULTS: Mapping[str, str] = {
    "missing": "incomplete",
    "missing-conditional": "incomplete",
    "duplicate": "repeated",
    "category": "inconsistent",
    "unknown-subject": "inconsistent",
}
_CROSSED = frozenset({"order", "placeholder"})
MISSING = frozenset({"missing", "missing-conditional"})
#: What a part of a profile counts.
REFUSED, EMPTY = "refused", "empty"
_CENT = 100


def fault_of(refusal: RowRefusal) -> str:
    """Return what a refusal is a fault of: incomplete, invalid, repeated or inconsistent.

    >>> fault_of(RowRefusal("a", "甲", 0, "date", "", {"reason": "order"}))
    'inconsistent'
    """
    if refusal.params.get("reason") in _CROSSED:
        return "inconsistent"
    return _FAULTS.get(refusal.code, "invalid")


@dataclass(frozen=True, slots=True)
class Measures:
    """What was counted of the rows of a unit, template or month."""

    rows: int = 0
    accepted: int = 0
    #: Rows with a fault of each kind; a row may have several.
    incomplete: int = 0
    invalid: int = 0
    repeated: int = 0
    inconsistent: int = 0
    #: Cells that had to be filled, and those that may be; of each how many were.
    needed: int = 0
    filled: int = 0
    optional: int = 0
    given: int = 0
    #: Decisions (双公示) and periods that came by their day, and all that are counted.
    in_time: int = 0
    clocked: int = 0
    #: Rows of samples, and those that agreed with the paper.
    checked: int = 0
    right: int = 0

    def __add__(self, other: Self) -> Self:
        return type(self)(
            *(getattr(self, one.name) + getattr(other, one.name) for one in fields(self))
        )

    @property
    def refused(self) -> int:
        """Return how many rows were refused."""
        return self.rows - self.accepted

    def rates(self) -> dict[str, Rate]:
        """Return the share of each dimension."""
        whole = self.rows
        return {
            "completeness": Rate(self.filled, self.needed),
            "optional": Rate(self.given, self.optional),
            "validity": Rate(whole - self.invalid, whole),
            "uniqueness": Rate(whole - self.repeated, whole),
            "consistency": Rate(whole - self.inconsistent, whole),
            "timeliness": Rate(self.in_time, self.clocked),
            "accuracy": Rate(self.right, self.checked),
        }


#: What is counted of rows as they are checked; the rest comes from clocks and samples.
COUNTED = tuple(one.name for one in fields(Measures))[:10]


@dataclass(frozen=True, slots=True)
class Line:
    """A dimension's share, its weight, and the points it brings."""

    name: str
    title: str
    meaning: str
    rate: Rate
    weight: Fraction
    points: Fraction | None
    #: The points as shown; those of all lines add up to the score as shown.
    shown: str


@dataclass(frozen=True, slots=True)
class Score:
    """The lines of a score and their sum; without anything to count there is none."""

    lines: tuple[Line, ...]
    value: Fraction | None
    shown: str


def score(measures: Measures, weights: Mapping[str, Any], places: int = 2) -> Score:
    """Return the score out of 100: the weighted mean of the shares that are applicable.

    Who sent no row has none, whatever was due: there is nothing of which the quality could be told.

    >>> told = score(Measures(rows=3, invalid=1), {"validity": 2, "uniqueness": 1, "accuracy": 9})
    >>> told.value, told.shown, [line.shown for line in told.lines if line.points]
    (Fraction(700, 9), '77.78', ['44.45', '33.33'])
    """
    rates = measures.rates()
    weighed = {name: Fraction(str(weights.get(name, 0))) for name in DIMENSIONS}
    applicable = {
        name
        for name, rate in rates.items()
        if measures.rows and rate.share is not None and weighed[name]
    }
    whole = sum((weighed[name] for name in applicable), Fraction(0))
    points = {
        name: (rates[name].share or Fraction(0)) * weighed[name] / whole * _CENT
        for name in DIMENSIONS
        if name in applicable
    }
    shown = apportioned(points, places)
    value = sum(points.values(), Fraction(0)) if points else None
    lines = tuple(
        Line(
            name,
            title,
            meaning,
            rates[name],
            weighed[name],
            points.get(name),
            shown.get(name, ""),
        )
        for name, (title, meaning) in DIMENSIONS.items()
    )
    return Score(
        lines, value, "不适用" if value is None else _text(_rounded(value, places), places)
    )


def apportioned(points: Mapping[str, Fraction], places: int) -> dict[str, str]:
    """Return numbers with so many decimals that add up to their rounded sum (largest remainder).

    >>> apportioned({"a": Fraction(1, 3), "b": Fraction(1, 3), "c": Fraction(1, 3)}, 1)
    {'a': '0.4', 'b': '0.3', 'c': '0.3'}
    """
    units = 10**places
    whole = {name: int(value * units) for name, value in points.items()}
    left = _rounded(sum(points.values(), Fraction(0)), places) - sum(whole.values())
    by_rest = sorted(points, key=lambda name: whole[name] - points[name] * units)
    for name in by_rest[:left]:
        whole[name] += 1
    return {name: _text(value, places) for name, value in whole.items()}


def _rounded(value: Fraction, places: int) -> int:
    return int(value * 10**places + Fraction(1, 2))


def _text(units: int, places: int) -> str:
    whole, part = divmod(units, 10**places)
    return f"{whole}.{part:0{places}d}" if places else str(whole)


class Meter:
    """Counts rows as they are checked: faults, filled cells, and refusals by code and column."""

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()
        #: Rows and filled cells by sheet and field.
        self._rows: Counter[str] = Counter()
        self._filled: dict[str, Counter[str]] = {}
        self._refused: Counter[tuple[str, str, str]] = Counter()

    def count(self, rows: Iterable[CheckedRow]) -> None:
        """Count judged rows."""
        for row in rows:
            self._rows[row.sheet] += 1
            filled = self._filled.setdefault(row.sheet, Counter())
            filled.update(row.values.keys())
            if row.is_accepted:
                self.counts["accepted"] += 1
                continue
            self.counts.update({fault_of(refusal) for refusal in row.refusals})
            for code, key in {(one.code, one.key) for one in row.refusals}:
                self._refused[code, row.sheet, key] += 1
                if code not in MISSING and key not in row.values:
                    filled[key] += 1

    def told(self, sheets: Sequence[Any]) -> dict[str, Any]:
        """Return the counts of `COUNTED`, and its parts: `[what, code, column, count]`.

        `sheets` are those of the template. A field that has to be filled under a condition only is
        counted where it was filled, or refused for being empty.
        """
        counts = Counter({name: self.counts[name] for name in COUNTED})
        counts["rows"] = self._rows.total()
        parts: list[list[Any]] = []
        for sheet in sheets:
            rows, filled = self._rows[sheet.key], self._filled.get(sheet.key, Counter())
            for field in sheet.fields if rows else ():
                if field.required or field.required_when:
                    lacking = sum(self._refused[code, sheet.key, field.key] for code in MISSING)
                    counts["needed"] += filled[field.key] + lacking
                    counts["filled"] += filled[field.key]
                    continue
                counts["optional"] += rows
                counts["given"] += filled[field.key]
                if empty := rows - filled[field.key]:
                    parts.append([EMPTY, "", field.name, empty])
        names = {(sheet.key, each.key): each.name for sheet in sheets for each in sheet.fields}
        for (code, sheet_key, key), count in sorted(self._refused.items()):
            parts.append([REFUSED, code, names.get((sheet_key, key), key), count])
        return {"counts": {name: counts[name] for name in COUNTED}, "parts": merged(parts)}


def merged(parts: Iterable[Sequence[Any]]) -> list[list[Any]]:
    """Return parts with those of one kind, code and column added up.

    >>> merged([["empty", "", "甲", 1], ["empty", "", "甲", 2]])
    [['empty', '', '甲', 3]]
    """
    found: Counter[tuple[str, str, str]] = Counter()
    for what, code, column, count in parts:
        found[what, code, column] += count
    return [[*key, count] for key, count in sorted(found.items())]
