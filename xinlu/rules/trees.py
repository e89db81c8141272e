"""YAML read into a tree that keeps lines and exact numbers.

YAML's own resolver makes floats of 0.2, dates of what looks like one and booleans of `on`; here
a scalar keeps its text until the schema says what it should be. Anchors are refused, since they
let a small file stand for a huge one; so are repeated keys, which YAML lets the last one win.
"""

import re
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Any

import yaml

from xinlu.rules.messages import Problem, RulebookError
from xinlu.rules.numbers import is_number

#: Bounds that no honest rulebook comes near; beyond them a file is refused unread.
LARGEST_TEXT = 300_000
DEEPEST = 40

#: libyaml's parser is ten times as fast where the wheel brings it; both leave scalars as text.
LOADER = getattr(yaml, "CBaseLoader", yaml.BaseLoader)

Scalar = str | Fraction | bool | date | None
#: JSON Schema's names of what a node may be, but for numbers.
KINDS: dict[type, str] = {dict: "object", list: "array", bool: "boolean", type(None): "null"}
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


@dataclass(slots=True)
class Tree:
    """One node: its value (a scalar, a list or a dict of trees), its line and its source text.

    `parameters` names those whose values were put in its place, or into its formula.
    """

    value: Any
    line: int
    text: str = ""
    parameters: tuple[str, ...] = ()
    keys: dict[str, int] = field(default_factory=dict)

    @property
    def kind(self) -> str:
        """Return the JSON Schema type of the value."""
        found = type(self.value)
        if found is Fraction:
            return "integer" if self.value.denominator == 1 else "number"
        return KINDS.get(found, "string")

    def plain(self) -> Any:
        """Return the value as plain lists, dicts and scalars."""
        if isinstance(self.value, dict):
            return {key: child.plain() for key, child in self.value.items()}
        if isinstance(self.value, list):
            return [child.plain() for child in self.value]
        return self.value


def read_tree(text: str, name: str) -> Tree:
    """Return the tree of a YAML or JSON text; raise `RulebookError` where there is none."""
    if len(text) > LARGEST_TEXT:
        raise RulebookError([Problem("too-large", name, 1, "", {"most": LARGEST_TEXT})])
    if not text.isascii() and any("\ud800" <= char <= "\udfff" for char in text):
        raise RulebookError([Problem("not-utf8", name, 1, "")])
    try:
        refuse_anchors_and_depths(text, name)
        node = yaml.compose(text, Loader=LOADER)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        problem = Problem("not-yaml", name, line, "", {"why": error.problem or "unreadable"})
        raise RulebookError([problem]) from error
    except yaml.reader.ReaderError as error:
        problem = Problem("not-yaml", name, 1, "", {"why": error.reason})
        raise RulebookError([problem]) from error
    if node is None:
        raise RulebookError([Problem("empty", name, 1, "")])
    problems: list[Problem] = []
    tree = grown(node, name, "", problems)
    if problems:
        raise RulebookError(problems)
    return tree


def refuse_anchors_and_depths(text: str, name: str) -> None:
    """Walk the text's events, which costs no memory, and refuse what would cost much later."""
    depth = 0
    for event in yaml.parse(text, Loader=LOADER):
        line = event.start_mark.line + 1 if event.start_mark else 1
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise RulebookError([Problem("anchor", name, line, "")])
        depth += isinstance(event, yaml.CollectionStartEvent)
        depth -= isinstance(event, yaml.CollectionEndEvent)
        if depth > DEEPEST:
            raise RulebookError([Problem("too-deep", name, line, "", {"most": DEEPEST})])


def grown(node: yaml.Node, name: str, at: str, problems: list[Problem]) -> Tree:
    """Return the tree of a composed node, noting repeated keys."""
    line = node.start_mark.line + 1
    if isinstance(node, yaml.MappingNode):
        tree = Tree({}, line)
        for key_node, value_node in node.value:
            if not isinstance(key_node, yaml.ScalarNode):
                problems.append(Problem("key-not-text", name, key_node.start_mark.line + 1, at))
                continue
            key, key_line = str(key_node.value), key_node.start_mark.line + 1
            if key in tree.value:
                where = {"first": tree.keys[key]}
                problems.append(Problem("repeated-key", name, key_line, below(at, key), where))
            tree.value[key] = grown(value_node, name, below(at, key), problems)
            tree.keys[key] = key_line
        return tree
    if isinstance(node, yaml.SequenceNode):
        return Tree(
            [grown(each, name, f"{at}[{n}]", problems) for n, each in enumerate(node.value)], line
        )
    quoted = bool(getattr(node, "style", None))
    return Tree(scalar(node.value, quoted=quoted), line, node.value)


def below(at: str, key: str) -> str:
    """Return the path of a key below another."""
    return f"{at}.{key}" if at else key


def scalar(text: str, *, quoted: bool) -> Scalar:
    """Return what a scalar means: an exact number, a day, a truth value, nothing, or its text.

    A day is a day in quotes too, since JSON has no other way to write one.
    """
    if _DATE.fullmatch(text):
        try:
            return date.fromisoformat(text)
        except ValueError:
            return text
    if quoted:
        return text
    if is_number(text):
        return Fraction(text)
    return {"true": True, "false": False, "null": None, "~": None, "": None}.get(text, text)
