"""What is refused on reading because judging by it would fail, or would not mean what it says."""

from typing import Any

import pytest

from xinlu.rules import RulebookError, judge
from xinlu.rules.tests.shapes.writing import a_firm, a_rulebook, graded


def chained(length: int) -> list[dict[str, Any]]:
    """Return so many measures, each made of the next."""
    links = [{"name": f"m{n}", "formula": f"m{n + 1} + 1"} for n in range(length)]
    return [*links, {"name": f"m{length}", "formula": 1}]


def refused(**parts: Any) -> tuple[str, str]:
    """Return the code and the place of the problem with a rulebook of these parts."""
    shared = {"grades": graded("A B"), "decisions": [{"grade": "A"}]}
    with pytest.raises(RulebookError) as error:
        a_rulebook(**shared | parts)
    first = error.value.problems[0]
    assert first.chinese()
    return first.code, first.key


def test_a_chain_of_names_that_is_read_can_be_worked_out():
    rulebook = a_rulebook(measures=chained(48), total=[{"formula": "m0"}])

    found = judge(rulebook, a_firm())

    assert found.score == 49


@pytest.mark.parametrize("length", [60, 2_000])
def test_a_chain_of_names_without_end_is_refused(length: int):
    found = refused(measures=chained(length), total=[{"formula": "m0"}])

    assert found[0] == "chain-too-long"


def test_a_sum_of_very_many_terms_is_refused():
    found = refused(total=[{"formula": "1" + "+1" * 400}])

    assert found == ("chain-too-long", "total[0]")


@pytest.mark.parametrize(
    ("measure", "place"),
    [
        ({"streak": {"scheme": "own", "grade": {"at_most": "Z"}}}, "streak.grade"),
        (
            {
                "linked": {
                    "relation": "driver",
                    "scheme": "driver",
                    "grades": ["S", "T"],
                    "take": "count",
                    "where": {"grade": {"at_least": "A"}},
                }
            },
            "linked.where.grade",
        ),
        (
            {
                "linked": {
                    "relation": "driver",
                    "scheme": "driver",
                    "take": "count",
                    "where": {"shoe": {"at_least": 40}},
                }
            },
            "linked.where",
        ),
    ],
)
def test_a_condition_on_results_asks_for_a_grade_or_a_score_that_they_have(measure, place: str):
    found = refused(measures=[{"name": "drivers", **measure}])

    assert found == ("unknown-name", f"measures.drivers.{place}")


def test_a_decision_does_not_take_the_grade_of_another_order():
    earlier = {"scheme": "other", "take": "grade", "grades": ["S", "A"]}

    found = refused(measures=[{"name": "past", "earlier": earlier}], decisions=[{"grade": "past"}])

    assert found == ("unknown-name", "decisions[0].grade")


@pytest.mark.parametrize(
    ("shape", "code"),
    [
        ({"average": "pooled", "within": "place"}, "pooled-within"),
        ({"within": "place", "across": "pooled"}, "not-listed"),
    ],
)
def test_what_is_pooled_knows_no_places(shape: dict[str, str], code: str):
    found = refused(components=[{"name": "checks", "unit": "check", **shape}])

    assert found[0] == code


AGES = {"basis": "示例", "verified": True, "weight": 1}
DEDUCTED = {"code": "X", "effect": "deduct", "component": "conduct", "value": 1}


@pytest.mark.parametrize(
    ("parts", "code", "place"),
    [
        (
            {"ages": [{"within": "1 year", **AGES}, {"within": "12 months", **AGES}]},
            "repeated-code",
            "components.conduct.ages[1]",
        ),
        (
            {"ages": [{"within": "0 days", **AGES}]},
            "empty-span",
            "components.conduct.ages[0].within",
        ),
    ],
)
def test_ages_of_one_span_or_of_none_are_refused(parts: dict[str, Any], code: str, place: str):
    found = refused(
        components=[{"name": "conduct", "base": 100, **parts}],
        items=[DEDUCTED],
        total=[{"formula": "conduct"}],
    )

    assert found == (code, place)


def test_a_ban_of_no_day_is_refused():
    found = refused(bans=[{"name": "barred", "items": ["NONE"], "lasts": "0 days"}])

    assert found == ("empty-span", "bans.barred.lasts")


@pytest.mark.parametrize("line", [{"grade": "B", "down": 1}, {"grade": "previous", "down": 2}])
def test_steps_down_beyond_the_last_grade_are_refused(line: dict[str, Any]):
    found = refused(decisions=[{**line, "when": {"previous": {"known": True}}}, {"grade": "A"}])

    assert found == ("down-too-far", "decisions[0].down")


def test_a_list_for_whoever_has_no_record_is_refused():
    condition = {"items": ["NONE"], "threshold": 0, "test": "at_least", "window": "1 year"}

    with pytest.raises(RulebookError) as error:
        a_rulebook(kind="list", candidates=[{"code": "C", "distinct": "record", **condition}])

    assert [problem.code for problem in error.value.problems] == ["at-least-none"]
