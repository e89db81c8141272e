"""疑似漏报 on the desk: the cases that a query form asks for, their evidence, what may be done."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db.models import QuerySet

from xinlu.accounts.actors import Actor
from xinlu.accounts.models import Role
from xinlu.collection.models import Suspicion
from xinlu.collection.services import suspicions
from xinlu.desk.stepping import Step, offered
from xinlu.kernel.spreadsheets import Written

#: The tag of each state.
TAGS: dict[str, str] = {
    Suspicion.State.OPEN: "warn",
    Suspicion.State.EXPLAINED: "info",
    Suspicion.State.ALLEGED: "warn",
    Suspicion.State.CLEARED: "ok",
    Suspicion.State.MENDED: "ok",
    Suspicion.State.CONFIRMED: "bad",
}
HEADINGS = (
    "依据",
    "线索",
    "缺报件数",
    "单位",
    "区县",
    "状态",
    "经办人",
    "发现日期",
    "说明期限",
    "说明",
    "意见",
)


STEPS: dict[str, Step] = {
    "explain": Step(
        suspicions.explain,
        "说明",
        "已作废、属其他领域、由上级机关作出等。漏报的直接补报，补报后自动办结。",
        "说明",
        "已说明，待审核岗复核。",
        (Role.CLERK,),
        Suspicion.State.EXPLAINED,
    ),
    "clear": Step(
        suspicions.clear,
        "认可说明",
        "说明成立，没有漏报。",
        "意见",
        "已认可，这件办结。",
        (Role.REVIEWER,),
        Suspicion.State.CLEARED,
    ),
    "reopen": Step(
        suspicions.reopen,
        "退回",
        "退回单位重新说明或者补报。",
        "意见",
        "已退回单位。",
        (Role.REVIEWER,),
        Suspicion.State.OPEN,
    ),
    "allege": Step(
        suspicions.allege,
        "提请认定瞒报",
        "须由另一名审核人员认定；认定以前只是疑似。",
        "事实和理由",
        "已提请，由另一名审核人员认定。",
        (Role.REVIEWER,),
        Suspicion.State.ALLEGED,
    ),
    "confirm": Step(
        suspicions.confirm,
        "认定瞒报",
        "认定后这件计为瞒报，不再变动。",
        "认定意见",
        "已认定为瞒报。",
        (Role.REVIEWER,),
        Suspicion.State.CONFIRMED,
    ),
}


def rows(actor: Actor, asked: dict[str, Any]) -> QuerySet[Suspicion]:
    """Return the cases that the query form asks for; without a state those still at hand."""
    found = Suspicion.objects.visible_to(actor).select_related("authority", "place", "owner")
    state = asked.get("state")
    found = found.filter(state=state) if state else found.at_hand()
    exact = {"kind": asked.get("kind"), "place__code": asked.get("place")}
    return found.filter(**{name: value for name, value in exact.items() if value})


def evidence(case: Suspicion) -> str:
    """Return what the case rests on, in a sentence."""
    facts = case.facts
    if case.kind == Suspicion.Kind.GAP:
        return f"{facts['about']} 缺第 {facts['missing']} 号"
    if case.kind == Suspicion.Kind.KNOWN:
        numbers = facts["numbers"]
        more = f"等 {case.count} 件" if case.count > len(numbers) else ""
        return f"{facts['about']}中有而双公示未报：{'、'.join(numbers)}{more}"
    if case.kind == Suspicion.Kind.COUNT:
        return _of_count(facts)
    return f"{facts['about']} 没有一件；此前 {facts['months']} 个月平均每月 {facts['usual']} 件"


def _of_count(facts: dict[str, Any]) -> str:
    told = [f"{facts['about']}：单位对账 {facts['said']} 件，本平台 {facts['known']} 件"]
    if numbers := facts.get("numbers"):
        told.append(f"未见的文号：{'、'.join(numbers)}")
    if "said_fines" in facts:
        told.append(f"罚款单位对账 {facts['said_fines']} 万元，已入库 {facts['known_fines']} 万元")
    if refused := facts.get("refused"):
        told.append(f"退回尚未改正的不计：{'、'.join(refused)}")
    return "；".join(told)


def cells(case: Suspicion) -> Sequence[Written]:
    """Return a case as a row of a workbook."""
    return (
        case.get_kind_display(),
        evidence(case),
        case.count,
        str(case.authority),
        str(case.place),
        case.get_state_display(),
        str(case.owner or ""),
        case.raised_on,
        case.due_on,
        case.explanation,
        case.opinion,
    )


def steps_for(actor: Actor, case: Suspicion) -> dict[str, Step]:
    """Return what the actor may do with the case now, by name."""
    own = {"clear": case.explained_by_id, "confirm": case.alleged_by_id}
    return offered(STEPS, actor, case, own)


def is_late(case: Suspicion, on: date) -> bool:
    """Say whether the unit's time to explain is over."""
    return case.state == Suspicion.State.OPEN and case.due_on is not None and case.due_on < on
