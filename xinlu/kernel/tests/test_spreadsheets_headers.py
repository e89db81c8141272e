"""The headings are found wherever they stand; what is no record is not taken for one."""

import pytest

from xinlu.kernel.spreadsheets import (
    HeaderMissing,
    HeaderRepeated,
    SecondHeader,
    find_header,
    find_table,
    is_footer,
)
from xinlu.kernel.tests.fixtures_spreadsheets import HEADINGS, NAMES, RECORD

COLUMNS = {key: index for index, key in enumerate(NAMES.values())}


def numbered(rows):
    return [(number, list(row)) for number, row in enumerate(rows, 1) if any(row)]


def test_headings_below_a_title_a_blank_row_and_a_note_of_units():
    rows = numbered(
        [
            ["行政处罚信息报送表（2024年）", None, None],
            [],
            ["填报单位:示例市交通运输委员会", None, None, "金额单位:万元"],
            HEADINGS,
            RECORD,
        ]
    )

    header = find_header(rows, NAMES)

    assert (header.first_row, header.row) == (4, 4)
    assert header.columns == COLUMNS
    assert header.unknown == []


def test_headings_are_matched_whatever_their_blanks_brackets_and_order():
    typed = [
        "罚款金额\n(万元) ",
        "罚款 日期",
        "处罚决定\u3000日期",
        "自定列",
        "行政相对人 名称",
    ]

    header = find_header([(1, typed)], NAMES)

    assert header.columns == {"amount": 0, "decided_on": 2, "name": 4}
    assert header.headings["amount"] == "罚款金额\n(万元)"
    assert header.unknown == [(1, "罚款 日期"), (3, "自定列")]


def test_several_spellings_lead_to_one_key():
    names = {**NAMES, "CF_XDR_MC": "name", "cf_jdrq": "decided_on"}

    header = find_header([(1, ["Cf_Xdr_Mc", "CF_JDRQ"])], names)

    assert header.columns == {"name": 0, "decided_on": 1}


def test_a_file_with_few_of_the_columns_has_headings_if_all_it_has_are_known():
    names = {f"列{n}": f"c{n}" for n in range(40)}

    assert find_header([(1, ["列1", "列2", "列3"])], names).columns == {"c1": 0, "c2": 1, "c3": 2}


def test_groups_headed_above_their_columns_are_read_with_them():
    names = {
        "企业名称": "name",
        "法定代表人证件号码": "legal_id",
        "证件号码": "id",
        "等级": "grade",
    }
    rows = numbered(
        [
            ["企业名称", "法定代表人", None, "等级", "当事人"],
            [None, "姓名", "证件号码", None, "证件号码"],
            ["示例货运有限公司", "示例甲", "1", "A", "2"],
        ]
    )

    table = find_table(rows, names)

    assert (table.header.first_row, table.header.row) == (1, 2)
    assert table.header.columns == {"name": 0, "legal_id": 2, "grade": 3, "id": 4}
    assert [number for number, _ in table.records()] == [3]


def test_a_record_is_not_read_as_a_second_row_of_headings():
    rows = [(1, [*HEADINGS[:3], "说明栏"]), (2, ["示例甲公司", "1", "2024-08-05", "备注"])]

    table = find_table(rows, NAMES)

    assert table.header.row == 1
    assert [number for number, _ in table.records()] == [2]


def test_no_row_of_headings():
    with pytest.raises(HeaderMissing) as missing:
        find_header(numbered([["备注", "一", "二", "三", "四", "五"], RECORD]), NAMES)

    assert missing.value.params == {"looked_at": 2, "best_row": 1, "found": ["备注"]}


def test_an_empty_sheet_has_no_headings():
    with pytest.raises(HeaderMissing) as missing:
        find_header([], NAMES)

    assert missing.value.params == {"looked_at": 0, "best_row": None, "found": []}


def test_one_heading_over_two_columns_is_said_with_both_columns():
    with pytest.raises(HeaderRepeated) as repeated:
        find_header([(3, [*HEADINGS, "罚款金额(万元)"])], NAMES)

    assert repeated.value.code == "header-repeated"
    assert repeated.value.params == {
        "row": 3,
        "key": "amount",
        "headings": ["罚款金额（万元）", "罚款金额(万元)"],
        "columns": ["D", "F"],
    }


def test_headings_that_stand_twice_are_skipped_and_told():
    rows = numbered([HEADINGS, HEADINGS, RECORD, ["标题"], HEADINGS, RECORD])

    table = find_table(rows, NAMES)

    assert [number for number, _ in table.records()] == [3, 4, 6]
    assert table.skipped == [(2, "header"), (5, "header")]


def test_field_codes_under_the_headings_are_headings_too():
    names = {**NAMES, "CF_XDR_MC": "name", "CF_XDR_SHXYM": "code", "CF_JDRQ": "decided_on"}
    codes = ["CF_XDR_MC", "CF_XDR_SHXYM", "CF_JDRQ", None, None]

    table = find_table(numbered([HEADINGS, codes, RECORD]), names)

    assert [number for number, _ in table.records()] == [3]
    assert table.skipped == [(2, "header")]


def test_a_second_table_in_another_order_is_not_read_under_the_first():
    table = find_table(numbered([HEADINGS, RECORD, HEADINGS[::-1], RECORD[::-1]]), NAMES)

    with pytest.raises(SecondHeader) as second:
        list(table.records())

    assert second.value.params == {"row": 3, "first": 1}


def test_the_reasons_of_an_earlier_round_are_no_unknown_column():
    assert find_header([(1, [*HEADINGS, "退回原因"])], NAMES).unknown == []


def test_lines_below_the_table_are_skipped_and_told():
    rows = numbered([HEADINGS, RECORD, ["合计", None, None, 0.2], ["填表人：示例甲", "审核人：乙"]])

    table = find_table(rows, NAMES)

    assert [number for number, _ in table.records()] == [2]
    assert table.skipped == [(3, "footer"), (4, "footer")]


@pytest.mark.parametrize(
    "row",
    [
        ["填表人:某某    审核人:某某    联系电话:023-00000000"],
        [None, "制表：", "示例甲", None, "复核：", "示例乙"],
        ["填表人", "示例甲"],
        ["单位负责人（签字）：", None],
        ["合计", None, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10],
        ["本页小计", 3],
        ["总计（万元）", 3.5],
        ["注：1.金额单位为万元"],
        ["注1、本表一式两份"],
        ["说明：红色为必填"],
        ["填报日期：2024年7月5日"],
        ["单位（盖章）：示例市交通运输委员会"],
        ["填表人 示例甲　　审核人 示例乙"],
        ["（盖章）"],
        ["— 以下空白 —"],
        [None, "第1页，共3页"],
        ["2024年8月31日", None],
    ],
)
def test_a_footer(row):
    assert is_footer(row)


@pytest.mark.parametrize(
    "row",
    [
        RECORD,
        ["合计示例货运有限公司", "渝X00001"],
        ["注册示例公司", "甲"],
        ["电话亭示例维修部", "甲"],
        ["日期示例", 1],
        [None, None],
        [3, "合计"],
        ["备注:示例", *range(12)],
        ["2024年8月31日", "示例货运有限公司"],
        ["第1页示例公司"],
    ],
)
def test_no_footer(row):
    assert not is_footer(row)
