from datetime import date

import pytest

from xinlu.evaluation import publicity
from xinlu.evaluation.publicity import NoTerm


def test_the_opening_day_does_not_count_and_holidays_are_left_out():
    assert publicity.closes(date(2024, 4, 26)) == date(2024, 5, 13)


def test_a_missing_calendar_gives_no_day_instead_of_a_wrong_one():
    assert publicity.closes(date(2090, 1, 1)) is None


def test_the_term_says_from_where_it_is_and_that_nobody_verified_it():
    term = publicity.term_on(date(2024, 1, 1))

    assert (term.days, term.verified) == (10, False)
    assert "733" in term.basis


def test_before_the_first_term_there_is_none():
    with pytest.raises(NoTerm):
        publicity.term_on(date(2000, 1, 1))
