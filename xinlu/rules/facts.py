"""What is known about one subject, as a rulebook may read it.

All numbers are exact rationals, and the day is given, never read from a clock.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

from xinlu.kernel.periods import Period

__all__ = ["Event", "Facts", "Link", "Peer", "Period", "Result", "Unit"]


#: A quantity as the facts give it: one value, or the values of several days.
Given = Fraction | str | Mapping[date, Fraction]


@dataclass(frozen=True, slots=True)
class Unit:
    """What is scored by itself before it is averaged: a bid, a contract section (合同段), a check.

    `weight` is the contract price for a section, in the unit that all sections of the subject
    share; None where the rulebook averages plainly. `place` is the jurisdiction that it lies in,
    `on` the day of a check. `quantities` are the unit's own, as vehicles checked.
    """

    kind: str
    key: str
    title: str = ""
    weight: Fraction | None = None
    place: str = ""
    on: date | None = None
    quantities: Mapping[str, Given] = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True)
class Event:
    """One record: that the item `code` was recognised against the subject on a day.

    `key` is the record's own id. `points` are the evaluator's, and prevail over the rulebook's
    usual value; None where the evaluator gave none. `times` counts what the item counts (份, 人,
    10日) where that is not simply 次. `number` is the document's; `effective` is False once the
    decision was annulled or withdrawn. `act` is shared by the records of one act; `place` is the
    jurisdiction that recognised it; `until` is the end of a penalty that has one. `cause` names the
    line of a table of causes (案由对应表) by which a penalty became this item; no rule reads it.
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
    act: str | None = None
    place: str = ""
    until: date | None = None
    cause: str = ""


@dataclass(frozen=True, slots=True)
class Result:
    """What an evaluation of some scheme (`own` for the rulebook's) said of a subject for a year."""

    scheme: str
    year: int
    grade: str | None = None
    score: Fraction | None = None


@dataclass(frozen=True, slots=True)
class Link:
    """Another subject, how it belongs to this one (`site`, `driver`), and its results."""

    relation: str
    to: str
    results: tuple[Result, ...] | list[Result] = ()


@dataclass(frozen=True, slots=True)
class Peer:
    """One member of a peer group, as frozen for a run: whose value, the value, and the key."""

    subject: str
    value: Fraction
    key: Fraction | None = None


#: The peer groups of each measure that ranks: by the measure's name, then by what `among` says.
Peers = Mapping[str, Mapping[tuple[Fraction | str, ...], Sequence[Peer]]]


@dataclass(frozen=True, slots=True)
class Facts:
    """All that a rulebook may read about one subject, as known for the day `on`.

    `period` is computed from the rulebook where it is None. `prior` holds the grade published for
    last period (`grade`); an unknown one is left out, never guessed. `results` are the subject's
    earlier results in this scheme and others, `links` other subjects with theirs. `dates` holds
    named days such as `first_certificate` (初次领证) or `published`.
    """

    subject: str
    on: date
    period: Period | None = None
    units: tuple[Unit, ...] | list[Unit] = ()
    events: tuple[Event, ...] | list[Event] = ()
    quantities: Mapping[str, Given] = field(default_factory=dict)
    prior: Mapping[str, str] = field(default_factory=dict)
    dates: Mapping[str, date] = field(default_factory=dict)
    results: tuple[Result, ...] | list[Result] = ()
    links: tuple[Link, ...] | list[Link] = ()
