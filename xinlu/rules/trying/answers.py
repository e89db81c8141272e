"""Answers as they were typed, bounded and read into facts; what cannot be read is told in place.

An answer is a key and a text, so that a made-up subject is an address one can pass on: `on`,
`q.vehicles`, `d.published`, `prior`, `r.own.1` and `s.own.1` (grade and score a year back),
`k.rank` and `n.rank` (place among so many), and the rows `u1.…` (units), `e1.…` (records) and
`l1.…` (linked subjects).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

from xinlu.rules.cycles import year_of
from xinlu.rules.facts import Event, Facts, Given, Link, Result, Unit
from xinlu.rules.language import Item, Quantity, Rulebook
from xinlu.rules.trying.asked import Asked, RecordAsked

#: Bounds of what somebody may make up, so that judging it stays small work.
MOST_ROWS = {"u": 20, "e": 60, "l": 20}
LONGEST = 40
MOST_TIMES_LINKED = 50
NUMBER = re.compile(r"-?\d{1,9}(\.\d{1,6})?")
ROW = re.compile(r"([uel])([1-9]\d?)\.([a-z.]+[a-z0-9._-]*)")
SINGLE = re.compile(r"on|prior|[qdkn]\.[a-z][a-z0-9_-]*|[rs]\.[a-z][a-z0-9-]*\.\d")

Answers = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Mistake:
    """An answer that cannot be read, or is missing: what to write instead."""

    key: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows of one kind (`u`, `e`, `l`), by number."""

    letter: str
    numbers: tuple[int, ...]

    @classmethod
    def of(cls, answers: Answers, letter: str) -> "Rows":
        """Return the rows that the answers have."""
        found = {int(m[2]) for key in answers if (m := ROW.fullmatch(key)) and m[1] == letter}
        return cls(letter, tuple(sorted(found)))

    @property
    def is_full(self) -> bool:
        """Tell whether no further row fits."""
        return len(self.numbers) >= MOST_ROWS[self.letter]

    @property
    def free(self) -> int:
        """Return the number of a further row."""
        return max(self.numbers, default=0) + 1


def tidy(given: Mapping[str, str]) -> dict[str, str]:
    """Return the answers that mean something, none longer than may be and no more rows than may be.

    >>> tidy({"on": "2026-01-01", "q.cars": "", "csrf": "x", "u1.kind": "bid"})
    {'on': '2026-01-01', 'u1.kind': 'bid'}
    """
    kept: dict[str, str] = {}
    rows: dict[str, set[int]] = {letter: set() for letter in MOST_ROWS}
    for key, text in given.items():
        value = text.strip()[:LONGEST]
        row = ROW.fullmatch(key)
        if not value or not (row or SINGLE.fullmatch(key)):
            continue
        if row:
            held = rows[row[1]]
            if int(row[2]) not in held and len(held) >= MOST_ROWS[row[1]]:
                continue
            held.add(int(row[2]))
        kept[key] = value
    return kept


def starting(asked: Asked, on: date) -> dict[str, str]:
    """Return the answers to begin with: the day, and one unit of each kind."""
    found = {"on": on.isoformat()}
    for number, unit in enumerate(asked.units.values(), 1):
        found[f"u{number}.kind"] = unit.kind
        if unit.weight:
            found[f"u{number}.weight"] = "1"
    return found


@dataclass(slots=True)
class Reading:
    """Answers being read; what is wrong is noted, so that all of it can be told at once."""

    rulebook: Rulebook
    asked: Asked
    answers: Answers
    on: date
    mistakes: list[Mistake] = field(default_factory=list)

    def text(self, key: str) -> str:
        """Return an answer, or an empty text."""
        return self.answers.get(key, "")

    def wrong(self, key: str, sentence: str) -> None:
        """Note a mistake."""
        self.mistakes.append(Mistake(key, sentence))

    def number(self, key: str) -> Fraction | None:
        """Return a number, or None where there is none."""
        said = self.text(key).replace("−", "-")
        if not said:
            return None
        if not NUMBER.fullmatch(said):
            self.wrong(key, "请写数字，如 3 或 2.5（整数不超过 9 位，小数不超过 6 位）")
            return None
        return Fraction(said)

    def count(self, key: str, least: int, most: int, default: int) -> int:
        """Return a whole number between two bounds."""
        value = self.number(key)
        if value is None:
            return default
        if value.denominator != 1 or not least <= value <= most:
            self.wrong(key, f"请写 {least} 至 {most} 之间的整数")
            return default
        return int(value)

    def day(self, key: str) -> date | None:
        """Return a day, or None where there is none."""
        said = self.text(key)
        if not said:
            return None
        try:
            return date.fromisoformat(said)
        except ValueError:
            self.wrong(key, "请写日期，如 2026-03-02")
            return None

    def one_of(self, key: str, known: tuple[str, ...]) -> str | None:
        """Return one of the known texts, or None where there is none."""
        said = self.text(key)
        if said and said not in known:
            self.wrong(key, f"只能是 {'、'.join(known)} 之一")
            return None
        return said or None


def facts_from(rulebook: Rulebook, asked: Asked, answers: Answers, today: date) -> Reading:
    """Read the answers as far as they can be read; `reading.mistakes` says what is wrong."""
    reading = Reading(rulebook, asked, answers, today)
    reading.on = reading.day("on") or today
    return reading


def subject_of(reading: Reading) -> Facts:
    """Return the facts that the answers say."""
    asked = reading.asked
    units = {number: unit_of(reading, number) for number in Rows.of(reading.answers, "u").numbers}
    known = {number: unit for number, unit in units.items() if unit is not None}
    events = [event_of(reading, number, known) for number in Rows.of(reading.answers, "e").numbers]
    prior = reading.one_of("prior", tuple(each.code for each in reading.rulebook.grades))
    days = {name: reading.day(f"d.{name}") for name in asked.dates}
    return Facts(
        subject="试算对象",
        on=reading.on,
        units=tuple(known.values()),
        events=tuple(event for event in events if event is not None),
        quantities=quantities_of(reading, "", asked.quantities),
        prior={"grade": prior} if prior else {},
        dates={name: day for name, day in days.items() if day is not None},
        results=tuple(results_of(reading)),
        links=tuple(links_of(reading)),
    )


def unit_of(reading: Reading, number: int) -> Unit | None:
    """Return a unit of a row."""
    kind = reading.one_of(f"u{number}.kind", tuple(reading.asked.units))
    if kind is None:
        return None
    about = reading.asked.units[kind]
    weight = reading.number(f"u{number}.weight")
    return Unit(
        kind,
        unit_name(about.title, number),
        weight=weight,
        place=reading.text(f"u{number}.place"),
        on=reading.day(f"u{number}.on"),
        quantities=quantities_of(reading, f"u{number}.", about.quantities),
    )


def unit_name(title: str, number: int) -> str:
    """Return what a unit is called."""
    return f"{title} {number}"


def quantities_of(reading: Reading, prefix: str, wanted: tuple[Quantity, ...]) -> dict[str, Given]:
    """Return the quantities that were given; one that is out of its bounds is told."""
    found: dict[str, Given] = {}
    for quantity in wanted:
        key = f"{prefix}q.{quantity.name}"
        if quantity.kind == "text":
            if said := reading.text(key):
                found[quantity.name] = said
            continue
        value = reading.number(key)
        if value is None:
            continue
        low, high = quantity.at_least, quantity.at_most
        if low is not None and value < low:
            reading.wrong(key, f"不能小于 {low}")
        elif high is not None and value > high:
            reading.wrong(key, f"不能大于 {high}")
        else:
            found[quantity.name] = value
    return found


def event_of(reading: Reading, number: int, units: Mapping[int, Unit]) -> Event | None:
    """Return the record of a row; a row in which no item was chosen yet is none."""
    row = f"e{number}"
    code = reading.text(f"{row}.item")
    item = reading.rulebook.items.get(code)
    if item is None:
        if code:
            reading.wrong(f"{row}.item", "本标准没有这个条目，请重新选择")
        return None
    wanted = reading.asked.records[code]
    points = reading.number(f"{row}.points")
    if wanted.points or points is not None:
        check_points(reading, f"{row}.points", item, points)
    times = reading.number(f"{row}.times") if wanted.times else None
    if times is not None and times < 0:
        reading.wrong(f"{row}.times", "数量不能为负")
    if times is None and points is None and item.value is not None and item.per != "次":
        times = Fraction(1)
    return Event(
        key=str(number),
        code=code,
        on=reading.day(f"{row}.on") or reading.on,
        points=points,
        unit=unit_named(reading, row, wanted, units),
        number=reading.text(f"{row}.number") or f"第{number}条",
        times=times,
        act=reading.text(f"{row}.act") or None,
        place=reading.text(f"{row}.place"),
        until=reading.day(f"{row}.until"),
    )


def unit_named(
    reading: Reading, row: str, wanted: RecordAsked, units: Mapping[int, Unit]
) -> str | None:
    """Return the key of the unit in which a record stands; the first that fits if none is said."""
    if not wanted.unit:
        return None
    fitting = {f"u{n}": u.key for n, u in units.items() if wanted.kind in (None, u.kind)}
    said = reading.text(f"{row}.unit")
    if said in fitting:
        return fitting[said]
    if said:
        reading.wrong(f"{row}.unit", "这个条目不能记在所选的对象上，请重新选择")
    elif not fitting:
        reading.wrong(f"{row}.item", "请先在上面加一个可以记这个条目的对象")
    return next(iter(fitting.values()), None)


def check_points(reading: Reading, key: str, item: Item, points: Fraction | None) -> None:
    """Note points that are missing or negative; those out of range the verdict tells itself."""
    if points is None:
        if item.value is None and item.effect != "count" and not reading.text(key):
            reading.wrong(key, "请写分值：本条目没有固定分值")
    elif points < 0:
        reading.wrong(key, "分值不能为负")


def results_of(reading: Reading) -> list[Result]:
    """Return the earlier results that were given."""
    year = year_of(None, reading.on)
    found = []
    for each in reading.asked.results:
        grade = reading.one_of(f"r.{each.scheme}.{each.back}", each.grades)
        score = reading.number(f"s.{each.scheme}.{each.back}")
        if grade is not None or score is not None:
            found.append(Result(each.scheme, year - each.back, grade, score))
    return found


def links_of(reading: Reading) -> list[Link]:
    """Return the linked subjects; a row may stand for several that are the same."""
    year, found = year_of(None, reading.on), []
    for number in Rows.of(reading.answers, "l").numbers:
        row = f"l{number}"
        place = reading.count(f"{row}.of", 0, max(len(reading.asked.links) - 1, 0), 0)
        if not reading.asked.links:
            continue
        about = reading.asked.links[place]
        grade = reading.one_of(f"{row}.grade", about.grades) if about.grades else None
        score = reading.number(f"{row}.score")
        known = (
            [] if grade is None and score is None else [Result(about.scheme, year, grade, score)]
        )
        copies = reading.count(f"{row}.count", 1, MOST_TIMES_LINKED, 1)
        found += [
            Link(about.relation, f"关联对象 {number}-{copy}", known)
            for copy in range(1, copies + 1)
        ]
    return found
