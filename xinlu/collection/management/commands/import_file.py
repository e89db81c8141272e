"""`xinlu import`: check and store an agency's files."""

import dataclasses
import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.timezone import localdate

from xinlu.accounts.actors import SYSTEM, Actor
from xinlu.accounts.acts import Refused
from xinlu.accounts.models import Authority
from xinlu.collection.services.importing import Verdict, import_file, try_file


class Command(BaseCommand):
    """Check files under a data template and store the accepted rows, here and now."""

    #: It needs none of the pages that checks would load.
    requires_system_checks = ()
    help = "校验并导入一个或多个报送文件"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the template, the files and how to answer."""
        parser.add_argument("template", help="数据模板代码，如 penalty")
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
        parser.add_argument("--year", type=int, help="文件所属年度（文件本身不含年度时）")
        parser.add_argument("--dry-run", action="store_true", help="只校验，不入库")
        parser.add_argument("--json", action="store_true", help="每个文件输出一行 JSON")
        parser.add_argument("--authority", default="", help="以哪个机构（代码）的名义报送")

    def handle(self, *args: Any, **options: Any) -> None:
        """Take the files one by one; the exit code is 1 if one of them could not be read."""
        by = self._actor(options["authority"])
        work = try_file if options["dry_run"] else import_file
        failed = False
        for path in options["files"]:
            try:
                verdict = work(
                    path, by=by, template=options["template"], year=options["year"], on=localdate()
                )
            except Refused as refused:
                verdict = Verdict.failed(refused.code, refused.params)
            except OSError:
                verdict = Verdict.failed("no-such-file", {})
            failed = failed or verdict.failure is not None
            if options["json"]:
                told = json.dumps({"file": str(path), **verdict.as_json()}, ensure_ascii=False)
            else:
                told = verdict.in_words(path.name)
            self.stdout.write(told)
        if failed:
            raise SystemExit(1)

    def _actor(self, code: str) -> Actor:
        """Return the system, sending in the name of the authority if one is given."""
        if not code:
            return SYSTEM
        try:
            authority = Authority.objects.select_related("place").get(code=code)
        except Authority.DoesNotExist:
            raise CommandError(f"没有代码为 {code} 的机构。") from None
        return dataclasses.replace(SYSTEM, authority=authority, place=authority.place)
