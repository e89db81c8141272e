"""What the pages of a batch say in words: headline, progress, remarks on the file."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from django.contrib import messages
from django.http import HttpRequest

from xinlu.collection.models import Batch
from xinlu.collection.templates import Template, codes, load_template

#: What is worth a remark about a file, by code; `{…}` are the remark's parameters.
REMARKS: Final[dict[str, str]] = {
    "macro": "工作簿带有宏，没有运行。",
    "external-links": "工作簿链接到别的文件，没有打开那些文件，用的是表中保存的值。",
    "hidden-sheet": "工作表“{sheet}”是隐藏的，也读了。",
    "formulas-without-value": (
        "工作表“{sheet}”有 {count} 个公式没有存下结果（如 {cell}），按空白读。"
    ),
    "year-differs": (
        "文件中的日期属于 {year} 年度，与报送时填的 {given} 年度不同，按 {year} 年度收录。"
    ),
    "day-outside-year": "“{sheet}”第 {row} 行的日期不在 {year} 年度内，仍计入 {year} 年度。",
    "division-ended": (
        "“{sheet}”第 {row} 行的承诺编码写的是{name}，{name}自 {until} 起已撤销，请核对受理地。"
    ),
    "points-out-of-range": "“{sheet}”第 {row} 行的分值超出标准通常的幅度，按填报的分值收录。",
}
MOST_REMARKS: Final = 20


@dataclass(frozen=True, slots=True)
class TemplateTold:
    """A template as the page of a new import lists it."""

    template: Template
    required: tuple[str, ...]


def templates_told() -> list[TemplateTold]:
    """Return the templates with the columns that every file must have."""
    told = []
    for code in codes():
        template = load_template(code)
        first = template.sheets[0]
        names = tuple(each.name for each in first.fields if each.required)
        told.append(TemplateTold(template, names))
    return told


def headline(batch: Batch) -> str:
    """Return the answer that the page begins with."""
    state = Batch.State
    if batch.state == state.CHECKED:
        if not batch.refused_count:
            return f"{batch.row_count} 行都可以入库"
        if not batch.accepted_count:
            return f"{batch.row_count} 行都要改"
        return f"{batch.row_count} 行里有 {batch.refused_count} 行要改"
    return {
        state.RECEIVED: "已收到，排队校验",
        state.CHECKING: "正在校验",
        state.STORING: f"正在入库 {batch.accepted_count} 行",
        state.STORED: f"已入库 {batch.accepted_count} 条",
        state.DISCARDED: "已放弃，没有入库",
        state.WITHDRAWN: f"已撤回 {batch.accepted_count} 条",
        state.FAILED: "这份文件没有读成",
    }[state(batch.state)]


def progress_of(batch: Batch) -> dict[str, Any]:
    """Return how far a batch under way has come; `total` is 0 while nobody knows it."""
    is_running = batch.state in (Batch.State.RECEIVED, Batch.State.CHECKING, Batch.State.STORING)
    total = batch.row_count if batch.state == Batch.State.STORING else 0
    done = min(batch.progress, total) if total else batch.progress
    return {"is_running": is_running, "total": total, "done": done}


def repeated(request: HttpRequest, batch: Batch, visible: bool) -> None:
    """Say that the same file was there before, and so nothing changed."""
    if visible:
        told = (
            f"同一份文件已经报送过（{batch.get_state_display()}），没有重复收录。下面就是那一批。"
        )
    else:
        told = "同一份文件已由别的单位报送，没有重复收录。"
    messages.info(request, told)


def remarks_of(batch: Batch) -> list[str]:
    """Return what is worth saying about the file beside its errors."""
    return list(_remarks(batch.outline))


def _remarks(outline: dict[str, Any]) -> Iterator[str]:
    if same := outline.get("same_as"):
        yield f"各行都已在第 {same} 批入库，与那一批相同。"
    for sheet in outline.get("sheets", []):
        if sheet["unknown"]:
            names = "、".join(f"“{column['heading']}”" for column in sheet["unknown"])
            yield f"“{sheet['name']}”中模板没有的列：{names}。原样保存，不计入。"
        passed = sheet.get("skipped", [])
        for kind, words in (("footer", "是合计或落款"), ("blank", "没有模板内的内容")):
            rows = [str(row) for row, why in passed if why == kind]
            if rows:
                some = "、".join(rows[:MOST_REMARKS]) + " 等" * (len(rows) > MOST_REMARKS)
                yield f"“{sheet['name']}”第 {some} 行{words}，不算记录。"
    if skipped := outline.get("skipped"):
        yield f"没有读的工作表：{'、'.join(skipped)}。表头与模板不符。"
    told = [*outline.get("notes", []), *outline.get("warnings", [])]
    for code, params in told[:MOST_REMARKS]:
        yield REMARKS.get(code, code).format(**params)
    if len(told) > MOST_REMARKS:
        yield f"另有 {len(told) - MOST_REMARKS} 处同类提示。"
    for sheet, row, other, name in outline.get("other_names", [])[:MOST_REMARKS]:
        yield f"“{sheet}”第 {row} 行的名称“{other}”与登记的“{name}”不同，沿用登记的名称。"
