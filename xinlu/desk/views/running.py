"""动态评价结果: what the edition in force says of a subject now, and the steps that led there."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from xinlu.accounts.doors import OfficerRequest
from xinlu.desk.views.results import shown
from xinlu.evaluation.models import RunningResult
from xinlu.evaluation.running import reading
from xinlu.registry import selectors as registry


@never_cache
@require_safe
def running(request: OfficerRequest, uid: UUID, scheme: str) -> HttpResponse:
    """Show a running result with its reasons and steps, to officers and to whom it is about."""
    subject = registry.by_uid(uid)
    visible = RunningResult.objects.visible_to(request.actor).select_related("edition", "subject")
    found = visible.filter(subject=subject, scheme=scheme).first() if subject else None
    if found is None or subject is None:
        raise Http404
    is_officer = request.actor.kind == "officer"
    told = shown(reading.explain(found), is_officer=is_officer)
    home = (
        [("工作台", reverse("desk:home")), (str(subject), reverse("desk:subject", args=[uid]))]
        if is_officer
        else [("我的信用", reverse("desk:subject_home"))]
    )
    context = {
        "running": found,
        "told": told,
        "bands": [(band.code, band.word, band.low) for band in told.bands],
        "better": "down" if told.kind == "points" else "up",
        "full": int(told.full) if told.full else 0,
        "lines": [row for row in told.rows if row.kind == "line"],
        "steps": reading.curve(subject, scheme),
        "trail": [*home, (f"{found.edition.title}动态结果", "")],
    }
    return render(request, "desk/running.html", context)
