"""Workbooks the desk hands out and takes in: lists, empty templates, and pasted rows."""

import csv
import io
from collections.abc import Iterable, Sequence
from tempfile import TemporaryFile
from typing import BinaryIO, cast
from urllib.parse import quote

from django.http import FileResponse

from xinlu.collection.templates import Field, Template
from xinlu.kernel.spreadsheets import BookWriter, Written, write_table

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
#: A field's kind, and how its values are written.
HOW_WRITTEN = {
    "date": "日期，如 2024-08-05",
    "decimal": "数字，不写单位",
    "integer": "整数，不写单位",
    "year": "四位年度，如 2024",
    "choice": "从所列写法中选一项",
    "choices": "从所列写法中选，多项之间用分号隔开",
    "credit-code": "18 位统一社会信用代码",
    "organisation-code": "9 位组织机构代码",
    "resident-id": "18 位公民身份号码",
    "plate": "车牌号，不写颜色",
    "plate-colour": "车牌颜色，如黄色",
}
_NARROWEST = 12


def response(content: BinaryIO, name: str) -> FileResponse:
    """Return a workbook for the browser to save under `name`."""
    content.seek(0)
    answer = FileResponse(content, content_type=XLSX)
    answer["Content-Disposition"] = attachment(name)
    return answer


def attachment(name: str) -> str:
    """Return the header by which a browser saves a file under `name`."""
    return f"attachment; filename*=UTF-8''{quote(name)}"


def of_list(
    title: str, headings: Sequence[str], rows: Iterable[Sequence[Written]], footer: Sequence[str]
) -> BinaryIO:
    """Return a list as a workbook, written row by row onto disk; no text in it is a formula."""
    target = cast(BinaryIO, TemporaryFile())  # noqa: SIM115  the response closes it
    write_table(target, [(title, headings, rows)], footer=footer)
    return target


def empty(template: Template) -> BinaryIO:
    """Return an empty workbook of the template: a note, the headings, cells as text; and a guide.

    Cells are text so that long numbers keep their digits.
    """
    target = cast(BinaryIO, TemporaryFile())  # noqa: SIM115  the response closes it
    with BookWriter(target) as book:
        text = book.format("text", "plain")
        text.set_num_format("@")
        for sheet in template.sheets:
            page = book.sheet(sheet.title)
            page.row(
                0, [f"{template.title}：从第 3 行填起，列名不要改；带（必填）的列见“填写说明”。"]
            )
            page.head(1, [each.name for each in sheet.fields])
            for column, each in enumerate(sheet.fields):
                page.page.set_column(column, column, max(_NARROWEST, 2 * len(each.name)), text)
        _guide(book, template)
    return target


def _guide(book: BookWriter, template: Template) -> None:
    """Write the sheet that says of each column when and how it is filled."""
    page = book.sheet("填写说明")
    page.row(0, [f"本表不用填。依据：{template.basis}"])
    page.head(1, ["工作表", "列", "必填", "怎样填"])
    rows = [(sheet.title, each) for sheet in template.sheets for each in sheet.fields]
    for at, (title, each) in enumerate(rows, 2):
        page.row(at, [title, f"“{each.name}”", need(each), how(each)])
    page.finish()


def need(field: Field) -> str:
    """Return when a field must be filled, in a word."""
    if field.required:
        return "必填"
    return "视情况必填" if field.required_when else "可不填"


def how(field: Field) -> str:
    """Return how a field's values are written."""
    told = [HOW_WRITTEN.get(field.kind, "文字")]
    if field.choices:
        told.append("：" + "、".join(each.value for each in field.choices))
    if field.unit:
        told.append(f"，单位：{field.unit}")
    if field.example:
        told.append(f"，如 {field.example}")
    if field.length:
        told.append(f"，不超过 {field.length} 字")
    return "".join(told)


def pasted(text: str) -> bytes:
    """Return rows copied from a spreadsheet as a text table in UTF-8.

    >>> pasted('甲\\t"两\\n行"').decode("utf-8-sig")
    '甲,"两\\n行"\\r\\n'
    """
    rows = csv.reader(io.StringIO(text.strip("\r\n")), delimiter="\t")
    target = io.StringIO()
    csv.writer(target).writerows(rows)
    return target.getvalue().encode("utf-8-sig")
