"""风险监测 on the desk: the alerts that a query form asks for, their evidence, what may be done."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.db.models import Q, QuerySet

from xinlu.accounts.actors import Actor
from xinlu.accounts.models import Role
from xinlu.collection.templates import load_template
from xinlu.desk.forms import Query, choice
from xinlu.desk.stepping import Step, offered
from xinlu.kernel.spreadsheets import Written
from xinlu.supervision.models import Alert
from xinlu.supervision.services import alerts
from xinlu.supervision.watching import titles

#: The tag of each state.
TAGS: dict[str, str] = {
    Alert.State.OPEN: "warn",
    Alert.State.TAKEN: "info",
    Alert.State.CONFIRMED: "bad",
    Alert.State.DISMISSED: "plain",
    Alert.State.PASSED: "plain",
}
HEADINGS = (
    *("规则", "对象", "代码", "依据", "区县", "状态", "承办人"),
    *("发现日期", "核查期限", "核查意见"),
)
OFFICERS = (Role.CLERK, Role.REVIEWER)

STEPS: dict[str, Step] = {
    "take": Step(
        alerts.take,
        "承办",
        "由您核查，记为承办人。",
        "",
        "已由您承办。",
        OFFICERS,
        Alert.State.TAKEN,
    ),
    "confirm": Step(
        alerts.confirm,
        "属实",
        "风险存在。写明核查情况和已采取的措施；预警本身不是信用记录，不影响等级。",
        "核查情况",
        "已记为属实，这件办结。",
        OFFICERS,
        Alert.State.CONFIRMED,
    ),
    "dismiss": Step(
        alerts.dismiss,
        "不属实",
        "没有风险，或者情形已经消除（如已换证）。写明理由。",
        "理由",
        "已记为不属实，这件办结。",
        OFFICERS,
        Alert.State.DISMISSED,
    ),
    "pass_on": Step(
        alerts.pass_on,
        "移送",
        "不属本单位职责。写明移送给哪个单位、为什么。",
        "移送单位和理由",
        "已记为移送，这件办结。",
        OFFICERS,
        Alert.State.PASSED,
    ),
}


class AlertQuery(Query):
    """Asks for alerts; without a state for those still at hand."""

    rule = choice("规则", [])
    subject = forms.CharField(label="对象名称或代码", max_length=100, required=False)
    state = choice("状态", [])
    place = choice("区县", [])

    def complete(self) -> None:
        """Offer rules and counties; without a state it is what is at hand."""
        self.choose("rule", list(titles().items()))
        self.choose_place()
        self.fields["state"].choices = [("", "待办"), *Alert.State.choices]  # type: ignore[attr-defined]


def rows(actor: Actor, asked: dict[str, Any]) -> QuerySet[Alert]:
    """Return the alerts that the query form asks for; without a state those still at hand."""
    found = Alert.objects.visible_to(actor).select_related("subject", "place", "owner")
    state = asked.get("state")
    found = found.filter(state=state) if state else found.at_hand()
    if named := asked.get("subject"):
        found = found.filter(Q(subject__name__contains=named) | Q(subject__code=named))
    exact = {"rule": asked.get("rule"), "place__code": asked.get("place")}
    return found.filter(**{name: value for name, value in exact.items() if value})


def rule_title(alert: Alert) -> str:
    """Return what the alert's rule is called."""
    return titles().get(alert.rule, alert.rule)


def evidence(alert: Alert) -> str:
    """Return what was seen, in a sentence."""
    facts = alert.facts
    if facts["shape"] == "spike":
        days, spans = facts["days"], facts["spans"]
        return f"近 {days} 天 {facts['now']} 件；此前 {spans} 个 {days} 天共 {facts['past']} 件"
    if facts["shape"] == "crowd":
        return f"近 {facts['days']} 天有 {facts['subjects']} 个新增主体在同一地址"
    if facts["shape"] == "edge":
        return (
            f"{facts['scheme']} {facts['year']} 年度 {facts['score']} 分、{facts['grade']} 级，"
            f"下一等级以 {facts['edge']} 分为界；其后新增违法 {facts['now']} 件，该结果尚未计入"
        )
    what = facts["name"] or load_template(facts["template"]).title
    return f"{what}有效期至 {facts['until']}，没有接续的证件"


def cells(alert: Alert) -> Sequence[Written]:
    """Return an alert as a row of a workbook."""
    return (
        rule_title(alert),
        str(alert),
        alert.subject.code.replace("/", " ") if alert.subject else "",
        evidence(alert),
        str(alert.place or ""),
        alert.get_state_display(),
        str(alert.owner or ""),
        alert.raised_on,
        alert.due_on,
        alert.outcome,
    )


def steps_for(actor: Actor, alert: Alert) -> dict[str, Step]:
    """Return what the actor may do with the alert now, by name."""
    return offered(STEPS, actor, alert, {"take": alert.owner_id})


def is_late(alert: Alert, on: date) -> bool:
    """Say whether the time to look into it is over."""
    return alert.state not in Alert.FINAL and alert.due_on is not None and alert.due_on < on
