from datetime import date

import pytest

from xinlu.accounts.tests.cast import acting
from xinlu.kernel.identifiers.fictional import fictional_credit_code, fictional_resident_id
from xinlu.registry.selectors import find
from xinlu.registry.tests.references import Ref, a_firm, registered

NAMES = [
    "示例江畔货运有限公司",
    "江畔货运有限公司",
    "江畔货运有限公司万州分公司",
    "示例重庆长江航运有限责任公司",
    "示例ABC（渝中）物流股份有限公司",
]


@pytest.fixture
def firms(city):
    return registered(*(a_firm(fictional_credit_code(at), name) for at, name in enumerate(NAMES)))


def names(query, **options):
    return [subject.name for subject in find(query, **options)]


def test_the_same_name_comes_first_then_what_begins_so_then_what_contains_it(firms):
    assert names("江畔货运有限公司") == [NAMES[1], NAMES[2], NAMES[0]]


@pytest.mark.parametrize("query", ["畔货", "货运", "运有", "江畔货运有限"])
def test_two_characters_of_a_name_are_enough(firms, query):
    assert NAMES[0] in names(query)


def test_one_character_asks_for_the_beginning(firms):
    assert set(names("江")) == {NAMES[1], NAMES[2]}


@pytest.mark.parametrize("query", ["公司", "有限公司", "限公"])
def test_a_part_of_the_legal_ending_finds_whoever_bears_it(firms, query):
    assert NAMES[0] in names(query)


@pytest.mark.parametrize(
    ("query", "at"), [("sljp", 0), ("JPHY", 0), ("cqcj", 3), ("slabcyz", 4), ("jphyyxgs", 1)]
)
def test_initials_find_a_name(firms, query, at):
    assert NAMES[at] in names(query)


@pytest.mark.parametrize("query", ["ABC渝中", "abc（渝中）", "ＡＢＣ(渝中)"])
def test_brackets_widths_and_case_do_not_matter(firms, query):
    assert names(query) == [NAMES[4]]


def test_what_no_name_contains_is_not_found(firms):
    assert names("江山") == names("zzzz") == names("") == names("·") == []


def test_a_code_is_found_however_it_is_typed(firms):
    code = fictional_credit_code(3)

    assert names(f" {code.lower()} ") == [NAMES[3]]


def test_a_plate_is_found_with_its_colour_and_in_every_colour_without(city):
    registered(
        Ref("vehicle", "plate", "渝X12345/黄"),
        Ref("vehicle", "plate", "渝X12345/蓝"),
    )

    assert len(find("渝X12345")) == 2
    assert [found.code for found in find("渝x12345 黄色")] == ["渝X12345/黄"]
    assert [found.code for found in find("渝X12345/蓝")] == ["渝X12345/蓝"]


def test_persons_are_found_by_officers_by_their_exact_number_alone(city):
    number = fictional_resident_id(date(1985, 5, 6))
    registered(Ref("person", "resident-id", number, "示例赵某"))
    officer = acting(city.admin)

    assert find("示例赵某", actor=officer) == find(number) == []
    assert [found.name for found in find(number, actor=officer)] == ["示例赵某"]


def test_subjects_of_an_unfinished_batch_are_not_found(city):
    registered(a_firm(fictional_credit_code(9), "示例未完货运有限公司"), pending=True)

    assert names("未完") == []


def test_a_kind_may_be_asked_for(firms):
    assert names("江畔", kind="vehicle") == []
