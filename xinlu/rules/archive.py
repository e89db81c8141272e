"""Facts and verdicts as JSON that gives the same objects back: what a result is kept as.

Numbers are written as `n` or `n/d`, days as ISO; fields that hold their default are left out.
Where a type says nothing (parameters of a sentence), a number is `{"n": …}` and a day `{"d": …}`.
"""

import hashlib
import json
import types
from collections.abc import Callable, Mapping
from dataclasses import MISSING, fields, is_dataclass
from datetime import date
from fractions import Fraction
from functools import cache
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

from xinlu.rules.facts import Facts
from xinlu.rules.messages import FactsError
from xinlu.rules.verdict import Verdict

T = TypeVar("T")

#: Types that JSON has itself.
ATOMS = frozenset({str, int, bool, type(None)})
#: Types that are written as a word, with the mark that tells them where no type is declared.
WORDS: dict[type, tuple[str, Callable[[Any], str]]] = {
    Fraction: ("n", str),
    date: ("d", date.isoformat),
}


def written(thing: Facts | Verdict) -> dict[str, Any]:
    """Return the thing as plain JSON data.

    >>> written(Facts("91", date(2023, 12, 31), quantities={"x": Fraction(1, 3)}))
    {'subject': '91', 'on': '2023-12-31', 'quantities': {'x': '1/3'}}
    """
    plain: dict[str, Any] = _plain(thing)
    return plain


def written_error(error: FactsError) -> dict[str, Any]:
    """Return what stands in the place of a verdict where the facts do not fit the rulebook."""
    return {
        "error": {
            "code": error.code,
            "params": _loose(error.params),
            "sentence": error.chinese(),
        }
    }


def facts(data: Mapping[str, Any]) -> Facts:
    """Return the facts that `written` wrote."""
    return _read(Facts, data)


def verdict(data: Mapping[str, Any]) -> Verdict:
    """Return the verdict that `written` wrote."""
    return _read(Verdict, data)


def fingerprint(data: Mapping[str, Any]) -> str:
    """Return the SHA-256 of the data, whatever the order of its keys."""
    text = json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _plain(value: Any) -> Any:
    """Write a value whose type its field declares. Exact types are asked for first: it is fast."""
    kind = type(value)
    if kind in ATOMS:
        return value
    if kind in WORDS:
        return WORDS[kind][1](value)
    if kind is tuple or kind is list:
        return [_plain(held) for held in value]
    if isinstance(value, Mapping):
        return {key: _plain(held) for key, held in value.items()}
    return {
        name: write(held)
        for name, default, write in _shape(kind)  # type: ignore[arg-type]  # hashable
        if (held := getattr(value, name)) is not default and held != default
    }


def _loose(value: Any) -> Any:
    """Write a value whose type nobody declared, so that it can be told again."""
    kind = type(value)
    if kind in ATOMS:
        return value
    if kind in WORDS:
        mark, word = WORDS[kind]
        return {mark: word(value)}
    if isinstance(value, Mapping):
        return {key: _loose(held) for key, held in value.items()}
    return [_loose(held) for held in value]


def _mixed(value: Any) -> Any:
    """Write named values that are numbers, texts, or numbers by day: each can be told again."""
    return {name: _one_mixed(held) for name, held in value.items()}


def _one_mixed(value: Any) -> Any:
    if isinstance(value, str):
        return {"text": value}
    if isinstance(value, Mapping):
        return {"days": {day.isoformat(): str(number) for day, number in value.items()}}
    return _plain(value)


def _told_mixed(value: Any) -> Any:
    if isinstance(value, Mapping):
        if "text" in value:
            return value["text"]
        return {date.fromisoformat(day): Fraction(n) for day, n in value["days"].items()}
    try:
        return None if value is None else Fraction(value)
    except ValueError:
        # Texts were written bare before they had a mark.
        return value


def _told(value: Any) -> Any:
    if isinstance(value, Mapping):
        if set(value) == {"n"}:
            return Fraction(value["n"])
        if set(value) == {"d"}:
            return date.fromisoformat(value["d"])
        return {key: _told(held) for key, held in value.items()}
    if isinstance(value, list):
        return tuple(_told(held) for held in value)
    return value


@cache
def _shape(kind: type) -> tuple[tuple[str, Any, Callable[[Any], Any]], ...]:
    """Return each field's name, its default (a mark where it has none), and what writes it."""
    hints = get_type_hints(kind)
    shape = []
    for field in fields(kind):
        default = field.default
        if field.default_factory is not MISSING:
            default = field.default_factory()
        shape.append((field.name, default, _writer(hints[field.name])))
    return tuple(shape)


def _writer(hint: Any) -> Callable[[Any], Any]:
    """Return what writes a field of a type."""
    if hint == Mapping[str, Any]:
        return _loose
    return _mixed if _is_mixed(hint) else _plain


def _is_mixed(hint: Any) -> bool:
    """Tell whether a field holds, by name, what may be a number or a text."""
    origin = get_origin(hint)
    if not (isinstance(origin, type) and issubclass(origin, Mapping)):
        return False
    return {Fraction, str} <= set(get_args(get_args(hint)[1]))


def _read(kind: type[T], data: Mapping[str, Any]) -> T:
    hints = _hints(kind)  # type: ignore[arg-type]  # a class can be hashed
    return kind(**{name: _value(hints[name], held) for name, held in data.items()})


@cache
def _hints(kind: type) -> dict[str, Any]:
    return get_type_hints(kind)


def _value(hint: Any, held: Any) -> Any:
    if held is None:
        return None
    origin = get_origin(hint)
    if origin in (Union, types.UnionType):
        return _value(get_args(hint)[0], held)
    if origin is tuple:
        return tuple(_value(get_args(hint)[0], one) for one in held)
    if _is_mixed(hint):
        return {name: _told_mixed(one) for name, one in held.items()}
    if isinstance(origin, type) and issubclass(origin, Mapping):
        of = get_args(hint)[1]
        return _told(held) if of is Any else {key: _value(of, one) for key, one in held.items()}
    return _scalar(hint, held)


def _scalar(hint: Any, held: Any) -> Any:
    if hint is Fraction:
        return Fraction(held)
    if hint is date:
        return date.fromisoformat(held)
    if is_dataclass(hint) and isinstance(hint, type):
        return _read(hint, held)
    return held
