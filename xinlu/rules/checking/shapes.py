"""Keys of one shape that do not go together: ends the wrong way round, one key without another."""

from collections.abc import Iterator
from fractions import Fraction

from xinlu.rules.checking.entries import entries
from xinlu.rules.messages import Problem
from xinlu.rules.trees import Tree

#: What brings units to one number only where it is told of what.
OF_SOMETHING = ("sum", "mean", "weighted", "lowest", "highest")
#: What a component says of its units.
OF_UNITS = ("divide", "weight_by", "within", "across", "where")


def shape_problems(tree: Tree, file: str) -> Iterator[Problem]:
    """Yield quantities, components, totals and measures whose own keys disagree."""
    for each in entries(tree, "quantities"):
        yield from of_quantity(each, file, f"quantities.{each.value['name'].text}")
    for each in entries(tree, "components"):
        at = f"components.{each.value['name'].text}"
        yield from of_component(each, file, at)
        yield from reversed_ends(each.value.get("floor"), each.value.get("ceiling"), file, at)
    ends = [tree.value.get(key) for key in ("total_floor", "total_ceiling")]
    low, high = (end.value["value"] if end else None for end in ends)
    yield from reversed_ends(low, high, file, "total_floor")
    for each in entries(tree, "measures"):
        yield from of_measure(each, file, f"measures.{each.value['name'].text}")


def reversed_ends(low: Tree | None, high: Tree | None, file: str, at: str) -> Iterator[Problem]:
    """Yield a lower end that lies above the upper one."""
    if low is not None and high is not None and low.value > high.value:
        params = {"low": low.text, "high": high.text}
        yield Problem("range-reversed", file, low.line, at, params)


def of_component(shape: Tree, file: str, at: str) -> Iterator[Problem]:
    """Yield what a component says of units that it does not have: it would say nothing."""
    for key in OF_UNITS if "unit" not in shape.value else ():
        if key in shape.value:
            params = {"one": key, "other": "unit"}
            yield Problem("keys-together", file, shape.keys[key], f"{at}.{key}", params)


def of_quantity(shape: Tree, file: str, at: str) -> Iterator[Problem]:
    """Yield bounds that no value meets, bounds of a text, and a default of the other kind."""
    low, high, missing = (shape.value.get(key) for key in ("at_least", "at_most", "missing"))
    yield from reversed_ends(low, high, file, at)
    kind = shape.value["kind"].text if "kind" in shape.value else "number"
    for key, end in (("at_least", low), ("at_most", high)):
        if end is not None and kind == "text":
            yield Problem("keys-apart", file, end.line, at, {"one": "kind: text", "other": key})
    if missing is None or missing.text in ("error", "unknown"):
        return
    if isinstance(missing.value, Fraction) != (kind == "number"):
        params = {"value": missing.text, "kind": kind}
        yield Problem("default-kind", file, missing.line, f"{at}.missing", params)


def of_measure(measure: Tree, file: str, at: str) -> Iterator[Problem]:
    """Yield a measure's shape that says too little or two things at once."""
    records, units, streak = (measure.value.get(key) for key in ("records", "units", "streak"))
    if records is not None and "last" in records.value and "ever" in records.value:
        params = {"one": "last", "other": "ever"}
        yield Problem("keys-apart", file, records.line, f"{at}.records", params)
    if units is not None:
        take = units.value["take"].text
        if take in OF_SOMETHING and "of" not in units.value:
            params = {"one": f"take: {take}", "other": "of"}
            yield Problem("keys-together", file, units.line, f"{at}.units", params)
        if "by" in units.value and take != "weighted":
            params = {"one": "by", "other": "take: weighted"}
            yield Problem("keys-together", file, units.line, f"{at}.units", params)
    if streak is not None and ("grade" in streak.value) == ("score" in streak.value):
        yield Problem("streak-one-test", file, streak.line, f"{at}.streak")
