"""我的信用: what a firm or a driver sees of itself."""

from typing import Any

from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.timezone import localdate
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from xinlu.accounts.doors import OfficerRequest
from xinlu.accounts.parameters import parameter
from xinlu.desk import files, purposes
from xinlu.evaluation.running import reading
from xinlu.registry import selectors as registry
from xinlu.registry.models import Subject


@never_cache
@require_safe
def subject_home(request: OfficerRequest) -> HttpResponseBase:
    """Show own results, own records and who opened own numbers; officers go to their bench."""
    if request.actor.kind != "subject":
        return redirect("desk:home")
    ids = request.actor.subject_ids or frozenset()
    subjects = Subject.objects.known().filter(pk__in=ids).select_related("home_place")
    context = {
        "subjects": [own_file(request, one) for one in subjects.order_by("name", "pk")],
        "delay": parameter("opening-delay", localdate()),
        "trail": [("我的信用", "")],
    }
    return render(request, "desk/subject_home.html", context)


def own_file(request: OfficerRequest, one: Subject) -> dict[str, Any]:
    """Return what somebody sees of the subject they speak for; no officer is named."""
    return {
        "subject": one,
        "identifiers": registry.masked_identifiers(one),
        "results": list(files.results_of(one, request.actor)),
        "running": reading.of_subject(one, request.actor),
        "groups": files.groups_of(one, request.actor),
        "openings": purposes.shown_to(one, localdate()).seen[: files.SHOWN],
    }
