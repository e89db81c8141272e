"""报送与导入: sending a file, what became of it, mending, storing, taking back."""

from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any, cast
from uuid import UUID

from django.core.files.uploadedfile import TemporaryUploadedFile, UploadedFile
from django.db import transaction
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localdate, localtime
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from xinlu.accounts.doors import OfficerRequest, officer_required
from xinlu.accounts.models import Role
from xinlu.accounts.parameters import parameter
from xinlu.collection import selectors
from xinlu.collection.messages import sentence
from xinlu.collection.models import Batch
from xinlu.collection.reconciling import compared, known_counts
from xinlu.collection.services import batches, suspicions
from xinlu.collection.services.returning import returned_workbook
from xinlu.collection.templates import UnknownTemplate, load_template
from xinlu.desk import sheets, telling, timelines, words, workbooks
from xinlu.desk.acting import attempt, fresh_nonce, nonce_of
from xinlu.desk.forms import Reason, Upload
from xinlu.desk.lists import LISTS, listed

RUNNING = (Batch.State.RECEIVED, Batch.State.CHECKING, Batch.State.STORING)
IMPORTS = ("报送与导入", "/desk/imports/")


def found(request: OfficerRequest, uid: UUID) -> Batch:
    """Return the batch, or 404 where the officer may not see it."""
    batch = selectors.batch_for(request.actor, uid)
    if batch is None:
        raise Http404
    return batch


@require_safe
@officer_required()
def history(request: OfficerRequest) -> HttpResponse:
    """List the batches that were sent."""
    context = listed(request, LISTS["imports"])
    context["rows"] = [
        {
            "batch": batch,
            "title": load_template(batch.template).title,
            "tag": words.BATCH_TAGS.get(batch.state, "plain"),
        }
        for batch in context["page"]
    ]
    context["may_send"] = request.actor.has(Role.CLERK)
    return render(request, "desk/imports.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@officer_required(Role.CLERK)
def new(request: OfficerRequest) -> HttpResponse:
    """Ask for a template and a file or a paste; then have it checked."""
    if request.method == "POST":
        form = Upload(request.POST, request.FILES)
        if form.is_valid() and (batch := attempt(request, partial(send, request, form))):
            return after_sending(request, batch)
    else:
        form = Upload(initial={"template": request.GET.get("template"), "nonce": fresh_nonce()})
    context = {
        "form": form,
        "templates": telling.templates_told(),
        "trail": [("工作台", reverse("desk:home")), IMPORTS, ("导入报送表", "")],
    }
    return render(request, "desk/import_new.html", context)


def send(request: OfficerRequest, form: Upload) -> Batch:
    """Receive what the form brought, and what it states of the month."""
    told = form.cleaned_data
    content, name, channel = brought(told["file"], told["pasted"], localtime())
    with transaction.atomic():
        batch = batches.receive(
            None,
            by=request.actor,
            template=told["template"],
            file_name=name,
            content=content,
            on=localdate(),
            year=told["year"],
            channel=channel,
            nonce=told["nonce"],
        )
        totals = [total] if (total := form.total()) else []
        suspicions.state_all(totals, by=request.actor, batch=batch)
    return batch


def brought(
    file: "UploadedFile[Any] | None", pasted: str, now: datetime
) -> tuple[Path | bytes, str, str]:
    """Return the content, the name and the channel of what was sent."""
    if file is None:
        return workbooks.pasted(pasted), f"粘贴 {now:%Y-%m-%d %H%M}.csv", "paste"
    name = file.name or "未命名"
    if isinstance(file, TemporaryUploadedFile):
        return Path(file.temporary_file_path()), name, "upload"
    return file.read(), name, "upload"


def after_sending(request: OfficerRequest, batch: Batch) -> HttpResponse:
    """Go to the batch; say so where the same file was there before."""
    visible = selectors.batch_for(request.actor, batch.uid) is not None
    if batch.is_repeated:
        telling.repeated(request, batch, visible)
    if not visible:
        return redirect("desk:imports")
    return redirect("desk:import_batch", uid=batch.uid)


@require_safe
@officer_required()
def empty_workbook(request: OfficerRequest, code: str) -> HttpResponseBase:
    """Give out the empty workbook of a template."""
    try:
        template = load_template(code)
    except UnknownTemplate:
        raise Http404 from None
    return workbooks.response(workbooks.empty(template), f"{template.title}（空表）.xlsx")


@never_cache
@require_safe
@officer_required()
def batch(request: OfficerRequest, uid: UUID) -> HttpResponse:
    """Show the batch as it stands: under way, to be confirmed, stored, or not readable."""
    one = found(request, uid)
    template = load_template(one.template)
    context: dict[str, Any] = {
        "batch": one,
        "template": template,
        "tag": words.BATCH_TAGS.get(one.state, "plain"),
        "may_act": request.actor.has(Role.CLERK),
        "nonce": fresh_nonce(),
        "headline": telling.headline(one),
        "timeline": timelines.of_batch(one),
        "stated": [
            (each, compared(each, known_counts(authority=each.authority_id)))
            for each in one.statements.order_by("month", "kind")
        ],
        "trail": [("工作台", reverse("desk:home")), IMPORTS, (template.title, "")],
        **telling.progress_of(one),
    }
    if one.state == Batch.State.FAILED:
        failure = one.failure or {}
        context["failure"] = sentence(failure.get("code", ""), failure.get("params", {}))
        context["code"] = failure.get("code", "")
    if one.state in (Batch.State.CHECKED, Batch.State.STORED, Batch.State.WITHDRAWN):
        context |= outcome(request, one)
    return render(request, "desk/import_batch.html", context)


def outcome(request: OfficerRequest, one: Batch) -> dict[str, Any]:
    """Return what a checked batch's page shows: counts, the grid, remarks, what may be done."""
    asked = {
        name: request.GET.get(name, "").replace("\0", "") for name in ("show", "code", "at", "page")
    }
    default = "refused" if one.refused_count else "all"
    grid = None
    if one.preview.exists():
        wanted = sheets.Wanted(**{**asked, "show": asked["show"] or default})
        grid = sheets.grid_of(one, wanted)
    codes = one.outline.get("codes", {})
    return {
        "grid": grid,
        "chips": [(code, words.KINDS.get(code, code), count) for code, count in codes.items()],
        "remarks": telling.remarks_of(one),
        "hours": parameter("batch-withdrawal", localdate()).value,
        "reason_form": Reason(initial={"nonce": fresh_nonce()}),
        "may_withdraw": request.actor.has(Role.CLERK, Role.REVIEWER),
        "withdrawn": one.outline.get("withdrawn"),
    }


@never_cache
@require_safe
@officer_required()
def progress(request: OfficerRequest, uid: UUID) -> HttpResponse:
    """Return the bar of a batch under way; once it is done the page is loaded anew."""
    one = found(request, uid)
    if one.state not in RUNNING:
        return HttpResponse(headers={"HX-Refresh": "true"})
    context = {"batch": one, **telling.progress_of(one)}
    return render(request, "desk/_batch_progress.html", context)


@require_safe
@officer_required()
def returned(request: OfficerRequest, uid: UUID) -> HttpResponse:
    """Give the sender's own workbook back, with the cells marked that must be mended."""
    one = found(request, uid)
    content, name = returned_workbook(one, only_refused="all" not in request.GET)
    answer = HttpResponse(content, content_type=workbooks.XLSX)
    answer["Content-Disposition"] = workbooks.attachment(name)
    return answer


@require_POST
@officer_required(Role.CLERK)
def confirm(request: OfficerRequest, uid: UUID) -> HttpResponse:
    """Have the accepted rows stored."""
    one = found(request, uid)
    act = partial(batches.confirm, one, by=request.actor, nonce=nonce_of(request))
    attempt(request, act)
    return redirect("desk:import_batch", uid=uid)


@require_POST
@officer_required(Role.CLERK)
def discard(request: OfficerRequest, uid: UUID) -> HttpResponse:
    """Give the batch up."""
    one = found(request, uid)
    act = partial(batches.discard, one, by=request.actor, nonce=nonce_of(request))
    attempt(request, act, "已放弃这一批，没有任何一行入库。")
    return redirect("desk:import_batch", uid=uid)


@require_POST
@officer_required(Role.CLERK, Role.REVIEWER)
def withdraw(request: OfficerRequest, uid: UUID) -> HttpResponse:
    """Take a stored batch back whole, for a reason."""
    one = found(request, uid)
    form = Reason(request.POST)
    told = form.cleaned_data if form.is_valid() else {"reason": "", "nonce": ""}
    act = partial(batches.withdraw, one, by=request.actor, now=timezone.now(), **told)
    attempt(request, cast(Any, act), f"已整批撤回 {one.accepted_count} 条记录，历史里仍可查到。")
    return redirect("desk:import_batch", uid=uid)
