"""`xinlu rules judge`: one subject's facts in a file, judged with every reason."""

import argparse
from dataclasses import asdict
from pathlib import Path

from xinlu.rules.cli.speaking import complain, say_all, say_json
from xinlu.rules.cli.verdicts import report
from xinlu.rules.given import read_facts
from xinlu.rules.judging import judge
from xinlu.rules.messages import FactsError
from xinlu.rules.reading import read_rulebook


def expect(parser: argparse.ArgumentParser) -> None:
    """Say what the command line holds."""
    parser.add_argument("rulebook", type=Path, metavar="RULEBOOK", help="评价标准文件")
    parser.add_argument("facts", type=Path, metavar="FACTS", help="一个主体的事实（YAML 或 JSON）")
    parser.add_argument("--json", action="store_true", help="以 JSON 输出")


def run(arguments: argparse.Namespace) -> int:
    """Judge the facts in one file by the rulebook in another and print the verdict."""
    rulebook = read_rulebook(arguments.rulebook)
    facts = read_facts(arguments.facts)
    try:
        verdict = judge(rulebook, facts)
    except FactsError as error:
        complain(f"{arguments.facts}: {error.chinese()}")
        return 1
    if arguments.json:
        say_json(asdict(verdict))
    else:
        say_all(report(rulebook, verdict))
    return 0
