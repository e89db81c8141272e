from decimal import ROUND_DOWN, ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xinlu.rules.numbers import decimal_text, is_number, rounded

DECIMALS = st.decimals(min_value=-1000, max_value=1000, places=5)
MODES = {"half-up": ROUND_HALF_UP, "half-even": ROUND_HALF_EVEN, "down": ROUND_DOWN}


@given(DECIMALS, st.integers(0, 4), st.sampled_from(sorted(MODES)))
def test_rounding_agrees_with_decimal_arithmetic(value: Decimal, places: int, mode: str):
    exact = rounded(Fraction(value), places, mode)

    assert exact == Fraction(value.quantize(Decimal(1).scaleb(-places), MODES[mode]))


@given(DECIMALS)
def test_a_decimal_is_written_so_that_it_reads_back_the_same(value: Decimal):
    text = decimal_text(Fraction(value))

    assert is_number(text)
    assert Fraction(text) == Fraction(value)


@pytest.mark.parametrize("text", ["1e3", "007", "1_000", ".5", "5.", "+1", "0x10", "1:30", "nan"])
def test_what_is_not_a_plain_decimal_is_no_number(text: str):
    assert not is_number(text)
