"""The steps of a run (办理时间线), as pages show them."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from django.utils import timezone

from xinlu.accounts.models import User
from xinlu.evaluation.models import Run


@dataclass(frozen=True, slots=True)
class Moment:
    """One step: done, or the one that the run stands at."""

    title: str
    when: datetime | date | None
    by: str
    note: str
    state: Literal["done", "now"]


#: What an opinion was given on, by the act that keeps it.
OPINIONS = {"cancel": "取消评价", "send-back": "退回", "withdraw": "撤回评价结果"}
#: What comes next, by state.
NEXT = {
    Run.State.QUEUED: "等待计算",
    Run.State.COMPUTING: "正在计算",
    Run.State.TRIAL: "待提请公示",
    Run.State.PROPOSED: "待第二人审定",
    Run.State.PUBLICISED: "公示中",
}


def timeline(run: Run) -> tuple[Moment, ...]:
    """Return what happened to the run, oldest first, and the step that it stands at."""
    steps = [
        _done("发起评价", run.asked_at, run.asked_by),
        _done("算出试算结果", run.computed_at, None, f"{run.subject_count} 个主体"),
        _done("提请公示", run.proposed_at, run.proposed_by),
        _done("审定公示", run.publicised_on, run.publicised_by, _until(run)),
        _done("公告", run.announced_on, run.announced_by),
    ]
    moments = [step for step in steps if step.when is not None]
    moments += [
        Moment(
            OPINIONS[opinion["act"]],
            datetime.fromisoformat(opinion["at"]),
            opinion["by"],
            opinion["reason"],
            "done",
        )
        for opinion in run.opinions
    ]
    moments.sort(key=_order)
    if run.state in NEXT:
        note = _until(run) if run.state == Run.State.PUBLICISED else ""
        moments.append(Moment(NEXT[Run.State(run.state)], None, "", note, "now"))
    return tuple(moments)


def _done(title: str, when: datetime | date | None, by: User | None, note: str = "") -> Moment:
    return Moment(title, when, str(by) if by else "", note, "done")


def _until(run: Run) -> str:
    if run.publicised_on is None:
        return ""
    until = run.publicity_until
    return f"公示至 {until.isoformat()}" if until else "公示期满日：日历待录入"


def _order(moment: Moment) -> date:
    when = moment.when
    if isinstance(when, datetime):
        return timezone.localtime(when).date()
    return when or date.max
