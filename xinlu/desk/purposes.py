"""For what a person's numbers are opened: preset by the task, and when the person sees it.

A task is written `kind:uid`. It presets a purpose only where the officer sees the task and it is
about the person; the officer may put another, and the log keeps both.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Q
from django.utils.timezone import localtime

from xinlu.accounts.actors import Actor
from xinlu.accounts.parameters import parameter
from xinlu.collection.models import Batch, Correction, Decision, Record, Suspicion
from xinlu.collection.templates import load_template
from xinlu.desk.alerts import rule_title
from xinlu.evaluation.models import Result
from xinlu.registry.models import Discrepancy, Merging, Opening, Subject
from xinlu.registry.ranks import titles
from xinlu.registry.selectors import openings_of
from xinlu.supervision.models import Alert

#: The officer, the ids of the subject and of all merged into it, the task's uid → the purpose.
Finder = Callable[[Actor, list[int], UUID], str]


def purpose_of(actor: Actor, subject: Subject, task: str) -> str:
    """Return the purpose that the task presets; empty where it presets none."""
    kind, _, number = task.partition(":")
    try:
        uid = UUID(number)
    except ValueError:
        return ""
    finder = FINDERS.get(kind)
    return finder(actor, subject.family(), uid) if finder else ""


def _numbered(word: str, uid: UUID) -> str:
    return f"{word}（编号 {uid.hex[:8]}）"


def _alert(actor: Actor, family: list[int], uid: UUID) -> str:
    mine = Alert.objects.visible_to(actor).at_hand().filter(subject__in=family)
    alert = mine.filter(uid=uid).first()
    return _numbered(f"核查风险预警：{rule_title(alert)}", uid) if alert else ""


def _decision(actor: Actor, family: list[int], uid: UUID) -> str:
    one = Decision.objects.visible_to(actor).filter(subject__in=family, uid=uid).first()
    return f"办理双公示：{one.get_kind_display()} {one}" if one else ""


def _record(actor: Actor, family: list[int], uid: UUID) -> str:
    one = Record.objects.visible_to(actor).filter(subject__in=family, uid=uid).first()
    if one is None:
        return ""
    about = one.number or f"编号 {uid.hex[:8]}"
    return f"核对信用记录：{load_template(one.template).title} {about}"


def _batch(actor: Actor, family: list[int], uid: UUID) -> str:
    told = Record.objects.filter(subject__in=family).values("batch")
    one = Batch.objects.visible_to(actor).filter(uid=uid, pk__in=told).first()
    return _numbered(f"核对报送批次：{one}", uid) if one else ""


def _run(actor: Actor, family: list[int], uid: UUID) -> str:
    mine = Result.objects.visible_to(actor).filter(subject__in=family, run__uid=uid)
    one = mine.select_related("run__edition").first()
    return f"办理信用评价：{one.run}" if one else ""


def _merging(actor: Actor, family: list[int], uid: UUID) -> str:
    sides = Q(subject__in=family) | Q(into__in=family)
    one = Merging.objects.visible_to(actor).filter(sides, uid=uid).first()
    return _numbered("核对主体归并", uid) if one else ""


def _suspicion(actor: Actor, family: list[int], uid: UUID) -> str:
    one = Suspicion.objects.visible_to(actor).filter(uid=uid).first()
    if one is None:
        return ""
    decided = Decision.objects.filter(subject__in=family, authority=one.authority_id).exists()
    return _numbered(f"核查疑似漏报：{one.get_kind_display()}", uid) if decided else ""


def _discrepancy(actor: Actor, family: list[int], uid: UUID) -> str:
    one = Discrepancy.objects.visible_to(actor).filter(subject__in=family, uid=uid).first()
    field = titles().get(one.field, one.field) if one else ""
    return _numbered(f"核对来源不一致：{field}", uid) if one else ""


def _correction(actor: Actor, family: list[int], uid: UUID) -> str:
    mine = Correction.objects.visible_to(actor).filter(record__subject__in=family)
    return _numbered("办理信用记录更正", uid) if mine.filter(uid=uid).exists() else ""


FINDERS: dict[str, Finder] = {
    "alert": _alert,
    "decision": _decision,
    "record": _record,
    "batch": _batch,
    "run": _run,
    "merging": _merging,
    "suspicion": _suspicion,
    "discrepancy": _discrepancy,
    "correction": _correction,
}


@dataclass(frozen=True, slots=True)
class Shown:
    """The openings that a person sees, the latest first, and how many are seen later."""

    seen: list[Opening]
    delayed: int


def shown_to(subject: Subject, on: date) -> Shown:
    """Return who opened the subject's numbers, without what waits for the end of a case.

    Whether a case is over is asked each time, so that nothing has to come due.
    """
    all_of_them = list(openings_of(subject))
    waiting = _waiting(all_of_them, on)
    seen = [one for one in all_of_them if one.pk not in waiting]
    return Shown(seen, len(waiting))


def delayed_count(on: date) -> int:
    """Return how many openings are not yet shown to whom they are about, in the whole store."""
    said = parameter("opening-delay", on).value
    first = on - timedelta(days=said["most"])
    cases = Q()
    for kind in said["tasks"]:
        cases |= Q(task__startswith=f"{kind}:")
    return len(_waiting(list(Opening.objects.filter(cases, at__date__gt=first)), on))


def _waiting(some: list[Opening], on: date) -> set[int]:
    """Return the ids of those openings that belong to a case still open."""
    said = parameter("opening-delay", on).value
    first = on - timedelta(days=said["most"])
    by_case: dict[str, list[int]] = {}
    for one in some:
        kind, _, uid = one.task.partition(":")
        if kind in said["tasks"] and kind in OPEN_CASES and localtime(one.at).date() > first:
            by_case.setdefault(f"{kind}:{uid}", []).append(one.pk)
    return {
        pk
        for task, openings in by_case.items()
        for pk in openings
        if OPEN_CASES[task.partition(":")[0]](UUID(task.partition(":")[2]))
    }


#: Of the tasks that may be cases: whether one is still open.
OPEN_CASES: dict[str, Callable[[UUID], bool]] = {
    "alert": lambda uid: Alert.objects.at_hand().filter(uid=uid).exists(),
    "suspicion": lambda uid: Suspicion.objects.at_hand().filter(uid=uid).exists(),
    "merging": lambda uid: Merging.objects.waiting().filter(uid=uid).exists(),
    "discrepancy": lambda uid: Discrepancy.objects.at_hand().filter(uid=uid).exists(),
}
