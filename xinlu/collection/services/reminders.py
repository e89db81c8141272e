"""催办: whoever is in post where a decision was made is told that its time runs out."""

from datetime import date

from xinlu.accounts.actors import Actor
from xinlu.accounts.acts import NotAllowed, Refused, act
from xinlu.accounts.calendars import calendar
from xinlu.accounts.models import Role
from xinlu.collection.clocks import Standing, clock
from xinlu.collection.models import Decision, Reminder


@act("decision.remind", title="双公示催办", may=(Role.CLERK, Role.REVIEWER, Role.EVALUATOR))
def remind(decision: Decision, *, by: Actor, on: date, nonce: str = "") -> Reminder:
    """Remind the clerks in post at the decision's authority; they see it among what waits.

    Raises `NotAllowed` "not-open" where its clock does not run, `Refused` "reminded-today".
    """
    if decision.outside or decision.stopped_on is not None:
        raise NotAllowed(f"The clock of {decision} does not run.", code="not-open")
    if decision.reminded_on == on:
        raise Refused(f"{decision} was reminded of on {on}.", code="reminded-today")
    decision.reminded_on = on
    decision.save(update_fields=["reminded_on"])
    return Reminder.objects.create(decision=decision, on=on, by=by.user, text=text_of(decision, on))


def text_of(decision: Decision, on: date) -> str:
    """Return the reminder with its facts and its last day."""
    told = clock(decision.due_on, decision.stopped_on, on, calendar())
    due = f"应于 {decision.due_on} 前报送" if decision.due_on else "到期日待日历录入"
    left = f"还剩 {told.days_left} 个工作日" if told.standing is Standing.OPEN else told.word
    decided = decision.decided_on or "日期未填"
    kind = decision.get_kind_display()
    return f"{kind} {decision}，决定日期 {decided}，{due}（{left}）。请尽快报送。"[:300]
