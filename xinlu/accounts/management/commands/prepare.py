"""`xinlu migrate`: an empty or older database becomes a ready one."""

from typing import Any

from django.core.management import BaseCommand, CommandError, call_command
from django.core.management.base import CommandParser

from xinlu.accounts import jurisdictions
from xinlu.accounts.actors import SYSTEM
from xinlu.accounts.seeding import SeedRefused
from xinlu.accounts.services import platform
from xinlu.rules import RulebookError


class Command(BaseCommand):
    """Bring the tables up to date, then the data of the jurisdiction."""

    #: Nothing can be checked before the tables are there.
    requires_system_checks = ()
    help = "Prepare the database: tables, and national and local data. May be run any time."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take `--quiet`."""
        parser.add_argument("--quiet", action="store_true", help="say nothing but errors")

    def handle(self, *args: Any, **options: Any) -> None:
        """Migrate, seed, and say what was done."""
        call_command("migrate", verbosity=0, interactive=False)
        try:
            done = platform.seed(None, by=SYSTEM, jurisdiction=jurisdictions.chain()[0].name)
        except (SeedRefused, RulebookError) as refused:
            raise CommandError(str(refused)) from refused
        if options["quiet"]:
            return
        for title, seeded in done.items():
            self.stdout.write(
                f"{title}：新增 {seeded.made}，更新 {seeded.changed}，未变 {seeded.same}"
            )
        if not any(seeded.touched for seeded in done.values()):
            self.stdout.write("数据没有变化。")
