import math
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xinlu.kernel.values import ValueRefused, parse_date, parse_decimal, plain

DAY = date(2024, 8, 5)


@pytest.mark.parametrize(
    "written",
    [
        DAY,
        datetime.combine(DAY, time()),
        datetime.combine(DAY, time(10, 30)),
        "2024-08-05 10:30",
        "2024/8/5 9:05:30",
        45509.5,
        "45509.5",
        45509,
        45509.0,
        "45509",
        "45509.0",
        "2024/8/5",
        "2024/08/05",
        "2024-08-05",
        "2024-8-5",
        "2024.8.5",
        "2024年8月5日",
        "2024年08月05日",
        " 2024 年 8 月 5 日 ",
        "２０２４－０８－０５",
        "20240805",
        20240805,
        20240805.0,
        "2024-08-05 00:00:00",
        "2024-08-05T00:00:00.000",
        "2024/8/5 0:00",
        "\u00a02024/8/5\u3000",
    ],
)
def test_the_ways_of_writing_one_day_give_that_day(written):
    assert parse_date(written) == DAY


@pytest.mark.parametrize(
    "written",
    [
        None,
        "",
        True,
        2024,
        202408,
        19999,
        80001,
        math.nan,
        math.inf,
        -45509,
        20241305,
        "2024-02-30",
        "2023/2/29",
        "24/8/5",
        "8/5/2024",
        "5-8-2024",
        "2024/8",
        "2024年8月",
        "2024/8-5",
        "0024-08-05",
        "2024年8月5日至2025年8月5日",
        "长期",
        "贰零贰肆年",
        "٢٠٢٤-٠٨-٠٥",
    ],
)
def test_what_is_not_plainly_one_day_is_refused(written):
    with pytest.raises(ValueRefused) as refused:
        parse_date(written)

    assert refused.value.code == "date"
    assert refused.value.params["reason"]


@pytest.mark.parametrize("written", ["2024-02-30", "2023年2月29日", "0024-08-05", " 2024/4/31 "])
def test_a_day_that_does_not_exist_is_quoted_as_it_was_written(written):
    with pytest.raises(ValueRefused) as refused:
        parse_date(written)

    assert refused.value.params["given"] == written.strip()


def test_a_day_after_the_latest_allowed_is_refused_as_future():
    assert parse_date("2024-08-05", not_after=DAY) == DAY

    with pytest.raises(ValueRefused) as refused:
        parse_date("2024-08-06", not_after=DAY)

    assert refused.value.code == "date-in-future"
    assert refused.value.params["given"] == "2024-08-06"


@given(st.dates(date(1955, 1, 1), date(2118, 12, 31)))
def test_every_day_is_read_back_from_each_way_of_writing_it(day):
    serial = (day - date(1899, 12, 30)).days
    forms = [f"{day.year}/{day.month}/{day.day}", f"{day.year}年{day.month}月{day.day}日"]
    forms += [day.isoformat(), f"{day:%Y%m%d}", str(serial)]

    assert {parse_date(form) for form in [*forms, serial, int(f"{day:%Y%m%d}")]} == {day}


@pytest.mark.parametrize(
    ("written", "number"),
    [
        (0.2, "0.2"),
        (0.1 + 0.2, "0.3"),
        (1.1 * 3, "3.3"),
        (3, "3"),
        (3.0, "3"),
        (Decimal("59.60"), "59.6"),
        ("0.2", "0.2"),
        ("1,234,567.50", "1234567.5"),
        ("１，２３４．５", "1234.5"),
        (" 0.000001 ", "0.000001"),
        ("-3", "-3"),
        ("+3", "3"),
        ("007", "7"),
        (".5", "0.5"),
        ("-.25", "-0.25"),
        ("1.50000000", "1.5"),
        ("123456789012345678901234567890.123456", "123456789012345678901234567890.123456"),
        (1e15, "1000000000000000"),
        (-0.0, "0"),
    ],
)
def test_a_number_is_read_exactly(written, number):
    read = parse_decimal(written)

    assert read == Decimal(number)
    assert plain(read) == str(read) == number


@pytest.mark.parametrize(
    "written",
    [
        "贰仟元",
        "3万元",
        "¥3",
        "1e5",
        "1,23",
        "1,2345",
        ",123",
        "1..2",
        ".",
        "5.",
        "--5",
        "",
        "NaN",
        "inf",
        "٣",
        "0x10",
        "1_000",
        "9" * 41,
        math.nan,
        math.inf,
        Decimal("NaN"),
        True,
        None,
        DAY,
        "0.0000001",
        1 / 3,
        0.0000001,
    ],
)
def test_what_is_not_plainly_a_number_is_refused(written):
    with pytest.raises(ValueRefused) as refused:
        parse_decimal(written)

    assert refused.value.code == "number"


def test_more_decimals_than_the_column_holds_are_refused_rather_than_lost():
    assert parse_decimal(0.2, places=1) == Decimal("0.2")

    with pytest.raises(ValueRefused, match="more than 0 decimals"):
        parse_decimal(0.2, places=0)


@given(st.decimals(-(10**8), 10**8, places=6))
def test_a_decimal_comes_back_from_text_and_from_a_cell(number):
    assert parse_decimal(plain(number)) == number
    assert parse_decimal(float(number)) == number


def test_a_fraction_is_written_as_a_decimal_where_one_exists():
    written = [Fraction(0), Fraction(-1, 8), Fraction(100), Fraction(149, 25), Fraction(1, 3)]

    assert [plain(number) for number in written] == ["0", "-0.125", "100", "5.96", "1/3"]
    assert plain(Decimal("-0.00")) == "0"
    assert plain(Decimal("1E+3")) == "1000"


@given(st.fractions())
def test_a_fraction_is_never_rounded_in_writing(number):
    assert Fraction(plain(number)) == number


def test_a_refusal_has_one_of_the_codes_of_import():
    with pytest.raises(AssertionError):
        ValueRefused("other", "no such code")


def test_a_day_count_is_counted_as_workbooks_count():
    assert parse_date(20000) == date(1954, 10, 3)
    assert parse_date(80000) == date(1899, 12, 30) + timedelta(days=80000)
