"""Behaviours, components, cap groups and weights: do their keys and names fit together."""

from collections.abc import Iterator, Mapping
from fractions import Fraction
from itertools import combinations

from xinlu.rules.checking.entries import entries, names, repeated, unknown
from xinlu.rules.messages import Problem
from xinlu.rules.numbers import decimal_text
from xinlu.rules.trees import Tree

#: What an item of each effect must say, and what it may say besides.
VALUED = {"value", "low", "high", "allowed", "per", "each_at_most"}
NEEDS: dict[str, tuple[set[str], set[str]]] = {
    "deduct": (set(), VALUED | {"component", "group", "at_most"}),
    "add": (set(), VALUED | {"component", "group", "at_most"}),
    "points": (set(), VALUED),
    "grade": ({"grade"}, {"component"}),
    "step-down": ({"steps"}, {"component"}),
    "score": ({"value"}, {"component"}),
    "reset": (set(), set()),
    "count": (set(), VALUED | {"component"}),
}
EFFECT_KEYS = (
    "component",
    "value",
    "low",
    "high",
    "allowed",
    "per",
    "grade",
    "steps",
    "group",
    "at_most",
    "each_at_most",
)


def item_problems(tree: Tree, file: str) -> Iterator[Problem]:
    """Yield items that are twice there, lack a key, or name a component that is not there."""
    yield from repeated(tree, "items", "code", file)
    yield from repeated(tree, "components", "name", file)
    yield from repeated(tree, "groups", "code", file)
    for each in entries(tree, "components"):
        average = each.value.get("average")
        if average is not None and average.text == "pooled" and "within" in each.value:
            at = f"components.{each.value['name'].text}.within"
            yield Problem("pooled-within", file, each.value["within"].line, at)
    known, kind = names(tree, "components", "name"), tree.value["kind"].text
    yield from group_problems(tree, file)
    for item in entries(tree, "items"):
        at = f"items.{item.value['code'].text}"
        yield from effect_problems(item, file, at, kind)
        yield from range_problems(item, file, at)
        if "component" in item.value:
            yield from unknown("component", item.value["component"], known, file, f"{at}.component")


def group_problems(tree: Tree, file: str) -> Iterator[Problem]:
    """Yield cap groups that are not there, of another component, or that mix signs."""
    known = names(tree, "components", "name")
    for group in entries(tree, "groups"):
        at = f"groups.{group.value['code'].text}"
        yield from unknown("component", group.value["component"], known, file, f"{at}.component")
    homes = {g.value["code"].text: g.value["component"].text for g in entries(tree, "groups")}
    effects: dict[str, str] = {}
    for item in entries(tree, "items"):
        node = item.value.get("group")
        if node is None:
            continue
        at = f"items.{item.value['code'].text}.group"
        yield from unknown("group", node, list(homes), file, at)
        effect = item.value["effect"].text
        home = item.value["component"].text if "component" in item.value else ""
        if homes.get(node.text, home) != home or effects.setdefault(node.text, effect) != effect:
            yield Problem("group-mixed", file, node.line, at, {"group": node.text})


def effect_problems(item: Tree, file: str, at: str, kind: str) -> Iterator[Problem]:
    """Yield the keys that the item's effect needs and lacks, or has and cannot use."""
    effect = item.value["effect"].text
    needed, possible = NEEDS[effect]
    if kind == "score" and effect in ("deduct", "add", "score"):
        needed = needed | {"component"}
    for key in EFFECT_KEYS:
        params = {"effect": effect, "key": key}
        if key in needed and key not in item.value:
            yield Problem("item-effect", file, item.line, f"{at}.{key}", params)
        elif key in item.value and key not in needed | possible:
            yield Problem("item-surplus", file, item.value[key].line, f"{at}.{key}", params)
    valued = {"value", "low", "allowed"} & item.value.keys()
    if effect in ("deduct", "add", "points") and not valued:
        params = {"effect": effect, "key": "value"}
        yield Problem("item-effect", file, item.line, f"{at}.value", params)


def range_problems(item: Tree, file: str, at: str) -> Iterator[Problem]:
    """Yield a range with one end, or with its ends the wrong way round."""
    ends = [key for key in ("low", "high") if key in item.value]
    if len(ends) == 1:
        missing = {"effect": "range", "key": "high" if ends == ["low"] else "low"}
        yield Problem("item-effect", file, item.line, at, missing)
    elif ends and item.value["low"].value > item.value["high"].value:
        params = {key: item.value[key].text for key in ends}
        yield Problem("range-reversed", file, item.value["low"].line, f"{at}.low", params)


def weight_problems(tree: Tree, file: str) -> Iterator[Problem]:
    """Yield weights that do not add up to 1, or leave a set of components without any."""
    averaged = [
        each.value["name"].text for each in entries(tree, "components") if "unit" in each.value
    ]
    lines: set[frozenset[str]] = set()
    for each in entries(tree, "weights"):
        weights: Mapping[str, Tree] = each.value["weights"].value
        at = f"weights.{'+'.join(weights)}"
        for name in weights:
            key = Tree(name, each.value["weights"].keys[name], name)
            yield from unknown("component", key, averaged, file, f"{at}.{name}")
        total = sum((node.value for node in weights.values()), Fraction(0))
        if total != 1:
            yield Problem("weights-sum", file, each.line, at, {"sum": decimal_text(total)})
        if frozenset(weights) in lines:
            params = {"what": "weights", "value": " + ".join(weights), "first": "?"}
            yield Problem("repeated-code", file, each.line, at, params)
        lines.add(frozenset(weights))
    for size in range(1, len(averaged) + 1 if lines else 0):
        for present in combinations(averaged, size):
            if frozenset(present) not in lines:
                params = {"present": " + ".join(present)}
                yield Problem("weights-missing", file, tree.keys["weights"], "weights", params)
