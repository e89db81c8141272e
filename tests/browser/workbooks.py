"""The workbooks that the officers of the browser's tests send, with fictional rows."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl

from tests import samples
from xinlu.collection.templates import load_template
from xinlu.kernel.identifiers.fictional import fictional_credit_code

#: The divisions of 云渡区 and 墨溪县.
HERE, ELSEWHERE = "990107", "990137"
SHEET = "行政处罚"
PENALTIES = "行政处罚报送表2024.xlsx"
#: The rows above the first penalty: title, unit, headings.
ABOVE = 3
MOXI_FIRM = "示例墨溪长河运输有限公司"
MOXI_NUMBER = "云渡交罚〔2024〕0002号"
BUILDER_NUMBER = "云渡交罚〔2024〕0001号"


@dataclass(frozen=True)
class Wrong:
    """A cell that is wrong: in which row, of which field, what it says, and the rule it breaks."""

    row: int
    field: str
    value: Any
    code: str


@dataclass(frozen=True)
class Builder:
    """A road builder of the ledger, and what its evaluation comes to."""

    name: str
    code: str
    initials: str
    score: str
    grade: str


#: 0.2 × 80 + 0.8 × (92 × 2 + 88 × 3) / 5
BUILDER = Builder(
    "示例山海路桥工程有限公司", fictional_credit_code(901, division=HERE), "slshlq", "87.68", "A"
)


#: What is wrong in the penalties workbook, by the row as the spreadsheet numbers it.
WRONGS = (
    Wrong(6, "credit_code", fictional_credit_code(3, division=HERE)[:-1] + "I", "identifier-check"),
    Wrong(8, "decided_on", "2024年2月30日", "date"),
    Wrong(9, "decided_on", "2099-01-01", "date-in-future"),
    Wrong(11, "fine", "贰仟元", "number"),
    Wrong(12, "document_number", "", "missing"),
    Wrong(14, "penalty_kinds", "口头批评", "code-value"),
    Wrong(15, "category", "自然人", "category"),
    Wrong(17, "document_number", BUILDER_NUMBER, "duplicate"),  # row 4 once more
)
ROWS = 16
ACCEPTED = ROWS - len(WRONGS)


def penalties(path: Path) -> Path:
    """Write a county's penalties as an office does: a merged title, a unit note, broken headings.

    The first penalty is about the road builder, the second about a firm of another county.
    """
    fields = load_template("penalty").sheets[0].field_by_key
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = SHEET
    sheet.append(["云渡区交通运输领域行政处罚信息报送表（2024 年）"])
    sheet.append(["填报单位：云渡区交通运输委员会　　　　金额单位：万元"])
    sheet.append([_broken(field.name) for field in fields.values()])
    serials = [1 if at == 17 else at - ABOVE for at in range(ABOVE + 1, ABOVE + ROWS + 1)]
    for at, row in enumerate(map(_penalty, serials), ABOVE + 1):
        row |= {wrong.field: wrong.value for wrong in WRONGS if wrong.row == at}
        sheet.append([row.get(key) for key in fields])
    sheet.append([])
    sheet.append(["填表人：云某甲　　审核人：云某乙　　联系电话：000-0000 0000"])
    sheet.merge_cells(start_row=1, start_column=1, end_row=1, end_column=len(fields))
    book.save(path)
    return path


def _broken(name: str) -> str:
    """Return a heading as narrow columns make people write it."""
    return name.replace("（", "\n（").replace("_1", "_1 ")


def _penalty(serial: int) -> dict[str, Any]:
    changes: dict[str, Any] = {
        "subject_name": f"示例云渡货运{serial}有限公司",
        "credit_code": fictional_credit_code(serial, division=HERE),
        "document_number": f"云渡交罚〔2024〕{serial:04d}号",
        "decided_on": date(2024, 3, serial),
        "decided_by": "云渡区交通运输委员会",
        "decided_by_code": "11990107MB00007054",
        "source_unit": "云渡区交通运输委员会",
        "source_unit_code": "11990107MB00007054",
    }
    if serial == 1:
        changes |= {"subject_name": BUILDER.name, "credit_code": BUILDER.code}
    if serial == 2:
        changes |= {
            "subject_name": MOXI_FIRM,
            "credit_code": fictional_credit_code(serial, division=ELSEWHERE),
            "document_number": MOXI_NUMBER,
        }
    return samples.a_penalty(serial, **changes)


_CLEAN = Builder(
    "示例平川路面工程有限公司", fictional_credit_code(902, division=HERE), "", "100", "AA"
)
_COLLUDER = Builder("示例长桥建设有限公司", fictional_credit_code(903, division=HERE), "", "", "D")


def ledger(folder: Path, year: int) -> Path:
    """Write a ledger of road builders (公路施工信用评价台账) of a year, with its five sheets."""

    def on(month: int, day: int) -> date:
        return date(year, month, day)

    one, two, three = BUILDER, _CLEAN, _COLLUDER
    return samples.a_ledger(
        folder / f"公路施工信用评价台账{year}.xlsx",
        firms=[(one.code, one.name, "A"), (two.code, two.name, "AA"), (three.code, three.name, "")],
        sections=[
            (f"示例高速{year}一标", one.code, one.name, 2),
            (f"示例高速{year}二标", one.code, one.name, 3),
            (f"示例高速{year}三标", two.code, two.name, "1.5"),
            (f"示例高速{year}四标", three.code, three.name, 4),
        ],
        bids=[
            (one.code, f"TB-{year}-1", "GLSG1-2-3", None, on(4, 1)),
            (three.code, f"TB-{year}-2", "GLSG1-1-4", None, on(5, 10)),
        ],
        acts=[
            (f"示例高速{year}一标", "GLSG2-2-2", 8, on(3, 1)),
            (f"示例高速{year}二标", "GLSG2-2-3", 12, on(3, 2)),
        ],
        other=[],
    )
