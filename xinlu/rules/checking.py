"""What the schema cannot say about a rulebook: names that must exist, bands that must meet.

These checks run on a tree that already fits the schema, so they only ask what it means.
"""

from collections.abc import Iterator, Mapping
from fractions import Fraction
from itertools import combinations, pairwise

from xinlu.rules.messages import Problem
from xinlu.rules.numbers import decimal_text
from xinlu.rules.trees import Tree
from xinlu.rules.validating import closest, listed

#: What an item of each effect must say, and what it may say besides.
NEEDS: dict[str, tuple[set[str], set[str]]] = {
    "deduct": ({"component"}, {"value", "low", "high", "allowed", "per"}),
    "points": (set(), {"value", "low", "high", "allowed", "per"}),
    "grade": ({"grade"}, {"component"}),
    "step-down": ({"steps"}, {"component"}),
    "reset": (set(), set()),
    "count": (set(), set()),
}
EFFECT_KEYS = ("component", "value", "low", "high", "allowed", "per", "grade", "steps")


def meaning_problems(tree: Tree, file: str) -> list[Problem]:
    """Return what is wrong with a rulebook though it fits the schema."""
    checks = (grade_names, item_problems, weight_problems, band_problems, decision_problems)
    return [problem for check in checks for problem in check(tree, file)]


def entries(tree: Tree, key: str) -> list[Tree]:
    """Return the entries of a list under a key, or none."""
    node = tree.value.get(key)
    return list(node.value) if node else []


def names(tree: Tree, key: str, name: str) -> list[str]:
    """Return what the entries of a list are called."""
    return [each.value[name].text for each in entries(tree, key)]


def unknown(what: str, node: Tree, known: list[str], file: str, at: str) -> Iterator[Problem]:
    """Yield the problem of a name that is not among the known ones."""
    if node.text not in known:
        params = {
            "what": what,
            "value": node.text,
            "meant": closest(node.text, known),
            "known": listed(known),
        }
        yield Problem("unknown-name", file, node.line, at, params)


def repeated(tree: Tree, key: str, name: str, file: str) -> Iterator[Problem]:
    """Yield entries of a list that are called as an earlier one."""
    first: dict[str, int] = {}
    for each in entries(tree, key):
        node = each.value[name]
        if node.text in first:
            params = {"what": name, "value": node.text, "first": first[node.text]}
            yield Problem("repeated-code", file, node.line, f"{key}.{node.text}", params)
        first.setdefault(node.text, node.line)


def grade_names(tree: Tree, file: str) -> Iterator[Problem]:
    """Yield names of grades that are twice there or not at all."""
    known = names(tree, "grades", "code")
    yield from repeated(tree, "grades", "code", file)
    for key, name in (("bands", "grade"), ("items", "code"), ("decisions", "grade")):
        for each in entries(tree, key):
            if "grade" in each.value:
                at = f"{key}.{each.value[name].text}.grade"
                yield from unknown("grade", each.value["grade"], known, file, at)
    initial = tree.value.get("initial_grade")
    if initial:
        yield from unknown("grade", initial.value["value"], known, file, "initial_grade.value")


def item_problems(tree: Tree, file: str) -> Iterator[Problem]:
    """Yield items that are twice there, lack a key, or name a component that is not there."""
    yield from repeated(tree, "items", "code", file)
    yield from repeated(tree, "components", "name", file)
    known = names(tree, "components", "name")
    for item in entries(tree, "items"):
        at = f"items.{item.value['code'].text}"
        yield from effect_problems(item, file, at)
        yield from range_problems(item, file, at)
        if "component" in item.value:
            yield from unknown("component", item.value["component"], known, file, f"{at}.component")
    if "candidate" in tree.value:
        codes = names(tree, "items", "code")
        for node in tree.value["candidate"].value["items"].value:
            yield from unknown("item", node, codes, file, "candidate.items")


def effect_problems(item: Tree, file: str, at: str) -> Iterator[Problem]:
    """Yield the keys that the item's effect needs and lacks, or has and cannot use."""
    effect = item.value["effect"].text
    needed, possible = NEEDS[effect]
    for key in EFFECT_KEYS:
        params = {"effect": effect, "key": key}
        if key in needed and key not in item.value:
            yield Problem("item-effect", file, item.line, f"{at}.{key}", params)
        elif key in item.value and key not in needed | possible:
            yield Problem("item-surplus", file, item.value[key].line, f"{at}.{key}", params)
    valued = {"value", "low", "allowed"} & item.value.keys()
    if effect in ("deduct", "points") and not valued:
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
    for size in range(1, len(averaged) + 1):
        for present in combinations(averaged, size):
            if frozenset(present) not in lines:
                params = {"present": " + ".join(present)}
                yield Problem("weights-missing", file, tree.keys["weights"], "weights", params)


def decision_problems(tree: Tree, file: str) -> Iterator[Problem]:
    """Yield a table whose last line has conditions, or whose earlier lines have none."""
    lines = entries(tree, "decisions")
    for place, each in enumerate(lines):
        last = place == len(lines) - 1
        if ("when" in each.value) == last:
            yield Problem("decision-otherwise", file, each.line, f"decisions[{place}]")


def band_problems(tree: Tree, file: str) -> Iterator[Problem]:
    """Yield bands out of order, with gaps, or that give one score two grades."""
    bands = entries(tree, "bands")
    known = names(tree, "grades", "code")
    if bands and names(tree, "bands", "grade") != known:
        yield Problem(
            "bands-grades", file, tree.keys["bands"], "bands", {"known": " > ".join(known)}
        )
        return
    for place, band in enumerate(bands):
        yield from edge_problems(band, file, last=place == len(bands) - 1)
    for above, band in pairwise(bands):
        yield from meeting_problems(above, band, file)


def edge_problems(band: Tree, file: str, *, last: bool) -> Iterator[Problem]:
    """Yield a band with two ends on one side, or none where it needs one."""
    grade = band.value["grade"].text
    at, params = f"bands.{grade}", {"grade": grade}
    lower = {"from", "above"} & band.value.keys()
    if len(lower) > 1 or len({"to", "below"} & band.value.keys()) > 1:
        yield Problem("band-two-edges", file, band.line, at, params)
    elif last and lower:
        yield Problem("band-open", file, band.line, at, params)
    elif not last and not lower:
        yield Problem("band-unbounded", file, band.line, at, params)


def meeting_problems(above: Tree, band: Tree, file: str) -> Iterator[Problem]:
    """Yield where a band does not begin below the one above it, or end where that begins."""
    begin, end = edge(above, "from", "above"), edge(band, "to", "below")
    low = edge(band, "from", "above")
    grade, upper = band.value["grade"].text, above.value["grade"].text
    at = f"bands.{grade}"
    if begin and low and low[0] >= begin[0]:
        params = {"grade": grade, "at": decimal_text(low[0]), "before": decimal_text(begin[0])}
        yield Problem("band-order", file, band.line, at, params)
    if begin and end:
        # Each point must lie in exactly one of the two: they share the edge, and one includes it.
        overlap = end[0] > begin[0] or (end[0] == begin[0] and end[1] and begin[1])
        gap = end[0] < begin[0] or (end[0] == begin[0] and not end[1] and not begin[1])
        params = {
            "grade": grade,
            "above": upper,
            "end": decimal_text(end[0]),
            "begin": decimal_text(begin[0]),
        }
        if overlap or gap:
            yield Problem("band-overlap" if overlap else "band-gap", file, band.line, at, params)


def edge(band: Tree, inclusive: str, exclusive: str) -> tuple[Fraction, bool] | None:
    """Return an end of a band and whether it belongs to it."""
    for key in (inclusive, exclusive):
        if key in band.value:
            return band.value[key].value, key == inclusive
    return None
