"""Small rulebooks written for one shape at a time, and facts to judge by them."""

from collections.abc import Sequence
from datetime import date
from fractions import Fraction
from typing import Any

from xinlu.rules import Event, Facts, Rulebook, Unit, Verdict, judge, read_text
from xinlu.rules.editions import written

LAW = {"basis": "示例办法", "verified": True}
YEAR_END = date(2023, 12, 31)
SPRING = date(2023, 3, 1)


def lawful(shapes: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return shapes with a clause and a title, where they have none."""
    named = ("name", "code", "grade")
    return [
        {"title": next((str(s[k]) for k in named if s.get(k)), "示例"), **LAW, **s} for s in shapes
    ]


def a_rulebook(**parts: Any) -> Rulebook:
    """Return a rulebook of kind score unless said otherwise; lists of shapes get their clauses."""
    tree: dict[str, Any] = {
        "language": 1,
        "scheme": "shape",
        "edition": date(2023, 1, 1),
        "title": "示例评价",
        "basis": "示例办法",
        "kind": "score",
        "subject": "firm",
        "period": {"kind": "calendar-year", **LAW},
        "items": [{"code": "NONE", "effect": "count"}],
    }
    tree |= parts
    for key, value in tree.items():
        if isinstance(value, list) and value and isinstance(value[0], dict) and key != "grades":
            tree[key] = lawful(value)
        elif isinstance(value, dict) and key != "period":
            tree[key] = {**LAW, **value}
        elif key == "period":
            tree[key] = {**value, **LAW}
    return read_text(written(tree))


def graded(codes: str) -> list[dict[str, str]]:
    """Return grades of these codes, best first."""
    return [{"code": code, "word": code} for code in codes.split()]


def a_firm(**parts: Any) -> Facts:
    """Return a firm at the end of the year; numbers may be given as text."""
    quantities = {name: exact(value) for name, value in parts.pop("quantities", {}).items()}
    return Facts("示例公司", parts.pop("on", YEAR_END), quantities=quantities, **parts)


def exact(value: Any) -> Any:
    """Return a number as it is judged by; other values stay."""
    if isinstance(value, dict):
        return {day: Fraction(str(each)) for day, each in value.items()}
    return Fraction(str(value)) if isinstance(value, int | float) else value


def records(
    code: str, count: int, /, *, on: date = SPRING, key: str = "", **more: Any
) -> list[Event]:
    """Return so many records of one item."""
    for name in ("points", "times"):
        if name in more:
            more[name] = Fraction(str(more[name]))
    return [Event(f"{key or code}-{n}", code, on, **more) for n in range(count)]


def units(kind: str, **weights: Any) -> list[Unit]:
    """Return units of a kind by their names, each with its weight."""
    return [Unit(kind, name, weight=Fraction(str(weight))) for name, weight in weights.items()]


def scored(rulebook: Rulebook, facts: Facts) -> str | None:
    """Return the score as it is written, once the reasons have been seen to add up to it."""
    return checked(judge(rulebook, facts)).score_text


def checked(verdict: Verdict) -> Verdict:
    """Return the verdict, once its reasons have been seen to add up to its score."""
    assert verdict.score is None or sum(r.total for r in verdict.reasons) == verdict.score
    return verdict
