"""`xinlu rules judge`: one subject's facts in a file, judged with every reason."""

import argparse
from dataclasses import asdict
from pathlib import Path

from xinlu.rules.cli.speaking import Refused, complain, say_all, say_json
from xinlu.rules.cli.verdicts import report
from xinlu.rules.given import read_facts
from xinlu.rules.judging import judge
from xinlu.rules.messages import FactsError
from xinlu.rules.peers import population_peers
from xinlu.rules.reading import read_rulebook

#: What to do where a rulebook ranks and its subject stands alone.
HOW_TO_RANK = (
    "请用 --peers 给出同行的事实文件（每个主体一个）；"
    "总体已在数据表中的，请用 xinlu rules evaluate 评价全部，"
    "或用 xinlu rules explain 标准 --input 文件夹 --subject 主体 查看一个。"
)


def expect(parser: argparse.ArgumentParser) -> None:
    """Say what the command line holds."""
    parser.add_argument("rulebook", type=Path, metavar="RULEBOOK", help="评价标准文件")
    parser.add_argument("facts", type=Path, metavar="FACTS", help="一个主体的事实（YAML 或 JSON）")
    parser.add_argument(
        "--peers", type=Path, nargs="+", metavar="FACTS", help="同行的事实，每个主体一个文件"
    )
    parser.add_argument("--json", action="store_true", help="以 JSON 输出")


def run(arguments: argparse.Namespace) -> int:
    """Judge the facts in one file by the rulebook in another and print the verdict."""
    rulebook = read_rulebook(arguments.rulebook)
    facts = read_facts(arguments.facts)
    everybody = [facts, *(read_facts(path) for path in arguments.peers or ())]
    if len({each.subject for each in everybody}) < len(everybody):
        raise Refused("每个主体的名称（subject）应各不相同，否则无法与同行比较。")
    peers = population_peers(rulebook, everybody) if arguments.peers else None
    try:
        verdict = judge(rulebook, facts, peers)
    except FactsError as error:
        complain(f"{arguments.facts}: {error.chinese()}")
        if error.code == "missing-peers":
            complain(HOW_TO_RANK)
        return 1
    if arguments.json:
        say_json(asdict(verdict))
    else:
        say_all(report(rulebook, verdict))
    return 0
