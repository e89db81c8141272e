"""`xinlu evaluate SCHEME --on DATE`: judge the population of a scheme as of a day."""

import json
from collections.abc import Iterator
from datetime import date
from itertools import islice
from typing import Any

from django.core.management import BaseCommand, CommandError
from django.core.management.base import CommandParser

from xinlu.accounts.actors import SYSTEM
from xinlu.accounts.acts import Refused
from xinlu.evaluation import computing, editions
from xinlu.evaluation.editions import Standard
from xinlu.evaluation.identities import numbers_of
from xinlu.evaluation.keeping import Judged
from xinlu.evaluation.models import Run
from xinlu.evaluation.services import lists, runs
from xinlu.kernel.values import plain
from xinlu.registry import sealing
from xinlu.rules import Reason
from xinlu.rules.wording import notice_sentence


class Command(BaseCommand):
    """Evaluate, and print one line a subject, by identifier."""

    #: A list needs none of the pages that checks would load.
    requires_system_checks = ()
    help = "Evaluate the population of a scheme as of a day; nothing is stored without --save."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the scheme, the day, the form of the output and whether to keep the run."""
        parser.add_argument("scheme", help="highway-construction, driver, overload …")
        parser.add_argument("--on", required=True, type=date.fromisoformat, help="YYYY-MM-DD")
        parser.add_argument("--json", action="store_true", help="one JSON object a line")
        parser.add_argument("--save", action="store_true", help="keep the results as a run (试算)")

    def handle(self, *args: Any, **options: Any) -> None:
        """Judge everybody, then print by identifier."""
        scheme, on = options["scheme"], options["on"]
        try:
            standard = editions.standard(editions.in_force(scheme, on))
            if options["save"]:
                self.save(scheme, on)
        except Refused as refused:
            raise CommandError(str(refused)) from refused
        clear = options["json"]
        if clear and standard.rulebook.subject_kind == "person":
            lists.open_list(None, by=SYSTEM, scheme=scheme, on=on, purpose="xinlu evaluate --json")
        told = sorted(lines(standard, on, clear=clear))
        for _, line, _ in told:
            self.stdout.write(line)
        if not clear:
            self.stdout.write(f"{standard.rulebook.title}：{len(told)} 户（件、人）")
        for _, _, complaint in told:
            if complaint:
                self.stderr.write(complaint)

    def save(self, scheme: str, on: date) -> None:
        """Keep the results as a run, computed at once."""
        run = runs.ask(None, by=SYSTEM, scheme=scheme, on=on)
        computing.compute(run.pk)
        done = Run.objects.get(pk=run.pk)
        self.stderr.write(f"评价运行 {done.pk}：{done.get_state_display()}")


def lines(standard: Standard, on: date, *, clear: bool) -> Iterator[tuple[str, str, str]]:
    """Yield each subject's number, its line (JSON if `clear`), and what kept it from a verdict."""
    everybody = computing.judged_all(standard, on)
    while chunk := list(islice(everybody, computing.CHUNK)):
        numbers = numbers_of([one.subject for one in chunk], standard.mapping.identifier)
        for one in chunk:
            scheme, number = numbers.get(one.subject.pk, ("code", str(one.subject.uid)))
            shown = number if clear else sealing.masked(scheme, number)
            line = (
                json.dumps(described(standard, number, one), ensure_ascii=False)
                if clear
                else row(standard, shown, one)
            )
            yield number, line, f"{shown}: {one.error}" if one.error else ""


def row(standard: Standard, shown: str, one: Judged) -> str:
    """Return the row of one subject in a readable table."""
    cells = [shown, one.subject.name, *said(standard, one)]
    return "\t".join(cell for cell in cells if cell)


def described(standard: Standard, number: str, one: Judged) -> dict[str, Any]:
    """Return the line of one subject: score, grade and every reason."""
    verdict = one.verdict
    line: dict[str, Any] = {
        "subject": number,
        "score": verdict.score_text if verdict else None,
        "grade": verdict.grade if verdict else None,
        "reasons": [reason_described(reason) for reason in verdict.reasons] if verdict else [],
    }
    if standard.rulebook.kind == "list":
        since = verdict.candidate_since if verdict else None
        line["candidate_since"] = since.isoformat() if since else None
    if standard.rulebook.period == "anniversary":
        days = verdict.period if verdict else None
        line["cycle"] = [days.start.isoformat(), days.end.isoformat()] if days else None
    if verdict and verdict.no_result:
        line["no_result"] = verdict.no_result
    if verdict and verdict.warnings:
        line["warnings"] = [
            {"code": each.code, "message": notice_sentence(each)} for each in verdict.warnings
        ]
    if one.error is not None:
        line["error"] = {"code": one.error.code, "message": one.error.chinese()}
    return line


def reason_described(reason: Reason) -> dict[str, Any]:
    """Return one reason: points where they fall, and what of them reaches the score."""
    return {
        "code": reason.code,
        "kind": reason.kind,
        "points": plain(reason.points),
        "total": plain(reason.total),
        "title": reason.title,
        "basis": reason.basis,
        "on": reason.on.isoformat() if reason.on else None,
    }


def said(standard: Standard, one: Judged) -> tuple[str, str]:
    """Return score and grade, or since when a candidate, as the table shows them."""
    if one.error is not None:
        return "", "未能评价"
    verdict = one.verdict
    if verdict is None or verdict.no_result:
        return "", "暂无结果"
    if standard.rulebook.kind == "list":
        since = verdict.candidate_since
        return "", f"自 {since.isoformat()} 起为候选" if since else "未达到列入条件"
    return verdict.score_text or "", verdict.grade or ""
