"""The benchmark's rule as whole hundredths, read from its rulebook, for those who write SQL."""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from pathlib import Path

from xinlu.rules import Rulebook, read_rulebook

PATH = Path(__file__).parent / "rulebooks" / "market-conduct" / "2025-01-01.yaml"
FIRST, LAST = date(2025, 1, 1), date(2025, 12, 31)
BASE = 10_000


@dataclass(frozen=True, slots=True)
class ItemRow:
    """An item: its code and group, points and cap in hundredths, whether it forces the worst."""

    code: str
    group: str
    points: int
    cap: int
    veto: bool


def rulebook() -> Rulebook:
    """Return the rule as a rulebook."""
    return read_rulebook(PATH)


def item_rows() -> list[ItemRow]:
    """Return the items in their order."""
    return [
        ItemRow(
            item.code,
            item.group or "VETO",
            hundredths(item.value),
            hundredths(item.at_most),
            item.effect == "grade",
        )
        for item in rulebook().items.values()
    ]


def group_caps() -> dict[str, int]:
    """Return the cap of each group; vetoes take no points."""
    return {code: hundredths(g.at_most) for code, g in rulebook().groups.items()} | {"VETO": 0}


def bands() -> list[tuple[str, int]]:
    """Return the grades from the best down, each with the score it begins at."""
    lowest = -(10**9)
    return [
        (band.grade, hundredths(band.lower.at) if band.lower else lowest)
        for band in rulebook().bands
    ]


def hundredths(value: Fraction | None) -> int:
    """Return a number in hundredths; nothing is nought."""
    return int((value or Fraction(0)) * 100)
