"""Rulebooks of accounts and of lists, drawn at random, with their populations."""

from datetime import date, timedelta
from fractions import Fraction
from random import Random
from typing import Any

from hypothesis import strategies as st

from xinlu.rules import Event, Facts
from xinlu.rules.tests.agreement.drawing import GRADES, LAW, ON, Tree, ban, chance, identity, one

RISING = {"points": (1, 3, 5, 10, 20), "reset": ()}
FALLING = {"deduct": (1, 3, 5, 10, 20), "add": (3, 5), "reset": ()}


@st.composite
def an_account(draw: st.DrawFn) -> Tree:
    """Draw a rulebook of points that run up, or down from a stock."""
    falling = chance(draw)
    against = "DEDUCT" if falling else "POINTS"
    account: Tree = {"full": 20, **LAW}
    if falling:
        account = {"full": one(draw, [0, 3]), "start": 20, "falling": True, **LAW}
        account |= {"floor": 0} if chance(draw) else {}
        account |= {"bonus_at_most": 10} if chance(draw) else {}
    return {
        **identity("points"),
        "period": one(
            draw,
            [
                {"kind": "anniversary", "of": "licensed", "years": 1, "leap_day": "02-28"},
                {"kind": "calendar-year"},
            ],
        )
        | LAW,
        "grades": [{"code": code, "word": code} for code in GRADES],
        "account": account,
        "initial_grade": {"value": "B", **LAW},
        "decisions": account_decisions(draw, falling=falling),
        "items": [
            {"code": effect.upper(), "effect": effect, "title": "行为", **LAW}
            | ({"value": None} if values else {})
            for effect, values in (FALLING if falling else RISING).items()
        ],
        "bans": [ban(draw, [against], ["RESET", *((against,) * chance(draw))])],
    }


def account_decisions(draw: st.DrawFn, *, falling: bool) -> list[Tree]:
    """Draw a decision table over what an account comes to."""
    worst = {"at_most": 3} if falling else {"at_least": 20}
    good = {"at_least": 15} if falling else {"less_than": 10}
    lines: list[Tree] = [
        {"grade": "D", "when": {"peak": worst}},
        {"grade": "A", "when": {"points": good, "previous": {"at_least": "B"}}},
        {"grade": "C", "when": {"reached": {"at_least": 2}}},
        {"grade": "C", "when": {"barred": {"exactly": 1}, "recorded": {"more_than": 4}}},
    ]
    kept = [line for line in lines if chance(draw)]
    return [{**line, "title": "判定", **LAW} for line in [*kept, {"grade": "B"}]]


@st.composite
def a_list(draw: st.DrawFn) -> Tree:
    """Draw a rulebook of candidates for a list."""
    codes = ["X", "Y", "Z"]
    drawn: Tree = {
        **identity("list"),
        "period": {"kind": "rolling", **LAW},
        "quantities": [{"name": "fleet", "title": "车辆数", "at_least": 1, **LAW}],
        "candidates": [
            {
                "code": f"L{n}",
                "items": codes[n : n + 2],
                "threshold": one(draw, [1, 2, 3]),
                "test": one(draw, ["more_than", "at_least"]),
                "window": one(draw, ["1 year", "6 months", "365 days"]),
                "leap_day": one(draw, ["02-28", "03-01"]),
                "distinct": one(draw, ["number", "record"]),
                "title": "列入",
                **one(draw, [{}, {"points_at_least": 2}]),
                **one(draw, [{}, {"when": {"fleet": {"more_than": 5}}}]),
                **LAW,
            }
            for n in range(draw(st.integers(1, 2)))
        ],
        "items": [{"code": c, "effect": "count", "title": "行为", **LAW} for c in codes],
    }
    if "fleet" not in str(drawn["candidates"]):
        del drawn["quantities"]
    return drawn


def people(tree: Tree, seed: int, size: int) -> list[Facts]:
    """Return so many subjects of an account or a list, the same for the same seed."""
    random = Random(seed)
    return [person(tree, random, f"示例{n:03d}") for n in range(size)]


def person(tree: Tree, random: Random, name: str) -> Facts:
    """Return one subject with records around the year."""
    values: dict[str, Any] = {
        item["code"]: (FALLING | RISING).get(item["effect"], (1, 2, 3)) for item in tree["items"]
    }
    events = [
        Event(
            f"{name}-{n}",
            code,
            ON - timedelta(random.choice([0, 1, 10, 100, 181, 365, 366, random.randint(0, 700)])),
            points=Fraction(random.choice(values[code])) if values[code] else None,
            number=random.choice(["甲1号", "甲2号", "甲3号", None]),
            effective=random.random() > 0.1,
            until=random.choice([None, date(2025, 1, 1)]),
        )
        for n, code in enumerate(random.choices(list(values), k=random.choice([0, 2, 5, 12])))
    ]
    return Facts(
        name,
        ON,
        events=events,
        quantities={"fleet": Fraction(random.choice([1, 5, 6, 60]))},
        prior={"grade": random.choice(GRADES)} if random.random() < 0.6 else {},
        dates={"licensed": random.choice([date(2020, 2, 29), date(2021, 6, 30), date(2024, 5, 1)])},
    )
