"""更正 on the desk: the corrections asked for, what one touches, what may be done, the workload."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django import forms
from django.db.models import Q, QuerySet
from django.utils.timezone import localdate, localtime

from xinlu.accounts.actors import Actor
from xinlu.accounts.models import Role
from xinlu.accounts.parameters import parameter
from xinlu.collection.histories import shown
from xinlu.collection.models import Correction, Decision, Record
from xinlu.collection.publication import PUBLIC_TEMPLATES, is_seen_outside
from xinlu.collection.services import corrections
from xinlu.collection.services.correcting import Candidate
from xinlu.collection.templates import load_template
from xinlu.desk.forms import Query, choice, day, month, templates
from xinlu.desk.publicity import month_of
from xinlu.desk.stepping import Step, offered
from xinlu.evaluation.seen import published_results
from xinlu.kernel.spreadsheets import Written
from xinlu.registry.services.registration import known_subjects

State = Correction.State
#: Published results that a page names.
_NAMED = 10
#: The tag of each state.
TAGS: dict[str, str] = {
    State.PROPOSED: "warn",
    State.MADE: "ok",
    State.REFUSED: "bad",
    State.RETRACTED: "plain",
    State.LAPSED: "plain",
}
HEADINGS = (
    *("模板", "文书号", "对象名称", "更正内容", "更正原因", "理由", "报送单位", "区县", "状态"),
    *("提出人", "提出时间", "复核人", "办结时间", "意见"),
)

STEPS: dict[str, Step] = {
    "confirm": Step(
        corrections.confirm,
        "复核通过",
        "通过后新值立即生效，旧值留在记录的经过里。",
        "",
        "已更正，新值已生效。",
        (Role.REVIEWER,),
        State.MADE,
    ),
    "refuse": Step(
        corrections.refuse,
        "不予更正",
        "记录照旧。写明理由，提出人可以看到。",
        "理由",
        "已办结，记录照旧。",
        (Role.REVIEWER,),
        State.REFUSED,
    ),
    "retract": Step(
        corrections.retract,
        "撤回",
        "您自己提出的，复核以前可以撤回。",
        "理由",
        "已撤回，记录照旧。",
        corrections.PROPOSERS,
        State.RETRACTED,
    ),
}


def causes() -> list[tuple[str, str]]:
    """Return the causes of today, by code and title."""
    return list(parameter("correction-causes", localdate()).value.items())


class CorrectionQuery(Query):
    """Asks for corrections; without a state for those that wait."""

    subject = forms.CharField(label="对象名称、代码或文书号", max_length=100, required=False)
    template = choice("模板", [])
    cause = choice("更正原因", [])
    state = choice("状态", [])
    place = choice("区县", [])
    since = day("提出日期自")
    until = day("至")

    def complete(self) -> None:
        """Offer templates, causes and counties; without a state it is what waits."""
        self.choose("template", templates())
        self.choose("cause", causes())
        self.choose_place()
        states = [("", "待复核"), ("all", "全部"), *State.choices[1:]]
        self.fields["state"].choices = states  # type: ignore[attr-defined]


def rows(actor: Actor, asked: dict[str, Any]) -> QuerySet[Correction]:
    """Return the corrections that the query form asks for, the latest first."""
    found = Correction.objects.visible_to(actor)
    state = asked.get("state") or State.PROPOSED
    found = found if state == "all" else found.filter(state=state)
    exact = {
        "template": asked.get("template"),
        "cause": asked.get("cause"),
        "place__code": asked.get("place"),
        "proposed_at__date__gte": asked.get("since"),
        "proposed_at__date__lte": asked.get("until"),
    }
    if text := (asked.get("subject") or "").strip():
        meant = Q(record__subject__name__contains=text) | Q(record__subject__code=text.upper())
        found = found.filter(meant | Q(record__number=text))
    found = found.filter(**{name: value for name, value in exact.items() if value})
    return found.select_related(*RELATED)


RELATED: Final = (
    *("record__subject", "record__batch", "into", "authority", "place"),
    *("proposed_by", "decided_by", "client", "source_batch"),
)


def gist(one: Correction) -> str:
    """Return what is changed, in a sentence; persons' numbers are masked."""
    return "；".join(f"{name}：{old} → {new}" for name, old, new in shown(one))


def cause_title(one: Correction) -> str:
    """Return what the cause was called when it was given."""
    return corrections.causes(one.proposed_at).get(one.cause, one.cause)


def cells(one: Correction) -> Sequence[Written]:
    """Return a correction as a row of a workbook."""
    return (
        load_template(one.template).title,
        one.record.number,
        one.record.subject.name,
        gist(one),
        cause_title(one),
        one.reason,
        str(one.authority or "系统导入"),
        str(one.place or ""),
        one.get_state_display(),
        str(one.proposer or "系统"),
        localtime(one.proposed_at),
        str(one.decided_by or ""),
        localtime(one.decided_at) if one.decided_at else None,
        one.decision,
    )


def steps_for(actor: Actor, one: Correction) -> dict[str, Step]:
    """Return what the actor may do with the correction now, by name."""
    own = {"confirm": one.proposed_by_id, "refuse": one.proposed_by_id}
    steps = offered(STEPS, actor, one, own)
    reached = any(post.reaches_place(one.place_id) for post in actor.posts_as(Role.REVIEWER))
    if not reached:
        steps = {name: step for name, step in steps.items() if name == "retract"}
    if actor.user is None or one.proposed_by_id != actor.user.pk:
        steps.pop("retract", None)
    return steps


def touched(record: Record, told: Candidate | None = None) -> list[tuple[str, str]]:
    """Return what a correction of the record touches, each with a word for it."""
    found: list[tuple[str, str]] = []
    if told is not None and told.names_another and told.row.subject is not None:
        found.append(("对象", f"从 {record.subject} 改为 {_subject_of(told)}"))
    if decision := Decision.objects.filter(record=record).first():
        sent = f"{decision.sent_on:%Y-%m-%d}" if decision.sent_on else "未报送"
        found.append(("双公示", f"时限和三率随新值重算；首次报送日 {sent} 不变"))
    if record.template in PUBLIC_TEMPLATES:
        found.append(("公开查询", "公开网站随即显示新值"))
    for result in published_results(record).select_related("run__edition")[:_NAMED]:
        run = result.run
        text = f"{run.edition.title} {run.year} 年度已公布的结果不改，下一次评价按新值计"
        found.append(("评价结果", text))
    if record.is_contested:
        found.append(("异议", "异议处理中；更正后的记录仍标为异议处理中"))
    alone = "没有对外公开，提出后立即生效"
    text = "对外可见，须由审核岗另一人复核后生效" if is_seen_outside(record) else alone
    return [*found, ("办理", text)]


def _subject_of(told: Candidate) -> str:
    """Return whom the corrected row is about, as the registry knows it, or that it is new."""
    ref = told.row.subject
    assert ref is not None
    known = known_subjects([(ref.scheme, ref.value)]).get((ref.scheme, ref.value))
    if known is None:
        return f"{ref.name or '未登记的主体'}（将新登记）"
    return f"{known.name or ref.name}（已登记）"


#: By what the workload is told apart.
GROUPS: Final[dict[str, str]] = {
    "authority": "报送单位",
    "template": "模板",
    "field": "字段",
    "cause": "更正原因",
    "month": "月份",
}
WORK_HEADINGS = ("分组", "再分组", "提出", "已更正", "不予更正", "待复核", "撤回或失效")


class WorkloadQuery(Query):
    """Asks for the workload of corrections, by the month in which they were proposed."""

    since = month("提出月份自")
    until = month("至")
    by = forms.ChoiceField(label="分组", required=False, choices=list(GROUPS.items()))
    then = choice("再分组", list(GROUPS.items()))
    template = choice("模板", [])
    place = choice("区县", [])

    def complete(self) -> None:
        """Offer templates and counties; a second grouping may be left out."""
        self.choose("template", templates())
        self.choose_place()
        self.fields["then"].choices = [("", "不再分"), *GROUPS.items()]  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True)
class Work:
    """How many corrections of one group came to what."""

    name: str
    then: str
    proposed: int
    made: int
    refused: int
    waiting: int
    ended: int

    @property
    def counts(self) -> tuple[int, ...]:
        """Return the counts in the order of the headings."""
        return self.proposed, self.made, self.refused, self.waiting, self.ended


def workload(actor: Actor, asked: dict[str, Any]) -> list[Work]:
    """Return the workload by the groups asked for, most corrections first, months in order.

    A correction of several fields is counted in each field's group, and once in every other.
    """
    by, then = asked.get("by") or "authority", asked.get("then") or ""
    counted: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for one in _worked(actor, asked).iterator(chunk_size=2000):
        seconds = _names(one, then) if then and then != by else [""]
        for pair in ((first, second) for first in _names(one, by) for second in seconds):
            counted[pair][one.state] += 1
    found = [_work(pair, counts) for pair, counts in counted.items()]
    if by == "month":
        return sorted(found, key=lambda row: (row.name, -row.proposed, row.then))
    return sorted(found, key=lambda row: (-row.proposed, row.name, row.then))


def total(actor: Actor, asked: dict[str, Any]) -> Work:
    """Return the workload in all: each correction once."""
    counts = Counter(_worked(actor, asked).order_by().values_list("state", flat=True))
    return _work(("合计", ""), counts)


def _work(pair: tuple[str, str], counts: Counter[str]) -> Work:
    return Work(
        *pair,
        proposed=counts.total(),
        made=counts[State.MADE],
        refused=counts[State.REFUSED],
        waiting=counts[State.PROPOSED],
        ended=counts[State.RETRACTED] + counts[State.LAPSED],
    )


def _worked(actor: Actor, asked: dict[str, Any]) -> QuerySet[Correction]:
    found = Correction.objects.visible_to(actor).select_related("authority")
    first, last = month_of(asked.get("since", "")), month_of(asked.get("until", ""))
    if first:
        found = found.filter(proposed_at__date__gte=first)
    if last:
        found = found.filter(proposed_at__date__lt=_after(last))
    exact = {"template": asked.get("template"), "place__code": asked.get("place")}
    return found.filter(**{name: value for name, value in exact.items() if value})


def _after(first: date) -> date:
    """Return the first day of the month after.

    >>> _after(date(2026, 12, 1))
    datetime.date(2027, 1, 1)
    """
    return date(first.year + first.month // 12, first.month % 12 + 1, 1)


def _names(one: Correction, group: str) -> list[str]:
    if group == "authority":
        return [str(one.authority or "系统导入")]
    if group == "template":
        return [load_template(one.template).title]
    if group == "cause":
        return [cause_title(one)]
    if group == "month":
        return [f"{localtime(one.proposed_at):%Y-%m}"]
    title = load_template(one.template).title
    return [f"{title} · {name}" for name, _, _ in shown(one)]


def work_written(rows: Iterable[Work]) -> Iterator[Sequence[Written]]:
    """Yield groups as rows of a workbook."""
    for row in rows:
        yield row.name, row.then, *row.counts
