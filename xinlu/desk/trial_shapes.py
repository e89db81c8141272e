"""The pieces of a trial's page: cells, groups with their bars, causes, lines, shifts."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from xinlu.desk.text import percent
from xinlu.evaluation.trials import tally


@dataclass(frozen=True, slots=True)
class Cell:
    """How many went from one place to another; `heat` is how dark the cell is."""

    old: str
    new: str
    count: int
    heat: str
    words: str


@dataclass(frozen=True, slots=True)
class Group:
    """The subjects of a county, a size or an origin, with their ways; widths are of half a bar."""

    name: str
    key: str
    total: int
    up: int
    down: int
    other: int
    share: str
    up_width: str
    down_width: str
    down_start: str

    @property
    def moved(self) -> int:
        """Return how many move."""
        return self.up + self.down + self.other


@dataclass(frozen=True, slots=True)
class Cause:
    """A change of the draft and whom it moves."""

    path: str
    title: str
    basis: str
    old: str
    new: str
    up: int
    down: int
    other: int


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the rulebook: whom it touches and what it costs, before and with the draft."""

    code: str
    title: str
    basis: str
    old: int
    new: int
    old_points: Decimal
    new_points: Decimal

    @property
    def shift(self) -> Decimal:
        """Return what the draft adds to all scores together by this line."""
        return self.new_points - self.old_points


@dataclass(frozen=True, slots=True)
class Bar:
    """A stretch of a shift of the score, and how many have it."""

    name: str
    count: int
    share: str
    width: str


def groups(named: Iterable[tuple[str, str, str]], held: dict[str, dict[str, int]]) -> list[Group]:
    """Return the groups that somebody belongs to; bars share one scale."""
    there = [(name, code, held[key]) for key, name, code in named if key in held]
    most = max((share_of(ways, way) for _, _, ways in there for way in ("up", "down")), default=0)
    return [group(name, code, ways, most) for name, code, ways in there]


def share_of(ways: dict[str, int], way: str) -> int:
    """Return of a million how many go a way."""
    return 1_000_000 * ways.get(way, 0) // sum(ways.values())


def group(name: str, code: str, ways: dict[str, int], most: int) -> Group:
    """Return a group; its bars are as wide as its rates, the highest rate of all half the place."""
    total = sum(ways.values())
    up, down, other = (ways.get(way, 0) for way in ("up", "down", "other"))
    rise, fall = (share_of(ways, way) for way in ("up", "down"))
    return Group(
        name,
        code,
        total,
        up,
        down,
        other,
        percent(up + down + other, total),
        percent(rise, 2 * most),
        percent(fall, 2 * most),
        percent(most - fall, 2 * most),
    )


def line_of(key: str, held: dict[str, Any]) -> Line:
    """Return a line from its counts."""
    unit = Decimal(10) ** -tally.PLACES
    points = [Decimal(held.get(f"{side}_points", 0)) * unit for side in ("old", "new")]
    code = key.partition(":")[2]
    return Line(code, held["title"], held["basis"], held.get("old", 0), held.get("new", 0), *points)


def step_words(step: int, scale: int) -> str:
    """Return a stretch of shifts in words.

    >>> [step_words(step, 1) for step in (-5, -1, 0, 2, 5)]
    ['降 20 分及以上', '降不足 1 分', '不变', '升 1 至 5 分', '升 20 分及以上']
    """
    if not step:
        return "不变"
    verb, size = ("升" if step > 0 else "降"), abs(step)
    edges = [edge * scale for edge in tally.EDGES]
    if size == 1:
        return f"{verb}不足 {edges[0]} 分"
    if size > len(edges):
        return f"{verb} {edges[-1]} 分及以上"
    return f"{verb} {edges[size - 2]} 至 {edges[size - 1]} 分"
