"""Facts of single subjects read back from the tables, as `judge` takes them."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import Any

from xinlu.rules.columns.cleaning import Clean
from xinlu.rules.columns.engine import Engine
from xinlu.rules.facts import Event, Facts, Given, Link, Period, Result, Unit
from xinlu.rules.language import Rulebook

Row = dict[str, Any]
Grouped = Mapping[Any, Sequence[Row]]


def facts_of(
    engine: Engine,
    clean: Clean,
    rulebook: Rulebook,
    chosen: str,
    on: date,
    period: Period | None,
) -> Iterator[tuple[Any, Facts]]:
    """Yield each subject of a relation `subject` with its facts, one query a table."""
    reader = Reader(engine, clean, chosen)
    tables = {name: reader.grouped(name) for name in ("units", "events", "quantities", "results")}
    links = reader.grouped("links")
    others = reader.results_of_linked() if links else {}
    for row in reader.rows("subjects"):
        subject = row["subject"]
        yield (
            subject,
            Facts(
                subject=str(subject),
                on=on,
                period=period,
                units=tuple(units_of(reader, tables, subject)),
                events=tuple(event_of(reader, each) for each in tables["events"].get(subject, ())),
                quantities=own_quantities(reader, tables, row, rulebook),
                prior={"grade": row["prior_grade"]} if row.get("prior_grade") else {},
                dates={name: value for name, value in row.items() if isinstance(value, date)},
                results=tuple(
                    result_of(reader, each) for each in tables["results"].get(subject, ())
                ),
                links=tuple(
                    Link(
                        each["relation"],
                        str(each["to"]),
                        tuple(result_of(reader, one) for one in others.get(each["to"], ())),
                    )
                    for each in links.get(subject, ())
                ),
            ),
        )


class Reader:
    """The rows of some subjects, table by table, numbers as exact rationals again."""

    def __init__(self, engine: Engine, clean: Clean, chosen: str) -> None:
        self.engine, self.clean, self.chosen = engine, clean, chosen

    def rows(self, table: str) -> list[Row]:
        """Return the rows of a table that belong to the chosen subjects."""
        if table not in self.clean.rows:
            return []
        sql = f"SELECT * FROM {table} WHERE subject IN (SELECT subject FROM {self.chosen})"
        found: list[Row] = self.engine.arrow(sql).to_pylist()
        return [self.exact(table, row) for row in found]

    def exact(self, table: str, row: Row) -> Row:
        """Return a row with its numbers as they were."""
        for name, value in row.items():
            numbers = self.clean.numbers.get((table, name))
            if numbers is not None and value is not None:
                row[name] = Fraction(int(value), numbers.scale)
        return row

    def grouped(self, table: str) -> Grouped:
        """Return the rows of a table by subject."""
        found: dict[Any, list[Row]] = defaultdict(list)
        for row in self.rows(table):
            found[row["subject"]].append(row)
        return found

    def results_of_linked(self) -> Grouped:
        """Return the results of the subjects that the chosen ones are linked to."""
        if "results" not in self.clean.rows:
            return {}
        sql = (
            'SELECT * FROM results WHERE subject IN (SELECT "to" FROM links WHERE subject IN'
            f" (SELECT subject FROM {self.chosen}))"
        )
        found: dict[Any, list[Row]] = defaultdict(list)
        for row in self.engine.arrow(sql).to_pylist():
            found[row["subject"]].append(self.exact("results", row))
        return found


def units_of(reader: Reader, tables: Mapping[str, Grouped], subject: Any) -> Iterator[Unit]:
    """Yield the units of a subject with their quantities."""
    named: dict[Any, list[Row]] = defaultdict(list)
    for row in tables["quantities"].get(subject, ()):
        if row.get("unit") is not None:
            named[row["unit"]].append(row)
    known = {name for table, name in reader.clean.columns if table == "units"}
    plain = {"unit", "subject", "kind", "weight", "place", "on", "title"}
    for row in tables["units"].get(subject, ()):
        quantities = by_name(
            each for each in named[row["unit"]] if each.get("kind") in (None, row["kind"])
        )
        inside = {n: row[n] for n in known - plain if row[n] is not None}
        yield Unit(
            row["kind"],
            str(row["unit"]),
            row.get("title") or "",
            row.get("weight"),
            row.get("place") or "",
            row.get("on"),
            quantities | inside,
        )


def event_of(reader: Reader, row: Row) -> Event:
    """Return one record."""
    unit = row.get("unit")
    return Event(
        key=str(row["event"]),
        code=row["item"],
        on=row["on"],
        points=row.get("points"),
        unit=None if unit is None else str(unit),
        number=row.get("number"),
        effective=row.get("effective") is not False,
        title=row.get("title") or "",
        times=row.get("times"),
        act=row.get("act"),
        place=row.get("place") or "",
        until=row.get("until"),
    )


def result_of(reader: Reader, row: Row) -> Result:
    """Return an earlier result."""
    return Result(row["scheme"], int(row["year"]), row.get("grade"), row.get("score"))


def own_quantities(
    reader: Reader, tables: Mapping[str, Grouped], row: Row, rulebook: Rulebook
) -> dict[str, Given]:
    """Return the quantities of the subject itself."""
    own = [r for r in tables["quantities"].get(row["subject"], ()) if r.get("unit") is None]
    inside = {
        name: row[name] for name in rulebook.quantities if name in row and row[name] is not None
    }
    return by_name(iter(own)) | inside


def by_name(rows: Iterator[Row]) -> dict[str, Given]:
    """Return quantities by name, each of one value or by the days on which it was taken.

    Beside values of several days, one without a day holds from the beginning of the calendar on.
    """
    found: dict[str, dict[date, Any]] = defaultdict(dict)
    for row in rows:
        value = value_of(row["value"])
        if value is not None:
            found[row["name"]][row.get("on") or date.min] = value
    return {
        name: days[date.min] if days.keys() == {date.min} else days for name, days in found.items()
    }


def value_of(text: str | None) -> Fraction | str | None:
    """Return a number where the text is one."""
    if text is None:
        return None
    try:
        return Fraction(text)
    except (ValueError, ZeroDivisionError):
        return text
