"""The numbers of a rulebook's text, each with what it is about, and the text with some changed.

A number is changed where it stands: comments, order and layout of the author's text stay.
"""

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import yaml

from xinlu.rules.messages import Problem, RulebookError
from xinlu.rules.numbers import is_number
from xinlu.rules.trees import LOADER, read_tree

#: How long a period is: 12 months, 2 years.
SPAN = re.compile(r"\d{1,4} (?:year|month|day)s?")
#: What a list's entry may be called by, the first that it has.
NAMES = ("code", "name", "grade", "kind", "relation")
#: Numbers that are no values: which language is written.
NOT_VALUES = ("language",)
#: What the edition says of itself, and may be changed in a form.
IDENTITY = ("edition", "title", "basis")


class FigureError(ValueError):
    """A number cannot be changed so: `code`, `path` and `value` say which and why."""

    def __init__(self, code: str, path: str, value: str) -> None:
        super().__init__(f"{code}: {path} cannot become {value!r}.")
        self.code, self.path, self.value = code, path, value


@dataclass(frozen=True, slots=True)
class Figure:
    """A number in a rulebook's text: where it stands, what it is of, and where that is written."""

    path: str
    section: str
    #: The keys below the entry that it is a number of, and what that entry is called.
    key: str
    called: str
    title: str
    value: str
    basis: str
    verified: bool
    line: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Shape:
    """The clause that encloses a number: what it is called and where it was written."""

    path: str = ""
    called: str = ""
    title: str = ""
    basis: str = ""
    verified: bool = True


def figures(text: str) -> tuple[Figure, ...]:
    """Return every number and span of the text, in its order; raises `RulebookError`.

    >>> [(each.path, each.value) for each in figures("bands:\\n- {grade: A, from: 90} # best")]
    [('bands.A.from', '90')]
    """
    return tuple(_below(_root(text), "", "", _Shape()))


def with_figures(text: str, values: Mapping[str, str]) -> str:
    """Return the text with the numbers at these paths changed; raises `FigureError`.

    >>> with_figures("bands:\\n- {grade: A, from: 90} # best", {"bands.A.from": "92.5"})
    'bands:\\n- {grade: A, from: 92.5} # best'
    """
    held = {each.path: each for each in figures(text)}
    for path, value in values.items():
        if path not in held:
            raise FigureError("no-such-figure", path, value)
        is_span = SPAN.fullmatch(held[path].value) is not None
        if not (SPAN.fullmatch(value) if is_span else is_number(value)):
            raise FigureError("not-a-span" if is_span else "not-a-number", path, value)
    return _replaced(text, [(held[path].start, held[path].end, v) for path, v in values.items()])


def meeting(text: str, values: Mapping[str, str]) -> dict[str, str]:
    """Return these changes with the other end of each band's edge moved along.

    Two bands that meet say one number twice; where only one of the two was changed, both are meant.

    >>> bands = "bands:\\n- {grade: A, from: 90}\\n- {grade: B, below: 90}"
    >>> meeting(bands, {"bands.A.from": "92"})
    {'bands.A.from': '92', 'bands.B.below': '92'}
    """
    held = {each.path: each.value for each in figures(text) if each.section == "bands"}
    moved = dict(values)
    for path, value in values.items():
        if path in held:
            others = (at for at, old in held.items() if old == held[path])
            moved |= {at: value for at in others if at not in values}
    return moved


def identity(text: str) -> dict[str, str]:
    """Return what the text says of itself: day of the edition, title and basis."""
    return {key: str(node.value) for key, node in _identity(text).items()}


def with_identity(text: str, values: Mapping[str, str]) -> str:
    """Return the text with its day, title or basis changed, in their places."""
    held = _identity(text)
    changes = []
    for key, value in values.items():
        if key not in held:
            raise FigureError("no-such-figure", key, value)
        written = _day(value) if key == "edition" else json.dumps(value, ensure_ascii=False)
        node = held[key]
        changes.append((node.start_mark.index, node.end_mark.index, written))
    return _replaced(text, changes)


def _day(value: str) -> str:
    try:
        return date.fromisoformat(value).isoformat()
    except ValueError:
        raise FigureError("not-a-day", "edition", value) from None


def _identity(text: str) -> dict[str, yaml.ScalarNode]:
    return {
        key.value: value
        for key, value in _root(text).value
        if key.value in IDENTITY and isinstance(value, yaml.ScalarNode)
    }


def _root(text: str) -> yaml.MappingNode:
    """Return the text's nodes with their places; what `read_tree` refuses is refused here too."""
    read_tree(text, "")
    node = yaml.compose(text, Loader=LOADER)
    if not isinstance(node, yaml.MappingNode):
        raise RulebookError([Problem("empty", "", 1, "")])
    return node


def _replaced(text: str, changes: Sequence[tuple[int, int, str]]) -> str:
    for start, end, value in sorted(changes, reverse=True):
        text = text[:start] + value + text[end:]
    return text


def _below(node: yaml.Node, at: str, section: str, shape: _Shape) -> Iterator[Figure]:
    """Yield the numbers at and below a node."""
    if isinstance(node, yaml.MappingNode):
        within = _shape(node, at, shape)
        for key, child in node.value:
            path = f"{at}.{key.value}" if at else key.value
            if path not in NOT_VALUES:
                yield from _below(child, path, section or key.value, within)
    elif isinstance(node, yaml.SequenceNode):
        for name, child in _named(node):
            yield from _below(child, f"{at}{name}", section, shape)
    elif isinstance(node, yaml.ScalarNode) and _is_figure(node):
        yield Figure(
            at,
            section,
            at.removeprefix(shape.path).lstrip("."),
            shape.called,
            shape.title,
            node.value,
            shape.basis,
            shape.verified,
            node.start_mark.line + 1,
            node.start_mark.index,
            node.end_mark.index,
        )


def _shape(node: yaml.MappingNode, at: str, outer: _Shape) -> _Shape:
    """Return the clause that a mapping is, or the one that it is a part of."""
    said = {
        key.value: child.value for key, child in node.value if isinstance(child, yaml.ScalarNode)
    }
    if not at or not {"basis", "title", "verified", *NAMES[:3]} & said.keys():
        return outer
    return _Shape(
        at,
        next((said[name] for name in NAMES if name in said), ""),
        said.get("title") or said.get("word", ""),
        said.get("basis", outer.basis),
        said.get("verified", "true" if outer.verified else "false") == "true",
    )


def _named(node: yaml.SequenceNode) -> Iterator[tuple[str, yaml.Node]]:
    """Yield a list's entries, called by code or name where only one has it, else by place."""
    names = [_name(child) for child in node.value]
    counts = Counter(names)
    for place, (name, child) in enumerate(zip(names, node.value, strict=True)):
        yield (f".{name}" if name and counts[name] == 1 else f"[{place}]"), child


def _name(node: yaml.Node) -> str:
    if not isinstance(node, yaml.MappingNode):
        return ""
    said = {key.value: child.value for key, child in node.value if _is_scalar(child)}
    return next((str(said[name]) for name in NAMES if name in said), "")


def _is_figure(node: yaml.ScalarNode) -> bool:
    """Tell whether a scalar is a number or a span; what stands in quotes is text."""
    return not node.style and (is_number(node.value) or bool(SPAN.fullmatch(node.value)))


def _is_scalar(node: yaml.Node) -> bool:
    return isinstance(node, yaml.ScalarNode)
