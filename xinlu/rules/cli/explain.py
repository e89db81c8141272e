"""`xinlu rules explain`: a rulebook in plain sentences, or one member of a population."""

import argparse
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

from xinlu.rules.cli.population import expect_subject, member_of
from xinlu.rules.cli.speaking import say_all, say_json
from xinlu.rules.cli.verdicts import report
from xinlu.rules.editions import edition_hash
from xinlu.rules.judging import judge
from xinlu.rules.language import Rulebook
from xinlu.rules.reading import read_rulebook
from xinlu.rules.telling import Told, told


def expect(parser: argparse.ArgumentParser) -> None:
    """Say what the command line holds."""
    parser.add_argument("rulebook", type=Path, metavar="RULEBOOK", help="评价标准文件")
    expect_subject(parser)
    parser.add_argument("--json", action="store_true", help="以 JSON 输出")


def run(arguments: argparse.Namespace) -> int:
    """Tell a rulebook in sentences, or the verdict on one subject with every reason."""
    rulebook = read_rulebook(arguments.rulebook)
    if arguments.input is not None or arguments.subject is not None:
        return tell_member(rulebook, arguments)
    if arguments.json:
        say_json([asdict(section) for section in told(rulebook)])
    else:
        say_all(rulebook_lines(rulebook))
    return 0


def tell_member(rulebook: Rulebook, arguments: argparse.Namespace) -> int:
    """Tell the verdict on one subject of a population."""
    member = member_of(rulebook, arguments)
    verdict = judge(rulebook, member.facts, member.peers)
    if arguments.json:
        say_json(asdict(verdict))
    else:
        say_all(report(rulebook, verdict))
    return 0


def rulebook_lines(rulebook: Rulebook) -> Iterator[str]:
    """Yield the rulebook in sentences, each with its clause."""
    yield f"{rulebook.title}（{rulebook.scheme} {rulebook.edition} 版）"
    yield f"依据：{rulebook.basis}　评价对象：{rulebook.subject_kind}"
    for parent in rulebook.parents:
        yield f"沿用：{parent.scheme} {parent.edition} 版（{parent.hash[:12]}）"
    yield f"版本指纹：{edition_hash(rulebook)}"
    for section in told(rulebook):
        yield ""
        yield section.title
        yield from (f"  {told_line(line)}" for line in section.lines)


def told_line(line: Told) -> str:
    """Return one sentence with its title, clause and whether that was seen."""
    basis = f"（{line.basis}）" if line.basis else ""
    return f"{line.title}：{line.sentence}{basis}{'' if line.verified else '【待核实】'}"
