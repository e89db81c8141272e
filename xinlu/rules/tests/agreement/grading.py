"""What makes the grade of a drawn score: bands, decisions, and what comes after them."""

from fractions import Fraction

from hypothesis import strategies as st

from xinlu.rules.tests.agreement.drawing import (
    ASPECTS,
    GRADES,
    LAW,
    ROUNDINGS,
    UNITS,
    Tree,
    chance,
    one,
    tested,
)

#: A grade that stands outside the order, as for a subject that was not looked at.
GREY: Tree = {"code": "N", "word": "未评", "outside": True}


def grading(draw: st.DrawFn, tree: Tree) -> Tree:
    """Draw what comes after the total."""
    after = ["veto", "step-down"]
    found: Tree = {"bands": bands(draw)}
    used = {measure["name"] for measure in tree["measures"]}
    grey = chance(draw, 3)
    if grey:
        found["grades"] = [*tree["grades"], GREY]
    found["decisions"] = decisions(draw, tree, used, grey=grey) if chance(draw, 3) else None
    if chance(draw):
        mode, stage = one(draw, ROUNDINGS), one(draw, ["before-bands", "after-bands"])
        found["rounding"] = {"decimals": one(draw, [0, 1, 2]), "mode": mode, "stage": stage, **LAW}
    if chance(draw):
        found["total_floor"] = {"value": 0, **LAW}
    if chance(draw):
        found["total_ceiling"] = {"value": 100, **LAW}
    if chance(draw, 3):
        after.append("limits")
        found["limits"] = limits(draw, tree, used)
    if chance(draw, 3):
        after.append("one-step-up")
        found["one_step_up"] = {"value": 1, **LAW}
    if chance(draw, 4):
        found["step_down_after_veto"] = {"value": False, **LAW}
    if chance(draw, 4):
        needed = one(draw, [{"vehicles": {"at_least": 3}}, told(draw, tree)])
        found["requirements"] = [{"when": needed, "title": "数据", **LAW}]
    if chance(draw, 3):
        found["without_result"] = without_result(draw, used, grey=grey)
    return found | {"after_bands": draw(st.permutations(after))}


def told(draw: st.DrawFn, tree: Tree) -> Tree:
    """Draw a condition on what a component tells, or on a ban."""
    if tree["bans"] and chance(draw, 3):
        return {"barred": {"exactly": one(draw, [0, 1])}}
    names = [shape["name"] for shape in tree["components"] if UNITS[shape["name"]]]
    return {f"{one(draw, names)}.{one(draw, ASPECTS)}": tested(draw, one(draw, [0, 1, 2, 100]))}


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


def decisions(draw: st.DrawFn, tree: Tree, measures: set[str], *, grey: bool) -> list[Tree]:
    """Draw a decision table over several quantities."""
    lines: list[Tree] = [
        {"grade": "A", "when": {"score": {"at_least": 90}, "vehicles": {"at_most": 20}}},
        {"grade": "D", "when": {"band": {"at_most": "C"}, **told(draw, tree)}},
        {"grade": "previous", "when": {"previous": {"at_least": "B"}}, "down": one(draw, [0, 1])},
        {
            "grade": "band",
            "down": one(draw, [0, 1, 2]),
            "when": {"score": {"at_least": 40}, "sector": {"one_of": ["客运", "货运"]}},
        },
    ]
    if "place_among" in measures:
        lines.insert(0, {"grade": "C", "when": {"place_among": {"more_than": 2}}})
    if "before" in measures:
        lines.append({"grade": "before", "when": {"before": {"other_than": "D"}}})
    if grey:
        lines.append({"grade": "N", "when": told(draw, tree)})
    kept = [line for line in lines if chance(draw)]
    kept.append({"grade": one(draw, ["band", "D", None])})
    return [law(line, "判定") for line in kept]


def limits(draw: st.DrawFn, tree: Tree, measures: set[str]) -> list[Tree]:
    """Draw what holds the grade, or lowers it."""
    conditions = [
        {"vehicles": tested(draw, 10)},
        {"grade": {"at_least": "B"}, "previous": {"at_most": "C"}},
        {"score": {"less_than": 90}},
        {"crew": tested(draw, 1)} if "crew" in measures else {"previous": {"known": False}},
        told(draw, tree),
    ]
    return [
        {
            "code": f"L{n}",
            "title": "限",
            "when": one(draw, conditions),
            **one(draw, [{"best": "B"}, {"best": "C"}, {"down": 1}, {"down": 2}]),
            **LAW,
        }
        for n in range(draw(st.integers(1, 3)))
    ]


def without_result(draw: st.DrawFn, measures: set[str], *, grey: bool) -> list[Tree]:
    """Draw what grade a subject without a score has."""
    lines: list[Tree] = [
        {"grade": "previous", "when": {"previous": {"known": True}}, "down": one(draw, [0, 1])},
        {"grade": "B", "when": {"vehicles": {"at_least": 8}}},
    ]
    if "before" in measures:
        lines.append({"grade": "before", "when": {"before": {"known": True}}})
    kept = [line for line in lines if chance(draw)]
    if chance(draw) or not kept:
        kept.append({"grade": one(draw, ["C", "N"] if grey else ["C"])})
    return [law(line, "沿用") for line in kept]


def law(line: Tree, title: str) -> Tree:
    """Return a line with its clause, and without steps down where it takes none."""
    return {key: value for key, value in line.items() if key != "down" or value} | {
        "title": title,
        **LAW,
    }
