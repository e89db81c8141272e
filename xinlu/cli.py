"""The `xinlu` command: rules on files alone; all else where the platform is installed."""

import importlib
import os
import sys
from collections.abc import Callable

from xinlu.rules import cli as rules_cli

#: Words of the command line that are management commands under another name.
ALIASES = {
    "migrate": "prepare",
    "import": "import_file",
}

USAGE = """\
xinlu rules COMMAND …        write, check and apply rulebooks, on files alone
xinlu verify RECEIPT         check the receipt of a result, and judge its archive again
xinlu receipts export DIR    every published receipt and archive, for others to verify
xinlu migrate                prepare the database, with national and Chongqing data
xinlu import TEMPLATE FILE…  check and store an agency's files
xinlu package make|receive   files signed and carried on a stick, and their receipts
xinlu connector list|pull    rows pulled from partners' views and feeds
xinlu inbox                  take what partners dropped into the inbox
xinlu evaluate SCHEME        evaluate a population
xinlu retention              what was kept for its time; --seal what was approved
xinlu watch                  look for risks by the rules of the watch, once
xinlu audit verify           prove that the ledger is whole
xinlu demo                   fill an empty database with the demo city
xinlu serve                  the site and its worker
xinlu help                   all commands
"""


def main() -> None:
    """Run the command that the command line names."""
    arguments = sys.argv[1:]
    if not arguments or arguments[0] in {"-h", "--help"}:
        sys.stdout.write(USAGE)
        raise SystemExit(0 if arguments else 2)
    if arguments[0] == "rules":
        raise SystemExit(rules_cli.main(arguments[1:]))
    if arguments[0] == "verify":
        verify = importlib.import_module("xinlu.rules.cli.verify")  # it loads an engine
        raise SystemExit(verify.main(arguments[1:]))
    if arguments[:1] == ["package"]:
        if arguments[1:2] != ["receive"]:
            package = importlib.import_module("xinlu.exchange.packages.command")
            raise SystemExit(package.main(arguments[1:]))
        arguments = ["receive_package", *arguments[2:]]
    with_database([sys.argv[0], ALIASES.get(arguments[0], arguments[0]), *arguments[1:]])


def with_database(arguments: list[str]) -> None:
    """Run a command of Django's, or say that the database has no tables yet."""
    run = django_command()
    errors = importlib.import_module("django.db.utils")
    try:
        run(arguments)
    except (errors.OperationalError, errors.ProgrammingError) as wrong:
        lacking = f"{type(wrong.__cause__).__name__} {wrong}"
        if "UndefinedTable" not in lacking and "no such table" not in lacking:
            raise
        sys.stderr.write("The database is not prepared. Prepare it with: xinlu migrate\n")
        raise SystemExit(1) from None


def django_command() -> Callable[[list[str]], None]:
    """Return Django's command runner, or say how to install the platform."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "xinlu.settings")
    try:
        management = importlib.import_module("django.core.management")
    except ModuleNotFoundError:
        sys.stderr.write(
            "This command needs the platform, and only the rules are installed here. "
            "Install it with: pip install 'xinlu[server]'\n"
        )
        raise SystemExit(2) from None
    runner: Callable[[list[str]], None] = management.execute_from_command_line
    return runner


if __name__ == "__main__":
    main()
