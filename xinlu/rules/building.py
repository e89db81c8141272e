"""From a checked tree to the shapes of `language`: nothing is decided here, only named."""

from collections.abc import Iterator, Mapping
from fractions import Fraction
from functools import reduce
from typing import Any

from xinlu.rules.language import (
    Account,
    Band,
    Candidate,
    Choice,
    Component,
    Condition,
    Cycle,
    Decision,
    Edge,
    Formula,
    Grade,
    InitialGrade,
    Item,
    Limit,
    Name,
    Number,
    Operation,
    Rounding,
    Rulebook,
    Term,
    Total,
)
from xinlu.rules.sources import (
    Source,
    decision_paths,
    item_path,
    number,
    text,
    unverified,
    weights_path,
    whole,
)
from xinlu.rules.trees import Tree


def build(source: Source, plain: Mapping[str, Any]) -> Rulebook:
    """Return the rulebook that a checked tree says."""
    top = source.tree
    return Rulebook(
        scheme=text(top, "scheme"),
        edition=top.value["edition"].value,
        title=text(top, "title"),
        basis=text(top, "basis"),
        kind=text(top, "kind"),  # type: ignore[arg-type]  # the schema lists the three
        subject_kind=text(top, "subject"),
        cycle=cycle(source),
        grades=tuple(Grade(text(g, "code"), text(g, "word")) for g in source.shapes("grades")),
        items={text(each, "code"): item(source, each) for each in source.shapes("items")},
        parameters=source.parameters(),
        unverified=tuple(unverified(source)),
        tree=plain,
        **shapes_of_kind(source),
    )


def shapes_of_kind(source: Source) -> dict[str, Any]:
    """Return the shapes that only rulebooks of some kinds have."""
    top = source.tree.value
    built: dict[str, Any] = {
        "components": {text(c, "name"): component(source, c) for c in source.shapes("components")},
        "total": tuple(weighted(source, each) for each in source.shapes("weights")),
        "candidates": tuple(candidate(source, *each) for each in candidate_shapes(source)),
        "bands": tuple(band(source, each) for each in source.shapes("bands")),
        "decisions": tuple(decision(source, each, path) for path, each in decision_paths(source)),
        "after_bands": tuple(each.text for each in source.shapes("after_bands")),
    }
    singles = {
        "total_floor": ("floor", limit),
        "one_step_up": ("rise", limit),
        "rounding": ("rounding", rounding),
        "step_down_after_veto": ("step_down_after_veto", choice),
        "account": ("account", account),
        "initial_grade": ("initial_grade", initial_grade),
        "term": ("term", term),
    }
    for key, (name, make) in singles.items():
        if key in top:
            built[name] = make(source, top[key], key)
    return built


def cycle(source: Source) -> Cycle:
    """Return which days are looked at."""
    shape = source.tree.value["period"]
    return Cycle(
        **source.clause(shape, "period"),
        kind=text(shape, "kind"),  # type: ignore[arg-type]
        of=text(shape, "of"),
        years=whole(shape, "years", 1),
        leap_day=text(shape, "leap_day", "02-28"),  # type: ignore[arg-type]
    )


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
    )


def component(source: Source, shape: Tree) -> Component:
    """Return a part of the score."""
    name = text(shape, "name")
    return Component(
        **source.clause(shape, f"components.{name}"),
        name=name,
        unit=text(shape, "unit") or None,
        base=number(shape, "base") or Fraction(0),
        floor=number(shape, "floor"),
        average=text(shape, "average", "mean"),  # type: ignore[arg-type]
        counts=text(shape, "counts", "all"),  # type: ignore[arg-type]
    )


def weighted(source: Source, shape: Tree) -> Total:
    """Return the line of the total that a line of weights stands for."""
    weights = {name: node.value for name, node in shape.value["weights"].value.items()}
    averaged = [c for c in source.shapes("components") if "unit" in c.value]
    besides = [text(c, "name") for c in source.shapes("components") if "unit" not in c.value]
    conditions = tuple(
        Condition(text(c, "name"), "known", text(c, "name") in weights) for c in averaged
    )
    terms: list[Formula] = [
        Operation("*", Number(weight), Name(name)) for name, weight in weights.items()
    ]
    terms += [Name(name) for name in besides]
    formula = reduce(lambda left, right: Operation("+", left, right), terms)
    return Total(
        **source.clause(shape, weights_path(shape)),
        conditions=conditions,
        formula=formula,
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
    """Return a band; its upper end is the lower end of the band above, as was checked."""
    grade = text(shape, "grade")
    inclusive = "from" in shape.value
    at = number(shape, "from" if inclusive else "above")
    lower = None if at is None else Edge(at, inclusive)
    return Band(**source.clause(shape, f"bands.{grade}"), grade=grade, lower=lower)


def decision(source: Source, shape: Tree, path: str) -> Decision:
    """Return a line of a decision table."""
    when = shape.value.get("when")
    conditions = tuple(
        Condition(quantity, test, node.value)
        for quantity, each in (when.value if when else {}).items()
        for test, node in each.value.items()
    )
    return Decision(**source.clause(shape, path), grade=text(shape, "grade"), conditions=conditions)


def account(source: Source, shape: Tree, path: str) -> Account:
    """Return how points run up."""
    return Account(**source.clause(shape, path), full=shape.value["full"].value)


def initial_grade(source: Source, shape: Tree, path: str) -> InitialGrade:
    """Return the grade of those who had none yet."""
    return InitialGrade(**source.clause(shape, path), grade=text(shape, "value"))


def candidate_shapes(source: Source) -> Iterator[tuple[Tree, str]]:
    """Yield the conditions of a list with their paths."""
    if "candidate" in source.tree.value:
        yield source.tree.value["candidate"], "candidate"


def candidate(source: Source, shape: Tree, path: str) -> Candidate:
    """Return the condition of a list."""
    length, unit = text(shape, "window").split(" ")
    return Candidate(
        **source.clause(shape, path),
        code=path,
        items=tuple(node.text for node in shape.value["items"].value),
        threshold=shape.value["threshold"].value,
        test=text(shape, "test"),  # type: ignore[arg-type]
        window=int(length),
        window_unit=unit.rstrip("s"),  # type: ignore[arg-type]
        leap_day=text(shape, "leap_day", "02-28"),  # type: ignore[arg-type]
        distinct=text(shape, "distinct"),  # type: ignore[arg-type]
    )


def term(source: Source, shape: Tree, path: str) -> Term:
    """Return how long an entry is shown."""
    return Term(
        **source.clause(shape, path),
        years=whole(shape, "years"),
        leap_day=text(shape, "leap_day", "02-28"),  # type: ignore[arg-type]
    )
