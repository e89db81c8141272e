import pytest

from xinlu.accounts import words
from xinlu.accounts.acts import Refused


def test_a_code_that_says_something_already_is_not_given_another_sentence():
    with pytest.raises(ValueError, match="reason-missing says"):
        words.add({"reason-missing": "另一句话。"})

    assert words.said(Refused("No reason.", code="reason-missing")) == "请写明理由。"
