"""Measures of every shape, drawn at random: of the subject, and of each check."""

import re
from fractions import Fraction

from hypothesis import strategies as st

from xinlu.rules.tests.agreement.drawing import (
    ASPECTS,
    GRADES,
    LAW,
    SPANS,
    UNITS,
    Tree,
    chance,
    one,
    tested,
    windows,
)

TAKES = ["count", "times", "points", "most-times", "most-points", "numbers", "places"]
OF_UNITS = ["sum", "mean", "weighted", "lowest", "highest"]
RANKS = ["position", "size", "share", "percentile"]


def measures(draw: st.DrawFn, tree: Tree) -> list[Tree]:
    """Draw measures of some shapes; one that rests on another is there only with it."""
    codes = [item["code"] for item in tree["items"]]
    bans = [ban["name"] for ban in tree["bans"]]
    shapes = of_checks(draw, codes) | of_subjects(draw, codes, tree, bans)
    drawn: list[Tree] = []
    for name, shape in shapes.items():
        absent = {other for other in shapes if other not in {each["name"] for each in drawn}}
        words = set(re.findall(r"[a-z_]+", str(shape)))
        if not chance(draw, 3) and not words & absent - {name}:
            drawn.append({"name": name, "title": name, **shape, **needs(draw, drawn, shape), **LAW})
    # Their order in the file says nothing.
    return draw(st.permutations(drawn))


def needs(draw: st.DrawFn, before: list[Tree], shape: Tree) -> Tree:
    """Draw conditions without which a measure is not known, at times on another measure."""
    if "needs" in shape or not chance(draw, 4):
        return {}
    numbers = [each["name"] for each in before if "unit" not in each and each["name"] != "before"]
    choices: list[Tree] = [
        {"vehicles": {"at_least": 8}},
        {"mileage": {"known": True}},
        {"sector": {"one_of": ["客运", "货运"]}},
        {"previous": {"at_least": "C"}},
        *({name: tested(draw, 1)} for name in numbers),
    ]
    if "unit" in shape:
        choices += [{"place": {"exactly": "东县"}}, {"records": {"at_least": 1}}]
        choices += [{"weight": {"more_than": 1}}, {"inspected": {"more_than": 2}}]
    return {"needs": one(draw, choices)}


def of_checks(draw: st.DrawFn, codes: list[str]) -> dict[str, Tree]:
    """Draw one measure of each shape that a unit may have, by its name."""
    take = one(draw, TAKES)
    value = one(draw, ["weight / 4", "inspected * vehicles", "records"])
    cases: list[Tree] = [
        {"when": {"place": {"exactly": "东县"}}, "value": 1},
        {"when": {"records": {"at_least": 2}}, "value": value},
        *([{"value": "inspected / 2"}] if chance(draw) else []),
    ]
    shapes: dict[str, Tree] = {
        "seen": {"records": {"items": codes[:2], "take": take, **windows(draw, take)}},
        "density": {"formula": "seen / inspected"},
        "clean": {"formula": "max(1, 10 - records)"},
        "worth": {"cases": cases},
        "worth_tidy": {"round": {"of": "worth", "decimals": 0, "mode": "half-even"}},
        "dirt": {"steps": {**steps(draw), "of": "density"}},
    }
    return {name: {"unit": "check", **shape} for name, shape in shapes.items()}


def steps(draw: st.DrawFn) -> Tree:
    """Draw how points run up by steps."""
    return {
        "step": one(draw, [Fraction(1, 100), Fraction(1, 8)]),
        "per": one(draw, [5, Fraction(5, 2)]),
        "start": one(draw, [0, Fraction(1, 4)]),
        "beyond": one(draw, ["above", "below"]),
        "partial": one(draw, ["floor", "ceil", "proportional"]),
        "at_most": one(draw, [10, 50]),
    }


def of_subjects(draw: st.DrawFn, codes: list[str], tree: Tree, bans: list[str]) -> dict[str, Tree]:
    """Draw one measure of each shape that a subject may have, by its name."""
    take = one(draw, TAKES)
    prior = {"scheme": "own", "grades": GRADES}
    fallback = [{"value": 1}] if chance(draw) else []
    return {
        "found": {"records": {"items": codes[:2], "take": take, **windows(draw, take)}},
        "rate": {"formula": "found / vehicles"},
        "mean_rate": {"formula": "found / mean_vehicles"},
        "loss": {"steps": {**steps(draw), "of": "rate"}},
        "use": {
            "cases": [
                {"when": {"mileage": {"less_than": 80}}, "value": 1},
                {"when": {"mileage": {"at_most": 160}}, "value": "1 + 0.6 * (mileage - 80) / 80"},
                {"when": {"mileage": {"known": True}}, "value": "8 / 5"},
                *fallback,
            ]
        },
        "tidy": {"round": {"of": "rate", "decimals": 2, "mode": "half-up"}},
        **over_units(draw),
        **of_components(draw, tree),
        **({"fine": {"formula": "5 * barred"}} if bans else {}),
        "crew": {"linked": crew(draw)},
        "last_score": {"earlier": {**prior, "take": "score", **one(draw, BACK)}},
        "silent_years": {"earlier": {**prior, "take": "age"}},
        "before": {"earlier": {**prior, "take": "grade", **one(draw, BACK)}},
        "bad_years": {"streak": {**prior, **one(draw, STREAKS)}},
        **among_peers(draw, tree),
        "standing": {"since": {"date": "licensed", "unit": one(draw, ["day", "month", "year"])}},
    }


BACK: list[Tree] = [{}, {"back": 0}, {"back": 1}, {"back": 2}]
STREAKS: list[Tree] = [
    {"grade": {"at_most": "C"}},
    {"grade": {"one_of": ["A", "D"]}},
    {"score": {"less_than": 45}},
]


def over_units(draw: st.DrawFn) -> dict[str, Tree]:
    """Draw measures that bring units to one number: of what the facts give, and of measures."""
    take = one(draw, ["count", "share", *OF_UNITS])
    by = one(draw, [{}, {"by": "inspected"}, {"by": "clean"}, {"by": "seen"}])
    where = one(
        draw,
        [
            {},
            {"where": {"inspected": tested(draw, 5)}},
            {"where": {"place": {"other_than": "西县"}}},
            {"where": {"worth": {"known": True}, "weight": {"at_most": 3}}},
            {"where": {"vehicles": {"at_least": 8}, "records": {"exactly": 0}}},
        ],
    )
    of = {"of": one(draw, ["inspected", "worth", "density"])} if take in OF_UNITS else {}
    weighed = by if take == "weighted" else {}
    units = {"kind": "check", "take": take, **of, **weighed, **where}
    sections = {"kind": "section", "take": one(draw, ["count", "share"])}
    sections |= {"where": {"weight": tested(draw, 3)}}
    return {"large": {"units": units}, "sites": {"units": sections}}


def of_components(draw: st.DrawFn, tree: Tree) -> dict[str, Tree]:
    """Draw formulas over what components tell besides their values."""
    names = [shape["name"] for shape in tree["components"]]
    averaged = one(draw, [name for name in names if UNITS[name]])
    known = {averaged: {"known": True}}
    aspect = one(draw, ASPECTS)
    return {
        "spread": {"formula": f"{averaged}.highest - {averaged}.lowest"},
        "per_unit": {"formula": f"{averaged}.records / max(1, {averaged}.count)"},
        "told": {"formula": f"{averaged}.{aspect} / 2"},
        "heavy": {"needs": known, "formula": f"min(9, {averaged}.weight) + abs({names[-1]})"},
    }


def crew(draw: st.DrawFn) -> Tree:
    """Draw what the drivers of a firm come to."""
    where = one(
        draw,
        [
            {},
            {"where": {"grade": {one(draw, ["at_least", "less_than", "exactly"]): "B"}}},
            {"where": {"grade": {"one_of": ["A", "D"]}}},
            {"where": {"score": tested(draw, 61)}},
            {"where": {"grade": {"known": one(draw, [True, False])}}},
        ],
    )
    take = one(draw, ["count", "share", "mean", "sum", "lowest", "highest"])
    return {"relation": "driver", "scheme": "driver", "grades": GRADES, "take": take, **where}


def among_peers(draw: st.DrawFn, tree: Tree) -> dict[str, Tree]:
    """Draw places among others, of a component or of a measure, and what others come to."""
    own = tree["components"][0]["name"]
    ties = one(draw, [{"ties": "best"}, {"ties": "worst"}, {"ties": "key", "key": "vehicles"}])
    rank = {"of": one(draw, [own, "rate"]), "among": one(draw, [[], ["sector"]]), **ties}
    rank |= {"first": one(draw, ["lowest", "highest"]), "take": one(draw, RANKS)}
    take = one(draw, ["mean", "sum", "count", "lowest", "highest"])
    return {
        "place_among": {"rank": rank},
        "industry": {"peers": {"of": own, "among": ["sector"], "take": take}},
        "above_mean": {"formula": f"{own} - industry"},
        "recent": {"records": {"items": ["*"], "take": "count", "last": one(draw, SPANS)}},
    }
