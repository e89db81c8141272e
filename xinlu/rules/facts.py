"""What is known about one subject, as a rulebook may read it.

All numbers are exact rationals, and the day is given, never read from a clock.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

from xinlu.kernel.periods import Period

__all__ = ["Event", "Facts", "Period", "Unit"]


@dataclass(frozen=True, slots=True)
class Unit:
    """What is scored by itself before it is averaged: one bid, one contract section (合同段).

    `weight` is the contract price for a section, in the unit that all sections of the subject
    share; None where the rulebook averages plainly.
    """

    kind: str
    key: str
    title: str = ""
    weight: Fraction | None = None


@dataclass(frozen=True, slots=True)
class Event:
    """One record: that the item `code` was recognised against the subject on a day.

    `key` is the record's own id. `points` are the evaluator's, and prevail over the rulebook's
    usual value; None where the evaluator gave none. `times` counts what the item counts (份, 人,
    10日) where that is not simply 次. `number` is the document's; `effective` is False once the
    decision was annulled or withdrawn.
    """

    key: str
    code: str
    on: date
    points: Fraction | None = None
    unit: str | None = None
    number: str | None = None
    effective: bool = True
    title: str = ""
    times: Fraction | None = None


@dataclass(frozen=True, slots=True)
class Facts:
    """All that a rulebook may read about one subject, as known for the day `on`.

    `period` is computed from the rulebook where it is None. `prior` holds earlier results
    (`grade`: last period's); an unknown one is left out, never guessed. `dates` holds named
    days such as `first_certificate` (初次领证) or `published`.
    """

    subject: str
    on: date
    period: Period | None = None
    units: tuple[Unit, ...] | list[Unit] = ()
    events: tuple[Event, ...] | list[Event] = ()
    quantities: Mapping[str, Fraction] = field(default_factory=dict)
    prior: Mapping[str, str] = field(default_factory=dict)
    dates: Mapping[str, date] = field(default_factory=dict)
