"""How far a point of each unit reaches into the score, where the score is plain.

Plain is a weighted sum of components whose units are averaged by mean, weight or sum.
"""

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction

from xinlu.rules.columns import rationals
from xinlu.rules.columns.plan import Plan
from xinlu.rules.columns.rationals import Rational, constant, whole
from xinlu.rules.columns.units import Valued
from xinlu.rules.language import Component, Formula, Name, Number, Operation

#: Units of one subject at most, as `bounds` takes for granted.
UNITS = 10**5


def linear(formula: Formula) -> dict[str, Fraction] | None:
    """Return the weight of each name in a weighted sum; None where the formula is none.

    What is constant stands under the empty name.
    """
    if isinstance(formula, Number):
        return {"": formula.value}
    if isinstance(formula, Name):
        return {formula.name: Fraction(1)}
    if not isinstance(formula, Operation):
        return None
    left, right = linear(formula.left), linear(formula.right)
    if left is None or right is None:
        return None
    if formula.operator in "+-":
        sign = 1 if formula.operator == "+" else -1
        names = {**left, **right}
        return {n: left.get(n, Fraction(0)) + sign * right.get(n, Fraction(0)) for n in names}
    if formula.operator == "*" and left.keys() == {""}:
        return {name: left[""] * weight for name, weight in right.items()}
    if right.keys() == {""} and (formula.operator == "*" or right[""]):
        by = right[""] if formula.operator == "*" else 1 / right[""]
        return {name: weight * by for name, weight in left.items()}
    return None


def is_plain(plan: Plan) -> bool:
    """Tell whether the lines of this edition can be asked for in one question."""
    rulebook = plan.rulebook
    items = rulebook.items.values()
    weights = [linear(line.formula) for line in rulebook.total]
    components = set(rulebook.components)
    return (
        rulebook.kind == "score"
        and bool(plan.parts)
        and all(each is not None and each.keys() <= components for each in weights)
        and all(plain_component(each) for each in rulebook.components.values())
        and not any(item.each_at_most is not None or item.effect == "score" for item in items)
        and not (rulebook.decisions or rulebook.bans or rulebook.requirements)
        and not rulebook.without_result
        and bool(rulebook.bands)
        and set(rulebook.after_bands) <= {"veto"}
        and not plan.own_cycles
    )


def plain_component(component: Component) -> bool:
    """Tell whether a component's units share its value by count or weight alone."""
    return (
        component.average in ("mean", "weighted", "sum")
        and component.overlap == "add"
        and not component.within
        and not component.needs
        and component.divide is None
        and component.unit_rounding is None
        and component.rounding is None
        and not (component.ages and component.ages_weigh == "units")
    )


def shares_of(plan: Plan, component: Component, subjects: str) -> tuple[str, Rational]:
    """Return the units with how far a point of theirs reaches into the score, as `s.…`."""
    reach = plan.reaches[component.name]
    place = list(plan.rulebook.components).index(component.name)
    if component.unit is None:
        source = (
            f"SELECT r.subject, CAST(NULL AS VARCHAR) AS unit, COALESCE(g.net, 0) AS net, r.*"
            f" EXCLUDE (subject) FROM {subjects} AS r LEFT JOIN {plan.gains.relation} AS g"
            f" ON r.subject = g.subject AND g.component = {place}"
        )
        own = constant(Fraction(1))
    else:
        units, there = plan.parts[component.name]
        own = share_of(component, units, there)
        source = (
            f"SELECT u.*, t.* EXCLUDE (subject) FROM {units.grain.relation} AS u"
            f" JOIN {subjects} AS t ON u.subject = t.subject"
        )
    share = rationals.multiply(own, reach)
    top, below = plan.fresh("share"), plan.fresh("share")
    relation = plan.view("spread", source)
    whole_share = f", {share.bottom} AS {below}" if not isinstance(share.bottom, int) else ""
    named = plan.view(
        "shares",
        f"SELECT subject, unit, net, {share.top} AS {top}{whole_share} FROM {relation}"
        f" WHERE {share.top} IS NOT NULL",
    )
    bottom = share.bottom if isinstance(share.bottom, int) else f"s.{below}"
    return named, replace(share, top=f"s.{top}", bottom=bottom)


def share_of(component: Component, units: Valued, there: Mapping[str, str]) -> Rational:
    """Return how much of the component one of its units is."""
    one = constant(Fraction(1))
    if component.average == "sum":
        return one
    if component.average == "mean":
        return rationals.divide(one, whole(there["n"], UNITS), positive=True)
    assert units.weight is not None, "the weights were added up"
    weight = replace(units.weight, bottom=1, under=1)
    return rationals.divide(weight, whole(there["w"], weight.most * UNITS), positive=True)


def set_reaches(plan: Plan) -> None:
    """Give the subjects how far each component reaches into their score."""
    weights = [linear(line.formula) or {} for line in plan.rulebook.total]
    unknown = replace(constant(Fraction(1)), top="CAST(NULL AS BIGINT)")
    for name in plan.rulebook.components:
        each = [constant(held[name]) if name in held else unknown for held in weights]
        reach = each[0]
        if len(each) > 1:
            found = rationals.chosen(list(zip(plan.conditions, each, strict=True)))
            held_reach = plan.subjects.add(found)
            assert isinstance(held_reach, Rational), "what was added was a number"
            reach = held_reach
        plan.reaches[name] = reach
