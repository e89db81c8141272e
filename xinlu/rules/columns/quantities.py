"""Quantities that the facts supply: a column of the subjects or units, or rows by name and day."""

from dataclasses import replace
from fractions import Fraction

from xinlu.rules.columns import rationals
from xinlu.rules.columns.cleaning import NUMBER_TEXT
from xinlu.rules.columns.formulas import tested
from xinlu.rules.columns.grains import Grain, Text, Value, sql_of
from xinlu.rules.columns.plan import Plan, day
from xinlu.rules.columns.rationals import Rational, whole
from xinlu.rules.columns.sources import quoted_text
from xinlu.rules.cycles import window_start
from xinlu.rules.language import Quantity


def supplied(plan: Plan, quantity: Quantity, grain: Grain) -> None:
    """Give a grain a quantity of the facts; suspect where it is missing or out of its bounds."""
    value = found(plan, quantity, grain)
    if quantity.missing == "default" and quantity.default is not None:
        value = defaulted(value, quantity.default)
    value = grain.add(value)
    grain.values[quantity.name] = value
    sql = sql_of(value)
    odd = [f"{sql} IS NULL"] if quantity.missing == "error" else []
    if isinstance(value, Rational):
        for test, bound in (("less_than", quantity.at_least), ("more_than", quantity.at_most)):
            if bound is not None:
                odd.append(tested(value, test, bound))
    if odd:
        plan.suspect(f"SELECT subject FROM {grain.relation} WHERE {' OR '.join(odd)}")


def found(plan: Plan, quantity: Quantity, grain: Grain) -> Value:
    """Return the quantity as the tables have it: from its column, else from the rows by name."""
    table = "units" if quantity.unit else "subjects"
    column = '"' + quantity.name.replace('"', '""') + '"'
    inside = None
    if plan.clean.has(table, quantity.name) and not quantity.days:
        numbers = plan.clean.numbers.get((table, quantity.name))
        inside = whole(column, numbers.most, numbers.scale) if numbers else Text(column)
    if "quantities" not in plan.clean.rows:
        return inside or (Text("CAST(NULL AS VARCHAR)") if quantity.kind == "text" else nothing())
    given = by_name(plan, quantity, grain)
    if inside is None:
        return given
    if isinstance(inside, Rational) and isinstance(given, Rational):
        one, other = rationals.common([inside, given])
        most = max(one.most, other.most)
        return replace(one, top=f"COALESCE({one.top}, {other.top})", most=most)
    assert isinstance(inside, Text), "a text is a text wherever it stands"
    assert isinstance(given, Text), "a text is a text wherever it stands"
    return Text(f"COALESCE({inside.sql}, {given.sql})")


def nothing() -> Rational:
    """Return a number that nobody knows."""
    return whole("CAST(NULL AS BIGINT)", 1)


def defaulted(value: Value, default: Fraction | str) -> Value:
    """Return a value with what stands for it where it is missing."""
    if not isinstance(value, Rational):
        return replace(value, sql=f"COALESCE({value.sql}, {quoted_text(str(default))})")
    assert isinstance(default, Fraction), "reading proved that the default is a number"
    one, other = rationals.common([value, rationals.constant(default)])
    most = max(one.most, other.most)
    return replace(one, top=f"COALESCE({one.top}, {other.top})", most=most)


def by_name(plan: Plan, quantity: Quantity, grain: Grain) -> Value:
    """Join the last value on or before the day, or the mean over the days that are asked for."""
    rows = rows_of(plan, quantity)
    days = [plan.on]
    if quantity.days:
        days = [window_start(plan.on, each.length, each.unit, "02-28") for each in quantity.days]
    keys = ("subject", "unit") if quantity.unit else ("subject",)
    number = number_type(plan, rows) if quantity.kind == "number" else None
    if number is None:
        pattern = quoted_text(NUMBER_TEXT)
        plan.suspect(f"SELECT subject FROM {rows} WHERE REGEXP_FULL_MATCH(value, {pattern})")
    source = number[0] if number else rows
    dated = plan.clean.has("quantities", "on")
    values: list[str] = []
    for each in days:
        last = 'ARG_MAX(value, "on")' if dated else "MAX(value)"
        where = f' WHERE "on" <= {day(each)}' if dated else ""
        by = ", ".join(keys)
        name = plan.fresh("given")
        grain.join(
            f"(SELECT {by}, {last} AS value FROM {source}{where} GROUP BY {by})",
            f"j.value AS {name}",
            keys,
        )
        values.append(name)
    if number is None:
        return Text(values[0])
    most, scale = number[1], number[2]
    total = "(" + " + ".join(values) + ")"
    return whole(total, most * len(values), scale * len(values))


def rows_of(plan: Plan, quantity: Quantity) -> str:
    """Return the rows that give the quantity; one without a day stands for all days."""
    unit = ""
    if plan.clean.has("quantities", "unit"):
        unit = f" AND unit IS {'NOT ' if quantity.unit else ''}NULL"
    if quantity.unit and plan.clean.has("quantities", "kind"):
        unit += f" AND (kind IS NULL OR kind = {quoted_text(quantity.unit)})"
    dated = plan.clean.has("quantities", "on")
    always = ', COALESCE("on", DATE \'0001-01-01\') AS "on"' if dated else ""
    leave = "value" + (', "on"' if dated else "")
    return plan.view(
        "rows",
        f"SELECT * EXCLUDE ({leave}), value{always} FROM quantities"
        f" WHERE name = {quoted_text(quantity.name)}{unit} AND value IS NOT NULL",
    )


def number_type(plan: Plan, rows: str) -> tuple[str, int, int]:
    """Return the rows with whole numbers of 1/scale, their bound and the scale."""
    pattern = quoted_text(NUMBER_TEXT)
    plan.suspect(f"SELECT subject FROM {rows} WHERE NOT REGEXP_FULL_MATCH(value, {pattern})")
    good = f"FROM {rows} WHERE REGEXP_FULL_MATCH(value, {pattern})"
    asked = f"SELECT MAX(LENGTH(SPLIT_PART(value, '.', 2))), MAX(LENGTH(value)) {good}"
    places, length = (int(each or 0) for each in plan.engine.rows(asked)[0])
    most = 10 ** max(length + places, 1)
    kind = rationals.kind_of(most)
    parts = [f"SPLIT_PART(value, '.', {place})" for place in (1, 2)]
    text = f"{parts[0]} || RPAD({parts[1]}, {places}, '0')" if places else "value"
    clean = f"SELECT * EXCLUDE (value), CAST({text} AS {kind}) AS value {good}"
    return plan.view("numbers", clean), most, 10**places
