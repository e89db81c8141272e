"""Workbooks changed at random: each is read or refused with a sentence, and no row is lost unseen.

`XINLU_MUTANTS` says how many; the nightly run takes thousands.
"""

import os
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

import openpyxl

from xinlu.collection.checking import Checker, SheetFailure
from xinlu.collection.messages import FAILURES, REFUSALS, sentence
from xinlu.collection.templates import load_template
from xinlu.collection.tests import checking_samples as samples
from xinlu.kernel.spreadsheets import FileRefused, open_book

COUNT = int(os.environ.get("XINLU_MUTANTS", "100"))
ODD: list[Any] = [
    None, "", " ", "—", "无", "合计", "填表人：", 0, -1, 1e300, 10**14, 10**17, 0.1 + 0.2, True,
    "2024-02-30", "=1/0", "#N/A", "\u200b", "٣", "９", "é" * 300, "退回原因", "行政处罚",
    "\n", "1E5",
]  # fmt: skip


def whole(path: Path) -> Path:
    """Write a penalties workbook with right and wrong rows."""
    sheet = load_template("penalty").sheets[0]
    rows = [samples.a_penalty(document_number=f"示交罚〔2026〕{n:05d}号") for n in range(4)]
    rows += [samples.of_a_person(), samples.of_a_trader(), samples.a_penalty(fine="约")]
    book = openpyxl.Workbook()
    book.active.title = sheet.title
    for row in samples.a_table(sheet, rows):
        book.active.append(row)
    book.save(path)
    return path


def changed(book: openpyxl.Workbook, draw: Random) -> None:
    """Change one cell, row, column or sheet of the workbook."""
    sheet = draw.choice(book.worksheets)
    row, column = draw.randrange(1, sheet.max_row + 2), draw.randrange(1, sheet.max_column + 2)
    changes: list[Callable[[], Any]] = [
        lambda: sheet.insert_rows(row),
        lambda: sheet.delete_rows(row),
        lambda: sheet.insert_cols(column),
        lambda: sheet.delete_cols(column),
        lambda: sheet.move_range(f"A{row}:C{row}", rows=draw.randrange(1, 4)),
        lambda: setattr(book.copy_worksheet(sheet), "title", f"说明{len(book.sheetnames)}"),
        *[lambda: setattr(sheet.cell(row, column), "value", draw.choice(ODD))] * 4,
    ]
    draw.choice(changes)()


def mutated(source: Path, target: Path, draw: Random) -> None:
    """Write the workbook with one to six changes; now and then with bytes changed as well."""
    book = openpyxl.load_workbook(source)
    for _ in range(draw.randrange(1, 7)):
        changed(book, draw)
    book.save(target)
    if draw.random() < 0.2:
        content = bytearray(target.read_bytes())
        for _ in range(draw.randrange(1, 4)):
            content[draw.randrange(len(content))] ^= 1 << draw.randrange(8)
        target.write_bytes(content)


def judged(path: Path) -> str:
    """Return why the file is refused, or "" where each of its rows is told of."""
    checker = Checker(load_template("penalty"), samples.TODAY, None, path.name)
    try:
        book = open_book(path, name=path.name)
        rows = list(checker.rows(book))
    except (FileRefused, SheetFailure) as failure:
        return FAILURES[failure.code] and sentence(failure.code, failure.params)
    told = {(row.sheet_name, row.number) for row in rows}
    for refusal in (refusal for row in rows for refusal in row.refusals):
        assert refusal.code in {code.split(" ")[0] for code in REFUSALS}
        assert sentence(refusal.code, {"column": refusal.column, **refusal.params})
    read = {sheet["name"]: sheet for sheet in checker.outline["sheets"]}
    told |= {(name, row) for name, sheet in read.items() for row, _ in sheet["skipped"]}
    there = {
        (sheet.name, number)
        for sheet in book.sheets
        if sheet.name in read
        for number, _ in sheet.rows()
        if number > read[sheet.name]["header_row"]
    }
    assert told == there
    assert {sheet.name for sheet in book.sheets} == read.keys() | set(checker.outline["skipped"])
    return ""


def test_a_workbook_changed_at_random_is_read_to_its_last_row_or_refused(tmp_path):
    source, target = whole(tmp_path / "whole.xlsx"), tmp_path / "示例.xlsx"

    outcomes = []
    for seed in range(COUNT):
        mutated(source, target, Random(seed))
        outcomes.append(judged(target))

    assert len(outcomes) == COUNT
    assert outcomes.count("") > COUNT / 4
