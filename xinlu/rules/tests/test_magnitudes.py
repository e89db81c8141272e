"""How large values may become, as far as the rulebook says; what does not fit is told."""

import pytest

from xinlu.rules import read_text
from xinlu.rules.magnitudes import unfit
from xinlu.rules.tests.builders import SMALL

QUANTITIES = """
quantities:
  - {name: vehicles, title: 车辆, at_least: 1, at_most: 1000, basis: 示例, verified: true}
  - {name: drivers, title: 驾驶员, at_least: 1, at_most: 1000, basis: 示例, verified: true}
"""


def beyond(formula: str) -> list[str]:
    """Return the paths of a rulebook with a measure that may grow beyond 128 bits."""
    measure = f"{{name: rate, title: 率, basis: 示例, verified: true, formula: '{formula}'}}"
    other = "{name: use, title: 用, basis: 示例, verified: true, formula: vehicles + drivers}"
    return [
        path for path, _ in unfit(read_text(f"{SMALL}{QUANTITIES}measures: [{measure}, {other}]"))
    ]


@pytest.mark.parametrize(
    "formula",
    [
        "vehicles * drivers",
        "vehicles / drivers + drivers / vehicles",
        pytest.param(" + ".join(["1 / vehicles"] * 20), id="many over one denominator"),
        pytest.param("1 / (vehicles * vehicles) + 1 / vehicles", id="one over its square"),
    ],
)
def test_what_fits_into_128_bits_is_not_told(formula: str):
    assert beyond(formula) == []


@pytest.mark.parametrize(
    "formula",
    [
        pytest.param(" * ".join(["vehicles"] * 9), id="a power"),
        pytest.param(" / ".join(["1", *["vehicles"] * 9]), id="a power below the line"),
        pytest.param("floor(" + " * ".join(["vehicles"] * 9) + " / drivers)", id="on the way"),
    ],
)
def test_what_may_not_fit_names_its_shape(formula: str):
    assert beyond(formula) == ["measures.rate"]
