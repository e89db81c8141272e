"""Files that tell of decisions, as offices send them: penalties, registers, receipts."""

from datetime import date
from pathlib import Path
from typing import Any

from xinlu.collection.models import Batch
from xinlu.collection.services import batches, checks, storing
from xinlu.collection.tests import penalty_files

WORD = "%Y-%m-%d"
DECIDED = date(2026, 9, 23)


def csv(path: Path, heads: list[str], rows: list[list[Any]]) -> Path:
    lines = [",".join(map(str, row)) for row in [heads, *rows]]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8-sig")
    return path


def number(serial: int) -> str:
    return f"示云交罚〔2026〕{serial:03d}号"


def penalty_row(serial: int, decided: date = DECIDED, office: str = "", **more: str) -> list[Any]:
    """Return one penalty about the firm of this number."""
    row: list[Any] = [""] * len(penalty_files.HEADINGS)
    row[0:3] = (
        penalty_files.firm_name(serial),
        "法人及非法人组织",
        penalty_files.credit_code(serial),
    )
    row[8], row[13] = "示例某", number(serial)
    row[14:18] = ["超载", "示例事实", "示例依据", "罚款"]
    row[18], row[19] = "罚款1000元", 0.1
    row[22], row[23] = decided.strftime(WORD), "2099/12/31"
    row[25] = office or "示例机关"
    row[26] = row[28] = penalty_files._AUTHORITY
    row[27] = "示例机关"
    for heading, cell in more.items():
        row[penalty_files.HEADINGS.index(heading)] = cell
    return row


def penalties(path: Path, *rows: list[Any], procedure: str = "") -> Path:
    heads = [*penalty_files.HEADINGS, "适用程序"]
    return csv(path, heads, [[*row, procedure] for row in rows])


REGISTER = [
    "决定类型", "决定文书号", "行政相对人名称", "行政相对人类别", "统一社会信用代码",
    "公民身份号码", "决定日期", "决定机关", "本单位公示日期", "适用程序", "是否涉密", "未报送依据",
]  # fmt: skip


def register(path: Path, *serials: int, decided: date = DECIDED, **more: str) -> Path:
    """Write that penalties of these numbers were made on a day."""
    rows = []
    for serial in serials:
        row = ["行政处罚", number(serial), penalty_files.firm_name(serial), "法人及非法人组织"]
        row += [penalty_files.credit_code(serial), "", decided.strftime(WORD)]
        row += [more.get(head, "示例机关" if head == "决定机关" else "") for head in REGISTER[7:]]
        rows.append(row)
    return csv(path, REGISTER, rows)


def receipts(path: Path, received: date, *serials: int) -> Path:
    heads = [*REGISTER[:6], "接收日期"]
    rows = [
        [
            *("行政处罚", number(one), penalty_files.firm_name(one), "法人及非法人组织"),
            *(penalty_files.credit_code(one), "", received.strftime(WORD)),
        ]
        for one in serials
    ]
    return csv(path, heads, rows)


def sent(path: Path, by: Any, at: Any, template: str = "penalty") -> Batch:
    """Send a file at a moment, and store what of it is right."""
    batch = batches.receive(
        None,
        by=by,
        template=template,
        file_name=path.name,
        content=path,
        on=at.date(),
        channel="command",
        at=at,
    )
    batch = checks.check(batch)
    if batch.accepted_count:
        batch = batches.confirm(batch, by=by, queue=False)
        batch = storing.store(batch, at=at)
    return batch
