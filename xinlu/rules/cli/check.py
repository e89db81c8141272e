"""`xinlu rules check`: rulebooks read, and the cases beside them run by both evaluators."""

import argparse
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from xinlu.rules.cases import (
    SUFFIX,
    Case,
    cases_path,
    differences_in,
    read_cases,
    shown,
)
from xinlu.rules.cli.speaking import complain, say
from xinlu.rules.columns.agreeing import disagreements
from xinlu.rules.editions import edition_hash
from xinlu.rules.language import Rulebook
from xinlu.rules.magnitudes import MOST, digits, unfit
from xinlu.rules.messages import Problem, RulebookError
from xinlu.rules.mutating import unnoticed
from xinlu.rules.reading import read_rulebook

#: Changes that no case notices, told one by one.
SHOWN = 10


def expect(parser: argparse.ArgumentParser) -> None:
    """Say what the command line holds."""
    parser.add_argument(
        "paths", nargs="+", type=Path, metavar="FILE|DIR", help="评价标准、用例文件或文件夹"
    )
    parser.add_argument(
        "--quick", action="store_true", help="不逐个改动数值来检验用例是否覆盖（更快）"
    )


def run(arguments: argparse.Namespace) -> int:
    """Read every rulebook under the paths and run its cases; return 1 if anything is wrong."""
    wrong = 0
    for path in arguments.paths:
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
                for note in notes_on(rulebook):
                    say(f"注意　{note.chinese()}")
                if not arguments.quick:
                    for sentence in covered(rulebook):
                        say(sentence)
    return 1 if wrong else 0


def notes_on(path: Path) -> Iterator[Problem]:
    """Yield the shapes whose values may not fit into 128 bits where a subject has much data."""
    for at, size in unfit(read_rulebook(path)):
        params = {"top": digits(size.top), "below": digits(size.below), "most": digits(MOST)}
        yield Problem("too-many-digits", str(path), 1, at, params)


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


def problems_in(path: Path) -> Iterator[Problem]:
    """Yield what is wrong with a rulebook or its cases."""
    try:
        cases = cases_beside(path)
        readings = Readings(path)
        readings.read({})
        for case in cases:
            yield from differences_in(readings.read(case.parameters), case)
        yield from differing(cases, readings)
    except RulebookError as error:
        yield from error.problems


def cases_beside(path: Path) -> list[Case]:
    """Return the cases of a rulebook, if there are any."""
    beside = cases_path(path)
    return read_cases(beside) if beside.exists() else []


class Readings:
    """A rulebook as it is read with parameters set otherwise, each setting once."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.held: dict[tuple[tuple[str, str], ...], Rulebook] = {}

    def read(self, parameters: Mapping[str, str]) -> Rulebook:
        """Return the rulebook with these parameters."""
        key = tuple(sorted(parameters.items()))
        if key not in self.held:
            self.held[key] = read_rulebook(self.path, parameters)
        return self.held[key]


def differing(cases: Sequence[Case], readings: Readings) -> Iterator[Problem]:
    """Yield the cases that a population judges otherwise than one by one."""
    for each in disagreements(cases, readings.read):
        params = {
            "case": each.case.sentence,
            "what": each.what,
            "judged": shown(each.judged),
            "planned": shown(each.planned),
        }
        yield Problem("evaluators-differ", each.case.file, each.case.line, "", params)


def passed(path: Path) -> str:
    """Return the line of a rulebook that has nothing wrong."""
    rulebook = read_rulebook(path)
    lines = len(list(marks(rulebook.tree)))
    return (
        f"{path}: {rulebook.title} {rulebook.edition} 版，{len(rulebook.items)} 个条目，"
        f"已核实 {share(lines - len(rulebook.unverified), lines)}，"
        f"{len(rulebook.unverified)} 个待核实的值，用例 {len(cases_beside(path))} 个全部通过，"
        f"{edition_hash(rulebook)[:12]}"
    )


def marks(tree: Any) -> Iterator[bool]:
    """Yield of each line whether it was seen in its source."""
    if isinstance(tree, dict):
        if isinstance(tree.get("verified"), bool):
            yield tree["verified"]
        for each in tree.values():
            yield from marks(each)
    elif isinstance(tree, list):
        for each in tree:
            yield from marks(each)


def covered(path: Path) -> Iterator[str]:
    """Yield how many changes of a number the cases notice, and those that they do not."""
    changes, missed = unnoticed(path, cases_beside(path))
    yield f"数值覆盖　改动 {changes} 处，用例发现 {share(changes - len(missed), changes)}"
    for each in missed[:SHOWN]:
        yield f"注意　没有用例发现这处改动：{each}"
    if len(missed) > SHOWN:
        yield f"注意　另有 {len(missed) - SHOWN} 处改动没有用例发现。"


def share(part: int, whole: int) -> str:
    """Return a share in whole percent, rounded down, so that 100% is all."""
    return f"{part * 100 // whole}%" if whole else "—"
