"""Penalties workbooks of fictional subjects, as an agency would send them; the same each time."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

import xlsxwriter

from xinlu.kernel.identifiers.fictional import fictional_credit_code, fictional_resident_id

HEADINGS = [
    "行政相对人名称", "行政相对人类别", "行政相对人代码_1（统一社会信用代码）",
    "行政相对人代码_2(工商注册号)", "行政相对人代码_3(组织机构代码)",
    "行政相对人代码_4(税务登记号)",
    "行政相对人代码_5(事业单位证书号)", "行政相对人代码_6(社会组织登记证号)", "法定代表人",
    "法定代表人证件类型", "法定代表人证件号码", "证件类型", "证件号码", "行政处罚决定书文号",
    "违法行为类型", "违法事实", "处罚依据", "处罚类别", "处罚内容", "罚款金额（万元）",
    "没收违法所得、没收非法财物的金额（万元）", "暂扣或吊销证照名称及编号", "处罚决定日期",
    "处罚有效期", "公示截止期", "处罚机关", "处罚机关统一社会信用代码", "数据来源单位",
    "数据来源单位统一社会信用代码", "备注",
]  # fmt: skip
# fmt: off
_WORDS = [
    "江畔", "山城", "嘉陵", "远航", "安捷", "立信", "和顺", "恒通", "宏基", "金桥",
    "长兴", "顺达", "川行", "三峡", "渝畅", "路安", "永固", "巴渝", "鸿运", "通达",
    "四方", "万里", "捷运", "同心", "广源", "新程", "华岳", "东升", "北辰", "南山",
]
_DIVISIONS = [
    "500101",
    "500102",
    "500103",
    "500106",
    "500107",
    "500110",
    "500112",
    "500113",
    "500116",
    "500154",
]
_FAULTS = [
    (
        "超限超载运输",
        "车货总质量超过限定标准，未经批准在公路上行驶",
        "《公路安全保护条例》第六十四条",
    ),
    ("未按规定维护检测车辆", "未按规定周期维护和检测营运车辆", "《道路运输条例》第七十条"),
    ("未取得经营许可", "未取得道路运输经营许可擅自从事道路运输经营", "《道路运输条例》第六十三条"),
]


def credit_code(number: int) -> str:
    """Return the credit code of the firm of this number."""
    return fictional_credit_code(number, division=_DIVISIONS[number % len(_DIVISIONS)])


def resident_id(number: int) -> str:
    """Return the identity number of the person of this number."""
    born = date(1960, 1, 1) + timedelta(days=number // len(_DIVISIONS) % 16000)
    return fictional_resident_id(born, division=_DIVISIONS[number % len(_DIVISIONS)])


def firm_name(number: int) -> str:
    """Return the fictional name of the firm of this number."""
    first, second = _WORDS[number % 30], _WORDS[number // 30 % 30]
    third = _WORDS[number // 900 % 30]
    return f"示例{first}{second}{third}运输有限公司"


def rows(count: int, *, firms: int, people: int, seed: int = 1) -> Iterator[list[Any]]:
    """Yield rows of which every tenth or so is about a person; all of them are right."""
    random = Random(seed)
    for number in range(1, count + 1):
        row: list[Any] = [""] * len(HEADINGS)
        fault = random.choice(_FAULTS)
        fine = random.choice([0.1, 0.2, 0.5, 1, 3])
        if people and random.random() < people / (firms + people):
            who = random.randrange(people)
            row[0], row[1] = f"示例{'赵钱孙李周吴郑王'[who % 8]}某", "自然人"
            row[11], row[12] = "身份证", resident_id(who)
        else:
            who = random.randrange(firms)
            row[0], row[1], row[2] = firm_name(who), "法人及非法人组织", credit_code(who)
            row[8] = f"示例{'赵钱孙李周吴郑王'[who % 8]}某"
        row[13] = f"渝示交罚〔2024〕{number:06d}号"
        row[14:17] = fault
        row[17], row[18], row[19] = "罚款", f"罚款人民币{int(fine * 10000)}元", fine
        decided = date(2024, 1, 1) + timedelta(days=random.randrange(300))
        row[22] = (
            decided.isoformat()
            if number % 3
            else f"{decided.year}年{decided.month}月{decided.day}日"
        )
        row[23] = "2099/12/31"
        row[25], row[26] = "示例市交通运输综合行政执法总队", _AUTHORITY
        row[27], row[28] = "示例市交通运输委员会", _AUTHORITY
        yield row


_AUTHORITY = fictional_credit_code(1, division="500000", head="11")


def write(path: Path, table: Iterator[list[Any]] | list[list[Any]], *, title: bool = True) -> Path:
    """Write the workbook and return its path."""
    book = xlsxwriter.Workbook(str(path), {"constant_memory": True})
    sheet = book.add_worksheet("行政处罚")
    at = 0
    if title:
        sheet.write(0, 0, "示例市交通运输领域行政处罚信息报送表")
        sheet.write(1, 0, "填报单位：示例市交通运输委员会  金额单位：万元")
        at = 2
    sheet.write_row(at, 0, HEADINGS)
    for offset, row in enumerate(table, at + 1):
        for column, cell in enumerate(row):
            if cell != "":
                sheet.write(offset, column, cell)
    book.close()
    return path
