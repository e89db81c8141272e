"""信用记录: the list with its query form, and one record with every field and its history."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from xinlu.accounts.doors import OfficerRequest, officer_required
from xinlu.catalogue import selectors as catalogue
from xinlu.collection import selectors
from xinlu.collection.histories import history, in_force_of
from xinlu.collection.models import Record
from xinlu.collection.openness import Audience
from xinlu.collection.services.corrections import may_correct
from xinlu.collection.templates import load_template
from xinlu.desk import files
from xinlu.desk.lists import LISTS, listed

STATE_TAGS: dict[str, str] = {Record.State.SUPERSEDED: "plain", Record.State.WITHDRAWN: "warn"}


@require_safe
@officer_required()
def records(request: OfficerRequest) -> HttpResponse:
    """List the records that the query form asks for."""
    context = listed(request, LISTS["records"])
    batch = context["form"].asked().get("batch")
    context["batch"] = selectors.batch_for(request.actor, batch) if batch else None
    context["rows"] = files.rows_of(context["page"])
    return render(request, "desk/records.html", context)


@require_safe
def record(request: OfficerRequest, uid: UUID) -> HttpResponse:
    """Show one record, to officers within reach and to those whom it is about."""
    one = selectors.record_for(request.actor, uid)
    if one is None:
        raise Http404
    template = load_template(one.template)
    is_officer = request.actor.kind == "officer"
    listing = ("信用记录", reverse("desk:records"))
    context = {
        "record": one,
        "template": template,
        "sheet": template.sheet(one.sheet),
        "fields": files.fields_of(one, Audience.OFFICE if is_officer else Audience.OWN),
        "item": catalogue.title_of(one.item_code),
        "raw": files.raw_of(one),
        "steps": [
            {"title": step.word, "by": step.by, "note": step.note, "when": step.at}
            for step in history(one, names=is_officer)
        ],
        "batch": selectors.batch_for(request.actor, one.batch.uid),
        "is_officer": is_officer,
        "may_correct": is_officer and one.state == "in-force" and may_correct(one, request.actor),
        "correction": is_officer and one.corrections.waiting().first(),
        "now": is_officer and in_force_of(one),
        "tag": STATE_TAGS.get(one.state, "info"),
        "trail": [
            *(
                [("工作台", reverse("desk:home")), listing]
                if is_officer
                else [("我的信用", reverse("desk:subject_home"))]
            ),
            (one.number or template.title, ""),
        ],
    }
    return render(request, "desk/record.html", context)
