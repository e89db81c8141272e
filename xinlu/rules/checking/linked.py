"""Grades of other schemes and earlier years: those that are asked for must be in their order."""

from collections.abc import Iterator

from xinlu.rules.checking.entries import entries, names, unknown
from xinlu.rules.messages import Problem
from xinlu.rules.trees import Tree

#: What a condition on an earlier or a linked result may ask for.
ASKED = ["grade", "score"]


def linked_problems(tree: Tree, file: str) -> Iterator[Problem]:
    """Yield conditions on results that name no grade of theirs, or ask for something else."""
    own = names(tree, "grades", "code")
    orders: dict[str, list[str]] = {}
    for each in entries(tree, "measures"):
        name = each.value["name"].text
        for shape in ("linked", "streak", "earlier"):
            node = each.value.get(shape)
            if node is None:
                continue
            listed = node.value.get("grades")
            order = [grade.text for grade in listed.value] if listed else own
            orders[name] = order
            at = f"measures.{name}.{shape}"
            if shape == "linked":
                where = node.value.get("where")
                tests = where.value if where else {}
                keys = where.keys if where else {}
                for asked in tests:
                    key = Tree(asked, keys[asked], asked)
                    yield from unknown("quantity", key, ASKED, file, f"{at}.where")
                yield from grade_problems(tests.get("grade"), order, file, f"{at}.where.grade")
            elif shape == "streak":
                yield from grade_problems(node.value.get("grade"), order, file, f"{at}.grade")
    yield from taken_problems(tree, file, orders, own)


def grade_problems(tests: Tree | None, order: list[str], file: str, at: str) -> Iterator[Problem]:
    """Yield grades in tests that are not in the order."""
    for test, node in tests.value.items() if tests else ():
        if test != "known":
            for each in node.value if node.kind == "array" else [node]:
                yield from unknown("grade", each, order, file, at)


def taken_problems(
    tree: Tree, file: str, orders: dict[str, list[str]], own: list[str]
) -> Iterator[Problem]:
    """Yield decisions that take a grade of another scheme which this rulebook does not have."""
    for key in ("decisions", "without_result"):
        for place, line in enumerate(entries(tree, key)):
            node = line.value["grade"]
            for grade in orders.get(node.text, ()) if node.kind != "null" else ():
                stranger = Tree(grade, node.line, grade)
                yield from unknown("grade", stranger, own, file, f"{key}[{place}].grade")
