"""`xinlu retention`: what is due to be sealed; with `--seal` carry out what was approved."""

from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand
from django.utils.timezone import localdate

from xinlu.catalogue.selectors import title_of
from xinlu.collection import retention
from xinlu.collection.services import retention as services


class Command(BaseCommand):
    """Show by item and year what is due, or seal what two officers decided upon."""

    #: It needs none of the pages that checks would load.
    requires_system_checks = ()
    help = "列出留存到期的信用信息；--seal 执行已审定的封存"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the day, and whether to seal."""
        parser.add_argument("--on", type=date.fromisoformat, help="截至哪天，默认今天")
        parser.add_argument("--seal", action="store_true", help="执行已审定的封存")

    def handle(self, *args: Any, **options: Any) -> None:
        """Seal, or tell what would be sealed; without an approved order nothing is sealed."""
        if options["seal"]:
            self.stdout.write(f"已封存 {services.carry_out()} 条。")
            return
        figures = retention.dry_run(options["on"] or localdate())
        for each in figures:
            held = f"，另有 {each.held} 条因办理中的事项暂不封存" if each.held else ""
            self.stdout.write(f"{title_of(each.item)} {each.year} 年：到期 {each.due} 条{held}")
        total = retention.total(figures)
        self.stdout.write(f"共到期 {total} 条。这是试算，没有封存任何信息。")
