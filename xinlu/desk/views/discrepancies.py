"""来源不一致: the list, and one field with what every source states and what is done about it."""

from functools import partial
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import localdate
from django.views.decorators.http import require_POST, require_safe

from xinlu.accounts.doors import OfficerRequest, officer_required
from xinlu.collection import selectors as collection
from xinlu.desk import discrepancies, stepping, timelines
from xinlu.desk.acting import attempt, fresh_nonce, nonce_of
from xinlu.desk.lists import LISTS, listed
from xinlu.registry.models import Discrepancy
from xinlu.registry.ranks import ranks
from xinlu.registry.services import discrepancies as services
from xinlu.registry.statements import latest_of


@require_safe
@officer_required()
def listing(request: OfficerRequest) -> HttpResponse:
    """List the discrepancies that the query form asks for."""
    context = listed(request, LISTS["discrepancies"])
    known = ranks(localdate())
    context["rows"] = [
        (one, discrepancies.told(one, known), discrepancies.TAGS[one.state])
        for one in context["page"]
    ]
    return render(request, "desk/discrepancies.html", context)


@require_safe
@officer_required()
def discrepancy(request: OfficerRequest, uid: UUID) -> HttpResponse:
    """Show the values side by side, which prevails and why, and what may be done."""
    one = _found(request, uid)
    said = discrepancies.told(one)
    latest = latest_of([one.subject_id]).get((one.subject_id, one.field), {})
    seen = collection.records_visible_to(request.actor).filter(
        uid__in=[each.record for each in latest.values()]
    )
    visible = {str(pk) for pk in seen.values_list("uid", flat=True)}
    voices = [
        (source, value, latest.get(origin), origin in latest and latest[origin].record in visible)
        for origin, source, value in said["values"]
    ]
    steps = discrepancies.steps_for(request.actor, one)
    context = {
        "one": one,
        "said": said,
        "voices": voices,
        "tag": discrepancies.TAGS[one.state],
        "steps": {name: step for name, step in steps.items() if name != "accept"},
        "accept": steps.get("accept"),
        "timeline": timelines.of_case(one),
        "nonce": fresh_nonce(),
        "trail": [
            ("工作台", reverse("desk:home")),
            ("来源不一致", reverse("desk:discrepancies")),
            (f"{one} {said['title']}", ""),
        ],
    }
    return render(request, "desk/discrepancy.html", context)


@require_POST
@officer_required()
def step(request: OfficerRequest, uid: UUID, name: str) -> HttpResponse:
    """Do one of the things that may be done about it, and show it again."""
    one = _found(request, uid)
    if name == "accept":
        said = {key: request.POST.get(key, "") for key in ("origin", "reason")}
        act = partial(services.accept, one, by=request.actor, nonce=nonce_of(request), **said)
        attempt(request, act, discrepancies.STEPS["accept"].done)
    else:
        stepping.take(request, one, discrepancies.STEPS.get(name))
    return redirect("desk:discrepancy", uid=one.uid)


def _found(request: OfficerRequest, uid: UUID) -> Discrepancy:
    rows = Discrepancy.objects.visible_to(request.actor).select_related("subject__home_place")
    return get_object_or_404(rows, uid=uid)
