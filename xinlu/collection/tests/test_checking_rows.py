from datetime import date, datetime

import pytest

from xinlu.collection.checking import SubjectRef
from xinlu.collection.messages import sentence
from xinlu.collection.tests.checking_samples import (
    FIRM,
    PENALTY_NUMBER,
    PERSON,
    PLACEHOLDER,
    TRADER,
    a_penalty,
    checked,
    of_a_person,
    of_a_trader,
    refused,
)
from xinlu.kernel.identifiers.fictional import fictional_credit_code
from xinlu.kernel.spreadsheets import CellError

ORGANISATION = "法人及非法人组织"


def the(template, cells):
    [row] = checked(template, cells)
    return row


def test_a_row_with_nothing_wrong_is_accepted_and_described():
    row = the("penalty", a_penalty())

    assert row.is_accepted
    assert row.happened_on == date(2026, 8, 5)
    assert row.number_text == PENALTY_NUMBER
    assert row.authority == ("11320100MB1886843H", "示例市交通运输综合行政执法总队")
    assert row.subject == SubjectRef(
        "firm", "credit-code", FIRM, "示例货运有限公司", division="500112"
    )


def test_blank_fields_have_no_value():
    row = the("penalty", a_penalty(remark="— —", confiscated="/", withheld_licence="无"))

    assert row.is_accepted
    assert {"remark", "confiscated", "withheld_licence"}.isdisjoint(row.values)


@pytest.mark.parametrize(
    "sent",
    [
        "2026/8/5",
        "2026-08-05",
        " 2026年8月5日 ",
        "２０２６.８.５",
        "20260805",
        20260805,
        46239,
        46239.0,
        "46239",
        datetime(2026, 8, 5),  # noqa: DTZ001  as workbooks give it
        date(2026, 8, 5),
    ],
)
def test_a_day_is_read_however_it_is_written(sent):
    row = the("penalty", a_penalty(decided_on=sent))

    assert row.values["decided_on"] == "2026-08-05"


@pytest.mark.parametrize(
    ("sent", "read"),
    [
        (" 91500112ma5tert076\u3000", FIRM),
        ("９１５００１１２ＭＡ５ＴＥＲＴ０７６", FIRM),
        ("\u00a0" + FIRM, FIRM),
    ],
)
def test_a_code_is_normalised_never_guessed(sent, read):
    row = the("penalty", a_penalty(credit_code=sent))

    assert row.values["credit_code"] == read
    assert row.normalised >= 1


@pytest.mark.parametrize(
    ("sent", "read"),
    [("0.2000", "0.2"), (0.1 + 0.2, "0.3"), ("1,234.5", "1234.5"), ("０.５", "0.5")],
)
def test_amounts_are_exact(sent, read):
    assert the("penalty", a_penalty(fine=sent)).values["fine"] == read


@pytest.mark.parametrize(
    ("changes", "code", "key"),
    [
        ({"document_number": None}, "missing", "document_number"),
        ({"document_number": "— —"}, "missing", "document_number"),
        ({"document_number": "示" * 129}, "length", "document_number"),
        ({"violation_type": "驾驶机动车闯红灯"}, "outside-catalogue", "violation_type"),
        ({"violation_type": "拖欠物业费"}, "outside-catalogue", "violation_type"),
        ({"decided_on": "2026-02-30"}, "date", "decided_on"),
        ({"decided_on": "05/08/2026"}, "date", "decided_on"),
        ({"decided_on": "2026-11-25"}, "date-in-future", "decided_on"),
        ({"fine": "贰仟元"}, "number", "fine"),
        ({"fine": "0.1234567"}, "number", "fine"),
        ({"fine": -1}, "number", "fine"),
        ({"fine": None}, "missing-conditional", "fine"),
        ({"fine": "/"}, "missing-conditional", "fine"),
        ({"penalty_kinds": "口头批评"}, "code-value", "penalty_kinds"),
        ({"penalty_kinds": "罚款;口头批评"}, "code-value", "penalty_kinds"),
        ({"penalty_kinds": "没收非法财物"}, "missing-conditional", "confiscated"),
        ({"penalty_kinds": "吊销许可证件"}, "missing-conditional", "withheld_licence"),
        ({"credit_code": None}, "missing-conditional", "credit_code"),
        ({"credit_code": "91500112MA5TERT067"}, "identifier-check", "credit_code"),
        ({"credit_code": "9150O112MA5TERT076"}, "identifier-check", "credit_code"),
        ({"credit_code": PLACEHOLDER}, "identifier-check", "credit_code"),
        ({"credit_code": TRADER}, "category", "category"),
        ({"category": "事业编"}, "code-value", "category"),
        ({"decided_by_code": CellError("#N/A")}, "identifier-check", "decided_by_code"),
        ({"subject_name": CellError("#REF!")}, "code-value", "subject_name"),
        ({"valid_until": "2026-08-04"}, "date", "valid_until"),
    ],
)
def test_a_penalty_is_refused_for_one_wrong_cell(changes, code, key):
    row = the("penalty", a_penalty(**changes))

    assert refused(row) == [(code, key)]
    assert row.key_text == ""


@pytest.mark.parametrize(
    ("cells", "code", "key"),
    [
        (of_a_trader(credit_code=FIRM), "category", "category"),
        (of_a_trader(credit_code=PLACEHOLDER), "missing-conditional", "registration_number"),
        (of_a_trader(legal_representative=""), "missing-conditional", "legal_representative"),
        (of_a_person(credit_code=TRADER), "category", "category"),
        (of_a_person(id_number="500101199002300017"), "identifier-check", "id_number"),
        (of_a_person(id_number=500101199001010018), "identifier-check", "id_number"),
        (of_a_person(id_number="5.00101E+17"), "identifier-check", "id_number"),
        (of_a_person(id_number=None), "missing-conditional", "id_number"),
        (of_a_person(id_type=None), "missing-conditional", "id_type"),
        (of_a_person(id_type="工作证"), "code-value", "id_type"),
    ],
)
def test_traders_and_persons_are_held_to_their_own_rules(cells, code, key):
    row = the("penalty", cells)

    assert refused(row)[0] == (code, key)


def test_a_contradiction_is_not_followed_by_what_it_only_causes():
    row = the("penalty", of_a_person(credit_code=TRADER, id_type=None, id_number=None))

    assert refused(row) == [("category", "category")]


def test_the_placeholder_of_traders_contradicts_a_person_and_is_no_code():
    row = the("penalty", of_a_person(credit_code=PLACEHOLDER))

    assert refused(row) == [("category", "category"), ("identifier-check", "credit_code")]


def test_a_refused_list_makes_no_other_field_missing():
    row = the("penalty", a_penalty(penalty_kinds="罚款、口头批评", fine=None))

    assert refused(row) == [("code-value", "penalty_kinds")]


def test_all_that_is_wrong_with_a_row_is_told_and_the_most_telling_first():
    wrong = a_penalty(document_number=None, credit_code="91500112MA5TERT067", fine=None)

    assert refused(the("penalty", wrong)) == [
        ("identifier-check", "credit_code"),
        ("missing", "document_number"),
        ("missing-conditional", "fine"),
    ]


def test_a_sole_trader_without_a_code_is_known_by_its_registration():
    row = the(
        "penalty",
        of_a_trader(credit_code="00000000000000000x", registration_number=500128902669223),
    )

    assert row.is_accepted
    assert (row.subject.kind, row.subject.scheme) == ("sole-trader", "registration")
    assert row.subject.value == "500128902669223"


@pytest.mark.parametrize(
    ("changes", "scheme", "value"),
    [
        ({}, "resident-id", PERSON),
        ({"id_number": "500101900101001"}, "resident-id", "500101199001010018"),
        ({"id_type": "护照", "id_number": "e 0000000"}, "other-id", "护照:E0000000"),
    ],
)
def test_a_person_is_known_by_the_number_of_the_document(changes, scheme, value):
    row = the("penalty", of_a_person(**changes))

    assert row.is_accepted
    assert (row.subject.scheme, row.subject.value) == (scheme, value)
    assert row.subject.division is None


@pytest.mark.parametrize(
    ("sent", "read"),
    [
        ("罚款；没收违法所得", "罚款;没收违法所得"),
        ("罚款,没收违法所得", "罚款;没收违法所得"),
        ("没收违法所得、 罚款、罚款", "没收违法所得;罚款"),
        ("暂扣或者吊销许可证", "暂扣或吊销许可证件"),
        ("其他—责令改正", "其他-责令改正"),
    ],
)
def test_kinds_of_penalty_are_read_from_one_cell(sent, read):
    row = the(
        "penalty", a_penalty(penalty_kinds=sent, confiscated=1, withheld_licence="示例证 1 号")
    )

    assert row.values["penalty_kinds"] == read


@pytest.mark.parametrize(
    ("sent", "cells"),
    [
        *[(sent, a_penalty) for sent in ("1", 1, "02", "03", "法人")],
        *[(sent, of_a_person) for sent in ("2", "01")],
        *[(sent, of_a_trader) for sent in (4.0, "04")],
    ],
)
def test_the_kind_of_counterpart_may_be_a_number(sent, cells):
    row = the("penalty", cells(category=sent))

    assert row.is_accepted


def test_long_term_may_be_written_in_words():
    assert the("penalty", a_penalty(valid_until="长期")).values["valid_until"] == "2099-12-31"


def test_a_repeat_of_an_accepted_row_is_refused_and_a_repeat_of_a_refused_one_is_not():
    first, repeat, wrong, right = checked(
        "penalty",
        a_penalty(),
        a_penalty(document_number="示交罚［2026］00001 号"),
        a_penalty(document_number="示交罚〔2026〕00002号", fine="贰仟元"),
        a_penalty(document_number="示交罚〔2026〕00002号"),
    )

    assert first.is_accepted
    assert refused(repeat) == [("duplicate", "document_number")]
    assert repeat.refusals[0].params["row"] == first.number
    assert refused(wrong) == [("number", "fine")]
    assert right.is_accepted


def test_one_document_about_two_counterparts_is_two_facts():
    rows = checked("penalty", a_penalty(), a_penalty(credit_code=fictional_credit_code(2)))

    assert all(row.is_accepted for row in rows)


def test_every_refusal_says_what_to_do():
    rows = checked(
        "penalty",
        a_penalty(document_number=None),
        a_penalty(credit_code="91500112MA5TERT067"),
        a_penalty(credit_code=TRADER),
        a_penalty(penalty_kinds="口头批评"),
        a_penalty(fine="贰仟元"),
        a_penalty(fine=None),
        a_penalty(decided_on="2026-02-30"),
        of_a_person(id_number=500101199001010018),
    )

    told = [sentence(row.refusals[0].code, row.refusals[0].params) for row in rows]

    assert all("请" in sentence_ and "……" not in sentence_ for sentence_ in told)
    assert "第 18 位应为“3”" in told[1]
    assert "“处罚类别”为“罚款”时，“罚款金额(万元)”必须填写" in told[5]
    assert "“文本”格式" in told[7]
