"""Rulebooks of every shape, drawn at random; numbers come from small sets, so that edges are hit.

What is drawn is the plain tree of a file: it is read as an author's text would be.
"""

import re
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


def chance(draw: st.DrawFn, of: int = 2) -> bool:
    """Draw whether something is there, once in `of` times."""
    return draw(st.integers(1, of)) == 1


def one(draw: st.DrawFn, choices: Any) -> Any:
    """Draw one of the choices."""
    return draw(st.sampled_from(list(choices)))


@st.composite
def a_rulebook(draw: st.DrawFn) -> Tree:
    """Draw a rulebook of kind score."""
    tree: Tree = {
        "language": 1,
        "scheme": "drawn",
        "edition": date(2024, 1, 1),
        "title": "示例评价",
        "basis": "示例办法",
        "kind": "score",
        "subject": "firm",
        "period": one(draw, PERIODS) | LAW,
        "grades": [{"code": code, "word": code} for code in GRADES],
        "quantities": quantities(),
    }
    tree["components"] = [component(draw, name) for name in one(draw, COMPONENTS)]
    tree["groups"] = [g for c in tree["components"] for g in groups(draw, c["name"])]
    tree["items"] = [i for c in tree["components"] for i in items(draw, c, tree["groups"])]
    tree["measures"] = measures(draw, tree)
    tree["total"] = total(draw, tree)
    tree |= grading(draw, tree)
    used = str([tree[key] for key in ("measures", "components", "total", "decisions")])
    used += str([tree.get(key) for key in ("limits", "requirements", "without_result")])
    tree["quantities"] = [q for q in tree["quantities"] if re.search(rf"\b{q['name']}\b", used)]
    return {key: value for key, value in tree.items() if value not in ([], None)}


PERIODS = [
    {"kind": "calendar-year"},
    {"kind": "calendar-quarter"},
    {"kind": "rolling", "length": "24 months"},
    {"kind": "anniversary", "of": "licensed", "years": 1, "leap_day": "03-01"},
]
COMPONENTS = [["checks"], ["checks", "works"], ["works", "extra"], ["checks", "works", "extra"]]
UNITS = {"checks": "check", "works": "section", "extra": None}


def quantities() -> list[Tree]:
    """Return the quantities that any rulebook may use."""
    number = {"at_least": 1, "at_most": 40} | LAW
    return [
        {"name": "vehicles", "title": "车辆数", **number},
        {
            "name": "mean_vehicles",
            "title": "平均车辆数",
            "days": ["0 months", "6 months"],
            **number,
        },
        {"name": "mileage", "title": "里程", "missing": "unknown", "at_least": 0, **LAW},
        {"name": "sector", "title": "行业", "kind": "text", **LAW},
        {"name": "inspected", "title": "受检车辆", "unit": "check", **number},
    ]


def component(draw: st.DrawFn, name: str) -> Tree:
    """Draw a component."""
    shape: Tree = {"name": name, "title": name, **LAW}
    if UNITS[name] is None:
        return shape | ({"floor": -30, "ceiling": 10} if chance(draw) else {})
    shape |= {"unit": UNITS[name], "base": one(draw, [0, 99, 100])}
    shape["average"] = one(draw, ["mean", "weighted", "sum", "lowest", "highest", "reverse"])
    shape["counts"] = one(draw, ["all", "with-events"])
    shape["overlap"] = one(draw, ["add", "of-act", "of-item", "of-group", "of-unit"])
    if chance(draw):
        shape["floor"] = 0
    if chance(draw, 3):
        shape["ceiling"] = one(draw, [30, 100])
    if chance(draw, 3):
        shape["unit_rounding"] = {"decimals": 1, "mode": one(draw, ROUNDINGS)}
    if chance(draw, 3):
        shape["ages"] = ages(draw)
        shape["ages_weigh"] = one(draw, ["records", "units"]) if name == "checks" else "records"
    if name == "checks":
        shape |= of_checks(draw, shape)
    if chance(draw, 4) and shape["average"] in ("mean", "weighted"):
        shape |= {"within": "place", "across": one(draw, ["mean", "weighted", "lowest"])}
    if chance(draw, 3) or "within" in shape or shape["average"] == "reverse":
        shape["rounding"] = {"decimals": one(draw, [0, 2]), "mode": one(draw, ROUNDINGS)}
    return shape


def of_checks(draw: st.DrawFn, shape: Tree) -> Tree:
    """Draw what only checks can have, since they have a quantity and a day."""
    drawn: Tree = {}
    if chance(draw, 3):
        drawn = {"divide": "inspected"}
        if shape["average"] == "mean" and chance(draw):
            drawn["average"] = "pooled"
    elif chance(draw, 4):
        drawn = {"average": "weighted", "weight_by": "inspected"}
    if chance(draw, 4):
        drawn["where"] = {"inspected": {"at_least": 5}}
    if chance(draw, 5):
        drawn["needs"] = {"checks.count": {"at_least": 2}}
    return drawn


def ages(draw: st.DrawFn) -> list[Tree]:
    """Draw weights by age."""
    weights = one(draw, [(3, 2, 1), (1, Fraction(3, 4), Fraction(1, 2)), (1, Fraction(1, 2))])
    spans = ["6 months", "1 year", "2 years"]
    return [
        {"within": span, "weight": weight, **LAW}
        for span, weight in zip(spans, weights, strict=False)
    ]


def groups(draw: st.DrawFn, component: str) -> list[Tree]:
    """Draw the cap groups of a component."""
    caps = one(draw, [(), (), (15,), (Fraction(15, 2), 30)])
    return [
        {"code": f"{component}-G{n}", "component": component, "at_most": cap, "title": "组", **LAW}
        for n, cap in enumerate(caps)
    ]


def items(draw: st.DrawFn, component: Tree, groups: list[Tree]) -> list[Tree]:
    """Draw the items of a component; those of a group all deduct."""
    name = component["name"]
    codes = [group["code"] for group in groups if group["component"] == name]
    found = [item(draw, name, n, codes) for n in range(draw(st.integers(1, 4)))]
    law: Tree = {"component": name, "title": "行为", **LAW}
    if chance(draw, 3):
        found.append({"code": f"{name}-V", "effect": "grade", "grade": one(draw, "BCD"), **law})
    if chance(draw, 3):
        found.append({"code": f"{name}-S", "effect": "step-down", "steps": 1, **law})
    if chance(draw, 5):
        found.append({"code": f"{name}-I", "effect": "score", "value": 65, **law})
    return found


def item(draw: st.DrawFn, component: str, place: int, groups: list[str]) -> Tree:
    """Draw an item that takes or gives points."""
    grouped = bool(groups) and chance(draw)
    shape: Tree = {"code": f"{component}-{place}", "component": component, "title": "行为", **LAW}
    shape["effect"] = "deduct" if grouped or not chance(draw, 3) else "add"
    if grouped:
        shape["group"] = one(draw, groups)
    if chance(draw, 4):
        shape |= {"low": 1, "high": 10}
    else:
        shape["value"] = one(draw, POINTS)
    if chance(draw, 3):
        shape["at_most"] = one(draw, [5, 12, 20])
    if chance(draw, 4):
        shape["each_at_most"] = one(draw, [3, 8])
    return shape


def measures(draw: st.DrawFn, tree: Tree) -> list[Tree]:
    """Draw measures of every shape; each may use those before it."""
    codes = [item["code"] for item in tree["items"]]
    drawn: list[Tree] = []
    for name, shape in shapes(draw, codes, tree).items():
        if chance(draw):
            known = {measure["name"] for measure in drawn}
            if shape.pop("after", name) in known | {name}:
                drawn.append({"name": name, "title": name, **shape, **LAW})
    return drawn


def shapes(draw: st.DrawFn, codes: list[str], tree: Tree) -> dict[str, Tree]:
    """Draw one measure of each shape by its name; `after` names one that it needs."""
    take = one(draw, ["count", "times", "points", "most-times", "most-points", "numbers", "places"])
    window = one(draw, [{}, {"last": one(draw, SPANS)}, {"ever": True}])
    aged = {"ages": ages(draw)} if take in ("count", "times", "points") and chance(draw, 3) else {}
    prior = {"scheme": "own", "grades": GRADES}
    own = tree["components"][0]["name"]
    return {
        "found": {"records": {"items": codes[:2], "take": take, **window, **aged}},
        "rate": {"after": "found", "formula": "found / vehicles"},
        "mean_rate": {"after": "found", "formula": "found / mean_vehicles"},
        "loss": {
            "after": "rate",
            "steps": {
                "of": "rate",
                "step": one(draw, [Fraction(1, 100), Fraction(1, 8)]),
                "per": one(draw, [5, Fraction(5, 2)]),
                "start": one(draw, [0, Fraction(1, 4)]),
                "beyond": one(draw, ["above", "below"]),
                "partial": one(draw, ["floor", "ceil", "proportional"]),
                "at_most": one(draw, [10, 50]),
            },
        },
        "use": {
            "cases": [
                {"when": {"mileage": {"less_than": 80}}, "value": 1},
                {"when": {"mileage": {"at_most": 160}}, "value": "1 + 0.6 * (mileage - 80) / 80"},
                {"when": {"mileage": {"known": True}}, "value": "8 / 5"},
                *([{"value": 1}] if chance(draw) else []),
            ]
        },
        "tidy": {"after": "rate", "round": {"of": "rate", "decimals": 2, "mode": "half-up"}},
        "large": {
            "units": {
                "kind": "check",
                "take": one(draw, ["count", "share", "sum", "mean", "lowest", "highest"]),
                "of": "inspected",
                "where": {"inspected": {one(draw, QUANTITY_TESTS): 5}},
            }
        },
        "crew": {
            "linked": {
                "relation": "driver",
                "scheme": "driver",
                "grades": GRADES,
                "take": one(draw, ["count", "share", "mean", "sum", "lowest", "highest"]),
                "where": {"grade": {one(draw, ["at_least", "less_than", "exactly"]): "B"}},
            }
        },
        "last_score": {"earlier": {**prior, "back": one(draw, [1, 2]), "take": "score"}},
        "silent_years": {"earlier": {**prior, "take": "age"}},
        "bad_years": {"streak": {**prior, "grade": {"at_most": "C"}}},
        "place_among": {
            "rank": {
                "of": own,
                "among": one(draw, [[], ["sector"]]),
                "first": one(draw, ["lowest", "highest"]),
                "take": one(draw, ["position", "size", "share", "percentile"]),
                **one(
                    draw, [{"ties": "best"}, {"ties": "worst"}, {"ties": "key", "key": "vehicles"}]
                ),
            }
        },
        "industry": {
            "peers": {
                "of": own,
                "among": ["sector"],
                "take": one(draw, ["mean", "sum", "count", "lowest", "highest"]),
            }
        },
        "months": {"since": {"date": "licensed", "unit": one(draw, ["day", "month", "year"])}},
    }


def total(draw: st.DrawFn, tree: Tree) -> list[Tree]:
    """Draw the lines of the total."""
    names = [shape["name"] for shape in tree["components"]]
    averaged = [name for name in names if UNITS[name]]
    extra = " + extra" if "extra" in names else ""
    used = {measure["name"] for measure in tree["measures"]}
    for name in ("loss", "crew"):
        if name in used and chance(draw):
            extra += f" - {name}"
    if "use" in used and chance(draw, 3):
        extra += " + max(2, 3 * use)"
    lines = []
    if len(averaged) == 2:
        both = {name: {"known": True} for name in averaged}
        formula = f"0.2 * {averaged[0]} + 0.8 * {averaged[1]}{extra}"
        lines.append({"when": both, "formula": formula, "title": "合计", **LAW})
    lines.extend(
        {"when": {name: {"known": True}}, "formula": name + extra, "title": name, **LAW}
        for name in averaged
    )
    return lines


def grading(draw: st.DrawFn, tree: Tree) -> Tree:
    """Draw what comes after the total."""
    after = ["veto", "step-down"]
    found: Tree = {"bands": bands(draw)}
    used = {measure["name"] for measure in tree["measures"]}
    found["decisions"] = decisions(draw, used) if chance(draw, 3) else None
    if chance(draw):
        mode, stage = one(draw, ROUNDINGS), one(draw, ["before-bands", "after-bands"])
        found["rounding"] = {"decimals": one(draw, [0, 1, 2]), "mode": mode, "stage": stage, **LAW}
    if chance(draw):
        found["total_floor"] = {"value": 0, **LAW}
    if chance(draw):
        found["total_ceiling"] = {"value": 100, **LAW}
    if chance(draw, 3):
        after.append("limits")
        conditions = {"vehicles": {one(draw, QUANTITY_TESTS): 10}}
        effect = one(draw, [{"best": "B"}, {"down": 1}])
        found["limits"] = [{"code": "L1", "title": "限", "when": conditions, **effect, **LAW}]
    if chance(draw, 3):
        after.append("one-step-up")
        found["one_step_up"] = {"value": 1, **LAW}
    if chance(draw, 4):
        found["requirements"] = [{"when": {"vehicles": {"at_least": 3}}, "title": "数据", **LAW}]
    if chance(draw, 3):
        known = {"when": {"previous": {"known": True}}, "grade": "previous", "title": "沿用", **LAW}
        found["without_result"] = [known, {"grade": "C", "title": "首次", **LAW}]
    return found | {"after_bands": after}


def bands(draw: st.DrawFn) -> list[Tree]:
    """Draw bands that run down or up, each edge belonging to one side or the other."""
    edges = one(draw, [(95, 85, 60), (90, 75, Fraction(125, 2)), (30, 10, 0)])
    inner, outer = one(draw, [("from", "below"), ("above", "to")])
    rows: list[Tree] = [{"grade": grade, "title": grade, **LAW} for grade in GRADES]
    up = chance(draw, 3)
    for place, edge in enumerate(reversed(edges) if up else edges):
        better, worse = (outer, inner) if up else (inner, outer)
        rows[place][better], rows[place + 1][worse] = edge, edge
    return rows


def decisions(draw: st.DrawFn, measures: set[str]) -> list[Tree]:
    """Draw a decision table over several quantities."""
    lines: list[Tree] = [
        {"grade": "A", "when": {"score": {"at_least": 90}, "vehicles": {"at_most": 20}}},
        {
            "grade": "band",
            "when": {"score": {"at_least": 40}, "sector": {"one_of": ["客运", "货运"]}},
        },
    ]
    if "place_among" in measures:
        lines.insert(0, {"grade": "C", "when": {"place_among": {"more_than": 2}}})
    lines.append({"grade": one(draw, ["band", "D", None])})
    return [{**line, "title": "判定", **LAW} for line in lines]
