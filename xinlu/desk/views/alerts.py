"""风险监测: the alerts, one alert with its evidence, and what is done with it."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate
from django.views.decorators.http import require_POST, require_safe

from xinlu.accounts.doors import OfficerRequest, officer_required
from xinlu.collection.models import Record
from xinlu.desk import alerts, stepping, timelines
from xinlu.desk.acting import fresh_nonce
from xinlu.desk.lists import LISTS, listed
from xinlu.desk.text import percent
from xinlu.desk.views.publicity import HOME
from xinlu.evaluation.models import Result
from xinlu.registry.models import Subject
from xinlu.supervision import selectors
from xinlu.supervision.models import Alert
from xinlu.supervision.watching import rules_on

LIST = ("风险监测", "/desk/alerts/")
#: Records that the page of an alert shows; the others are in the list of records.
SHOWN = 100


@require_safe
@officer_required()
def listing(request: OfficerRequest) -> HttpResponse:
    """List the alerts that the query form asks for, and what came of those of each rule."""
    context = listed(request, LISTS["alerts"])
    on = localdate()
    context |= {
        "rows": [
            (one, alerts.rule_title(one), alerts.evidence(one), alerts.TAGS[one.state], late)
            for one in context["page"]
            for late in (alerts.is_late(one, on),)
        ],
        "rules": [
            (one, percent(one.confirmed, one.raised))
            for one in selectors.usefulness(request.actor, on)
        ],
        "trail": [HOME, (LIST[0], "")],
    }
    return render(request, "desk/alerts.html", context)


@require_safe
@officer_required()
def alert(request: OfficerRequest, uid: UUID) -> HttpResponse:
    """Show one alert: its evidence, as far as the officer may see it, and what may be done."""
    one = _found(request, uid)
    on = localdate()
    records = Record.objects.visible_to(request.actor).filter(alerts=one)
    results = Result.objects.visible_to(request.actor).select_related("run__edition")
    subjects = Subject.objects.visible_to(request.actor)
    context = {
        "one": one,
        "title": alerts.rule_title(one),
        "rule": next((rule for rule in rules_on(on) if rule.code == one.rule), None),
        "evidence": alerts.evidence(one),
        "tag": alerts.TAGS[one.state],
        "is_late": alerts.is_late(one, on),
        "records": records.select_related("subject").order_by("-happened_on", "-pk")[:SHOWN],
        "count": one.records.count(),
        "seen": records.count(),
        "result": results.filter(pk=one.result_id or 0).first(),
        "opens_subject": subjects.filter(pk=one.subject_id or 0).exists(),
        "steps": alerts.steps_for(request.actor, one),
        "timeline": timelines.of_case(one),
        "nonce": fresh_nonce(),
        "trail": [HOME, LIST, (str(one), "")],
    }
    return render(request, "desk/alert.html", context)


@require_POST
@officer_required()
def step(request: OfficerRequest, uid: UUID, name: str) -> HttpResponse:
    """Do one of the things that may be done with an alert, and show it again."""
    one = _found(request, uid)
    stepping.take(request, one, alerts.STEPS.get(name))
    return redirect("desk:alert", uid=one.uid)


def _found(request: OfficerRequest, uid: UUID) -> Alert:
    rows = Alert.objects.visible_to(request.actor).select_related("subject", "place", "owner")
    return get_object_or_404(rows, uid=uid)
