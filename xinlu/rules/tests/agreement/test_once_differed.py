"""Rulebooks and facts of which the two evaluators once said different things."""

from xinlu.rules import Facts, Rulebook
from xinlu.rules.tests.agreement.evaluators import by_columns, by_judge
from xinlu.rules.tests.shapes.writing import YEAR_END, a_firm, a_rulebook, records


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
