"""Every reason line of a population: of the plain shapes as one question, of others by `judge`.

Plain is a score that is a weighted sum of components, whose units are averaged by mean, weight or
sum. There the lines come from the same steps as the score. All other shapes, and every subject that
was judged by itself, get the lines of their verdicts.
"""

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction

from xinlu.rules.columns import rationals
from xinlu.rules.columns.plan import Plan
from xinlu.rules.columns.rationals import Rational, constant, whole
from xinlu.rules.columns.reaching import shares_of
from xinlu.rules.columns.results import leaving, place_text
from xinlu.rules.columns.sources import quoted_text
from xinlu.rules.columns.verdicts import NUMBERS
from xinlu.rules.language import Component


def lines_of(plan: Plan) -> str:
    """Return the relation of all lines of the subjects that were not judged one by one."""
    subjects = plan.planned_subjects(scored=True)
    wanted: list[str] = [absent_line(plan)]
    for component in plan.rulebook.components.values():
        wanted += component_lines(plan, component, subjects)
    wanted += total_lines(plan, subjects)
    wanted += grade_lines(plan, subjects)
    # Each question is a step of its own: Spark loses the names in joins below a large union.
    steps = [plan.view(plan.fresh("lines_of"), each) for each in wanted]
    return plan.view("lines", " UNION ALL ".join(f"SELECT * FROM {each}" for each in steps))


def line(
    kind: str,
    code: str,
    points: Rational,
    total: Rational,
    source: str,
    component: str = "",
    unit: str = "NULL",
    event: str = "NULL",
) -> str:
    """Return the question for one sort of line; kind and code are SQL."""
    wide = max(points.most, points.under, total.most, total.under)
    numbers = (points.top, points.below, total.top, total.below)
    named = ", ".join(
        f"CAST({sql} AS {leaving(wide)}) AS {name}"
        for sql, name in zip(numbers, NUMBERS, strict=True)
    )
    name = quoted_text(component) if component else "CAST(NULL AS VARCHAR)"
    return (
        f"SELECT r.subject, {quoted_text(kind)} AS kind, {code} AS code, {name} AS component,"
        f" CAST({unit} AS VARCHAR) AS unit, CAST({event} AS VARCHAR) AS event, {named}"
        f" FROM {source}"
    )


def component_lines(plan: Plan, component: Component, subjects: str) -> Iterator[str]:
    """Yield the questions for what a component begins with, its records, caps and bounds."""
    gains, place = plan.gains, list(plan.rulebook.components).index(component.name)
    shares, share = shares_of(plan, component, subjects)
    if component.unit is not None or component.base:
        yield start_line(plan, component, subjects)
    same, owner = own_unit(component)
    effect = whole("(i.sign * r.gain)", gains.heaviest, gains.scale)
    yield line(
        "effect",
        "i.code",
        effect,
        rationals.multiply(effect, share),
        f"{gains.records} AS r JOIN items AS i ON r.number = i.number"
        f" JOIN {shares} AS s ON {same} WHERE i.scoring AND r.component = {place}",
        component.name,
        owner,
        "r.event",
    )
    yield from cap_lines(plan, component, shares, share)
    yield from bound_lines(plan, component, shares, share)


def own_unit(component: Component) -> tuple[str, str]:
    """Return how a line's row meets its unit, and the unit's key."""
    if component.unit is None:
        return "r.subject = s.subject", "NULL"
    return "r.subject = s.subject AND r.unit = s.unit", "r.unit"


def start_line(plan: Plan, component: Component, subjects: str) -> str:
    """Return the question for what a component begins with."""
    base = constant(component.base)
    start = rationals.multiply(base, plan.reaches[component.name])
    if component.average == "sum" and component.unit is not None:
        count = plan.subjects.values[f"{component.name}.count"]
        assert isinstance(count, Rational), "a count is a number"
        start = rationals.multiply(start, count)
    there = [f"{start.top} IS NOT NULL"]
    if component.unit is not None:
        there.append(f"r.{plan.parts[component.name][1]['n']} > 0")
    source = f"{subjects} AS r WHERE {' AND '.join(there)}"
    return line("start", quoted_text(component.path), base, start, source, component.name)


def cap_lines(plan: Plan, component: Component, shares: str, share: Rational) -> Iterator[str]:
    """Yield the questions for what the caps on items and on groups give back."""
    gains, place = plan.gains, list(plan.rulebook.components).index(component.name)
    same, owner = own_unit(component)
    if gains.by_item is not None:
        beyond = whole("(i.sign * (i.item_cap - r.gain))", gains.most_added, gains.scale)
        yield line(
            "cap",
            "i.code",
            beyond,
            rationals.multiply(beyond, share),
            f"{gains.by_item} AS r JOIN items AS i ON r.number = i.number JOIN {shares} AS s"
            f" ON {same} WHERE r.gain > i.item_cap AND i.component = {place}",
            component.name,
            owner,
        )
    if gains.by_group is not None:
        beyond = whole("(r.sign * (g.group_cap - r.gain))", gains.most_added, gains.scale)
        groups = list(plan.rulebook.groups)
        yield line(
            "cap",
            place_text("r.grp", tuple(groups)),
            beyond,
            rationals.multiply(beyond, share),
            f"{gains.by_group} AS r JOIN (SELECT grp, MAX(group_cap) AS group_cap, MAX(component)"
            f" AS component FROM items GROUP BY grp) AS g ON r.grp = g.grp JOIN {shares} AS s"
            f" ON {same} WHERE r.gain > g.group_cap AND g.component = {place}",
            component.name,
            owner,
        )


def bound_lines(plan: Plan, component: Component, shares: str, share: Rational) -> Iterator[str]:
    """Yield the questions for what the floor of units gives back and their ceiling takes."""
    net = whole("r.net", plan.gains.most, plan.gains.scale)
    raw = rationals.add(constant(component.base), net)
    change = rationals.add(rationals.bounded(raw, component.floor, component.ceiling), raw, "-")
    own = replace(share, top=share.top.replace("s.", "r."))
    if not isinstance(own.bottom, int):
        own = replace(own, bottom=own.bottom.replace("s.", "r."))
    total = rationals.multiply(change, own)
    for kind, sign in (("floor", ">"), ("cap", "<")):
        if component.floor is not None if kind == "floor" else component.ceiling is not None:
            source = f"{shares} AS r WHERE {change.top} {sign} 0"
            unit = "r.unit" if component.unit else "NULL"
            code = quoted_text(component.path)
            yield line(kind, code, change, total, source, component.name, unit)


def absent_line(plan: Plan) -> str:
    """Return the question for the line of those who have no score."""
    nought, arms = constant(Fraction(0)), ""
    for condition, each in zip(plan.conditions, plan.rulebook.total, strict=True):
        arms += f" WHEN {condition or 'TRUE'} THEN {quoted_text(each.path)}"
    code = f"CASE WHEN r.{plan.why} = 'nothing-evaluated' THEN 'absent'{arms} END"
    return line("absent", code, nought, nought, f"{plan.planned_subjects(scored=False)} AS r")


def total_lines(plan: Plan, subjects: str) -> Iterator[str]:
    """Yield the questions for the weights, the bounds of the total, and its rounding."""
    rulebook, source = plan.rulebook, f"{subjects} AS r"
    nought = constant(Fraction(0))
    for place, each in enumerate(rulebook.total):
        before_it = [f"NOT {one or 'TRUE'}" for one in plan.conditions[:place]]
        held = [plan.conditions[place] or "TRUE", *before_it]
        where = f"{source} WHERE {' AND '.join(held)}"
        yield line("weight", quoted_text(each.path), nought, nought, where)
    steps = (("cap", rulebook.ceiling), ("floor", rulebook.floor), ("rounding", rulebook.rounding))
    for kind, shape in steps:
        if shape is None:
            continue
        before, after = plan.totals[kind]
        change = rationals.add(after, before, "-")
        where = f"{source} WHERE {change.top} <> 0"
        yield line(kind, quoted_text(shape.path), change, change, where)


def grade_lines(plan: Plan, subjects: str) -> Iterator[str]:
    """Yield the questions for the band, and for each record that forces a grade."""
    rulebook, nought = plan.rulebook, constant(Fraction(0))
    band = plan.subjects.values["band"]
    paths = {each.grade: each.path for each in rulebook.bands}
    order = tuple(paths.get(grade.code, "") for grade in rulebook.grades)
    code = place_text(band.sql, order)  # type: ignore[union-attr]  # it was held as a grade
    yield line("band", code, nought, nought, f"{subjects} AS r")
    forcing = [[i.code, i.component] for i in rulebook.items.values() if i.effect == "grade"]
    if "veto" in rulebook.after_bands and any(code in plan.present for code, _ in forcing):
        types = {"code": "VARCHAR", "component": "VARCHAR"}
        table = plan.engine.rule_table(plan.fresh("forcing"), types, forcing)
        unit = "r.unit" if plan.clean.has("events", "unit") else "NULL"
        source = (
            f"counted AS r JOIN {table} AS i ON r.item = i.code"
            f" JOIN {subjects} AS s ON r.subject = s.subject"
        )
        found = line("veto", "i.code", nought, nought, source, "", unit, "r.event")
        yield found.replace("CAST(NULL AS VARCHAR) AS component", "i.component AS component")
