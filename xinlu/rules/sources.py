"""Where a rulebook's values come from: clauses, parameters, and what nobody has verified."""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from xinlu.rules.language import Parameter, Unverified
from xinlu.rules.trees import Tree

#: What a shape without a title of its own is called.
TITLES = {
    "period": "评价周期",
    "weights": "各部分权重",
    "total_floor": "总分下限",
    "rounding": "得分取整",
    "bands": "等级分档",
    "step_down_after_veto": "直接定级后是否再降级",
    "one_step_up": "每年最多上升级数",
    "account": "计分满分",
    "initial_grade": "初始等级",
    "decisions": "等级判定",
    "candidate": "列入条件",
    "term": "公布期限",
    "total": "总分",
    "total_ceiling": "总分上限",
    "requirements": "数据充分性",
    "without_result": "无评价结果时的等级",
    "candidates": "列入条件",
    "components": "时间权重",
    "measures": "时间权重",
    "groups": "合计封顶",
    "limits": "等级限制",
    "bans": "限制期",
}
#: How tests of a decision table are written for an officer.
SIGNS = {
    "at_least": "≥",
    "more_than": "＞",
    "at_most": "≤",
    "less_than": "＜",
    "exactly": "＝",
    "other_than": "≠",
}
#: Keys of a shape that say where it comes from, not what it says.
ABOUT = {"title", "basis", "verified", "note"}


@dataclass(frozen=True, slots=True)
class Source:
    """The tree of one rulebook, with what all shapes need to know of it."""

    tree: Tree
    file: str

    def shapes(self, key: str) -> list[Tree]:
        """Return the shapes in a list under a key, or none."""
        node = self.tree.value.get(key)
        return list(node.value) if node else []

    def parameters(self) -> dict[str, Parameter]:
        """Return the parameters by name."""
        node = self.tree.value.get("parameters")
        return {
            name: Parameter(
                name,
                each.value["title"].text,
                each.value["value"].text,
                each.value["basis"].text,
                each.value["verified"].value,
            )
            for name, each in (node.value if node else {}).items()
        }

    def clause(self, shape: Tree, path: str) -> dict[str, Any]:
        """Return what every shape carries: its path, title, clause and what it leans on."""
        title = text(shape, "title") or TITLES[path.split(".")[0]]
        known = self.parameters()
        leans = [] if shape.value["verified"].value else [path]
        leans += sorted(known[name].path for name in used(shape) if not known[name].verified)
        return {
            "path": path,
            "title": title,
            "basis": shape.value["basis"].text,
            "leans_on": tuple(dict.fromkeys(leans)),
        }


def used(tree: Tree) -> Iterator[str]:
    """Yield the parameters whose values stand in a shape."""
    yield from tree.parameters
    if tree.kind in ("object", "array"):
        for child in tree.value.values() if tree.kind == "object" else tree.value:
            yield from used(child)


def text(shape: Tree, key: str, default: str = "") -> str:
    """Return the text under a key."""
    node = shape.value.get(key)
    return node.text if node else default


def number(shape: Tree, key: str) -> Fraction | None:
    """Return the number under a key, or None where there is none."""
    node = shape.value.get(key)
    return node.value if node else None


def whole(shape: Tree, key: str, default: int = 0) -> int:
    """Return the whole number under a key."""
    value = number(shape, key)
    return default if value is None else int(value)


def item_path(shape: Tree) -> str:
    """Return the stable path of the value that an item's effect rests on."""
    part = {"grade": "grade", "step-down": "steps"}.get(text(shape, "effect"), "value")
    return f"items.{text(shape, 'code')}.{part}"


def weights_path(shape: Tree) -> str:
    """Return the stable path of a line of weights."""
    return f"weights.{'+'.join(sorted(shape.value['weights'].value))}"


def texts(shape: Tree, key: str) -> tuple[str, ...]:
    """Return the texts in a list under a key, or none."""
    node = shape.value.get(key)
    return tuple(each.text for each in node.value) if node else ()


def decision_paths(source: Source, key: str) -> Iterator[tuple[str, Tree]]:
    """Yield the lines of a decision table with their paths; a grade may have several lines."""
    seen: dict[str, int] = {}
    for shape in source.shapes(key):
        grade = text(shape, "grade") or "none"
        seen[grade] = seen.get(grade, 0) + 1
        again = f".{seen[grade]}" if seen[grade] > 1 else ""
        yield f"{key}.{grade}{again}", shape


def candidate_paths(source: Source) -> Iterator[tuple[str, Tree]]:
    """Yield the conditions of a list with their paths: the one there is, or each by its code."""
    if "candidate" in source.tree.value:
        yield "candidate", source.tree.value["candidate"]
    for place, shape in enumerate(source.shapes("candidates"), 1):
        yield f"candidates.{text(shape, 'code', str(place))}", shape


def unverified(source: Source) -> Iterator[Unverified]:
    """Yield every value that was not seen in a source.

    Their order does not hang on the order of keys in the file, which the edition's hash ignores.
    """
    for _, parameter in sorted(source.parameters().items()):
        if not parameter.verified:
            yield Unverified(parameter.path, parameter.title, parameter.value, parameter.basis)
    for path, shape in clauses(source):
        if not shape.value["verified"].value:
            clause = source.clause(shape, path)
            yield Unverified(path, clause["title"], said(shape), clause["basis"])


def clauses(source: Source) -> Iterator[tuple[str, Tree]]:
    """Yield every shape with its path: single ones, then lists in their order, items last."""
    for key, node in sorted(source.tree.value.items()):
        if node.kind == "object" and "verified" in node.value and key != "candidate":
            yield key, node
    yield from candidate_paths(source)
    for key, name in NAMED:
        for each in source.shapes(key):
            path = f"{key}.{text(each, name)}"
            yield path, each
            yield from age_paths(each, path)
    yield from ((weights_path(each), each) for each in source.shapes("weights"))
    for key in ("total", "requirements"):
        yield from ((f"{key}.{n}", each) for n, each in enumerate(source.shapes(key), 1))
    yield from decision_paths(source, "decisions")
    yield from decision_paths(source, "without_result")
    yield from ((item_path(each), each) for each in source.shapes("items"))


#: Lists of shapes, and what each is called by.
NAMED = (
    ("components", "name"),
    ("bands", "grade"),
    ("quantities", "name"),
    ("measures", "name"),
    ("groups", "code"),
    ("limits", "code"),
    ("bans", "name"),
)


def age_paths(shape: Tree, path: str) -> Iterator[tuple[str, Tree]]:
    """Yield the weights by age of a component or of a measure of records."""
    for holder in (shape, shape.value.get("records")):
        ages = holder.value.get("ages") if holder else None
        for each in ages.value if ages else ():
            yield f"{path}.ages.{text(each, 'within')}", each


def said(shape: Tree) -> str:
    """Return what a shape says, as one line that an officer can confirm."""
    skipped = ABOUT | {"code", "name", "effect", "component"}
    parts = {key: in_words(node) for key, node in shape.value.items() if key not in skipped}
    if {"low", "high"} <= parts.keys():
        return f"{parts['low']}～{parts['high']}"
    if "effect" in shape.value and "value" in parts:
        return f"{parts['value']}/{parts.get('per', '次')}"
    if {"when", "grade"} <= parts.keys():
        return f"{parts['when']} → {parts['grade']}"
    if len(parts) == 1:
        return next(iter(parts.values()))
    return "，".join(f"{key}={value}" for key, value in sorted(parts.items()))


def in_words(node: Tree) -> str:
    """Return a value as text; one that the rulebook leaves open is the evaluator's to give."""
    if node.kind == "object":
        pairs = sorted(node.value.items())
        return "，".join(f"{SIGNS.get(key, key)} {in_words(child)}" for key, child in pairs)
    if node.kind == "array":
        return "/".join(in_words(child) for child in node.value)
    return "由评价人给出" if node.kind == "null" else node.text
