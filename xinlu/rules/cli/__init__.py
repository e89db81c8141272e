"""`xinlu rules …`: read, try and apply rulebooks on files alone, a module for each command."""

import argparse
import importlib
from types import ModuleType

from xinlu.rules.cli.speaking import Refused, complain
from xinlu.rules.messages import FactsError, RulebookError

#: The commands, the module of each, and what an author is told of it.
COMMANDS = {
    "new": ("new", "写一份带注释的评价标准骨架和用例"),
    "check": ("check", "检查评价标准及其旁边的用例"),
    "explain": ("explain", "用通俗的话说明一份评价标准，或一个主体的结果"),
    "judge": ("judge", "按评价标准试算一个主体"),
    "evaluate": ("evaluate", "按评价标准评价一批主体"),
    "diff": ("diff", "比较两个版本，并算出哪些主体的等级会变"),
    "what-if": ("what_if", "试算一个主体的各种变化会得到什么等级"),
}


def main(argv: list[str]) -> int:
    """Run a command; return 0, 1 where something is wrong, 2 for a wrong command line.

    Only the module of the command is loaded, since some of them load an engine.
    """
    parser = argparse.ArgumentParser(prog="xinlu rules", description="读取、检查和运用评价标准文件")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    wanted = argv[0] if argv else ""
    module: ModuleType | None = None
    for name, (place, told) in COMMANDS.items():
        command = commands.add_parser(name, help=told, description=told)
        if name == wanted:
            module = importlib.import_module(f"xinlu.rules.cli.{place}")
            module.expect(command)
    try:
        arguments = parser.parse_args(argv)
    except SystemExit as stop:
        return int(stop.code or 0)
    assert module is not None, "the parser knows just these commands"
    try:
        return int(module.run(arguments))
    except RulebookError as error:
        for problem in error.problems:
            complain(problem.chinese())
    except FactsError as error:
        complain(error.chinese())
    except Refused as error:
        complain(str(error))
    return 1
