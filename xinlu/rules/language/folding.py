"""The shapes that run through time: cycles, accounts that are cleared, lists and bans."""

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from xinlu.rules.language.clauses import Clause, Condition, LeapDay, Span

PeriodKind = Literal[
    "calendar-year", "calendar-quarter", "calendar-month", "anniversary", "rolling"
]


@dataclass(frozen=True, slots=True)
class Cycle(Clause):
    """Which days are looked at.

    `calendar-year`, `-quarter`, `-month`: the one of the day, as far as the day. `anniversary`:
    the last cycle of `years` completed by the day, counted from the date named `of`. `rolling`:
    the span `length` that ends on the day, or the window of `Candidate` where there is none.

    Records of other days are not looked at, nor are units that have a day (`Unit.on`) and lie
    outside; a unit without a day always belongs.
    """

    kind: PeriodKind
    of: str
    years: int
    leap_day: LeapDay
    length: Span | None = None


@dataclass(frozen=True, slots=True)
class Account(Clause):
    """How points run up against a person, or down from a stock, day by day in the cycle.

    Rising: records with `points` add; the mark is reached at `full` or more. Falling: `deduct`
    takes from `start`, `add` gives back, `bonus_at_most` in all; the mark is reached at `full` or
    less. The balance never falls under `floor`. Once the mark was reached a `reset` sets the
    balance to `start`; before, it is left out and reported. On one day points come before bonus
    before reset.

    Decisions may use `points` (the balance), `peak` (the worst balance), `recorded` (all points
    recorded, before floor and reset), `bonus` (what was given back) and `reached` (how often the
    mark was reached: once until the next reset).
    """

    full: Fraction
    start: Fraction = Fraction(0)
    falling: bool = False
    floor: Fraction | None = None
    bonus_at_most: Fraction | None = None


@dataclass(frozen=True, slots=True)
class Candidate(Clause):
    """When a subject becomes a candidate for a list: so many records inside a rolling window.

    The window that ends on a day begins after the same day `window` years, months or days
    before. `distinct` says what counts once: a document `number`, or each `record`. Only records
    of `points_at_least` points count, where that is given. `conditions` must hold besides. Of
    several candidates of a rulebook the one that was met first counts.
    """

    code: str
    items: tuple[str, ...]
    threshold: Fraction
    test: Literal["more_than", "at_least"]
    window: int
    window_unit: Literal["year", "month", "day"]
    leap_day: LeapDay
    distinct: Literal["number", "record"]
    points_at_least: Fraction | None = None
    conditions: tuple[Condition, ...] = ()


@dataclass(frozen=True, slots=True)
class Term(Clause):
    """How many years an entry stays on display after publication."""

    years: int
    leap_day: LeapDay


@dataclass(frozen=True, slots=True)
class Ban(Clause):
    """A state with an end: what a record starts, how long it lasts, and what extends it.

    A record of `items` bans from its day for `lasts`, and not shorter than to its own end
    (`Event.until`, the last day of that). A record of `extends` while the ban is in force moves the
    end by `extension`, and does nothing more even if it is one of `items`; on one day what only
    starts the ban comes first. A further record of `items` never shortens it. All records up to the
    day are read, whatever the period. The first day that is free again is the end.

    Conditions may use its name (1 while in force on the day, else 0).
    """

    name: str
    items: tuple[str, ...]
    lasts: Span
    extends: tuple[str, ...]
    extension: Span | None
    leap_day: LeapDay
