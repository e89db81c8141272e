"""Vectors M1-M3 of the sheet of facts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xinlu.kernel.identifiers.masking import mask, mask_name, mask_phone, mask_resident_id


@pytest.mark.parametrize(
    ("number", "style", "shown"),
    [
        ("440524188001010014", "6+4", "440524********0014"),
        ("440524188001010014", "court", "4405241880****0014"),
        ("11010519491231002X", "6+4", "110105********002X"),
        ("440524188001010014", "3+2", "440*************14"),
        ("510202750630000", "court", "510202*****0000"),
    ],
)
def test_a_resident_number_is_masked_in_its_style(number, style, shown):
    assert mask_resident_id(number, style) == shown


def test_a_style_nobody_has_defined_is_refused():
    with pytest.raises(ValueError, match="no style"):
        mask_resident_id("440524188001010014", "none")


def test_names_keep_their_ends_and_no_more():
    names = ["", "李", "李某", "李某丁", "示例某甲", "示例·某甲"]

    assert [mask_name(name) for name in names] == ["", "*", "李*", "李*丁", "示**甲", "示***甲"]


def test_telephone_numbers_keep_three_and_four():
    assert mask_phone("13800000000") == "138****0000"
    assert mask_phone("023-00000000") == "023*****0000"
    assert mask_phone("12328") == "***28"


@given(st.text(), st.integers(0, 10), st.integers(0, 10))
def test_masking_keeps_the_length_and_never_shows_a_short_text(text, left, right):
    shown = mask(text, left, right)

    assert len(shown) == len(text)
    if len(text) <= left + right:
        assert set(shown) <= {"*"}
    else:
        assert shown[left : len(text) - right] == "*" * (len(text) - left - right)


def test_keeping_a_negative_number_of_characters_is_refused():
    with pytest.raises(ValueError, match="negative"):
        mask("示例", -1, 0)
