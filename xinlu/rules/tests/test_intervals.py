"""A rulebook that may divide by nought is refused when it is read, with how to mend it."""

import pytest

from xinlu.rules import RulebookError, read_text
from xinlu.rules.tests.builders import SMALL

VEHICLES = "{name: vehicles, title: 车辆数, basis: 示例, verified: true%s}"


def with_measure(measure: str, bounds: str = "") -> str:
    """Return the small rulebook with a quantity of vehicles and a measure."""
    quantity = VEHICLES % bounds
    return (
        f"{SMALL}\nquantities: [{quantity}]\n"
        f"measures: [{{name: rate, title: 率, basis: 示例, verified: true, {measure}}}]\n"
    )


@pytest.mark.parametrize(
    ("measure", "bounds"),
    [
        ("formula: 1 / vehicles", ", at_least: 1"),
        ("formula: 1 / vehicles, needs: {vehicles: {more_than: 0}}", ""),
        ("formula: 1 / vehicles, needs: {vehicles: {other_than: 0}}", ""),
        ("formula: 1 / (vehicles + 1)", ", at_least: 0"),
        ("formula: '1 / max(1, vehicles)'", ""),
        ("formula: 1 / (2 * vehicles)", ", at_least: 0.5"),
        ("cases: [{when: {vehicles: {at_least: 3}}, value: 1 / vehicles}]", ""),
        ("formula: 1 / (10 - vehicles)", ", at_least: 0, at_most: 9"),
    ],
)
def test_a_divisor_that_cannot_be_nought_is_accepted(measure: str, bounds: str):
    rulebook = read_text(with_measure(measure, bounds))

    assert "rate" in rulebook.measures


@pytest.mark.parametrize(
    ("measure", "bounds"),
    [
        ("formula: 1 / vehicles", ""),
        ("formula: 1 / vehicles", ", at_least: 0"),
        ("formula: 1 / vehicles, needs: {vehicles: {at_least: 0}}", ""),
        ("formula: 1 / (vehicles - 1)", ", at_least: 1"),
        ("formula: 1 / (10 - vehicles)", ", at_least: 0, at_most: 10"),
        ("formula: 1 / floor(vehicles)", ", at_least: 0.5"),
        ("formula: 1 / (vehicles + vehicles - 1)", ", at_least: 0.25"),
        ("cases: [{when: {vehicles: {at_most: 3}}, value: 1 / vehicles}, {value: 1}]", ""),
        ("formula: vehicles / ship.count", ""),
        ("formula: 1 / vehicles", ", at_least: 1, missing: 0"),
        ("formula: 1 / ceil(vehicles), needs: {vehicles: {other_than: 0}}", ", at_least: -0.5"),
    ],
)
def test_a_divisor_that_may_be_nought_is_refused_with_its_line(measure: str, bounds: str):
    text = with_measure(measure, bounds)

    with pytest.raises(RulebookError) as refused:
        read_text(text)

    [problem] = [p for p in refused.value.problems if p.code != "unused-quantity"]
    assert (problem.code, problem.key) == ("divides-by-zero", "measures.rate")
    assert problem.line == text[: text.index("measures: [")].count("\n") + 1


def test_a_component_that_may_be_rounded_to_nought_is_no_divisor():
    rounded = "    floor: 0.4\n    rounding: {decimals: 0, mode: half-up}\n"
    text = with_measure("formula: vehicles / trip").replace("    floor: 0\n", rounded, 1)

    with pytest.raises(RulebookError, match="'trip' may be nought"):
        read_text(text)
