"""Grades: names that must exist, bands that must meet, tables whose every line can be reached."""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from xinlu.rules.checking.entries import entries, names, repeated, unknown
from xinlu.rules.messages import Problem
from xinlu.rules.numbers import decimal_text
from xinlu.rules.trees import Tree

#: What a decision may give besides a grade: what stands already.
STANDING = ("previous", "band")


def grade_names(tree: Tree, file: str) -> Iterator[Problem]:
    """Yield names of grades that are twice there or not at all."""
    known = names(tree, "grades", "code")
    yield from repeated(tree, "grades", "code", file)
    earlier = [each.value["name"].text for each in entries(tree, "measures") if is_grade(each)]
    places = (
        ("bands", "grade", "grade", known),
        ("items", "code", "grade", known),
        ("limits", "code", "best", known),
        ("decisions", "grade", "grade", [*known, *STANDING, *earlier]),
        ("without_result", "grade", "grade", [*known, *STANDING, *earlier]),
    )
    for key, name, what, possible in places:
        for each in entries(tree, key):
            node = each.value.get(what)
            if node is not None and node.kind != "null":
                at = f"{key}.{each.value[name].text}.{what}"
                yield from unknown("grade", node, possible, file, at)
    initial = tree.value.get("initial_grade")
    if initial:
        yield from unknown("grade", initial.value["value"], known, file, "initial_grade.value")


def is_grade(measure: Tree) -> bool:
    """Tell whether a measure is an earlier grade, and not a number."""
    node = measure.value.get("earlier")
    return node is not None and node.value["take"].text == "grade"


def decision_problems(tree: Tree, file: str) -> Iterator[Problem]:
    """Yield a table whose last line has conditions, or whose earlier lines have none."""
    for key in ("decisions", "without_result"):
        lines = entries(tree, key)
        for place, each in enumerate(lines):
            last = place == len(lines) - 1
            if "when" not in each.value and not last:
                yield Problem("line-unreachable", file, each.line, f"{key}[{place}]")
            elif "when" in each.value and last and key == "decisions":
                yield Problem("decision-otherwise", file, each.line, f"{key}[{place}]")


def limit_problems(tree: Tree, file: str) -> Iterator[Problem]:
    """Yield limits that nothing applies, or that say both or neither of what they may do."""
    yield from repeated(tree, "limits", "code", file)
    after = tree.value.get("after_bands")
    steps = [each.text for each in after.value] if after else []
    for each in entries(tree, "limits"):
        at = f"limits.{each.value['code'].text}"
        if ("best" in each.value) == ("down" in each.value):
            yield Problem("limit-one-effect", file, each.line, at)
        if "limits" not in steps:
            yield Problem("limits-not-applied", file, each.line, at)


def down_problems(tree: Tree, file: str) -> Iterator[Problem]:
    """Yield steps down that lead beyond the last grade, from wherever they begin."""
    order = ranked(tree)
    for key in ("decisions", "without_result", "limits"):
        for place, each in enumerate(entries(tree, key)):
            down, grade = each.value.get("down"), each.value.get("grade")
            begin = order.index(grade.text) if grade is not None and grade.text in order else 0
            left = max(len(order) - 1 - begin, 0)
            if down is not None and down.value > left:
                params = {"value": down.text, "most": left}
                yield Problem("down-too-far", file, down.line, f"{key}[{place}].down", params)


def ranked(tree: Tree) -> list[str]:
    """Return the grades in their order, without those outside it."""
    return [
        each.value["code"].text
        for each in entries(tree, "grades")
        if not ("outside" in each.value and each.value["outside"].value)
    ]


def result_problems(tree: Tree, file: str) -> Iterator[Problem]:
    """Yield a rulebook that leads to nothing, or whose bands have no score to lie in."""
    kind = tree.value["kind"].text
    has_total = "total" in tree.value or "weights" in tree.value
    if kind == "score" and not has_total and "decisions" not in tree.value:
        yield Problem("no-total", file, tree.line, "")
    if "bands" in tree.value and not has_total:
        yield Problem("no-total", file, tree.keys["bands"], "bands")
    if kind == "list" and ("candidate" in tree.value) == ("candidates" in tree.value):
        yield Problem("one-candidate", file, tree.line, "candidates")


def band_problems(tree: Tree, file: str) -> Iterator[Problem]:
    """Yield bands out of order, with gaps, or that give one score two grades.

    Bands run from the best grade to the worst, downwards or, where less is better, upwards.
    """
    bands = entries(tree, "bands")
    known = ranked(tree)
    if not bands:
        return
    if names(tree, "bands", "grade") != known:
        params = {"known": " > ".join(known)}
        yield Problem("bands-grades", file, tree.keys["bands"], "bands", params)
        return
    sides = UPWARDS if {"to", "below"} & bands[0].value.keys() else DOWNWARDS
    for place, band in enumerate(bands):
        yield from edge_problems(band, file, sides, last=place == len(bands) - 1)
    for above, band in pairwise(bands):
        yield from meeting_problems(above, band, file, sides)


@dataclass(frozen=True, slots=True)
class Sides:
    """Which keys of a band are its worse end, which its better end, and the sign of better."""

    worse: tuple[str, str]
    better: tuple[str, str]
    sign: int


DOWNWARDS = Sides(("from", "above"), ("to", "below"), 1)
UPWARDS = Sides(("to", "below"), ("from", "above"), -1)


def edge_problems(band: Tree, file: str, sides: Sides, *, last: bool) -> Iterator[Problem]:
    """Yield a band with two ends on one side, or none where it needs one."""
    grade = band.value["grade"].text
    at, params = f"bands.{grade}", {"grade": grade}
    worse = set(sides.worse) & band.value.keys()
    if len(worse) > 1 or len(set(sides.better) & band.value.keys()) > 1:
        yield Problem("band-two-edges", file, band.line, at, params)
    elif last and worse:
        yield Problem("band-open", file, band.line, at, params)
    elif not last and not worse:
        yield Problem("band-unbounded", file, band.line, at, params)


def meeting_problems(above: Tree, band: Tree, file: str, sides: Sides) -> Iterator[Problem]:
    """Yield where a band does not begin below the one above it, or end where that begins."""
    begin, end = edge(above, sides.worse), edge(band, sides.better)
    low, sign = edge(band, sides.worse), sides.sign
    grade, upper = band.value["grade"].text, above.value["grade"].text
    at = f"bands.{grade}"
    if begin and low and (low[0] - begin[0]) * sign >= 0:
        params = {"grade": grade, "at": decimal_text(low[0]), "before": decimal_text(begin[0])}
        yield Problem("band-order", file, band.line, at, params)
    if begin and end:
        # Each point must lie in exactly one of the two: they share the edge, and one includes it.
        beyond = (end[0] - begin[0]) * sign
        overlap = beyond > 0 or (beyond == 0 and end[1] and begin[1])
        gap = beyond < 0 or (beyond == 0 and not end[1] and not begin[1])
        params = {
            "grade": grade,
            "above": upper,
            "end": decimal_text(end[0]),
            "begin": decimal_text(begin[0]),
        }
        if overlap or gap:
            yield Problem("band-overlap" if overlap else "band-gap", file, band.line, at, params)


def edge(band: Tree, keys: tuple[str, str]) -> tuple[Fraction, bool] | None:
    """Return an end of a band and whether it belongs to it."""
    for place, key in enumerate(keys):
        if key in band.value:
            return band.value[key].value, place == 0
    return None
