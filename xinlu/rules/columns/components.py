"""Components: how the units of a subject are brought to one value, and what goes without units."""

from fractions import Fraction

from xinlu.rules.columns import rationals
from xinlu.rules.columns.averages import EXTREMES, Brought, Rows, bring, none_is_nought, pooled
from xinlu.rules.columns.formulas import all_hold
from xinlu.rules.columns.grains import guarded
from xinlu.rules.columns.plan import Plan
from xinlu.rules.columns.rationals import Rational, whole
from xinlu.rules.columns.records import Gains
from xinlu.rules.columns.units import Valued, strangers, valued
from xinlu.rules.language import Component


def hold_component(plan: Plan, component: Component, gains: Gains) -> None:
    """Give the subjects the value of a component, and its aspects, under their names."""
    if component.unit is None:
        finish(plan, component, plain(plan, component, gains))
        return
    units = valued(plan, component, gains)
    strangers(plan, component, gains)
    finish(plan, component, averaged(plan, component, units))


def plain(plan: Plan, component: Component, gains: Gains) -> Rational:
    """Return the value of a component without units: base + added - deducted."""
    place = gains.components.index(component.name)
    own = f"(SELECT subject, net, seen FROM {gains.relation} WHERE component = {place})"
    net, seen = plan.fresh("net"), plan.fresh("seen")
    columns = f"COALESCE(j.net, 0) AS {net}, COALESCE(j.seen, 0) AS {seen}"
    plan.subjects.join(own, columns, ("subject",))
    plan.subjects.values[f"{component.name}.records"] = whole(seen, 10**9)
    base = rationals.constant(component.base or Fraction(0))
    value = rationals.add(base, whole(net, gains.most, gains.scale))
    return rationals.bounded(value, component.floor, component.ceiling)


def finish(plan: Plan, component: Component, value: Rational) -> None:
    """Round the component's value, if it is rounded; let it be known where its needs are met."""
    if component.rounding is not None:
        value = rationals.rounded(value, component.rounding.decimals, component.rounding.mode)
    known = guarded(value, all_hold(component.needs, plan.find))
    plan.subjects.values[component.name] = plan.subjects.add(known)


def averaged(plan: Plan, component: Component, units: Valued) -> Rational:
    """Bring the units to one value by subject, and give it and its aspects to the subjects."""
    source = Rows(
        units.grain.relation,
        units.value,
        units.weight,
        units,
        counted=f"{component.name}.records" in plan.uses,
        extremes=bool({f"{component.name}.{name}" for name in EXTREMES} & plan.uses),
    )
    if component.average == "pooled":
        value = given_to_subjects(plan, component, pooled(plan, component, source))
        if source.extremes or source.weight is not None:
            given_to_subjects(plan, component, bring(plan, "sum", source, ("subject",)))
        return value
    if component.within == "place":
        value = given_to_subjects(plan, component, over_places(plan, component, source))
        # What is told of units counts units, not places.
        given_to_subjects(plan, component, bring(plan, "sum", source, ("subject",)))
        return value
    brought = bring(plan, component.average, source, ("subject",))
    return given_to_subjects(plan, component, brought, units)


def over_places(plan: Plan, component: Component, source: Rows) -> Brought:
    """Bring the units of each place to one value, then the places."""
    placed = bring(plan, component.average, source, ("subject", "place"))
    names = {column: column for column in placed.columns}
    weight = None if placed.weight is None else placed.renamed(placed.weight, names)
    across = Rows(placed.relation, placed.renamed(placed.value, names), weight)
    return bring(plan, component.across, across, ("subject",))


def given_to_subjects(
    plan: Plan, component: Component, brought: Brought, units: Valued | None = None
) -> Rational:
    """Join the columns of the averages to the subjects, under names of their own."""
    names = {column: plan.fresh(column) for column in brought.columns}
    plan.parts[component.name] = (units, names)
    columns = ", ".join(f"j.{column} AS {name}" for column, name in names.items())
    plan.subjects.join(brought.relation, columns)

    def there(value: Rational) -> Rational:
        return brought.renamed(value, names)

    values = plan.subjects.values
    aspects = {**brought.aspects, "count": brought.count}
    for aspect, value in aspects.items():
        known = there(value)
        if aspect in ("count", "records", "weight"):
            known = none_is_nought(known, nothing=f"{there(brought.count).top} IS NULL")
        values[f"{component.name}.{aspect}"] = known
    return there(brought.value)
