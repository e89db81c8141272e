"""`xinlu package receive`: take in signed packages from a stick, and write their receipts."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from xinlu.exchange.packages.contents import PackageRefused
from xinlu.exchange.services.receiving import receive


class Command(BaseCommand):
    """Take in packages; the exit code is 1 if one of them was refused."""

    requires_system_checks = ()
    help = "收取签名数据包，在旁边写出签名回执"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the packages."""
        parser.add_argument("files", nargs="+", type=Path, metavar="PACKAGE")

    def handle(self, *args: Any, **options: Any) -> None:
        """Take them one by one."""
        failed = False
        for path in options["files"]:
            try:
                package = receive(path, now=timezone.now())
            except PackageRefused as refused:
                failed = True
                self.stdout.write(f"{path.name}：{refused}")
                continue
            receipt = path.with_name(f"{path.name}.receipt.json")
            receipt.write_text(package.receipt, encoding="utf-8")
            self.stdout.write(f"{path.name}：已收取，回执 {receipt.name}。")
        if failed:
            raise SystemExit(1)
