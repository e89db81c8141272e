from fractions import Fraction

from xinlu.collection.rates import Below, Counts, Rate, forecast, rates, total


def test_d4_late_is_counted_of_what_was_submitted():
    permits = Counts(made=9220, sent=9220, passed=9220, late=332, in_time=9220 - 332)
    penalties = Counts(made=119634, sent=119634, passed=119634, late=96, in_time=119634 - 96)

    found = rates(total([permits, penalties]), Below())

    assert found.compliant.text() == "100.00%"
    assert found.late == Rate(428, 128854)
    assert found.late.text() == "0.33%"


D5 = Counts(
    made=200, sent=190, passed=180, in_time=171, late=19, passed_in_time=171, passed_clocked=180
)


def test_d5_each_rate_has_its_own_denominator():
    found = rates(D5, Below())

    assert found.reported.text() == "95.00%"
    assert found.compliant.text() == "94.74%"
    assert found.timely.share == Fraction(171, 190)
    assert found.timely.text() == "90.00%"


def test_d5_of_what_passed_the_rate_in_time_is_another():
    found = rates(D5, Below(timely="passed"))

    assert found.timely.text() == "95.00%"


def test_d9_a_rate_of_nothing_is_not_applicable():
    found = rates(Counts(), Below())

    assert found.reported.text() == found.compliant.text() == found.timely.text() == "不适用"
    assert not found.timely.is_full


def test_what_is_not_due_yet_is_not_owed():
    found = rates(Counts(made=10, outside=2, sent=5, passed=5, in_time=5, not_yet=3), Below())

    assert found.reported == Rate(5, 5)


def test_whoever_sends_nothing_more_ends_the_month_there():
    counts = Counts(made=10, outside=2, sent=5, passed=5, in_time=4, late=1, not_yet=3)

    found = forecast(counts)

    assert found.reported == Rate(5, 8)
    assert found.timely == Rate(4, 8)


def test_what_is_not_whole_never_reads_a_hundred():
    assert Rate(199999, 200000).text() == "99.99%"
    assert Rate(1, 3).text(1) == "33.3%"
