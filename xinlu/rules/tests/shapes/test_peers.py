"""Severity by inspection, weights by age, percentiles in peer groups, enough data or none."""

from datetime import date
from fractions import Fraction

from xinlu.rules import Event, Facts, Rulebook, Unit, judge, population_peers
from xinlu.rules.tests.shapes.writing import YEAR_END, a_rulebook, graded

TWO_YEARS = {"kind": "rolling", "length": "24 months"}


def measured_carriers() -> Rulebook:
    """Return a measure of inspections: severity capped, weighed by age, then ranked among peers."""
    spans = [("6 months", 3), ("12 months", 2), ("24 months", 1)]
    ages = [{"within": s, "weight": w, "basis": "示例", "verified": True} for s, w in spans]
    group = [
        {"when": {"inspections.count": {"at_most": 10}}, "value": 1},
        {"when": {"inspections.count": {"at_most": 20}}, "value": 2},
        {"value": 3},
    ]
    return a_rulebook(
        period=TWO_YEARS,
        grades=graded("clear alert"),
        components=[
            {
                "name": "inspections",
                "unit": "inspection",
                "average": "weighted",
                "ages": ages,
                "ages_weigh": "units",
            }
        ],
        groups=[{"code": "HOURS", "component": "inspections", "at_most": 30}],
        items=[
            {
                "code": "V",
                "effect": "add",
                "component": "inspections",
                "low": 1,
                "high": 12,
                "group": "HOURS",
            }
        ],
        measures=[
            {"name": "group", "cases": group},
            {
                "name": "hours",
                "formula": "inspections",
                "needs": {"inspections.count": {"at_least": 3}},
            },
            {
                "name": "percentile",
                "rank": {
                    "of": "hours",
                    "among": ["group"],
                    "first": "lowest",
                    "ties": "best",
                    "take": "percentile",
                },
            },
        ],
        requirements=[{"when": {"inspections.records": {"at_least": 1}, "hours": {"known": True}}}],
        decisions=[
            {"grade": "alert", "when": {"percentile": {"at_least": 65}}},
            {"grade": "clear"},
        ],
    )


def a_carrier(name: str, *severities: int) -> Facts:
    """Return a carrier with an inspection of each age, the newest first, and what was found."""
    days = [date(2023, 10, 1), date(2023, 3, 1), date(2022, 6, 1)]
    units = [Unit("inspection", f"{n}", on=day) for n, day in enumerate(days)]
    events = [
        Event(f"{n}-{part}", "V", days[n], Fraction(min(12, points)), f"{n}")
        for n, severity in enumerate(severities)
        for part, points in enumerate(divided(severity))
    ]
    return Facts(name, YEAR_END, units=units, events=events)


def divided(severity: int) -> list[int]:
    """Return a sum of severities as violations of twelve at most."""
    return [12] * (severity // 12) + ([severity % 12] if severity % 12 else [])


def test_severity_is_capped_by_inspection_before_it_is_weighed_by_age():
    carrier = a_carrier("示例", 48, 10, 4)

    verdict = judge(measured_carriers(), carrier, population_peers(measured_carriers(), [carrier]))

    assert verdict.measures["hours"] == Fraction(30 * 3 + 10 * 2 + 4 * 1, 6)


def test_a_percentile_is_among_peers_of_the_same_group():
    rulebook = measured_carriers()
    population = [a_carrier(f"甲{n}", 2 * n + 2) for n in range(5)]
    peers = population_peers(rulebook, population)

    found = [judge(rulebook, each, peers) for each in population]

    assert [each.measures["percentile"] for each in found] == [0, 25, 50, 75, 100]
    assert [each.grade for each in found] == ["clear", "clear", "clear", "alert", "alert"]


def test_a_new_value_is_ranked_in_the_frozen_group_in_place_of_the_old_one():
    rulebook = measured_carriers()
    population = [a_carrier(f"甲{n}", 2 * n + 2) for n in range(5)]
    peers = population_peers(rulebook, population)

    worse = judge(rulebook, a_carrier("甲0", 30), peers)

    assert worse.measures["percentile"] == 100
    assert len(peers["percentile"][(Fraction(1),)]) == 5


def test_too_few_inspections_are_insufficient_data_and_not_a_good_grade():
    carrier = a_carrier("示例", 40)
    few = Facts("示例", YEAR_END, units=carrier.units[:2], events=carrier.events)
    rulebook = measured_carriers()

    verdict = judge(rulebook, few, population_peers(rulebook, [few]))

    assert (verdict.no_result, verdict.grade) == ("insufficient-data", None)
