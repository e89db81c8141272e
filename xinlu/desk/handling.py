"""The handling of a run (办理): which steps come next, what they do, and what keeps them back."""

from datetime import date
from typing import Any, Final

from xinlu.accounts.actors import Actor
from xinlu.accounts.models import Role
from xinlu.desk import timelines
from xinlu.desk.steps import Kind, Step
from xinlu.desk.text import day
from xinlu.evaluation import publicity
from xinlu.evaluation import selectors as evaluations
from xinlu.evaluation.models import Run
from xinlu.evaluation.services import runs

KINDS: Final[dict[str, Kind]] = {
    "propose": Kind("提请公示", (Role.EVALUATOR,), (Run.State.TRIAL,), runs.propose),
    "publicise": Kind(
        "审定公示", (Role.APPROVER,), (Run.State.PROPOSED,), runs.publicise, needs_day=True
    ),
    "send-back": Kind(
        "退回", (Role.APPROVER,), (Run.State.PROPOSED,), runs.send_back, needs_reason=True
    ),
    "announce": Kind(
        "公告", (Role.APPROVER,), (Run.State.PUBLICISED,), runs.announce, needs_day=True
    ),
    "withdraw": Kind(
        "撤回", (Role.APPROVER,), Run.PUBLIC, runs.withdraw, needs_reason=True, is_grave=True
    ),
    "cancel": Kind(
        "取消这次评价",
        (Role.EVALUATOR,),
        (Run.State.QUEUED, Run.State.COMPUTING, Run.State.TRIAL),
        runs.cancel,
        needs_reason=True,
        is_grave=True,
    ),
}


def steps_for(run: Run, actor: Actor, on: date) -> list[Step]:
    """Return the steps that the actor's posts may take from where the run stands."""
    return [
        Step(
            name,
            kind.verb,
            effect(name, run, on),
            blocked(name, run, actor, on),
            kind.needs_reason,
            kind.is_grave,
        )
        for name, kind in KINDS.items()
        if run.state in kind.states and actor.has(*kind.roles) and actor.place_ids is None
    ]


def effect(name: str, run: Run, on: date) -> str:
    """Return what follows from a step, in a sentence."""
    count = f"这 {run.subject_count} 个主体的结果"
    if name == "publicise":
        until = publicity.closes(on)
        ends = f"公示至 {day(until)}" if until else "公示期满日算不出来：日历待录入"
        return f"{count}今天起公开，任何人都可以查到；{ends}。"
    return {
        "propose": "提请后由审定岗的另一人审定；审定之前结果仍不公开。",
        "send-back": "退回后重新成为试算，由评价岗处理；结果仍不公开。",
        "announce": f"{count}公告后成为正式结果。",
        "withdraw": f"{count}不再公开，历史里仍可查到；要公布须重新评价。",
        "cancel": "停止这次评价，已算出的试算结果删去。",
    }[name]


def blocked(name: str, run: Run, actor: Actor, on: date) -> str:
    """Return why a step may not be taken now; empty where nothing keeps it back."""
    if name in ("propose", "publicise") and (lacking := evaluations.unconfirmed(run)):
        return f"有 {len(lacking)} 个待核实的值还没有核定，结果只能是试算。"
    if name in ("publicise", "announce") and actor.user is not None:
        own = {run.proposed_by_id, run.asked_by_id if name == "publicise" else None}
        if actor.user.pk in own:
            return "须由另一人办理：发起或提请的是您自己。"
    if name == "announce":
        until = run.publicity_until or (run.publicised_on and publicity.closes(run.publicised_on))
        if not until:
            return "公示期满日算不出来：日历待录入。"
        if on <= until:
            return f"公示期到 {day(until)}（含当日），期满后才能公告。"
    return ""


def timeline_of(run: Run) -> list[dict[str, Any]]:
    """Return what was done with the run, by whom and when, and what is still to come."""
    done = timelines.of_run(run)
    return done + [
        {"title": title, "when": when, "state": state} for title, when, state in _to_come(run)
    ]


def _to_come(run: Run) -> list[tuple[str, str, str]]:
    """Return the steps between the run's state and the announcement; the first is now."""
    state = Run.State
    ahead = [
        (state.QUEUED, "算出试算结果", "排队中"),
        (state.COMPUTING, "算出试算结果", "计算中"),
        (state.TRIAL, "提请公示", "待评价岗"),
        (state.PROPOSED, "审定公示", "待审定岗另一人"),
        (state.PUBLICISED, "公告", _until(run)),
    ]
    at = next((place for place, (now, _, _) in enumerate(ahead) if now == run.state), None)
    if at is None:
        return []
    first, *later = ahead[at:]
    rest = [(title, "", "next") for now, title, _ in later if now != state.COMPUTING]
    return [(first[1], first[2], "now"), *rest]


def _until(run: Run) -> str:
    return f"公示至 {day(run.publicity_until)}" if run.publicity_until else "日历待录入"
