"""`xinlu rules what-if`: which single change about one subject leads to which grade."""

import argparse
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

from xinlu.rules.cli.population import Member, expect_subject, member_of
from xinlu.rules.cli.speaking import progress, say_all, say_json, table
from xinlu.rules.cli.verdicts import outcome_line
from xinlu.rules.given import read_facts
from xinlu.rules.judging import judge
from xinlu.rules.language import Rulebook
from xinlu.rules.reading import read_rulebook
from xinlu.rules.supposing import Change, Outcome, Supposed, Way, is_best, suppose
from xinlu.rules.wording import number_text


def expect(parser: argparse.ArgumentParser) -> None:
    """Say what the command line holds."""
    parser.add_argument("rulebook", type=Path, metavar="RULEBOOK", help="评价标准文件")
    parser.add_argument(
        "facts",
        type=Path,
        nargs="?",
        metavar="FACTS",
        help="一个主体的事实（YAML 或 JSON）；或用 --input 和 --subject 从数据表中取",
    )
    expect_subject(parser)
    parser.add_argument(
        "--most", type=int, default=40, metavar="N", help="最多列出几项变化（默认 40，0 为全部）"
    )
    parser.add_argument("--json", action="store_true", help="以 JSON 输出")


def run(arguments: argparse.Namespace) -> int:
    """Try every single change and print what each comes to."""
    rulebook = read_rulebook(arguments.rulebook)
    if arguments.facts is not None:
        member = Member(read_facts(arguments.facts), None)
    else:
        member = member_of(rulebook, arguments)
    judging = partial(judge, rulebook, peers=member.peers)
    supposed = suppose(rulebook, member.facts, judging, progress)
    if arguments.json:
        say_json(as_data(supposed))
    else:
        say_all(lines(rulebook, supposed, arguments.most))
    return 0


def lines(rulebook: Rulebook, supposed: Supposed, most: int) -> Iterator[str]:
    """Yield the lines for a person."""
    was = supposed.verdict
    yield f"{rulebook.title}（{rulebook.edition} 版）　{was.subject}　截至 {was.on}"
    yield f"现在：{outcome_line(rulebook, was)}"
    yield ""
    shown = supposed.tried[: most or None]
    if shown:
        yield "如果只有一项不同（由好到差）："
        rows = ((change_text(each.change), outcome_text(rulebook, each.outcome)) for each in shown)
        yield from (f"  {row}" for row in table(rows))
    if len(shown) < len(supposed.tried):
        yield f"  另有 {len(supposed.tried) - len(shown)} 项未列出（--most 0 全部列出）"
    yield ""
    if is_best(rulebook, was):
        yield "已经没有更好的结果"
    else:
        yield from way_lines(rulebook, supposed.way)


def change_text(change: Change) -> str:
    """Return a change as an official would say it."""
    where = f"（{change.unit}）" if change.unit else ""
    if change.kind == "without-record":
        return f"没有记录 {change.what}{where}：{change.title}"
    if change.kind == "one-more":
        return f"再有一条 {change.what}{where}：{change.title}{worth(change)}"
    if change.kind == "unit-clean":
        return f"{change.title} 没有任何记录"
    value = "" if change.value is None else number_text(change.value)
    return f"{change.title}{where}为 {value}"


def worth(change: Change) -> str:
    """Return the points that a further record was given where the rulebook has no usual ones."""
    points = change.event.points if change.event else None
    return "" if points is None else f"（按 {number_text(points)} 分）"


def outcome_text(rulebook: Rulebook, outcome: Outcome) -> str:
    """Return what a change comes to."""
    if outcome.verdict is None:
        return outcome.error.chinese() if outcome.error else ""
    return outcome_line(rulebook, outcome.verdict)


def way_lines(rulebook: Rulebook, way: Way | None) -> Iterator[str]:
    """Yield the cheapest way up, and how sure it is that there is no cheaper one."""
    if way is None:
        yield "在以上变化中，没有找到改善结果的办法"
        return
    least = "办法之一，" if way.found == "irreducible" else "最少"
    yield f"改善结果{least}需要改变 {len(way.changes)} 项（{sureness(way)}）："
    yield from (f"  {change_text(change)}" for change in way.changes)
    yield f"则：{outcome_text(rulebook, way.outcome)}"


def sureness(way: Way) -> str:
    """Return how a way was found, and what that proves."""
    tried, pairs = way.pairs
    if way.found == "single":
        return "一项即可"
    some = f"两项的 {pairs} 种组合试了 {tried} 种" if tried < pairs else "两项的组合全部试过"
    if way.found == "pair":
        return f"单独一项都不够；{some}"
    return f"单独一项都不够，{some}也不够；以下各项缺一不可，但不能断定没有更少的办法"


def as_data(supposed: Supposed) -> dict[str, Any]:
    """Return what was supposed as plain data."""
    way = supposed.way
    return {
        "now": outcome_data(Outcome(supposed.verdict)),
        "changes": [
            {**change_data(each.change), **outcome_data(each.outcome)} for each in supposed.tried
        ],
        "way": None
        if way is None
        else {
            "changes": [change_data(each) for each in way.changes],
            "found": way.found,
            "pairs_tried": way.pairs[0],
            "pairs": way.pairs[1],
            **outcome_data(way.outcome),
        },
    }


def change_data(change: Change) -> dict[str, Any]:
    """Return a change as plain data."""
    return {
        "kind": change.kind,
        "what": change.what,
        "title": change.title,
        "unit": change.unit,
        "value": change.value,
    }


def outcome_data(outcome: Outcome) -> dict[str, Any]:
    """Return an outcome as plain data."""
    verdict = outcome.verdict
    if verdict is None:
        return {"error": outcome.error.code if outcome.error else None}
    return {
        "score": verdict.score_text,
        "grade": verdict.grade,
        "no_result": verdict.no_result,
        "candidate_since": verdict.candidate_since,
    }
