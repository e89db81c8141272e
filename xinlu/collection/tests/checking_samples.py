"""Small books of fictional rows, made in memory or as real files, to be checked."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from xinlu.collection.checking import CheckedRow, Checker
from xinlu.collection.checking.language import SheetTemplate
from xinlu.collection.templates import load_template
from xinlu.kernel.spreadsheets import Book, Sheet

TODAY = date(2026, 11, 24)
FIRM = "91500112MA5TERT076"
TRADER = "92500103MA5XYY127X"
OFFICE = "11320100MB1886843H"
PERSON = "500101199001010018"
DRIVER = "500101199001010018"
PLACEHOLDER = "00000000000000000X"
PENALTY_NUMBER = "示交罚〔2026〕00001号"

Cells = Mapping[str, Any]


def a_penalty(**changes: Any) -> dict[str, Any]:
    """Return the cells of a penalty that nothing is wrong with."""
    cells = {
        "subject_name": "示例货运有限公司",
        "category": "法人及非法人组织",
        "credit_code": FIRM,
        "legal_representative": "示某",
        "document_number": PENALTY_NUMBER,
        "violation_type": "超限超载运输",
        "violation_facts": "车货总质量超过限值",
        "legal_basis": "《公路安全保护条例》第六十四条",
        "penalty_kinds": "罚款",
        "penalty_content": "罚款人民币 2000 元",
        "fine": 0.2,
        "decided_on": "2026-08-05",
        "valid_until": "2099/12/31",
        "decided_by": "示例市交通运输综合行政执法总队",
        "decided_by_code": OFFICE,
        "source_unit": "示例市交通运输委员会",
        "source_unit_code": OFFICE,
    }
    return {**cells, **changes}


def of_a_person(**changes: Any) -> dict[str, Any]:
    """Return the cells of a penalty of a natural person."""
    who = {"subject_name": "示某", "category": "自然人", "credit_code": None}
    papers = {"legal_representative": None, "id_type": "身份证", "id_number": PERSON}
    return a_penalty(**{**who, **papers, **changes})


def of_a_trader(**changes: Any) -> dict[str, Any]:
    """Return the cells of a penalty of a sole trader."""
    return a_penalty(**{"category": "个体工商户", "credit_code": TRADER, **changes})


def a_permit(**changes: Any) -> dict[str, Any]:
    """Return the cells of a permit that nothing is wrong with."""
    cells = {
        "subject_name": "示例货运有限公司",
        "category": "法人及非法人组织",
        "credit_code": FIRM,
        "legal_representative": "示某",
        "document_name": "准予行政许可决定书",
        "document_number": "示交许〔2026〕1号",
        "permit_kinds": "普通",
        "permit_content": "道路普通货物运输",
        "decided_on": "2026-03-01",
        "valid_from": "2026-03-01",
        "valid_until": "2030-02-28",
        "decided_by": "示例市交通运输委员会",
        "decided_by_code": OFFICE,
        "state": 1,
        "source_unit": "示例市交通运输委员会",
        "source_unit_code": OFFICE,
    }
    return {**cells, **changes}


def a_table(sheet: SheetTemplate, rows: Iterable[Cells], *, by: str = "name") -> list[list[Any]]:
    """Return a header row and the rows below it; the header has names, or codes with by="code"."""
    header = [getattr(field, by) or field.name for field in sheet.fields]
    return [header, *[[row.get(field.key) for field in sheet.fields] for row in rows]]


def a_book(sheets: Mapping[str, Sequence[Sequence[Any]]]) -> Book:
    """Return a book of sheets by name, the first line of each in row 1; blank lines are skipped."""

    def source(lines: Sequence[Sequence[Any]]) -> Any:
        numbered = [(number, list(line)) for number, line in enumerate(lines, 1)]
        return lambda: iter([each for each in numbered if any(cell for cell in each[1])])

    return Book(
        "示例.xlsx",
        "xlsx",
        [
            Sheet(name, index, False, source(lines))
            for index, (name, lines) in enumerate(sheets.items())
        ],
    )


def checked(template: str, *rows: Cells) -> list[CheckedRow]:
    """Return rows of a template with one sheet, checked."""
    sheet = load_template(template).sheets[0]
    return checked_book(template, {sheet.title: a_table(sheet, rows)})


def checked_book(
    template: str,
    sheets: Mapping[str, Sequence[Sequence[Any]]],
    *,
    year: int | None = None,
    file_name: str = "示例.xlsx",
    **more: Any,
) -> list[CheckedRow]:
    """Return the rows of a book, checked."""
    checker = Checker(load_template(template), TODAY, year, file_name, **more)
    return list(checker.rows(a_book(sheets)))


def refused(row: CheckedRow) -> list[tuple[str, str]]:
    """Return code and field of a row's refusals, in their order."""
    return [(refusal.code, refusal.key) for refusal in row.refusals]
