"""What runs through time: accounts that are cleared, bans that are extended, years in a row.

Pure functions over plain values in their order, which both evaluators call.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from xinlu.kernel.periods import add_months
from xinlu.rules.cycles import same_day
from xinlu.rules.language import Account, Ban, Span

#: The tests of conditions; of grades, the better is the more.
COMPARED: dict[str, Callable[[Any, Any], bool]] = {
    "at_least": lambda one, other: one >= other,
    "more_than": lambda one, other: one > other,
    "at_most": lambda one, other: one <= other,
    "less_than": lambda one, other: one < other,
    "exactly": lambda one, other: one == other,
    "other_than": lambda one, other: one != other,
    "one_of": lambda one, others: one in others,
}


@dataclass(frozen=True, slots=True)
class Entry:
    """A record of an account: its day, key, effect (`points`, `deduct`, `add`, `reset`), points."""

    on: date
    key: str
    effect: str
    points: Fraction


@dataclass(frozen=True, slots=True)
class Move:
    """What an entry did to the balance: `change` as it counts, `lost` beyond a floor or a cap.

    `refused` is a reset of an account that had not reached its mark.
    """

    entry: Entry
    change: Fraction
    lost: Fraction = Fraction(0)
    refused: bool = False
    balance: Fraction = Fraction(0)


@dataclass(frozen=True, slots=True)
class Balance:
    """An account at the end of a cycle."""

    points: Fraction
    peak: Fraction
    recorded: Fraction
    bonus: Fraction
    reached: int
    moves: tuple[Move, ...]


_ORDER = {"points": 0, "deduct": 0, "add": 1, "reset": 2}


def run_account(account: Account, entries: Iterable[Entry]) -> Balance:
    """Return what the entries come to, day by day; on one day points, bonus, reset.

    Once the mark was reached it counts again only after a reset.
    """
    balance = peak = account.start
    recorded = bonus = Fraction(0)
    reached, marked = 0, False
    moves: list[Move] = []
    for entry in sorted(entries, key=lambda each: (each.on, _ORDER[each.effect], each.key)):
        if entry.effect == "reset":
            cleared = account.start - balance if marked else Fraction(0)
            moves.append(Move(entry, cleared, refused=not marked, balance=balance))
            balance += cleared
            marked = False
            continue
        wanted = entry.points
        if entry.effect == "add":
            if account.bonus_at_most is not None:
                wanted = max(Fraction(0), min(wanted, account.bonus_at_most - bonus))
            bonus += wanted
        else:
            recorded += entry.points
        before = balance
        balance += -wanted if entry.effect == "deduct" else wanted
        if account.floor is not None:
            balance = max(balance, account.floor)
        signed = -entry.points if entry.effect == "deduct" else entry.points
        moves.append(Move(entry, signed, (balance - before) - signed, balance=balance))
        peak = min(peak, balance) if account.falling else max(peak, balance)
        full = balance <= account.full if account.falling else balance >= account.full
        reached += full and not marked
        marked = marked or full
    return Balance(balance, peak, recorded, bonus, reached, tuple(moves))


@dataclass(frozen=True, slots=True)
class Spell:
    """A record of a ban: its day, key, whether it starts or extends, and its own end, if any."""

    on: date
    key: str
    starts: bool
    extends: bool
    until: date | None

    @classmethod
    def of(cls, ban: Ban, item: str, on: date, key: str, until: date | None) -> "Spell":
        """Return what a record of the item is to the ban."""
        return cls(on, key, item in ban.items, item in ban.extends, until)


def ban_end(ban: Ban, spells: Iterable[Spell]) -> date | None:
    """Return the first day that is free again, None where nothing ever started the ban.

    On one day what only starts a ban comes first.
    """
    end: date | None = None
    for spell in sorted(spells, key=lambda each: (each.on, each.extends, each.key)):
        in_force = end is not None and spell.on < end
        if spell.extends and in_force and end is not None and ban.extension is not None:
            moved = after(end, ban.extension, ban.leap_day)
        elif spell.starts:
            moved = after(spell.on, ban.lasts, ban.leap_day)
        else:
            continue
        if spell.starts and spell.until is not None:
            moved = max(moved, after(spell.until, Span(1, "day"), ban.leap_day))
        end = moved if end is None else max(end, moved)
    return end


def after(day: date, span: Span, leap_day: str) -> date:
    """Return the day that stands a span after another, the calendar's last one at most.

    >>> after(date(2025, 5, 20), Span(180, "day"), "02-28")
    datetime.date(2025, 11, 16)
    """
    days = {"day": 1, "month": 31, "year": 366}[span.unit] * span.length
    if (date.max - day).days < days:
        return date.max
    if span.unit == "day":
        return day + timedelta(days=span.length)
    if span.unit == "year":
        return same_day(day, span.length, leap_day)
    return add_months(day, span.length)


def streak(years: Sequence[tuple[int, bool]], last: int) -> int:
    """Return how many years in a row, back from `last`, the condition held.

    >>> streak([(2021, True), (2023, True), (2022, True)], 2023), streak([(2021, True)], 2023)
    (3, 0)
    """
    held = {year for year, met in years if met}
    found = 0
    while last - found in held:
        found += 1
    return found
