"""`xinlu receipts export FOLDER`: every published receipt and archive, for others to verify."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management import BaseCommand, CommandError
from django.core.management.base import CommandParser

from xinlu.accounts.actors import SYSTEM
from xinlu.accounts.acts import Refused
from xinlu.evaluation import receipts
from xinlu.evaluation.models import Result, Run
from xinlu.rules.receipts import canonical, folders

#: Results that are read at a time.
_AT_ONCE = 500


class Command(BaseCommand):
    """Write what `xinlu verify FOLDER` reads."""

    #: It needs none of the pages that checks would load.
    requires_system_checks = ()
    help = "export: write every published receipt and archive into a folder."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the verb, the folder and what the archives are for."""
        parser.add_argument("verb", choices=["export"])
        parser.add_argument("folder", type=Path)
        parser.add_argument("--purpose", required=True, help="用途；每个归档在账上各记一笔")

    def handle(self, *args: Any, **options: Any) -> None:
        """Write a folder a run, then the list of them, last: a folder without it is not whole."""
        into: Path = options["folder"]
        if into.exists() and any(into.iterdir()):
            raise CommandError(f"{into} is not empty; give a folder of its own.")
        signed = Run.objects.public().filter(receipt__isnull=False).select_related("edition")
        listed, results = [], 0
        for run in signed.order_by("on", "pk"):
            name = f"{run.edition.scheme}-{run.on}-{run.uid.hex[:8]}"
            try:
                count = write_run(run, into / name, options["purpose"])
            except Refused as refused:
                raise CommandError(str(refused)) from refused
            results += count
            listed.append({"folder": name, "run": str(run.uid), "count": count})
            self.stdout.write(f"{name}：{count} 项")
        keys = [{"id": key.key_id, "public": key.public} for key in receipts.known_keys()]
        into.mkdir(parents=True, exist_ok=True)
        write(into / folders.KEYS, [json.dumps({"keys": keys}, indent=1)])
        write(into / folders.LIST, [json.dumps({"runs": listed}, indent=1)])
        self.stdout.write(f"共 {len(listed)} 批 {results} 项。")


def write_run(run: Run, into: Path, purpose: str) -> int:
    """Write the run's receipt, its archive and a line a result; return how many results."""
    into.mkdir(parents=True)
    archive = receipts.export(run, by=SYSTEM, reason=purpose)
    with (into / folders.ARCHIVE).open("wb") as file:
        for piece in archive.pieces:
            file.write(piece)
    whole = receipts.of_run(run)
    assert whole is not None
    write(into / folders.RUN, [whole.text()])
    write(into / folders.RESULTS, lines(run))
    return whole.statement.count


def lines(run: Run) -> Iterator[str]:
    """Yield the receipt of each result, in the order of the run."""
    rows = Result.objects.filter(run=run).select_related("proof").order_by("proof__index")
    for result in rows.iterator(chunk_size=_AT_ONCE):
        receipt = receipts.of_result(result)
        assert receipt is not None
        yield canonical(receipt.written())


def write(path: Path, texts: Iterator[str] | list[str]) -> None:
    """Write the texts, a line each."""
    with path.open("w", encoding="utf-8") as file:
        for text in texts:
            file.write(text.rstrip("\n") + "\n")
