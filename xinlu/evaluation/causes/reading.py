"""Reading a table of causes: every scalar as it was written, every complaint with its place."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from pathlib import Path
from typing import Any

import yaml

from xinlu.accounts import jurisdictions
from xinlu.evaluation.causes.matching import Line, Span, clash, normalised

#: What a line may say.
KEYS = (
    *("code", "has", "lacks", "exactly", "fine", "kinds", "item", "none", "points"),
    *("times", "makes_unit"),
    *("since", "until", "basis", "verified"),
)
TABLE_KEYS = ("title", "note", "lines")
ENDS = ("at_least", "more_than", "at_most", "less_than")
#: Between the words of a choice, of which one must occur.
CHOICE = "|"
#: Under which the place of a line in its file is kept while it is read.
_PLACE = "  place"

Tree = Mapping[str, Any]


class CausesError(ValueError):
    """A table of causes cannot be read: which file, line and key, and how to mend it."""


class _Loader(getattr(yaml, "CBaseLoader", yaml.BaseLoader)):  # type: ignore[misc]
    """Reads every scalar as text: 0.3 stays what was written, a day stays its ten characters."""


def _placed(loader: _Loader, node: yaml.MappingNode) -> dict[str, Any]:
    held = {str(key): value for key, value in loader.construct_mapping(node, deep=True).items()}
    held[_PLACE] = node.start_mark.line + 1
    return held


_Loader.add_constructor("tag:yaml.org,2002:map", _placed)


def load(table: str) -> list[dict[str, Any]]:
    """Return the lines of the nearest table of this name, as plain data, after checking them."""
    path = jurisdictions.find("causes", f"{table}.yaml")
    if path is None:
        raise CausesError(
            f"There is no causes/{table}.yaml in any jurisdiction's folder. Write one, or correct "
            f"the table's name in the mapping."
        )
    return load_file(path)


def load_file(path: Path) -> list[dict[str, Any]]:
    """Return the lines of a file, as plain data, after checking them."""
    try:
        tree = yaml.load(path.read_text(encoding="utf-8"), Loader=_Loader)  # noqa: S506 - texts only
    except yaml.YAMLError as broken:
        raise CausesError(f"{path}: this is not YAML: {broken}. Check its indentation.") from None
    if not isinstance(tree, dict) or not isinstance(tree.get("lines"), list):
        raise CausesError(f"{path}: a table has the keys title and lines, a list.")
    _known(tree, TABLE_KEYS, f"{path}:{tree[_PLACE]}", "a table")
    read(tree["lines"], str(path))
    return [
        {key: _bare(held) for key, held in one.items() if key != _PLACE} for one in tree["lines"]
    ]


def _bare(held: Any) -> Any:
    """Return a value without the marks of where it stood."""
    if isinstance(held, dict):
        return {key: _bare(value) for key, value in held.items() if key != _PLACE}
    return held


def read(trees: Sequence[Tree], source: str) -> tuple[Line, ...]:
    """Return the lines that plain data says; refuses two that could fit one penalty equally."""
    lines: list[Line] = []
    places: dict[str, str] = {}
    for number, tree in enumerate(trees, 1):
        where = f"{source}:{tree[_PLACE]}" if _PLACE in tree else f"{source}, line {number}"
        line = _line(tree, where)
        if line.code in places:
            raise CausesError(f"{where}: the code {line.code} is that of {places[line.code]} too.")
        for other in lines:
            if clash(line, other):
                raise CausesError(
                    f"{where}: {line.code} has the words of {other.code} ({places[other.code]}), "
                    f"and a penalty can be both. Tell them apart by word, fine, kinds or dates."
                )
        lines.append(line)
        places[line.code] = where
    return tuple(lines)


def _line(tree: Tree, where: str) -> Line:
    _known(tree, KEYS, where, "a line")
    for key in ("code", "basis", "verified"):
        if not tree.get(key):
            raise CausesError(f"{where}: the line has no {key}. Every line says it.")
    if bool(tree.get("item")) == bool(tree.get("none")):
        raise CausesError(
            f"{where}: say either `item`, a code of the rulebook, or `none`, why the penalty is "
            f"no item on purpose."
        )
    if bool(tree.get("has")) == bool(tree.get("exactly")):
        raise CausesError(f"{where}: say either `has`, words, or `exactly`, whole causes.")
    if tree["verified"] not in ("true", "false"):
        raise CausesError(f"{where}: verified is true or false, not {tree['verified']}.")
    return Line(
        code=tree["code"],
        item=tree.get("item", ""),
        why=tree.get("none", ""),
        has=tuple(_choice(word, where) for word in _list(tree, "has", where)),
        lacks=tuple(normalised(word) for word in _list(tree, "lacks", where)),
        exactly=tuple(normalised(word) for word in _list(tree, "exactly", where)),
        fine=_span(tree.get("fine"), where),
        kinds=frozenset(_list(tree, "kinds", where)),
        points=_fraction(tree, "points", where),
        times=_fraction(tree, "times", where),
        makes_unit=tree.get("makes_unit", ""),
        since=_day(tree, "since", where),
        until=_day(tree, "until", where),
        basis=tree["basis"],
        verified=tree["verified"] == "true",
    )


def _known(tree: Tree, keys: Sequence[str], where: str, what: str) -> None:
    if unknown := set(tree) - {*keys, _PLACE}:
        raise CausesError(
            f"{where}: {', '.join(sorted(unknown))} is not a key of {what}; "
            f"known are {', '.join(keys)}."
        )


def _list(tree: Tree, key: str, where: str) -> list[str]:
    held = tree.get(key, [])
    if not isinstance(held, list) or not all(isinstance(word, str) for word in held):
        raise CausesError(f"{where}: {key} is a list of texts, as [甲, 乙].")
    return held


def _choice(text: str, where: str) -> tuple[str, ...]:
    words = tuple(normalised(word) for word in text.split(CHOICE))
    if not all(words):
        raise CausesError(f"{where}: '{text}' has an empty word, which every cause would have.")
    return words


def _span(tree: Any, where: str) -> Span:
    if tree is None:
        return Span()
    if not isinstance(tree, dict):
        raise CausesError(f"{where}: fine says its ends, as {{at_least: 0.3, less_than: 1}}, 万元.")
    _known(tree, ENDS, where, "fine")
    if {"at_least", "more_than"} <= set(tree) or {"at_most", "less_than"} <= set(tree):
        raise CausesError(f"{where}: fine has two ends on one side. Keep one of them.")
    ends = {key: _number(tree[key], where, key) for key in ENDS if key in tree}
    return Span(
        low=ends.get("at_least", ends.get("more_than")),
        takes_low="more_than" not in ends,
        high=ends.get("at_most", ends.get("less_than")),
        takes_high="less_than" not in ends,
    )


def _number(text: Any, where: str, key: str) -> Decimal:
    try:
        number = Decimal(text)
    except (InvalidOperation, TypeError, ValueError):
        raise CausesError(f"{where}: {key} is a number, not '{text}'.") from None
    if not number.is_finite() or number < 0:
        raise CausesError(f"{where}: {key} is a number from 0, not '{text}'.")
    return number


def _fraction(tree: Tree, key: str, where: str) -> Fraction | None:
    return Fraction(_number(tree[key], where, key)) if key in tree else None


def _day(tree: Tree, key: str, where: str) -> date | None:
    if key not in tree:
        return None
    try:
        return date.fromisoformat(tree[key])
    except (TypeError, ValueError):
        raise CausesError(f"{where}: {key} is a day as 2024-01-01, not '{tree[key]}'.") from None
