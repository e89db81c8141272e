"""`xinlu watch`: let the risk watch look once, by hand."""

from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils.timezone import localdate

from xinlu.accounts.actors import SYSTEM
from xinlu.supervision.services import watches


class Command(BaseCommand):
    """Raise alerts for what the rules see; `xinlu serve` does it by itself every day."""

    requires_system_checks = ()
    help = "信用风险监测：按规则核查一遍，新发现的列为预警"

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the day as of which to look."""
        parser.add_argument("--on", type=date.fromisoformat, help="YYYY-MM-DD，不写则为今天")

    def handle(self, *args: Any, **options: Any) -> None:
        """Look, and say how many alerts were raised."""
        count = watches.watch(None, by=SYSTEM, on=options["on"] or localdate())
        self.stdout.write(f"新增预警 {count} 件。")
