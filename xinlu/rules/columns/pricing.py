"""What each item is worth, in whole numbers of one scale: a table that records are joined with."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import lcm

from xinlu.rules.columns.plan import Plan
from xinlu.rules.language import Age, Component, Item

SCORING = ("deduct", "add")
#: The columns of the table of items.
TYPES = {
    "number": "SMALLINT",
    "code": "VARCHAR",
    "component": "SMALLINT",
    "grp": "SMALLINT",
    "of_unit": "BOOLEAN",
    "scoring": "BOOLEAN",
    "sign": "TINYINT",
    "per_time": "HUGEINT",
    "each_cap": "HUGEINT",
    "item_cap": "HUGEINT",
    "group_cap": "HUGEINT",
    "one_time": "BOOLEAN",
    "overlap": "VARCHAR",
}


@dataclass(frozen=True, slots=True)
class Scale:
    """The denominators that meet in a record's points."""

    records: int
    ages: int
    times: int
    points: int

    @property
    def whole(self) -> int:
        """Return the denominator of a weighed record."""
        return self.records * self.ages


def scale_of(plan: Plan, items: Sequence[Item]) -> Scale:
    """Return the common denominator of all points, caps, times and ages."""
    numbers = plan.clean.numbers
    times_scale = numbers["events", "times"].scale if ("events", "times") in numbers else 1
    points_scale = numbers["events", "points"].scale if ("events", "points") in numbers else 1
    values = [item.value.denominator for item in items if item.value is not None]
    caps = [cap.denominator for item in items for cap in caps_of(plan, item) if cap is not None]
    ages = [
        age.weight.denominator
        for component in plan.rulebook.components.values()
        for age in record_ages(component)
    ]
    records = lcm(lcm(*values) * times_scale, points_scale, lcm(*caps))
    return Scale(records, lcm(*ages), times_scale, points_scale)


def record_ages(component: Component) -> tuple[Age, ...]:
    """Return the ages by which the component's records are weighed."""
    return component.ages if component.ages_weigh == "records" else ()


def caps_of(plan: Plan, item: Item) -> tuple[Fraction | None, Fraction | None, Fraction | None]:
    """Return the caps on one record, on the item, and on its group."""
    group = plan.rulebook.groups.get(item.group or "")
    return item.each_at_most, item.at_most, group.at_most if group else None


def make_items(plan: Plan, items: Sequence[Item], scale: Scale) -> None:
    """Make the table of the edition's items, their numbers in the scale of the plan.

    Items without a group share one for what they deduct and one for what they add.
    """
    components = list(plan.rulebook.components)
    groups = list(plan.rulebook.groups)
    rows = []
    for place, item in enumerate(items):
        component = plan.rulebook.components[item.component or ""]
        each, one, group = caps_of(plan, item)
        sign = -1 if item.effect == "deduct" else 1
        rows.append(
            [
                place,
                item.code,
                components.index(component.name),
                groups.index(item.group) if item.group else -2 - (sign > 0),
                component.unit is not None,
                item.effect in SCORING,
                sign,
                per_time(item, scale),
                *(None if cap is None else int(cap * scale.whole) for cap in (each, one, group)),
                item.per == "次",
                overlap_of(component, item),
            ]
        )
    plan.engine.rule_table("items", TYPES, rows)


def per_time(item: Item, scale: Scale) -> int | None:
    """Return what one time is worth in the scale of the record; None where nobody says."""
    if item.effect not in SCORING:
        return 0
    return None if item.value is None else int(item.value * scale.records / scale.times)


def overlap_of(component: Component, item: Item) -> str:
    """Return what overlaps: nothing for items that neither take nor give points."""
    return component.overlap if item.effect in SCORING else "add"
