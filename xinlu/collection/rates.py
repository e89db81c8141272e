"""The rates of 双公示: 上报率, 合规率, 及时率, as exact fractions. Knows no Django.

Which count stands below the line is a dated parameter, because texts differ. A rate of nothing is
not applicable: neither nought nor full marks.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from fractions import Fraction
from typing import Self

NOT_APPLICABLE = "不适用"


@dataclass(frozen=True, slots=True)
class Counts:
    """How many decisions of a unit, county, kind or month have come how far."""

    #: All that were decided, 不列入双公示的 among them.
    made: int = 0
    #: Those that are not publicised: 简易程序, 涉密.
    outside: int = 0
    #: Published on the authority's own site.
    published: int = 0
    #: Sent up at least once.
    sent: int = 0
    #: Sent and accepted.
    passed: int = 0
    #: The clock stopped by the last day, after it, or nobody can say yet.
    in_time: int = 0
    late: int = 0
    unclocked: int = 0
    #: Accepted as well as in time.
    passed_in_time: int = 0
    #: Accepted, and whether in time can be said.
    passed_clocked: int = 0
    #: Not sent, and the last day is not over (or not known).
    not_yet: int = 0

    @property
    def in_scope(self) -> int:
        """Return how many have to be publicised."""
        return self.made - self.outside

    @property
    def owed(self) -> int:
        """Return how many had to be sent by the day: all but those whose time still runs."""
        return self.in_scope - self.not_yet

    @property
    def unsent(self) -> int:
        """Return how many were made and not sent, whatever the reason."""
        return self.made - self.sent

    @property
    def missing(self) -> int:
        """Return how many had to be sent by the day and were not."""
        return self.owed - self.sent

    def __add__(self, other: Self) -> Self:
        return type(self)(
            *(getattr(self, one.name) + getattr(other, one.name) for one in fields(self))
        )


def total(counts: Iterable[Counts]) -> Counts:
    """Return the sum of counts."""
    return sum(counts, Counts())


@dataclass(frozen=True, slots=True)
class Below:
    """Which count stands below the line of each rate."""

    reported: str = "owed"
    compliant: str = "sent"
    timely: str = "sent"


#: What may stand below the line, by rate, in words.
BELOW: Mapping[str, Mapping[str, str]] = {
    "reported": {"owed": "应报（期限未满且未报的不计）", "in_scope": "产生（列入双公示的全部）"},
    "compliant": {"sent": "报送"},
    "timely": {"sent": "报送", "passed": "合规入库", "owed": "应报"},
}


@dataclass(frozen=True, slots=True)
class Rate:
    """A part of a whole; of nothing it is not applicable."""

    part: int
    whole: int

    @property
    def share(self) -> Fraction | None:
        """Return the exact share."""
        return Fraction(self.part, self.whole) if self.whole else None

    @property
    def is_full(self) -> bool:
        """Say whether nothing is missing."""
        return self.whole > 0 and self.part == self.whole

    def text(self, places: int = 2) -> str:
        """Return the rate as it is shown, in percent; what is not full never reads 100.

        >>> Rate(180, 190).text(), Rate(19999, 20000).text(), Rate(0, 0).text()
        ('94.74%', '99.99%', '不适用')
        """
        if not self.whole:
            return NOT_APPLICABLE
        units = 10**places
        rounded = (2 * 100 * units * self.part + self.whole) // (2 * self.whole)
        if self.part < self.whole:
            rounded = min(rounded, 100 * units - 1)
        whole, rest = divmod(rounded, units)
        return f"{whole}.{rest:0{places}d}%" if places else f"{whole}%"


@dataclass(frozen=True, slots=True)
class Rates:
    """The three rates, and 迟报率, which is what 及时率 leaves."""

    reported: Rate
    compliant: Rate
    timely: Rate

    @property
    def late(self) -> Rate:
        """Return 迟报率."""
        return Rate(self.timely.whole - self.timely.part, self.timely.whole)


def rates(counts: Counts, below: Below) -> Rates:
    """Return the rates of counts.

    Whoever is late and not accepted is counted in both. What cannot be said to be in time or late
    (日历待录入) stands neither above nor below the line of 及时率.
    """
    return Rates(
        reported=Rate(counts.sent, getattr(counts, below.reported)),
        compliant=Rate(counts.passed, counts.sent),
        timely=_timely(counts, below.timely),
    )


def _timely(counts: Counts, below: str) -> Rate:
    if below == "passed":
        return Rate(counts.passed_in_time, counts.passed_clocked)
    if below == "owed":
        return Rate(counts.in_time, counts.in_time + counts.late + counts.missing)
    return Rate(counts.in_time, counts.in_time + counts.late)


def forecast(counts: Counts) -> Rates:
    """Return the rates at which the month ends if nothing more is sent.

    Everything that is open by then was owed, and is late.
    """
    clocked = counts.in_scope - counts.unclocked
    return Rates(
        reported=Rate(counts.sent, counts.in_scope),
        compliant=Rate(counts.passed, counts.sent),
        timely=Rate(counts.in_time, clocked),
    )
