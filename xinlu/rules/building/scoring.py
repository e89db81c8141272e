"""Behaviours, components, the total and the grades, built from a checked tree."""

from collections.abc import Iterator
from fractions import Fraction
from functools import reduce

from xinlu.rules.building.words import conditions, decimals, formula, span_of
from xinlu.rules.language import (
    Age,
    Band,
    Choice,
    Component,
    Condition,
    Decision,
    Edge,
    Formula,
    GradeLimit,
    Group,
    InitialGrade,
    Item,
    Limit,
    Name,
    Number,
    Operation,
    Requirement,
    Rounding,
    Total,
)
from xinlu.rules.sources import (
    Source,
    decision_paths,
    item_path,
    number,
    text,
    weights_path,
    whole,
)
from xinlu.rules.trees import Tree


def item(source: Source, shape: Tree) -> Item:
    """Return a behaviour and its effect."""
    allowed = shape.value.get("allowed")
    return Item(
        **source.clause(shape, item_path(shape)),
        code=text(shape, "code"),
        effect=text(shape, "effect"),  # type: ignore[arg-type]
        component=text(shape, "component") or None,
        value=number(shape, "value"),
        low=number(shape, "low"),
        high=number(shape, "high"),
        allowed=tuple(each.value for each in allowed.value) if allowed else (),
        per=text(shape, "per", "次"),
        grade=text(shape, "grade") or None,
        steps=whole(shape, "steps"),
        note=text(shape, "note"),
        verified=shape.value["verified"].value,
        group=text(shape, "group") or None,
        at_most=number(shape, "at_most"),
        each_at_most=number(shape, "each_at_most"),
    )


def group(source: Source, shape: Tree) -> Group:
    """Return a cap over several items."""
    code = text(shape, "code")
    return Group(
        **source.clause(shape, f"groups.{code}"),
        code=code,
        component=text(shape, "component"),
        at_most=shape.value["at_most"].value,
    )


def ages(source: Source, shape: Tree, path: str) -> tuple[Age, ...]:
    """Return the weights by age of a shape, the shortest span first as it was written."""
    node = shape.value.get("ages")
    return tuple(
        Age(
            **source.clause(each, f"{path}.ages.{text(each, 'within')}"),
            within=span_of(text(each, "within")),
            weight=each.value["weight"].value,
            leap_day=text(each, "leap_day", "02-28"),  # type: ignore[arg-type]
        )
        for each in (node.value if node else ())
    )


def component(source: Source, shape: Tree) -> Component:
    """Return a part of the score."""
    name = text(shape, "name")
    path = f"components.{name}"
    return Component(
        **source.clause(shape, path),
        name=name,
        unit=text(shape, "unit") or None,
        base=number(shape, "base") or Fraction(0),
        floor=number(shape, "floor"),
        average=text(shape, "average", "mean"),  # type: ignore[arg-type]
        counts=text(shape, "counts", "all"),  # type: ignore[arg-type]
        ceiling=number(shape, "ceiling"),
        overlap=text(shape, "overlap", "add"),  # type: ignore[arg-type]
        divide=text(shape, "divide") or None,
        weight_by=text(shape, "weight_by") or None,
        within=text(shape, "within"),  # type: ignore[arg-type]
        across=text(shape, "across", "mean"),  # type: ignore[arg-type]
        ages=ages(source, shape, path),
        ages_weigh=text(shape, "ages_weigh", "records"),  # type: ignore[arg-type]
        where=conditions(shape, "where"),
        needs=conditions(shape, "needs"),
        unit_rounding=decimals(shape, "unit_rounding"),
        rounding=decimals(shape, "rounding"),
    )


def totals(source: Source) -> Iterator[Total]:
    """Yield the lines of the total, in the order in which they are tried."""
    for place, shape in enumerate(source.shapes("total"), 1):
        yield Total(
            **source.clause(shape, f"total.{place}"),
            conditions=conditions(shape, "when"),
            formula=formula(shape.value["formula"]),
        )
    for shape in source.shapes("weights"):
        yield weighted(source, shape)


def weighted(source: Source, shape: Tree) -> Total:
    """Return the line of the total that a line of weights stands for."""
    given = shape.value["weights"].value
    averaged = [c for c in source.shapes("components") if "unit" in c.value]
    names = [text(each, "name") for each in averaged]
    weights = {name: given[name].value for name in names if name in given}
    besides = [text(c, "name") for c in source.shapes("components") if "unit" not in c.value]
    known = tuple(Condition(text(c, "name"), "known", text(c, "name") in weights) for c in averaged)
    terms: list[Formula] = [
        Operation("*", Number(weight), Name(name)) for name, weight in weights.items()
    ]
    terms += [Name(name) for name in besides]
    summed = reduce(lambda left, right: Operation("+", left, right), terms)
    return Total(
        **source.clause(shape, weights_path(shape)),
        conditions=known,
        formula=summed,
        weights=weights,
    )


def rounding(source: Source, shape: Tree, path: str) -> Rounding:
    """Return how the score is rounded."""
    return Rounding(
        **source.clause(shape, path),
        decimals=whole(shape, "decimals"),
        mode=text(shape, "mode"),  # type: ignore[arg-type]
        stage=text(shape, "stage"),  # type: ignore[arg-type]
    )


def limit(source: Source, shape: Tree, path: str) -> Limit:
    """Return a bound."""
    return Limit(**source.clause(shape, path), value=shape.value["value"].value)


def choice(source: Source, shape: Tree, path: str) -> Choice:
    """Return a yes or no."""
    return Choice(**source.clause(shape, path), value=shape.value["value"].value)


def band(source: Source, shape: Tree) -> Band:
    """Return a band; that its edges meet those of its neighbours was checked."""
    grade = text(shape, "grade")
    lower, upper = edge(shape, "from", "above"), edge(shape, "to", "below")
    path = f"bands.{grade}"
    return Band(**source.clause(shape, path), grade=grade, lower=lower, upper=upper)


def edge(shape: Tree, inclusive: str, exclusive: str) -> Edge | None:
    """Return an end of a band, or None where it is open."""
    for key in (inclusive, exclusive):
        if key in shape.value:
            return Edge(shape.value[key].value, key == inclusive)
    return None


def decisions(source: Source, key: str) -> Iterator[Decision]:
    """Yield the lines of a decision table."""
    for path, shape in decision_paths(source, key):
        node = shape.value["grade"]
        yield Decision(
            **source.clause(shape, path),
            grade=None if node.kind == "null" else node.text,
            conditions=conditions(shape, "when"),
            down=whole(shape, "down"),
        )


def grade_limit(source: Source, shape: Tree) -> GradeLimit:
    """Return what a condition does to the grade."""
    code = text(shape, "code")
    return GradeLimit(
        **source.clause(shape, f"limits.{code}"),
        code=code,
        best=text(shape, "best") or None,
        down=whole(shape, "down"),
        conditions=conditions(shape, "when"),
    )


def requirement(source: Source, shape: Tree, place: int) -> Requirement:
    """Return what the data must hold for a result."""
    path = f"requirements.{place}"
    return Requirement(**source.clause(shape, path), conditions=conditions(shape, "when"))


def initial_grade(source: Source, shape: Tree, path: str) -> InitialGrade:
    """Return the grade of those who had none yet."""
    return InitialGrade(**source.clause(shape, path), grade=text(shape, "value"))
