"""The life of a record (经过): sent, stored, corrected, withdrawn; by whom, when and why."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from xinlu.collection.covering import text_of
from xinlu.collection.models import Correction, Record
from xinlu.collection.services.corrections import causes
from xinlu.collection.templates import load_template

_EMPTY = "（空）"
#: How a correction ended, other than by being made.
_ENDS = {
    Correction.State.REFUSED: "不予更正",
    Correction.State.RETRACTED: "撤回更正",
}


@dataclass(frozen=True, slots=True)
class Step:
    """A step in the life of a record: `word` names it in Chinese, `by` who took it."""

    at: datetime
    word: str
    by: str
    note: str = ""


def chain_of(record: Record) -> list[Record]:
    """Return the record as it was first stored, and each that took the place of the one before."""
    # All are of one row of one batch, so one query finds them whatever their number.
    rows = Record.objects.stored().filter(
        batch=record.batch_id, sheet_name=record.sheet_name, row=record.row, sheet=record.sheet
    )
    return list(rows.select_related("batch__authority").order_by("pk"))


def history(record: Record, *, names: bool) -> list[Step]:
    """Return the steps of the record's life, the first first.

    Officers are named with `names`; else their authority is.
    """
    chain = chain_of(record)
    batch, last = record.batch, chain[-1]
    sender = str(batch.authority or "系统导入")
    where = f"{batch.file_name} {record.sheet_name} 第 {record.row} 行"
    steps = [*_before(chain[0]), Step(batch.sent_at, "报送", sender, where)]
    if batch.stored_at:
        steps.append(Step(batch.stored_at, "入库", sender))
    corrections = Correction.objects.filter(record__in=chain).select_related(
        "proposed_by", "decided_by", "client"
    )
    for one in corrections.order_by("proposed_at", "pk"):
        steps += _of_correction(one, sender, names=names)
    if last.state == Record.State.WITHDRAWN and (told := batch.outline.get("withdrawn")):
        at = datetime.fromisoformat(told["at"])
        steps.append(Step(at, "撤回", told["by"] or sender, told["reason"]))
    return [*steps, *_after(last)]


def _before(first: Record) -> list[Step]:
    """Return what the record took the place of, where its sender sent the fact anew (更新)."""
    earlier = first.supersedes
    return [] if earlier is None else [_sent(earlier, "较早报送的一条")]


def _after(last: Record) -> list[Step]:
    """Return the later sending that took the record's place."""
    later = Record.objects.stored().filter(supersedes=last).exclude(batch=last.batch_id)
    return [_sent(one, "被后报的一条更新") for one in later.select_related("batch__authority")]


def _sent(record: Record, word: str) -> Step:
    sender = str(record.batch.authority or "系统导入")
    where = f"{record.batch.file_name} {record.sheet_name} 第 {record.row} 行"
    return Step(record.batch.sent_at, word, sender, where)


def _of_correction(one: Correction, sender: str, *, names: bool) -> list[Step]:
    proposer = str((names and one.proposer) or sender)
    is_alone = one.state == Correction.State.MADE and not one.needs_second
    steps = [Step(one.proposed_at, "更正" if is_alone else "提出更正", proposer, in_words(one))]
    if one.decided_at is None or is_alone:
        return steps
    if one.state == Correction.State.MADE:
        steps.append(Step(one.decided_at, "复核通过，已更正", _decider(one, names=names)))
    elif word := _ENDS.get(Correction.State(one.state)):
        steps.append(Step(one.decided_at, word, _decider(one, names=names), one.decision))
    return steps


def _decider(one: Correction, *, names: bool) -> str:
    return str((names and one.decided_by) or "审核岗")


def in_words(one: Correction) -> str:
    """Return why a correction was proposed and what it changes, persons' numbers masked."""
    cause = causes(one.proposed_at).get(one.cause, one.cause)
    changes = "；".join(f"{name}：{old} → {new}" for name, old, new in shown(one))
    return f"{changes}。{cause}：{one.reason}"


def shown(one: Correction) -> list[tuple[str, str, str]]:
    """Return name, old and new value of each field that is changed, persons' numbers masked."""
    by_key = load_template(one.template).sheet(one.sheet).field_by_key

    def told(value: Any) -> str:
        return text_of(value) or _EMPTY

    return [
        (
            by_key[each["key"]].name if each["key"] in by_key else each["key"],
            told(each["old"]),
            told(each["new"]),
        )
        for each in one.changes
    ]


def in_force_of(record: Record) -> Record | None:
    """Return the record that holds now what this one told first, or None if none does any more."""
    last = chain_of(record)[-1]
    return last if last.state == Record.State.IN_FORCE else None
