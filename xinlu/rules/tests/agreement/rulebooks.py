"""Rulebooks of every shape, drawn at random; numbers come from small sets, so that edges are hit.

What is drawn is the plain tree of a file: it is read as an author's text would be.
"""

import re
from fractions import Fraction

from hypothesis import strategies as st

from xinlu.rules.tests.agreement.drawing import (
    GRADES,
    LAW,
    POINTS,
    ROUNDINGS,
    UNITS,
    Tree,
    ages,
    ban,
    chance,
    identity,
    one,
    tested,
)
from xinlu.rules.tests.agreement.grading import grading
from xinlu.rules.tests.agreement.measuring import measures


@st.composite
def a_rulebook(draw: st.DrawFn) -> Tree:
    """Draw a rulebook of kind score."""
    tree: Tree = {
        **identity("score", "firm"),
        "period": one(draw, PERIODS) | LAW,
        "grades": [{"code": code, "word": code} for code in GRADES],
    }
    tree["components"] = [component(draw, name) for name in one(draw, COMPONENTS)]
    tree["groups"] = [g for c in tree["components"] for g in groups(draw, c["name"])]
    tree["items"] = [i for c in tree["components"] for i in items(draw, c, tree["groups"])]
    tree["items"] += [{"code": "N", "effect": "count", "title": "事", **LAW}] * chance(draw, 3)
    codes = [item["code"] for item in tree["items"]]
    again = [*codes[2:3], *codes[:1] * chance(draw)]
    tree["bans"] = [ban(draw, codes[:1], again)] if chance(draw, 3) else []
    tree["measures"] = measures(draw, tree)
    for shape in tree["components"]:
        shape |= by_measures(draw, shape, {measure["name"] for measure in tree["measures"]})
    tree |= total(draw, tree)
    tree |= grading(draw, tree)
    used = str({key: value for key, value in tree.items() if key not in ("items", "period")})
    tree["quantities"] = [q for q in quantities() if re.search(rf"\b{q['name']}\b", used)]
    return {key: value for key, value in tree.items() if value not in ([], None)}


PERIODS = [
    {"kind": "calendar-year"},
    {"kind": "calendar-quarter"},
    {"kind": "rolling", "length": "24 months"},
    {"kind": "anniversary", "of": "licensed", "years": 1, "leap_day": "03-01"},
]
COMPONENTS = [["checks"], ["checks", "works"], ["works", "extra"], ["checks", "works", "extra"]]


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


def by_measures(draw: st.DrawFn, shape: Tree, drawn: set[str]) -> Tree:
    """Draw what a component makes of measures that do not rest on components."""
    found: Tree = {}
    if shape["name"] == "checks":
        if "clean" in drawn and "divide" in shape and chance(draw):
            found["divide"] = "clean"
        if "weight_by" in shape:
            weights = ["clean", "seen", "density", "worth", "inspected"]
            found["weight_by"] = one(
                draw, [name for name in weights if name in {*drawn, weights[-1]}]
            )
        where = [{name: tested(draw, 1)} for name in ("density", "worth", "dirt") if name in drawn]
        if where and chance(draw, 3):
            found["where"] = one(draw, [*where, {"place": {"other_than": "西县"}}])
    needed = [name for name in ("found", "use", "tidy", "large", "sites") if name in drawn]
    if needed and chance(draw, 5):
        found["needs"] = {one(draw, needed): tested(draw, 1)}
    return found


def total(draw: st.DrawFn, tree: Tree) -> Tree:
    """Draw the lines of the total, or plain weights."""
    averaged = [shape["name"] for shape in tree["components"] if UNITS[shape["name"]]]
    law: Tree = {"title": "合计", **LAW}
    if chance(draw, 4):
        shares = one(draw, [(Fraction(1, 5), Fraction(4, 5)), (Fraction(1, 2), Fraction(1, 2))])
        both = [dict(zip(averaged, shares, strict=True))] if len(averaged) == 2 else []
        return {
            "weights": [{"weights": each, **law} for each in [*both, *({n: 1} for n in averaged)]]
        }
    more = added(draw, tree)
    lines = [{"when": {name: {"known": True}}, "formula": name + more, **law} for name in averaged]
    if len(averaged) == 2:
        both = {name: {"known": True} for name in averaged}
        formula = f"0.2 * {averaged[0]} + 0.8 * {averaged[1]}{more}"
        lines.insert(0, {"when": both, "formula": formula, **law})
    if tree["bans"] and chance(draw):
        barred = {"barred": {"exactly": 1}}
        lines.insert(0, {"when": barred, "formula": "20 - barred", **law})
    return {"total": lines}


def added(draw: st.DrawFn, tree: Tree) -> str:
    """Draw what a line of the total adds to its components."""
    names = [shape["name"] for shape in tree["components"]]
    found = " + extra" if "extra" in names else ""
    used = {measure["name"] for measure in tree["measures"]}
    for name in ("loss", "crew", "spread", "large", "fine"):
        if name in used and chance(draw):
            found += f" - {name}"
    if "use" in used and chance(draw, 3):
        found += " + max(2, 3 * use)"
    if chance(draw, 4):
        found += f" - {names[0]}.{one(draw, ['count', 'records'])} / 4"
    if tree["bans"] and chance(draw, 3):
        found += " - 10 * barred"
    return found
