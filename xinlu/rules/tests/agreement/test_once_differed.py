"""Rulebooks and facts of which the two evaluators once said different things."""

from fractions import Fraction

import pytest

from xinlu.rules import Event, Facts, Rulebook, Unit, judge
from xinlu.rules.columns import evaluate, read_inputs
from xinlu.rules.columns.members import members
from xinlu.rules.tests.agreement.evaluators import by_columns, by_judge
from xinlu.rules.tests.shapes.writing import YEAR_END, a_firm, a_rulebook, lawful, records


def said(rulebook: Rulebook, facts: Facts) -> dict[str, object]:
    """Return what both say of one subject."""
    [(alone, lines)] = by_judge(rulebook, [facts]).values()
    [(together, planned)] = by_columns(rulebook, [facts], YEAR_END).values()
    assert (alone, lines) == (together, planned)
    return alone


def test_records_that_others_outweigh_are_not_counted():
    rulebook = a_rulebook(
        components=[{"name": "conduct", "base": 100, "overlap": "of-item"}],
        measures=[{"name": "told", "formula": "conduct.records"}],
        items=[{"code": "X", "effect": "deduct", "component": "conduct", "value": 5}],
        total=[{"formula": "conduct"}],
    )

    found = said(rulebook, a_firm(events=records("X", 3)))

    assert (found["score"], found["told"]) == ("95", "1")


def test_a_unit_has_the_records_that_belong_to_no_component_too():
    rulebook = a_rulebook(
        components=[
            {
                "name": "checks",
                "unit": "check",
                "base": 100,
                "average": "mean",
                "counts": "all",
                "where": {"seen": {"at_least": 2}},
            }
        ],
        measures=[{"name": "seen", "unit": "check", "formula": "records"}],
        items=[
            {"code": "X", "effect": "deduct", "component": "checks", "value": 5},
            {"code": "N", "effect": "count"},
        ],
        total=[{"formula": "checks"}],
    )
    events = [Event(key=code, code=code, on=YEAR_END, unit="c1") for code in ("X", "N")]

    found = said(rulebook, a_firm(events=events, units=[Unit("check", "c1")]))

    assert found["score"] == "95"


def test_the_sum_of_weights_is_not_known_where_a_unit_has_none():
    rulebook = a_rulebook(
        components=[
            {
                "name": "works",
                "unit": "section",
                "base": 100,
                "average": "lowest",
                "counts": "with-events",
            }
        ],
        measures=[
            {"name": "heavy", "formula": "works.weight", "needs": {"works": {"known": True}}},
            {"name": "told", "formula": "works.weight"},
        ],
        items=[{"code": "X", "effect": "deduct", "component": "works", "value": 5}],
        total=[{"formula": "works", "when": {"works": {"known": True}}}, {"formula": "50"}],
    )
    records = [Event(key="u", code="X", on=YEAR_END, unit="没有这个")]

    found = said(rulebook, a_firm(events=records, units=[]))

    assert (found["score"], found["heavy"]) == ("95", None)
    assert said(rulebook, a_firm())["told"] == "0"


def test_ages_of_units_leave_the_sum_of_weights_alone_where_nothing_is_weighted():
    rulebook = a_rulebook(
        components=[
            {
                "name": "checks",
                "unit": "check",
                "base": 100,
                "average": "sum",
                "counts": "all",
                "ages": lawful([{"within": "1 year", "weight": 0.5}]),
                "ages_weigh": "units",
            }
        ],
        measures=[{"name": "heavy", "formula": "checks.weight"}],
        total=[{"formula": "checks"}],
    )
    checks = [
        Unit("check", "c1", weight=Fraction(3), on=YEAR_END),
        Unit("check", "c2", on=YEAR_END),
    ]

    found = said(rulebook, a_firm(units=checks))

    assert (found["score"], found["heavy"]) == ("200", "4")


@pytest.mark.parametrize(
    ("rows", "score", "error"),
    [
        ([("fleet", None, "3"), ("fleet", None, "4")], None, "repeated-quantity"),
        ([("fleet", None, "3"), ("fleet", None, "3.0")], "3", None),
        ([("fleet", "2022-01-01", "3"), ("fleet", "2022-02-01", "4")], "4", None),
        ([("fleet", "2022-01-01", "3"), ("fleet", "2022-01-01", "4")], None, "repeated-quantity"),
        ([("fleet", None, "3"), ("other", None, "1"), ("other", None, "2")], "3", None),
    ],
)
def test_a_quantity_given_twice_is_one_or_an_error_of_its_subject(tmp_path, rows, score, error):
    rulebook = a_rulebook(
        quantities=[{"name": "fleet", "title": "车辆数", "at_least": 0, "at_most": 99}],
        total=[{"formula": "fleet"}],
    )
    (tmp_path / "subjects.csv").write_text("subject\nA\nB\n", encoding="utf-8")
    lines = [f"A,{name},{day or ''},{value}" for name, day, value in rows]
    table = "\n".join(["subject,name,on,value", *lines, "B,fleet,,5"])
    (tmp_path / "quantities.csv").write_text(table + "\n", encoding="utf-8")
    inputs = read_inputs(tmp_path)

    rows = evaluate(rulebook, inputs, YEAR_END).results.to_pylist()
    alone = list(members(rulebook, inputs, ["A"], YEAR_END))

    said = {row["subject"]: (row["score"], row["error"]) for row in rows}
    assert said == {"A": (score, error), "B": ("5", None)}
    assert [judge(rulebook, each).score for each in alone] == ([Fraction(score)] if score else [])
