"""`xinlu rules …`: read, try and apply rulebooks on files alone."""

import argparse
import json
import sys
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

from xinlu.rules.cases import SUFFIX, cases_path, differences, read_cases, read_facts
from xinlu.rules.editions import edition_hash
from xinlu.rules.judging import judge
from xinlu.rules.language import Rulebook
from xinlu.rules.messages import FactsError, Problem, RulebookError
from xinlu.rules.numbers import decimal_text
from xinlu.rules.reading import read_rulebook
from xinlu.rules.verdict import Verdict
from xinlu.rules.wording import (
    KINDS,
    NO_RESULT,
    grade_word,
    ignored_sentence,
    notice_sentence,
    number_text,
    sentence,
    signed,
)


def main(argv: list[str]) -> int:
    """Run `check` or `judge`; return 0, 1 where something is wrong, 2 for a wrong command line."""
    parser = argparse.ArgumentParser(prog="xinlu rules", description="读取、检查和试算评价标准文件")
    commands = parser.add_subparsers(dest="command", required=True)
    checking = commands.add_parser("check", help="检查评价标准及其旁边的用例")
    checking.add_argument("paths", nargs="+", type=Path, metavar="FILE|DIR")
    judging = commands.add_parser("judge", help="按评价标准试算一个主体")
    judging.add_argument("rulebook", type=Path, metavar="RULEBOOK")
    judging.add_argument("facts", type=Path, metavar="FACTS")
    judging.add_argument("--json", action="store_true", help="以 JSON 输出")
    try:
        arguments = parser.parse_args(argv)
    except SystemExit as stop:
        return int(stop.code or 0)
    if arguments.command == "check":
        return check(arguments.paths)
    return judge_file(arguments.rulebook, arguments.facts, as_json=arguments.json)


def say(line: str) -> None:
    """Write one line to standard output."""
    sys.stdout.write(line + "\n")


def complain(line: str) -> None:
    """Write one line to standard error."""
    sys.stderr.write(line + "\n")


# --- check -----------------------------------------------------------------------------------


def check(paths: Sequence[Path]) -> int:
    """Read every rulebook under the paths and run its cases; return 1 if anything is wrong."""
    wrong = 0
    for path in paths:
        found = list(rulebooks_under(path))
        if not found:
            complain(Problem("no-rulebook", str(path), 1, "").chinese())
            wrong += 1
        for rulebook in found:
            problems = list(problems_in(rulebook))
            wrong += len(problems)
            for problem in problems:
                complain(problem.chinese())
            if not problems:
                say(passed(rulebook))
    return 1 if wrong else 0


def rulebooks_under(path: Path) -> Iterator[Path]:
    """Yield the rulebooks in a folder, or the file itself; a file of cases means its rulebook."""
    if path.is_dir():
        yield from (
            each
            for each in sorted(path.rglob("*.yaml"))
            if not each.name.endswith(SUFFIX) and is_rulebook(each)
        )
    elif path.name.endswith(SUFFIX):
        yield path.with_name(path.name.removesuffix(SUFFIX) + ".yaml")
    else:
        yield path


def is_rulebook(path: Path) -> bool:
    """Tell whether a file in a folder of a jurisdiction is a rulebook: it is named by a day."""
    try:
        date.fromisoformat(path.stem)
    except ValueError:
        return False
    return True


def problems_in(rulebook: Path) -> Iterator[Problem]:
    """Yield what is wrong with a rulebook or its cases."""
    try:
        read_rulebook(rulebook)
        beside = cases_path(rulebook)
        for case in read_cases(beside) if beside.exists() else ():
            yield from differences(rulebook, case)
    except RulebookError as error:
        yield from error.problems


def passed(path: Path) -> str:
    """Return the line of a rulebook that has nothing wrong."""
    rulebook = read_rulebook(path)
    beside = cases_path(path)
    count = len(read_cases(beside)) if beside.exists() else 0
    return (
        f"{path}: {rulebook.title} {rulebook.edition} 版，{len(rulebook.items)} 个条目，"
        f"{len(rulebook.unverified)} 个待核实的值，用例 {count} 个全部通过，"
        f"{edition_hash(rulebook)[:12]}"
    )


# --- judge -----------------------------------------------------------------------------------


def judge_file(rulebook_path: Path, facts_path: Path, *, as_json: bool) -> int:
    """Judge the facts in one file by the rulebook in another and print the verdict."""
    try:
        rulebook = read_rulebook(rulebook_path)
        verdict = judge(rulebook, read_facts(facts_path))
    except RulebookError as error:
        for problem in error.problems:
            complain(problem.chinese())
        return 1
    except FactsError as error:
        complain(f"{facts_path}: {error.chinese()}")
        return 1
    if as_json:
        say(json.dumps(jsonable(asdict(verdict)), ensure_ascii=False, indent=1))
    else:
        for line in report(rulebook, verdict):
            say(line)
    return 0


def jsonable(value: Any) -> Any:
    """Return plain data for JSON: exact numbers and days as text."""
    if isinstance(value, dict):
        return {key: jsonable(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [jsonable(each) for each in value]
    if isinstance(value, Fraction):
        return decimal_text(value)
    return value.isoformat() if isinstance(value, date) else value


def report(rulebook: Rulebook, verdict: Verdict) -> Iterator[str]:
    """Yield the lines of a verdict for a person to read."""
    yield f"{rulebook.title}（{rulebook.edition} 版）　{verdict.subject}　截至 {verdict.on}"
    yield ""
    yield from table(reason_rows(verdict))
    yield ""
    if verdict.no_result:
        yield NO_RESULT[verdict.no_result]
    elif rulebook.kind == "list":
        since = verdict.candidate_since
        yield f"{since} 起符合列入条件" if since else "不符合列入条件"
    else:
        yield f"得分 {verdict.score_text}　等级 {grade_word(rulebook, verdict.grade)}"
    for notice in verdict.warnings:
        yield f"注意　记录 {notice.event}：{notice_sentence(notice)}"
    for ignored in verdict.ignored:
        yield f"未计　记录 {ignored.event}：{ignored_sentence(ignored)}"
    if verdict.rests_on:
        yield f"试算　依据下列待核实的值：{'、'.join(verdict.rests_on)}"


def reason_rows(verdict: Verdict) -> Iterator[tuple[str, ...]]:
    """Yield the reasons as rows of a table, with their sum where there is a score."""
    yield ("类别", "事项", "说明", "对得分的影响", "依据")
    for reason in verdict.reasons:
        effect = signed(reason.total) if reason.total and verdict.score is not None else ""
        yield (KINDS[reason.kind], reason.title, sentence(reason), effect, reason.basis)
    if verdict.score is not None:
        yield ("合计", "", "", number_text(verdict.score), "")


def table(rows: Iterator[tuple[str, ...]]) -> Iterator[str]:
    """Yield rows as aligned columns; a Chinese character takes two places."""
    held = list(rows)
    widths = [max(map(width, column)) for column in zip(*held, strict=True)]
    for row in held:
        cells = (cell + " " * (size - width(cell)) for cell, size in zip(row, widths, strict=True))
        yield "  ".join(cells).rstrip()


def width(cell: str) -> int:
    """Return how many places a text takes on a terminal."""
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in cell)
