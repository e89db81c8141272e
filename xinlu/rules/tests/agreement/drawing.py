"""What all drawn rulebooks share: the day, the grades, numbers from small sets, and chance."""

from datetime import date
from fractions import Fraction
from typing import Any

from hypothesis import strategies as st

Tree = dict[str, Any]
ON = date(2024, 6, 30)
LAW = {"basis": "示例办法", "verified": True}
GRADES = ["A", "B", "C", "D"]
#: Values of records: many halves and quarters, so that sums fall on edges and on rounding ties.
POINTS = [Fraction(n) / 4 for n in (1, 2, 4, 5, 10, 20, 40, 80)]
SPANS = ["6 months", "1 year", "18 months", "3 years", "400 days"]
ROUNDINGS = ["half-up", "half-even", "down", "up"]
QUANTITY_TESTS = ["at_least", "more_than", "at_most", "less_than", "exactly", "other_than"]
#: Components that a drawn rulebook may have, and of which units each is.
UNITS = {"checks": "check", "works": "section", "extra": None}
ASPECTS = ["count", "lowest", "highest", "weight", "records"]


def chance(draw: st.DrawFn, of: int = 2) -> bool:
    """Draw whether something is there, once in `of` times."""
    return draw(st.integers(1, of)) == 1


def one(draw: st.DrawFn, choices: Any) -> Any:
    """Draw one of the choices."""
    return draw(st.sampled_from(list(choices)))


def identity(kind: str, subject: str = "person") -> Tree:
    """Return what every rulebook begins with."""
    return {
        "language": 1,
        "scheme": "drawn",
        "edition": date(2024, 1, 1),
        "title": "示例",
        "basis": "示例办法",
        "kind": kind,
        "subject": subject,
    }


def ages(draw: st.DrawFn) -> list[Tree]:
    """Draw weights by age."""
    weights = one(draw, [(3, 2, 1), (1, Fraction(3, 4), Fraction(1, 2)), (1, Fraction(1, 2))])
    spans = ["6 months", "1 year", "2 years"]
    return [
        {"within": span, "weight": weight, **LAW}
        for span, weight in zip(spans, weights, strict=False)
    ]


def ban(draw: st.DrawFn, starts: list[str], extends: list[str]) -> Tree:
    """Draw a ban that some items start, and some may make longer."""
    longer = {"extends": extends, "extension": "6 months"} if extends else {}
    lasts = one(draw, ["3 months", "1 year", "180 days"])
    return {"name": "barred", "items": starts, "lasts": lasts, **longer, "title": "限制", **LAW}


def windows(draw: st.DrawFn, take: str) -> Tree:
    """Draw which records a measure of them reads, and how their age weighs."""
    window: Tree = one(draw, [{}, {"last": one(draw, SPANS)}, {"ever": True}])
    weighed = take in ("count", "times", "points") and chance(draw, 3)
    return window | ({"ages": ages(draw)} if weighed else {})


def tested(draw: st.DrawFn, value: Any) -> Tree:
    """Draw a test of a number against a value."""
    return {one(draw, QUANTITY_TESTS): value}
