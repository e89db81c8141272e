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
    "account": "计分满分与初始等级",
    "decisions": "等级判定",
    "candidate": "列入条件",
    "term": "公布期限",
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
        leans += [known[name].path for name in used(shape) if not known[name].verified]
        return {
            "path": path,
            "title": title,
            "basis": shape.value["basis"].text,
            "leans_on": tuple(dict.fromkeys(leans)),
        }


def used(tree: Tree) -> Iterator[str]:
    """Yield the parameters whose values stand in a shape."""
    if tree.parameter:
        yield tree.parameter
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


def decision_paths(source: Source) -> Iterator[tuple[str, Tree]]:
    """Yield the lines of the decision table with their paths; a grade may have several lines."""
    seen: dict[str, int] = {}
    for shape in source.shapes("decisions"):
        grade = text(shape, "grade")
        seen[grade] = seen.get(grade, 0) + 1
        again = f".{seen[grade]}" if seen[grade] > 1 else ""
        yield f"decisions.{grade}{again}", shape


def unverified(source: Source) -> Iterator[Unverified]:
    """Yield every value that was not seen in a source, in the order of the file."""
    for parameter in source.parameters().values():
        if not parameter.verified:
            yield Unverified(parameter.path, parameter.title, parameter.value, parameter.basis)
    for path, shape in clauses(source):
        if not shape.value["verified"].value:
            clause = source.clause(shape, path)
            yield Unverified(path, clause["title"], said(shape), clause["basis"])


def clauses(source: Source) -> Iterator[tuple[str, Tree]]:
    """Yield every shape with its path, in the order of the file."""
    names = {"components": "name", "bands": "grade"}
    for key, node in source.tree.value.items():
        if key == "items":
            yield from ((item_path(each), each) for each in node.value)
        elif key == "weights":
            pairs = ((sorted(each.value["weights"].value), each) for each in node.value)
            yield from ((f"weights.{'+'.join(keys)}", each) for keys, each in pairs)
        elif key == "decisions":
            yield from decision_paths(source)
        elif key in names:
            yield from ((f"{key}.{text(each, names[key])}", each) for each in node.value)
        elif node.kind == "object" and "verified" in node.value:
            yield key, node


def said(shape: Tree) -> str:
    """Return what a shape says, as one line to confirm."""
    skipped = ABOUT | {"code", "name", "effect", "component"}
    parts = {key: node for key, node in shape.value.items() if key not in skipped}
    if len(parts) == 1:
        [node] = parts.values()
        return in_words(node)
    return ", ".join(f"{key}={in_words(node)}" for key, node in parts.items())


def in_words(node: Tree) -> str:
    """Return a value as text; one that nobody knows is shown as 未定."""
    if node.kind == "object":
        return " ".join(f"{key}:{in_words(child)}" for key, child in node.value.items())
    if node.kind == "array":
        return "/".join(in_words(child) for child in node.value)
    return "未定" if node.kind == "null" else node.text
