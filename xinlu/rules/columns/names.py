"""What formulas and conditions may call by name, and how the plan comes by its value."""

from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from typing import Any

from xinlu.rules.columns.components import hold_component
from xinlu.rules.columns.counts import of_kind
from xinlu.rules.columns.folding import hold_ban
from xinlu.rules.columns.grains import Grain, Text, Value
from xinlu.rules.columns.measures import measured
from xinlu.rules.columns.plan import Plan
from xinlu.rules.columns.quantities import nothing, supplied
from xinlu.rules.columns.rationals import Rational, whole
from xinlu.rules.columns.records import Gains, gains
from xinlu.rules.columns.units import grain_of
from xinlu.rules.language import Condition, Name, Rulebook

#: What every unit has by these names.
OF_UNITS = ("weight", "place", "records")


def names_in(shape: Any) -> Iterator[str]:
    """Yield every name that a shape, or what it holds, uses."""
    if isinstance(shape, Name):
        yield shape.name
    elif isinstance(shape, Condition):
        yield shape.quantity
    elif isinstance(shape, (tuple, list)):
        for each in shape:
            yield from names_in(each)
    elif isinstance(shape, dict):
        yield from names_in(list(shape.values()))
    elif is_dataclass(shape) and not isinstance(shape, type):
        for each in fields(shape):
            if each.name in ("of", "by", "among", "key", "divide", "weight_by", "grade"):
                yield from plain_names(getattr(shape, each.name))
            elif each.name != "tree":
                yield from names_in(getattr(shape, each.name))


def plain_names(value: Any) -> Iterator[str]:
    """Yield a name, or several, that stand as plain text."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        yield from (each for each in value if isinstance(each, str))


def used(rulebook: Rulebook) -> frozenset[str]:
    """Return all names that the rulebook's formulas and conditions use."""
    return frozenset(names_in(rulebook))


class Names:
    """The finders of a plan: each value is made once, when it is first asked for."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.gains: Gains | None = None
        plan.find, plan.find_in_unit = self.of_subject, self.of_unit

    def of_subject(self, name: str) -> Value:
        """Return a value of the subjects."""
        values = self.plan.subjects.values
        if name not in values:
            self.make(name)
        return values[name]

    def make(self, name: str) -> None:
        """Give the subjects a value that they do not have yet."""
        plan, rulebook = self.plan, self.plan.rulebook
        component = rulebook.components.get(name.partition(".")[0])
        if name in rulebook.measures:
            plan.subjects.values[name] = measured(plan, rulebook.measures[name], plan.subjects)
        elif name in rulebook.quantities:
            supplied(plan, rulebook.quantities[name], plan.subjects)
        elif name in rulebook.bans:
            hold_ban(plan, rulebook.bans[name])
        elif component is not None:
            if self.gains is None:
                self.gains = gains(plan)
            hold_component(plan, component, self.gains)
        else:
            raise AssertionError(f"reading proved that {name} is known")

    def of_unit(self, kind: str, name: str) -> Value:
        """Return a value of the units of a kind; what is the subject's is so for all its units."""
        plan, rulebook = self.plan, self.plan.rulebook
        grain = grain_of(plan, kind)
        if name in grain.values:
            return grain.values[name]
        measure, quantity = rulebook.measures.get(name), rulebook.quantities.get(name)
        if measure is not None and measure.unit == kind:
            grain.values[name] = measured(plan, measure, grain)
        elif quantity is not None and quantity.unit == kind:
            supplied(plan, quantity, grain)
        elif name in OF_UNITS:
            grain.values[name] = of_units(plan, grain, kind, name)
        else:
            grain.values[name] = self.brought_down(grain, name)
        return grain.values[name]

    def brought_down(self, grain: Grain, name: str) -> Value:
        """Give the units a value of their subject."""
        value = self.of_subject(name)
        subjects = self.plan.subjects.keep()
        return joined_from(grain, subjects, value, self.plan.fresh("own"), ("subject",))


def of_units(plan: Plan, grain: Grain, kind: str, name: str) -> Value:
    """Return what every unit has: its weight, its place, how many records it has."""
    if name != "records":
        return Text("CAST(NULL AS VARCHAR)") if name == "place" else nothing()
    codes = [[item.code] for item in plan.rulebook.items.values() if of_kind(plan, item, kind)]
    table = plan.engine.rule_table(plan.fresh("of_kind"), {"code": "VARCHAR"}, codes)
    found = "(SELECT subject, NULL AS unit, 0 AS n FROM subjects WHERE FALSE)"
    if plan.clean.has("events", "unit"):
        found = plan.view(
            "records_of_units",
            f"SELECT e.subject, e.unit, COUNT(*) AS n FROM counted AS e JOIN {table} AS i"
            " ON e.item = i.code GROUP BY e.subject, e.unit",
        )
    column = plan.fresh("records")
    grain.join(found, f"COALESCE(j.n, 0) AS {column}")
    return whole(column, plan.clean.rows.get("events", 0) + 1)


def joined_from(
    grain: Grain, relation: str, value: Value, name: str, keys: tuple[str, ...]
) -> Value:
    """Give a grain a value that stands in another relation, under a name of its own."""
    if not isinstance(value, Rational):
        grain.join(
            f"(SELECT {', '.join(keys)}, {value.sql} AS x FROM {relation})", f"j.x AS {name}", keys
        )
        return replace(value, sql=name)
    source = f"(SELECT {', '.join(keys)}, {value.top} AS x, {value.below} AS y FROM {relation})"
    if isinstance(value.bottom, int):
        grain.join(source, f"j.x AS {name}", keys)
        return replace(value, top=name)
    grain.join(source, f"j.x AS {name}, j.y AS {name}_d", keys)
    return replace(value, top=name, bottom=f"{name}_d")
