"""`xinlu demo`: fill an empty database with the demo city."""

import os
import time
import unicodedata
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, CommandError, call_command
from django.core.management.base import CommandParser

from xinlu.desk.demo import building, milestone, officers

SIZES = ("full", "small", "tiny")
#: How a shell counts a command that Ctrl-C ended.
INTERRUPTED = 130


class Command(BaseCommand):
    """Build the demo city once, or print who can log in to it."""

    help = "Fill the database with the fictional demo city; a building cut short is gone on with."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the size, and whether only to print the accounts."""
        parser.add_argument(
            "--size",
            choices=SIZES,
            default=os.environ.get("XINLU_DEMO_SIZE", "full"),
            help="small is a twentieth of it, tiny what a test can wait for",
        )
        parser.add_argument("--small", action="store_const", dest="size", const="small")
        parser.add_argument("--accounts", action="store_true", help="print the accounts")

    def handle(self, *_: Any, size: str, accounts: bool, **__: Any) -> None:
        """Do it, in the demo jurisdiction only."""
        if settings.JURISDICTION != "demo" or settings.PRODUCTION:
            raise CommandError(
                "The demo city lives in the demo jurisdiction, in development only: "
                "XINLU_JURISDICTION=demo xinlu demo"
            )
        if size not in SIZES:  # from the environment, which the parser does not check
            raise CommandError(f"没有“{size}”这个规模，可选：{'、'.join(SIZES)}。")
        if accounts:
            self.print_accounts()
        elif milestone.is_built():
            self.stdout.write("演示城市已建好。")
        else:
            self.build(size)

    def build(self, size: str) -> None:
        """Prepare the database and build."""
        began = time.monotonic()
        try:
            call_command("prepare", quiet=True)
            counts = building.build(size, self.say)
        except KeyboardInterrupt:
            self.say("\n建城中断。已入库的都留着，下次启动从断处接着建。")
            raise SystemExit(INTERRUPTED) from None
        self.say(
            f"演示城市建成：{counts.files} 个文件，"
            f"入库 {counts.accepted} 条，退回 {counts.refused} 行，"
            f"用时 {time.monotonic() - began:.0f} 秒。"
        )

    def say(self, text: str) -> None:
        """Write a line at once."""
        self.stdout.write(text)
        self.stdout.flush()

    def print_accounts(self) -> None:
        """Print who can log in, as a table."""
        rows = [("账户", "口令", "身份", "机构")]
        password = officers.password()
        rows += [(one.username, password, one.told, one.where) for one in officers.accounts()]
        widths = [max(map(width, column)) for column in zip(*rows, strict=True)]
        self.stdout.write("演示账户（全部虚构，只在演示城市有效）")
        for row in rows:
            cells = [
                cell + " " * (most - width(cell)) for cell, most in zip(row, widths, strict=True)
            ]
            self.stdout.write("  ".join(cells).rstrip())


def width(text: str) -> int:
    """Return how many columns of a terminal the text takes."""
    return sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text)
