"""The tables of a population as the plan reads them: our names, whole numbers, days, and no more.

A number becomes a whole number of 10^-k, with as many places as the column has. What a column holds
(how many rows, its least and greatest value, what is missing) is asked once: the plan is written
for the bounds that the data have, and looks for what cannot be there no further.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import duckdb

from xinlu.rules.columns.engine import Engine
from xinlu.rules.columns.rationals import NARROW
from xinlu.rules.columns.sources import Inputs, InputsError, Table, quoted_text

#: What each column is; `!` marks those that must be there.
COLUMNS: Mapping[str, Mapping[str, str]] = {
    "subjects": {"subject": "subject!", "prior_grade": "text"},
    "units": {
        "unit": "unit!",
        "subject": "subject!",
        "kind": "text!",
        "weight": "number",
        "place": "text",
        "on": "day",
        "title": "text",
    },
    "events": {
        "event": "event!",
        "subject": "subject!",
        "item": "text!",
        "on": "day!",
        "points": "number",
        "times": "number",
        "unit": "unit",
        "number": "text",
        "act": "text",
        "place": "text",
        "effective": "flag",
        "until": "day",
    },
    "quantities": {
        "subject": "subject!",
        "unit": "unit",
        "kind": "text",
        "name": "text!",
        "on": "day",
        "value": "text!",
    },
    "links": {"subject": "subject!", "relation": "text!", "to": "subject!"},
    "results": {
        "subject": "subject!",
        "scheme": "text!",
        "year": "number!",
        "grade": "text",
        "score": "number",
    },
}
WHOLE_TYPES = ("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "UTINYINT", "USMALLINT", "UINTEGER")
#: Digits of the longest number that an engine counts with, and its bound.
MOST_DIGITS = 38
WIDEST = 10**MOST_DIGITS
NUMBER_TEXT = r"-?(0|[1-9][0-9]*)(\.[0-9]{1,6})?"


@dataclass(frozen=True, slots=True)
class Column:
    """One column as it lies there, and what is known of it."""

    table: str
    name: str
    kind: str
    raw: str
    type: str
    constant: bool = False


@dataclass(frozen=True, slots=True)
class Numbers:
    """What a column of numbers holds: whole numbers of 1/`scale`, from `least` to `greatest`."""

    scale: int
    least: int
    greatest: int
    missing: int

    @property
    def most(self) -> int:
        """Return the bound of their size."""
        return max(abs(self.least), abs(self.greatest), 1)


@dataclass(slots=True)
class Clean:
    """The tables as views `subjects`, `units` …, with what is known of them."""

    engine: Engine
    rows: dict[str, int] = field(default_factory=dict)
    columns: dict[tuple[str, str], Column] = field(default_factory=dict)
    numbers: dict[tuple[str, str], Numbers] = field(default_factory=dict)
    missing: dict[tuple[str, str], int] = field(default_factory=dict)
    #: Where the rows of each table lie, as SQL.
    sources: dict[str, str] = field(default_factory=dict)
    #: Pairs of an error and the SQL that finds its subjects.
    troubles: list[tuple[str, str]] = field(default_factory=list)

    def has(self, table: str, column: str) -> bool:
        """Tell whether the column is there."""
        return (table, column) in self.columns

    def of(self, table: str) -> list[Column]:
        """Return the columns of a table."""
        return [column for column in self.columns.values() if column.table == table]


def cleaned(
    engine: Engine,
    inputs: Inputs,
    subject_columns: Mapping[str, str],
    unit_columns: Mapping[str, str],
) -> Clean:
    """Make the views; the extra columns are the quantities and days that the rulebook names."""
    clean = Clean(engine)
    extra = {"subjects": subject_columns, "units": unit_columns}
    for name, table in inputs.tables.items():
        found_columns(clean, name, table, {**extra.get(name, {}), **COLUMNS[name]})
        lying = ((each.raw, each.type) for each in clean.of(name) if not each.constant)
        clean.sources[name] = engine.fetched(name, table, lying)
    ids = {role: id_type(clean, role) for role in ("subject", "unit", "event")}
    for name in inputs.tables:
        look_at(clean, name)
        make_view(clean, name, ids)
    return clean


def found_columns(clean: Clean, name: str, table: Table, kinds: Mapping[str, str]) -> None:
    """Note the columns of a table that are there; stop where one that must be is not."""
    try:
        clean.sources[name], types = clean.engine.source(name, table)
    except duckdb.Error as error:
        raise InputsError(f"{name}: {table.place} cannot be read: {error}") from error
    for column, kind in kinds.items():
        given = (table.columns or {}).get(column, column)
        constant = isinstance(given, Mapping)
        if isinstance(given, Mapping):
            raw, type_of = quoted_text(str(given["value"])), "VARCHAR"
        elif given in types:
            raw, type_of = quoted_name_plain(given), types[given]
        elif kind.endswith("!") or given != column:
            known = ", ".join(types)
            raise InputsError(
                f"{name} has no column {given!r} (for {column}); it has {known}. Name it in"
                f" tables.yaml, as `{name}: {{{column}: its_name}}`."
            )
        else:
            continue
        bare = kind.rstrip("!")
        clean.columns[name, column] = Column(name, column, bare, raw, type_of, constant)


def quoted_name_plain(name: str) -> str:
    """Return a column's name as an SQL identifier, dots and all."""
    return '"' + name.replace('"', '""') + '"'


def id_type(clean: Clean, role: str) -> str:
    """Return the type that ids of a role keep; where tables differ they are compared as text."""
    types = {
        "BIGINT" if column.type in WHOLE_TYPES else column.type
        for column in clean.columns.values()
        if column.kind == role
    }
    return types.pop() if types in ({"BIGINT"}, {"VARCHAR"}, {"UUID"}) else "VARCHAR"


def look_at(clean: Clean, name: str) -> None:
    """Ask once what the columns of a table hold."""
    asked = {"rows": "count(*)"}
    columns = clean.of(name)
    for column in columns:
        for what, sql in questions(column).items():
            asked[f"{column.name}.{what}"] = sql
    wanted = ", ".join(f"{sql} AS {quoted_name_plain(alias)}" for alias, sql in asked.items())
    (row,) = clean.engine.rows(f"SELECT {wanted} FROM {clean.sources[name]}")
    said = dict(zip(asked, row, strict=True))
    clean.rows[name] = said["rows"]
    for column in columns:
        answers = {what: said[f"{column.name}.{what}"] for what in questions(column)}
        note(clean, column, said["rows"], answers)


def questions(column: Column) -> dict[str, str]:
    """Return what is asked of a column: what is there, what is no such thing, its bounds."""
    raw = column.raw
    asked = {"there": f"count({raw})"}
    if column.kind == "number":
        if column.type in WHOLE_TYPES:
            return {**asked, "least": f"min({raw})", "greatest": f"max({raw})"}
        text = f"CAST({raw} AS VARCHAR)"
        places = f"max(length(split_part({text}, '.', 2)))"
        pattern = quoted_text(NUMBER_TEXT)
        odd = f"min(CASE WHEN NOT regexp_full_match({text}, {pattern}) THEN {text} END)"
        long = f"max(length({text}))"
        return {**asked, "places": places, "odd": odd, "long": long}
    if column.kind == "day" and column.type == "VARCHAR":
        asked["odd"] = f"count(*) FILTER (WHERE {raw} IS NOT NULL AND {day_of(column)} IS NULL)"
    return asked


def note(clean: Clean, column: Column, rows: int, answers: Mapping[str, Any]) -> None:
    """Keep what a column holds; stop where it cannot be read, find whose rows are broken."""
    key = (column.table, column.name)
    clean.missing[key] = rows - answers["there"]
    if column.kind == "number":
        clean.numbers[key] = numbers_of(column, answers, clean.missing[key])
        if clean.numbers[key].most > WIDEST:
            refuse_too_long(clean, column, answers)
    if column.kind == "day" and answers.get("odd"):
        broken = f"{column.raw} IS NOT NULL AND {day_of(column)} IS NULL"
        clean.troubles.append(("impossible-date", f"{column.table}|{broken}"))


def numbers_of(column: Column, answers: Mapping[str, Any], missing: int) -> Numbers:
    """Return what a column of numbers holds; stop where it holds something else."""
    if column.type in WHOLE_TYPES:
        return Numbers(1, int(answers["least"] or 0), int(answers["greatest"] or 0), missing)
    if column.type not in ("VARCHAR", "DOUBLE", "FLOAT") and "DECIMAL" not in column.type:
        raise InputsError(
            f"{column.table}.{column.name} is of type {column.type}; give whole numbers, DECIMAL,"
            " or text such as 12.5."
        )
    if answers["odd"] is not None and "DECIMAL" not in column.type:
        raise InputsError(
            f"{column.table}.{column.name} holds {answers['odd']!r}; a number has at most six"
            " decimals and no exponent. Write the column as text or DECIMAL."
        )
    bound = 10 ** max(1, int(answers["long"] or 1) + int(answers["places"] or 0))
    return Numbers(10 ** int(answers["places"] or 0), -bound, bound, missing)


def refuse_too_long(clean: Clean, column: Column, answers: Mapping[str, Any]) -> None:
    """Stop where a number has more digits than any engine counts with; signs and dots are none."""
    digits = f"length(ltrim(split_part(CAST({column.raw} AS VARCHAR), '.', 1), '-'))"
    [(longest,)] = clean.engine.rows(f"SELECT max({digits}) FROM {clean.sources[column.table]}")
    if int(longest or 0) + int(answers.get("places") or 0) > MOST_DIGITS:
        raise InputsError(
            f"{column.table}.{column.name} holds a number of {longest} digits; there are at most"
            f" {MOST_DIGITS}, decimals included. Mend the row."
        )


def day_of(column: Column) -> str:
    """Return a day as SQL; NULL where a text names no day of the calendar."""
    if column.type == "VARCHAR":
        return f"TRY_CAST({column.raw} AS DATE)"
    return f"CAST({column.raw} AS DATE)"


def number_of(column: Column, numbers: Numbers) -> str:
    """Return a number as a whole number of 1/scale, exactly."""
    kind = "BIGINT" if numbers.most <= NARROW else "HUGEINT"
    if column.type in WHOLE_TYPES:
        return f"CAST({column.raw} AS BIGINT)"
    text = f"CAST({column.raw} AS VARCHAR)"
    if numbers.scale == 1:
        return f"CAST({text} AS {kind})"
    places = len(str(numbers.scale)) - 1
    parts = [f"split_part({text}, '.', {place})" for place in (1, 2)]
    return f"CAST({parts[0]} || rpad({parts[1]}, {places}, '0') AS {kind})"


def flag_of(column: Column) -> str:
    """Return a yes or no as SQL."""
    if column.type == "BOOLEAN":
        return column.raw
    return f"lower(CAST({column.raw} AS VARCHAR)) IN ('true', 't', '1', 'yes')"


def make_view(clean: Clean, name: str, ids: Mapping[str, str]) -> None:
    """Make the view of a table under our names."""
    wanted, source = [], clean.sources[name]
    for column in clean.of(name):
        if column.kind == "number":
            sql = number_of(column, clean.numbers[name, column.name])
        elif column.kind in ids:
            sql = f"CAST({column.raw} AS {ids[column.kind]})"
        elif column.kind == "flag":
            sql = flag_of(column)
        else:
            sql = day_of(column) if column.kind == "day" else f"CAST({column.raw} AS VARCHAR)"
        wanted.append(f"{sql} AS {quoted_name_plain(column.name)}")
    clean.troubles = [
        (code, f"SELECT {ids_subject(clean, of, ids)} AS subject FROM {source} WHERE {where}")
        if of == name
        else (code, found)
        for code, found in clean.troubles
        for of, _, where in [found.partition("|")]
    ]
    clean.engine.view(name, f"SELECT {', '.join(wanted)} FROM {source}")


def ids_subject(clean: Clean, table: str, ids: Mapping[str, str]) -> str:
    """Return the subject of a raw row."""
    return f"CAST({clean.columns[table, 'subject'].raw} AS {ids['subject']})"
