"""`xinlu package receive`: take in signed packages from a stick, and write their receipts."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from xinlu.exchange.packages.contents import PackageRefused
from xinlu.exchange.services.receiving import PackageReplayed, receive


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
            receipt = path.with_name(f"{path.name}.receipt.json")
            try:
                package = receive(path, now=timezone.now())
            except PackageReplayed as before:
                failed = True
                self.stdout.write(f"{path.name}：{before}")
                if before.is_same and before.package.receipt and not receipt.exists():
                    # Whoever was killed right after the receiving left none.
                    receipt.write_text(before.package.receipt, encoding="utf-8")
                    self.stdout.write(f"{path.name}：补写当时的回执 {receipt.name}。")
                continue
            except PackageRefused as refused:
                failed = True
                self.stdout.write(f"{path.name}：{refused}")
                continue
            receipt.write_text(package.receipt, encoding="utf-8")
            self.stdout.write(f"{path.name}：已收取，回执 {receipt.name}。")
        if failed:
            raise SystemExit(1)
