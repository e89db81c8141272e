"""Files of the kinds that agencies send, with fictional rows, and codes that hold."""

import csv
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import openpyxl

from xinlu.collection.templates import load_template
from xinlu.kernel.identifiers.fictional import fictional_credit_code

Rows = Sequence[Sequence[Any]]


def a_workbook(path: Path, sheets: dict[str, Rows]) -> Path:
    """Write a workbook with a sheet for each name."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    book.save(path)
    return path


def a_csv(path: Path, rows: Rows, encoding: str = "gb18030") -> Path:
    """Write a text table as old office suites do."""
    with path.open("w", encoding=encoding, newline="") as file:
        csv.writer(file).writerows(rows)
    return path


def penalties(path: Path, *rows: dict[str, Any], title: bool = True) -> Path:
    """Write a penalties workbook with title rows, headings, the rows given and a footer."""
    sheet = load_template("penalty").sheets[0]
    keys = list(sheet.field_by_key)
    table: list[list[Any]] = []
    if title:
        table += [["示例市行政处罚信息报送表"], ["填报单位：示例市交通运输委员会　金额单位：万元"]]
    table.append([sheet.field_by_key[key].name for key in keys])
    table += [[row.get(key) for key in keys] for row in rows]
    table += [[], ["填表人：某某　审核人：某某"]]
    return a_workbook(path, {"行政处罚": table})


def a_penalty(serial: int = 1, **changes: Any) -> dict[str, Any]:
    """Return the cells of a penalty that nothing is wrong with."""
    cells = {
        "subject_name": f"示例货运{serial}有限公司",
        "category": "法人及非法人组织",
        "credit_code": fictional_credit_code(serial),
        "legal_representative": "示某",
        "document_number": f"示交罚〔2024〕{serial:05d}号",
        "violation_type": "超限超载运输",
        "violation_facts": "车货总质量超过限值",
        "legal_basis": "《公路安全保护条例》第六十四条",
        "penalty_kinds": "罚款",
        "penalty_content": "罚款人民币 2000 元",
        "fine": 0.2,
        "decided_on": "2024-08-05",
        "valid_until": "2099/12/31",
        "decided_by": "示例市交通运输综合行政执法总队",
        "decided_by_code": "11320100MB1886843H",
        "source_unit": "示例市交通运输委员会",
        "source_unit_code": "11320100MB1886843H",
    }
    return {**cells, **changes}


def a_ledger(
    path: Path, *, firms: Rows, sections: Rows, bids: Rows, acts: Rows, other: Rows
) -> Path:
    """Write a ledger of road builders (公路施工信用评价台账) with its five sheets."""
    code = "统一社会信用代码"
    return a_workbook(
        path,
        {
            "企业": [(code, "企业名称", "上年度等级"), *firms],
            "合同段": [("合同段", code, "企业名称", "合同价(亿元)"), *sections],
            "投标行为": [(code, "投标编号", "行为代码", "扣分", "认定日期"), *bids],
            "履约行为": [("合同段", "行为代码", "扣分", "认定日期"), *acts],
            "其他行为": [(code, "行为代码", "扣分", "认定日期"), *other],
        },
    )
