"""`python -m docs.examples.workbooks` writes the workbooks that the tutorial imports.

Everybody in them is fictional. Codes begin with the demo city's county 云渡区.
"""

import os
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import django
import openpyxl

from xinlu.kernel.identifiers.fictional import fictional_credit_code

HERE = Path(__file__).parent
COUNTY = "990107"
AUTHORITY = ("云渡区交通运输委员会", "11990107MB00007054")
Row = Sequence[Any]


def main() -> None:
    """Write both workbooks."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "xinlu.settings")
    django.setup()
    save(HERE / "penalties.xlsx", {"行政处罚": penalties()})
    save(HERE / "highway-ledger-2022.xlsx", ledger())


def save(path: Path, sheets: dict[str, list[Row]]) -> None:
    """Write a workbook, with columns wide enough to read."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
        for column in sheet.iter_cols():
            longest = max(len(str(cell.value or "")) for cell in column[2:] or column)
            sheet.column_dimensions[column[0].column_letter].width = min(10 + longest, 40)
    book.save(path)


def code_of(serial: int) -> str:
    """Return the credit code of a firm of 云渡区, beyond the demo city's own serials."""
    return fictional_credit_code(900_000 + serial, division=COUNTY)


def penalties() -> list[Row]:
    """Return the rows of a county's report: title, headings, eight penalties, a footer."""
    heads = (
        "行政相对人名称", "行政相对人类别", "行政相对人代码_1（统一社会信用代码）", "法定代表人",
        "行政处罚决定书文号", "违法行为类型", "违法事实", "处罚依据", "处罚类别", "处罚内容",
        "罚款金额（万元）", "处罚决定日期", "处罚有效期",
        "处罚机关", "处罚机关统一社会信用代码", "数据来源单位", "数据来源单位统一社会信用代码",
    )  # fmt: skip
    rows: list[Row] = [("云渡区行政处罚信息报送表",), ("金额单位：万元",), heads]
    for serial in range(1, 9):
        code, fine, day = code_of(serial), "0.2", f"2024-0{serial}-15"
        if serial == 3:
            code = code[:-1] + ("A" if code[-1] != "A" else "B")  # a slip in the last place
        if serial == 5:
            fine = "贰仟元"  # words, where a number is asked for
        if serial == 7:
            day = "2024-02-30"  # there is no such day
        rows.append(
            (
                f"示例货运{serial}号有限公司", "法人及非法人组织", code, "示某",
                f"云渡交罚〔2024〕{serial:04d}号", "超限超载运输", "车货总质量超过限值",
                "《公路安全保护条例》第六十四条", "罚款", "罚款人民币 2000 元", fine, day,
                "2099-12-31", *AUTHORITY, *AUTHORITY,
            )
        )  # fmt: skip
    return [*rows, (), ("填表人：示某　审核人：例某",)]


def ledger() -> dict[str, list[Row]]:
    """Return the five sheets of a ledger of road builders for 2022."""
    names = ["示例山海路桥工程有限公司", "示例云岭公路工程有限公司",
             "示例长桥建设有限公司", "示例平川路面工程有限公司"]  # fmt: skip
    one, two, three, four = ((code_of(n), name) for n, name in enumerate(names, 901))
    code, firm = "统一社会信用代码", "企业名称"
    found = ("行为代码", "扣分", "认定日期")
    return {
        "企业": [
            (code, firm, "上年度等级"),
            (*one, "A"),
            (*two, "B"),
            (*three, "AA"),
            (*four, "AA"),
        ],
        "合同段": [
            ("合同段", code, firm, "合同价（亿元）"),
            ("示例高速一标", *one, 2),
            ("示例高速二标", *one, 3),
            ("示例高速三标", *two, "1.5"),
            ("示例高速四标", *three, 4),
            ("示例高速五标", *four, 2),
        ],
        "投标行为": [
            (code, "投标编号", *found),
            (one[0], "TB-1", "GLSG1-2-3", 20, date(2022, 4, 1)),
            (three[0], "TB-2", "GLSG1-1-4", None, date(2022, 5, 10)),
        ],
        "履约行为": [
            ("合同段", *found),
            ("示例高速一标", "GLSG2-2-2", 8, date(2022, 3, 1)),
            ("示例高速二标", "GLSG2-2-3", 12, date(2022, 3, 2)),
            ("示例高速三标", "GLSG2-2-2", 3, date(2022, 3, 3)),
        ],
        "其他行为": [(code, *found), (two[0], "GLSG3-7", "0.5", date(2022, 6, 1))],
    }


if __name__ == "__main__":
    main()
