"""The risk watch of the demo city: a look a month ago, what came of it, and a look today."""

from datetime import date, timedelta

from xinlu.accounts.actors import SYSTEM, Actor
from xinlu.supervision.models import Alert
from xinlu.supervision.services import alerts, watches

#: Days since the first look.
_AGO = timedelta(days=30)


def carry_out(today: date, clerks: dict[str, Actor]) -> None:
    """Look twice, and have the clerks of the counties deal with most of what the first look saw."""
    watches.watch(None, by=SYSTEM, on=today - _AGO)
    at_home = {clerk.authority.place_id: clerk for clerk in clerks.values() if clerk.authority}
    for number, alert in enumerate(Alert.objects.filter(raised_on=today - _AGO).order_by("pk")):
        clerk = at_home.get(alert.place_id or 0)
        if clerk is not None and alert.state == Alert.State.OPEN:
            _dealt_with(alert, clerk, number % 5)
    watches.watch(None, by=SYSTEM, on=today)


def _dealt_with(alert: Alert, clerk: Actor, way: int) -> None:
    if way in (0, 3):
        reason = "示例：已到企业核查，情况属实，已约谈负责人并责令整改。"
        alerts.confirm(alerts.take(alert, by=clerk), by=clerk, reason=reason)
    elif way == 1:
        alerts.dismiss(alert, by=clerk, reason="示例：已核对，情形已经消除。")
    elif way == 2:
        alerts.take(alert, by=clerk)
