"""A population given as facts: the same six tables, in memory."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import Any

import pyarrow as pa

from xinlu.rules.columns.sources import Inputs, InputsError, Table
from xinlu.rules.facts import Facts, Given, Result
from xinlu.rules.numbers import decimal_text, finite_places

TEXT, DAY = pa.string(), pa.date32()
#: The columns of each table beside dates, which are columns of the subjects.
TYPES: Mapping[str, Mapping[str, pa.DataType]] = {
    "units": {
        "unit": TEXT,
        "subject": TEXT,
        "kind": TEXT,
        "weight": TEXT,
        "place": TEXT,
        "on": DAY,
        "title": TEXT,
    },
    "events": {
        "event": TEXT,
        "subject": TEXT,
        "item": TEXT,
        "on": DAY,
        "points": TEXT,
        "times": TEXT,
        "unit": TEXT,
        "number": TEXT,
        "act": TEXT,
        "place": TEXT,
        "effective": pa.bool_(),
        "until": DAY,
        "title": TEXT,
    },
    "quantities": {
        "subject": TEXT,
        "unit": TEXT,
        "kind": TEXT,
        "name": TEXT,
        "on": DAY,
        "value": TEXT,
    },
    "links": {"subject": TEXT, "relation": TEXT, "to": TEXT},
    "results": {"subject": TEXT, "scheme": TEXT, "year": pa.int64(), "grade": TEXT, "score": TEXT},
}

Rows = list[dict[str, Any]]


def from_facts(population: Sequence[Facts]) -> Inputs:
    """Return the tables that say the same as these facts; their results of linked subjects too.

    All must be of one day; numbers must be decimals.
    """
    days = {facts.on for facts in population}
    if len(days) > 1:
        raise InputsError("A population is judged on one day; these facts are of several.")
    names = sorted({name for facts in population for name in facts.dates})
    subjects: Rows = [subject_row(facts) for facts in population]
    types = {"subject": TEXT, "prior_grade": TEXT, **dict.fromkeys(names, DAY)}
    rows: dict[str, Rows] = {name: [] for name in TYPES}
    for facts in population:
        add_rows(rows, facts)
    rows["results"] = list({tuple(row.items()): row for row in rows["results"]}.values())
    tables = {"subjects": table_of("subjects", types, subjects)}
    for name, columns in TYPES.items():
        tables[name] = table_of(name, columns, rows[name])
    return Inputs(tables)


def table_of(name: str, types: Mapping[str, pa.DataType], rows: Rows) -> Table:
    """Return rows as an Arrow table."""
    held = {
        column: pa.array([row.get(column) for row in rows], type_of)
        for column, type_of in types.items()
    }
    return Table(f"given_{name}", rows=pa.table(held))


def subject_row(facts: Facts) -> dict[str, Any]:
    """Return the row of a subject."""
    return {"subject": facts.subject, "prior_grade": facts.prior.get("grade"), **facts.dates}


def add_rows(rows: dict[str, Rows], facts: Facts) -> None:
    """Add the rows of one subject to all tables."""
    own = {"subject": facts.subject}
    for unit in facts.units:
        row = {
            "unit": unit.key,
            "kind": unit.kind,
            "weight": number(unit.weight),
            "place": unit.place or None,
            "on": unit.on,
            "title": unit.title,
        }
        rows["units"].append(own | row)
        at = own | {"unit": unit.key, "kind": unit.kind}
        rows["quantities"] += quantity_rows(at, unit.quantities)
    rows["quantities"] += quantity_rows(own, facts.quantities)
    for event in facts.events:
        record: dict[str, Any] = {
            "event": event.key,
            "item": event.code,
            "on": event.on,
            "points": number(event.points),
            "times": number(event.times),
            "unit": event.unit,
            "number": event.number,
            "act": event.act,
            "place": event.place or None,
            "effective": event.effective,
            "until": event.until,
            "title": event.title,
        }
        rows["events"].append(own | record)
    rows["results"] += result_rows(facts.subject, facts.results)
    for link in facts.links:
        rows["links"].append(own | {"relation": link.relation, "to": link.to})
        rows["results"] += result_rows(link.to, link.results)


def quantity_rows(
    own: Mapping[str, Any], quantities: Mapping[str, Given]
) -> Iterable[dict[str, Any]]:
    """Yield the rows of quantities: one for each day on which one was taken."""
    for name, given in quantities.items():
        by_day: dict[date | None, Fraction | str] = {}
        if isinstance(given, Fraction | str):
            by_day[None] = given
        else:
            by_day.update(given.items())
        for day, value in by_day.items():
            text = value if isinstance(value, str) else number(value)
            yield {**own, "name": name, "on": day, "value": text}


def result_rows(subject: str, results: Sequence[Result]) -> list[dict[str, Any]]:
    """Return the rows of results."""
    return [
        {
            "subject": subject,
            "scheme": each.scheme,
            "year": each.year,
            "grade": each.grade,
            "score": number(each.score),
        }
        for each in results
    ]


def number(value: Fraction | None) -> str | None:
    """Return a number as the text of a decimal."""
    if value is None:
        return None
    if finite_places(value) is None:
        raise InputsError(f"{value} is no decimal; facts for a table are.")
    return decimal_text(value)
