"""来源不一致 on the desk: where sources state different values of a field, and what is done."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils.timezone import localdate, localtime

from xinlu.accounts.actors import Actor
from xinlu.desk.forms import Query, choice
from xinlu.desk.stepping import Step, offered
from xinlu.kernel.spreadsheets import Written
from xinlu.registry.models import Discrepancy
from xinlu.registry.ranks import Rank, ranks, titles
from xinlu.registry.services import discrepancies

#: The tag of each state.
TAGS: dict[str, str] = {
    Discrepancy.State.OPEN: "warn",
    Discrepancy.State.ASKED: "info",
    Discrepancy.State.ACCEPTED: "ok",
}
HEADINGS = (
    *("名称", "代码", "归属地", "字段", "采用的值", "采用的来源"),
    *("其他来源的值", "状态", "发现时间", "说明"),
)

STEPS: dict[str, Step] = {
    "accept": Step(
        discrepancies.accept,
        "认定",
        "选定以哪个来源为准并写明理由；来源的值一变，认定即失效，重新列入待办。",
        "理由",
        "已认定。",
        discrepancies.DECIDERS,
        Discrepancy.State.ACCEPTED,
    ),
    "ask": Step(
        discrepancies.ask,
        "请来源更正",
        "写明请哪个单位更正什么。来源更正后自动销号；在那以前按来源次序显示。",
        "请谁更正什么",
        "已记下，来源更正后自动销号。",
        discrepancies.ASKERS,
        Discrepancy.State.ASKED,
    ),
    "reopen": Step(
        discrepancies.reopen,
        "撤回",
        "撤回认定或更正的请求，重新按来源次序显示。",
        "理由",
        "已撤回。",
        discrepancies.DECIDERS,
        Discrepancy.State.OPEN,
    ),
}


class DiscrepancyQuery(Query):
    """Asks for discrepancies; without a state for those still at hand."""

    field = choice("字段", [])
    subject = forms.CharField(label="对象名称或代码", max_length=100, required=False)
    state = choice("状态", [])
    place = choice("归属地", [])

    def complete(self) -> None:
        """Offer fields and counties; without a state it is what is at hand."""
        self.choose("field", list(titles().items()))
        self.choose_place()
        self.fields["state"].choices = [  # type: ignore[attr-defined]
            ("", "待办"),
            *Discrepancy.State.choices,
            ("over", "已一致或已变化"),
        ]


def rows(actor: Actor, asked: dict[str, Any]) -> QuerySet[Discrepancy]:
    """Return the discrepancies that the query form asks for."""
    found = Discrepancy.objects.visible_to(actor).select_related("subject__home_place")
    state = asked.get("state")
    if state == "over":
        found = found.filter(is_current=False)
    elif state:
        found = found.filter(is_current=True, state=state)
    else:
        found = found.at_hand()
    if named := asked.get("subject"):
        found = found.filter(Q(subject__name__contains=named) | Q(subject__code=named.upper()))
    exact = {"field": asked.get("field"), "subject__home_place__code": asked.get("place")}
    return found.filter(**{name: value for name, value in exact.items() if value})


def told(one: Discrepancy, known: dict[str, Rank] | None = None) -> dict[str, Any]:
    """Return what sources state, the one that prevails first, and why it does."""
    rank = (known or ranks(localdate())).get(one.field)
    if rank is None:
        rank = Rank(one.field, titles().get(one.field, one.field), frozenset(), {}, "", False)
    order = sorted(one.evidence, key=rank.place)
    first = one.accepted if one.accepted in one.evidence else order[0]
    values = [
        (origin, rank.source(origin), one.evidence[origin])
        for origin in (first, *(origin for origin in order if origin != first))
    ]
    source = values[0][1]
    why = f"经办认定以{source}为准" if one.accepted else f"按来源次序，{source}在先"
    return {"title": rank.title, "values": values, "why": why, "rank": rank}


def cells(one: Discrepancy) -> Sequence[Written]:
    """Return a discrepancy as a row of a workbook."""
    said = told(one)
    (_, source, value), *others = said["values"]
    return (
        one.subject.name,
        one.subject.code.replace("/", " "),
        str(one.subject.home_place or ""),
        said["title"],
        value,
        source,
        "；".join(f"{title}：{text}" for _, title, text in others),
        one.get_state_display(),
        localtime(one.found_at),
        one.said[-1]["reason"] if one.said else "",
    )


def steps_for(actor: Actor, one: Discrepancy) -> dict[str, Step]:
    """Return what the actor may do about it now, by name; nothing once sources say other things."""
    return offered(STEPS, actor, one, {}) if one.is_current else {}
