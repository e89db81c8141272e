"""更正: the list, one correction, a new one from the page of its record, and the workload."""

from functools import partial
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localdate
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from xinlu.accounts.acts import DoneBefore, NotPermitted, Refused
from xinlu.accounts.doors import OfficerRequest, officer_required
from xinlu.collection import selectors
from xinlu.collection.histories import shown
from xinlu.collection.messages import sentence
from xinlu.collection.models import Correction, Record
from xinlu.collection.services import correcting
from xinlu.collection.services import corrections as services
from xinlu.collection.services.correcting import Candidate, RowUnfit
from xinlu.collection.templates import load_template
from xinlu.desk import corrections, timelines, words
from xinlu.desk.acting import attempt, fresh_nonce, nonce_of
from xinlu.desk.correction_forms import Correcting
from xinlu.desk.forms import Reason
from xinlu.desk.lists import LISTS, listed
from xinlu.desk.workbooks import attachment
from xinlu.registry import vault

HOME = ("工作台", "/desk/")
LIST = ("记录更正", "/desk/corrections/")


@require_safe
@officer_required()
def listing(request: OfficerRequest) -> HttpResponse:
    """List the corrections that the query form asks for."""
    context = listed(request, LISTS["corrections"])
    context["rows"] = [
        (
            one,
            load_template(one.template).title,
            corrections.gist(one),
            corrections.cause_title(one),
            corrections.TAGS[one.state],
        )
        for one in context["page"]
    ]
    return render(request, "desk/corrections.html", context)


@require_safe
@officer_required()
def workload(request: OfficerRequest) -> HttpResponse:
    """Show how many records were corrected, by authority, template, field, cause and month."""
    context = listed(request, LISTS["correction-work"])
    asked = context["form"].asked()
    context |= {
        "group": corrections.GROUPS[asked.get("by") or "authority"],
        "then": corrections.GROUPS.get(asked.get("then", ""), ""),
        "sum": corrections.total(request.actor, asked),
        "trail": [HOME, LIST, ("工作量", "")],
    }
    return render(request, "desk/corrections_workload.html", context)


@require_safe
@officer_required()
def correction(request: OfficerRequest, uid: UUID) -> HttpResponse:
    """Show one correction: both values of each field, why, and what may be done."""
    one = _found(request, uid)
    context = {
        "one": one,
        "tag": corrections.TAGS[one.state],
        "template": load_template(one.template),
        "changes": shown(one),
        "cause": corrections.cause_title(one),
        "touched": corrections.touched(one.record) if one.state == "proposed" else [],
        "steps": corrections.steps_for(request.actor, one),
        "is_own": one.proposed_by_id == request.user.pk and one.state == "proposed",
        "timeline": timelines.of_correction(one),
        "nonce": fresh_nonce(),
        "trail": [HOME, LIST, (str(one), "")],
    }
    return render(request, "desk/correction.html", context)


@require_POST
@officer_required()
def step(request: OfficerRequest, uid: UUID, name: str) -> HttpResponse:
    """Do one of the things that may be done with a correction, and show it again."""
    one, chosen = _found(request, uid), corrections.STEPS.get(name)
    if chosen is None:
        raise Http404
    told: dict[str, Any] = {"now": timezone.now(), "nonce": nonce_of(request)}
    if chosen.label:
        form = Reason(request.POST)
        if not form.is_valid():
            attempt(request, words.refuse_without_reason)
            return redirect("desk:correction", uid=uid)
        told["reason"] = form.cleaned_data["reason"]
    attempt(request, partial(chosen.act, one, by=request.actor, **told), chosen.done)
    return redirect("desk:correction", uid=uid)


@require_safe
@officer_required()
def proof(request: OfficerRequest, uid: UUID) -> HttpResponse:
    """Give out the document that proves a correction, always as a file to be kept."""
    one = _found(request, uid)
    if not one.stored_name:
        raise Http404
    content = b"".join(vault.pieces(one.stored_name))
    return HttpResponse(
        content,
        content_type="application/octet-stream",
        headers={"Content-Disposition": attachment(one.file_name)},
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@officer_required(*services.PROPOSERS)
def new(request: OfficerRequest, uid: UUID) -> HttpResponse:
    """Take new values for a record's fields; before they are sent, show what they touch."""
    record = selectors.record_for(request.actor, uid)
    if record is None:
        raise Http404
    services.must_be_own(record, request.actor)
    if attempt(request, partial(_is_open_to_change, record)) is None:
        return redirect("desk:record", uid=uid)
    form = Correcting(
        request.POST or None,
        request.FILES or None,
        record=record,
        initial={"nonce": fresh_nonce()},
    )
    told = None
    if request.method == "POST" and form.is_valid():
        if "look" in request.POST:
            told = _examined(form, record)
        elif (made := _proposed(request, form, record)) is not None:
            return redirect("desk:correction", uid=made.uid)
    context = {
        "record": record,
        "template": load_template(record.template),
        "form": form,
        "told": told,
        "changes": shown(services.drafted(record, told)) if told else [],
        "touched": corrections.touched(record, told),
        "trail": [HOME, ("信用记录", reverse("desk:records")), *_of(record), ("更正", "")],
    }
    return render(request, "desk/correction_new.html", context)


def _of(record: Record) -> list[tuple[str, str]]:
    title = record.number or load_template(record.template).title
    return [(title, reverse("desk:record", args=[record.uid]))]


def _is_open_to_change(record: Record) -> bool:
    """Refuse a record that is corrected no more, or waits for a correction already."""
    correcting.must_be_in_force(record)
    if record.corrections.waiting().exists():
        raise Refused("One waits already.", code="correction-open")
    return True


def _examined(form: Correcting, record: Record) -> Candidate | None:
    """Return what the record would be, or say at each field why it cannot be so."""
    try:
        return correcting.examine(record, form.changes(), on=localdate())
    except Refused as refused:
        _tell(form, refused)
        return None


def _proposed(request: OfficerRequest, form: Correcting, record: Record) -> Correction | None:
    """Propose what the form says, or say at each field why it cannot be so."""
    said = form.cleaned_data
    act = partial(
        services.propose,
        record,
        by=request.actor,
        changes=form.changes(),
        cause=said["cause"],
        reason=said["reason"],
        now=timezone.now(),
        proof=form.proof(),
        nonce=nonce_of(request),
    )
    try:
        made = act()
    except (NotPermitted, DoneBefore):
        raise
    except Refused as refused:
        _tell(form, refused)
        return None
    done = "已更正，新值已生效。" if made.into_id else "已提出，待审核岗另一人复核。"
    return attempt(request, lambda: made, done)


def _tell(form: Correcting, refused: Refused) -> None:
    """Put each reason at the field that it is about."""
    if not isinstance(refused, RowUnfit):
        form.add_error(None, words.said(refused))
        return
    for each in refused.refusals:
        told = sentence(each.code, {**each.params, "value": each.value})
        name = f"f-{each.key}"
        form.add_error(name if name in form.fields else None, told)


def _found(request: OfficerRequest, uid: UUID) -> Correction:
    rows = Correction.objects.visible_to(request.actor).select_related(*corrections.RELATED)
    return get_object_or_404(rows, uid=uid)
