"""Vectors D6-D8 and L5 of the sheet of facts, by their names: what a row's cells come to."""

import pytest

from xinlu.collection.checking import Checker
from xinlu.collection.templates import load_template
from xinlu.collection.tests.checking_samples import (
    FIRM,
    TODAY,
    TRADER,
    a_book,
    a_penalty,
    a_table,
    checked,
    checked_book,
    of_a_person,
    of_a_trader,
    refused,
)

#: Fines in yuan, and what stands in the field of the standard, in ten thousands.
FINES = {"D6": ("2000", "0.2"), "D7": ("123456.78", "12.345678")}
#: Category and code, and whether a row of the two is taken.
CATEGORIES = {
    "D8, a trader as a person": (of_a_person(credit_code=TRADER), [("category", "category")]),
    "D8, a trader as a trader": (of_a_trader(), []),
    "D8, a trader as a firm": (a_penalty(credit_code=TRADER), [("category", "category")]),
    "D8, a firm as a trader": (of_a_trader(credit_code=FIRM), [("category", "category")]),
}


@pytest.mark.parametrize(("yuan", "stored"), FINES.values(), ids=[*FINES])
def test_a_fine_in_yuan_becomes_one_in_ten_thousands(yuan, stored):
    sheet = load_template("penalty").sheets[0]
    header = ["罚款金额(元)" if f.key == "fine" else f.name for f in sheet.fields]
    cells = a_penalty(fine=yuan)
    book = a_book({"行政处罚": [header, [cells.get(f.key) for f in sheet.fields]]})

    [row] = Checker(load_template("penalty"), TODAY, None, "示例.xlsx").rows(book)

    assert (row.values["fine"], row.refusals) == (stored, [])


def test_d7_a_fine_of_ten_thousands_keeps_six_decimals_and_seven_digits_are_no_limit():
    [row] = checked("penalty", a_penalty(fine="12.345678"))

    assert (row.values["fine"], row.refusals) == ("12.345678", [])


@pytest.mark.parametrize(("cells", "why"), CATEGORIES.values(), ids=[*CATEGORIES])
def test_the_category_agrees_with_the_code(cells, why):
    [row] = checked("penalty", cells)

    assert refused(row) == why


@pytest.mark.parametrize(("grade", "is_taken"), [("AAA", False), ("AA", True)], ids=["L5", "AA"])
def test_a_grade_is_of_the_five_of_the_scale(grade, is_taken):
    sheet = load_template("highway-ledger").sheets[0]
    book = {sheet.title: a_table(sheet, [{"prior_grade": grade}])}

    [row] = checked_book("highway-ledger", book, year=2025)

    assert ("prior_grade" not in [key for _, key in refused(row)]) is is_taken
