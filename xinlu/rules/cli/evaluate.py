"""`xinlu rules evaluate`: a whole population by one rulebook, into a file."""

import argparse
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from xinlu.rules.cli.days import today
from xinlu.rules.cli.population import (
    a_parquet,
    a_table,
    expect_engine,
    expect_population,
    inputs_of,
    telling_what_to_mend,
    written_whole,
)
from xinlu.rules.cli.speaking import Refused, progress, say_all, say_json, table
from xinlu.rules.columns.evaluating import evaluate
from xinlu.rules.columns.exporting import write_table
from xinlu.rules.columns.members import members
from xinlu.rules.columns.sources import TABLES, Inputs
from xinlu.rules.columns.summary import Summary, summarised
from xinlu.rules.columns.suspects import OF_ROWS
from xinlu.rules.editions import edition_hash
from xinlu.rules.judging import judge
from xinlu.rules.language import Rulebook
from xinlu.rules.messages import FactsError
from xinlu.rules.reading import read_rulebook
from xinlu.rules.wording import NO_RESULT, grade_word


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What there is to tell of an evaluation: what it came to, and how long it took.

    `sentences` tells for each error what is wrong with the first subject that has it.
    """

    rulebook: Rulebook
    on: date
    summary: Summary
    sentences: dict[str, str]
    seconds: float


def expect(parser: argparse.ArgumentParser) -> None:
    """Say what the command line holds."""
    parser.add_argument("rulebook", type=Path, metavar="RULEBOOK", help="评价标准文件")
    expect_population(parser, required=True)
    parser.add_argument(
        "--output", required=True, type=a_table, metavar="FILE", help="结果文件（.parquet 或 .csv）"
    )
    parser.add_argument(
        "--reasons", type=a_parquet, metavar="FILE", help="另写每一条理由（.parquet）"
    )
    expect_engine(parser)
    parser.add_argument("--json", action="store_true", help="以 JSON 输出概况")


def run(arguments: argparse.Namespace) -> int:
    """Evaluate the population, write what came of it, and print a summary.

    Subjects whose facts do not fit are part of the result, with their error.
    """
    rulebook = read_rulebook(arguments.rulebook)
    spare_inputs(arguments)
    with telling_what_to_mend():
        evaluation = evaluated(rulebook, inputs_of(arguments), arguments)
    if arguments.json:
        say_json(as_data(evaluation))
    else:
        say_all(lines(evaluation))
    return 0


def evaluated(rulebook: Rulebook, inputs: Inputs, arguments: argparse.Namespace) -> Evaluation:
    """Evaluate, write the files, and return what there is to tell."""
    started = time.perf_counter()
    on = arguments.on or today()
    progress(f"按 {rulebook.scheme} {rulebook.edition} 版评价，截至 {on}")
    with written_whole(arguments.reasons) as reasons:
        found = evaluate(rulebook, inputs, on, reasons=reasons or False, engine=arguments.engine)
        progress("写出结果")
        write_table(found.results, arguments.output)
    summary = summarised(found.results)
    seconds = time.perf_counter() - started
    return Evaluation(rulebook, on, summary, sentences(rulebook, inputs, on, summary), seconds)


def spare_inputs(arguments: argparse.Namespace) -> None:
    """Refuse to write over a table that is read, or two tables to one file."""
    wanted = [file.resolve() for file in (arguments.output, arguments.reasons) if file is not None]
    folder = Path(arguments.input).resolve()
    for file in wanted:
        if file.parent == folder and file.stem in TABLES:
            raise Refused(f"{file}: 是输入的数据表，不能作为结果文件。")
    if len(set(wanted)) < len(wanted):
        raise Refused("--output 和 --reasons 不能是同一个文件。")


def sentences(rulebook: Rulebook, inputs: Inputs, on: date, summary: Summary) -> dict[str, str]:
    """Return for each error what is wrong with the first subject that has it."""
    first = {trouble.examples[0]: trouble.code for trouble in summary.errors if trouble.examples}
    found = {}
    for facts in members(rulebook, inputs, list(first), on):
        try:
            judge(rulebook, facts)
        except FactsError as error:
            # Without its peers a subject of a rulebook that ranks has another error first.
            if error.code == first[facts.subject]:
                found[error.code] = error.chinese()
    for code in first.values():
        if code in OF_ROWS:
            found[code] = FactsError(code).chinese()
    return found


def lines(evaluation: Evaluation) -> Iterator[str]:
    """Yield the summary for a person."""
    rulebook, summary = evaluation.rulebook, evaluation.summary
    yield f"{rulebook.title}（{rulebook.edition} 版）　截至 {evaluation.on}"
    yield f"主体 {summary.subjects:,} 个，用时 {evaluation.seconds:.1f} 秒"
    yield f"版本指纹 {edition_hash(rulebook)}"
    yield ""
    yield from (f"  {row}" for row in table(rows(evaluation)))
    if summary.errors:
        yield ""
        yield "不能评价的（结果文件 error 一列）："
    for trouble in summary.errors:
        yield f"  {trouble.code}　{trouble.count:,} 个，如 {'、'.join(trouble.examples)}"
        if trouble.code in evaluation.sentences:
            yield f"    {trouble.examples[0]}：{evaluation.sentences[trouble.code]}"


def rows(evaluation: Evaluation) -> Iterator[tuple[str, ...]]:
    """Yield how many came to what, with their shares."""
    rulebook, summary = evaluation.rulebook, evaluation.summary
    yield ("结果", "主体数", "占比")
    if rulebook.kind == "list":
        yield counted("符合列入条件", summary.listed, summary)
        yield counted("不符合列入条件", summary.judged - summary.listed, summary)
    else:
        for grade in [*(each.code for each in rulebook.grades), None]:
            if grade in summary.grades:
                word = grade_word(rulebook, grade) if grade else "有得分，没有等级"
                yield counted(word, summary.grades[grade], summary)
    for why, count in summary.no_result.items():
        yield counted(NO_RESULT[why], count, summary)
    failed = sum(trouble.count for trouble in summary.errors)
    if failed:
        yield counted("不能评价", failed, summary)


def counted(what: str, count: int, summary: Summary) -> tuple[str, ...]:
    """Return a row of so many subjects, with their share."""
    share = 100 * count / summary.subjects if summary.subjects else 0
    return what, f"{count:,}", f"{share:.2f}%"


def as_data(evaluation: Evaluation) -> dict[str, Any]:
    """Return the summary as plain data."""
    summary = evaluation.summary
    return {
        "scheme": evaluation.rulebook.scheme,
        "edition": evaluation.rulebook.edition,
        "hash": edition_hash(evaluation.rulebook),
        "on": evaluation.on,
        "subjects": summary.subjects,
        "grades": {grade or "": count for grade, count in summary.grades.items()},
        "no_result": summary.no_result,
        "listed": summary.listed,
        "errors": [
            {
                "code": trouble.code,
                "count": trouble.count,
                "examples": list(trouble.examples),
                "sentence": evaluation.sentences.get(trouble.code),
            }
            for trouble in summary.errors
        ],
        "seconds": round(evaluation.seconds, 3),
    }
