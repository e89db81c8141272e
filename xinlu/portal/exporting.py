"""Published results as a workbook; nothing in it can act as a formula."""

from collections.abc import Iterable
from io import BytesIO

import xlsxwriter

from xinlu.evaluation.models import Result
from xinlu.portal import naming
from xinlu.portal.results import RunShown

HEADINGS = ("序号", "名称", "代码", "区县", "得分", "等级", "等级说明", "达到条件日", "状态")


def workbook(one: RunShown, rows: Iterable[Result], as_of: str) -> bytes:
    """Return the results in `rows` as an .xlsx file: title, headings, a row each, the source."""
    target = BytesIO()
    book = xlsxwriter.Workbook(
        target, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    sheet = book.add_worksheet("评价结果")
    bold = book.add_format({"bold": True})
    sheet.set_column(1, 2, 32)
    sheet.set_column(3, 8, 14)
    sheet.write_string(0, 0, f"{one.title} {one.year} 年度（{one.state_word}）", bold)
    for column, heading in enumerate(HEADINGS):
        sheet.write_string(1, column, heading, bold)
    words = {grade.code: grade.word for grade, _ in one.grades}
    at = 1
    for at, result in enumerate(rows, 2):
        for column, text in enumerate(_cells(at - 1, result, words, one)):
            sheet.write_string(at, column, text)
    sheet.write_string(at + 1, 0, f"{one.state_sentence}；数据截至 {as_of}")
    book.close()
    return target.getvalue()


def _cells(number: int, result: Result, words: dict[str, str], one: RunShown) -> tuple[str, ...]:
    subject = result.subject
    return (
        str(number),
        naming.title_of(subject),
        naming.code_of(subject),
        subject.home_place.name if subject.home_place else "",
        result.score_text,
        result.grade,
        words.get(result.grade, ""),
        result.candidate_since.isoformat() if result.candidate_since else "",
        one.state_word,
    )
