"""工作台: what waits today, what was done, and the search over everything in reach."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localdate
from django.views.decorators.http import require_safe

from xinlu.accounts.acts import ACTS
from xinlu.accounts.doors import OfficerRequest, officer_required
from xinlu.accounts.ledger import readable
from xinlu.accounts.models import AuditEntry, Role
from xinlu.collection import selectors as collection
from xinlu.collection.selectors import RecordFilters
from xinlu.collection.templates import load_template
from xinlu.desk import asking, boards, files, targets, waiting, words
from xinlu.desk.lists import PAGE
from xinlu.evaluation.models import Run

#: Rows of the short lists on the first page.
FEW = 8
#: Acts that the list of what was done leaves out: they are no work.
NO_WORK = ("person.enter", "list.export")


@require_safe
def home(request: OfficerRequest) -> HttpResponseBase:
    """Show what waits today; who speaks for a subject goes to their own page."""
    if request.actor.kind != "officer":
        return redirect("desk:subject_home")
    return bench(request)


@officer_required()
def bench(request: OfficerRequest) -> HttpResponse:
    """Show the officer's first page."""
    actor, today = request.actor, localdate()
    tasks = waiting.tasks_of(actor, today)
    batches = collection.batches_for(actor)[:FEW]
    context = {
        "today": today,
        "tasks": tasks[:FEW],
        "task_count": len(tasks),
        "under_way": collection.todo(actor).under_way,
        "batches": [
            (batch, load_template(batch.template).title, words.BATCH_TAGS.get(batch.state, "plain"))
            for batch in batches
        ],
        "runs": Run.objects.public().select_related("edition")[:FEW],
        "board": boards.board(actor, today),
        "may_send": actor.has(Role.CLERK),
        "trail": [("工作台", "")],
    }
    return render(request, "desk/home.html", context)


@require_safe
@officer_required()
def todo(request: OfficerRequest) -> HttpResponse:
    """List what waits for the officer."""
    tasks = waiting.tasks_of(request.actor, localdate())
    context = {
        "page": Paginator(tasks, PAGE).get_page(request.GET.get("page")),
        "trail": [("工作台", reverse("desk:home")), ("待办", "")],
    }
    return render(request, "desk/todo.html", context)


@require_safe
@officer_required()
def done(request: OfficerRequest) -> HttpResponse:
    """List what the officer has done, the latest first."""
    own = AuditEntry.objects.filter(actor_kind="officer", actor_id=request.actor.id)
    own = own.filter(act__in=list(ACTS)).exclude(act__in=NO_WORK).order_by("-id")
    page = Paginator(own, PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": targets.named(readable(page)),
        "trail": [("工作台", reverse("desk:home")), ("已办", "")],
    }
    return render(request, "desk/done.html", context)


@require_safe
@officer_required()
def search(request: OfficerRequest) -> HttpResponseBase:
    """Find subjects by name, code or plate, and records by document number."""
    query = request.GET.get("q", "").replace("\0", "").strip()[:100]
    context: dict[str, Any] = {
        "q": query,
        "subjects": [],
        "records": [],
        "trail": [("工作台", reverse("desk:home")), ("搜索", "")],
    }
    if query:
        context["subjects"] = asking.subjects(request.actor, {"q": query})
        found = collection.records_query(request.actor, RecordFilters(number=query))[:PAGE]
        context["records"] = files.rows_of(found)
        if len(context["subjects"]) == 1 and not context["records"]:
            return redirect("desk:subject", uid=context["subjects"][0].uid)
        if len(context["records"]) == 1 and not context["subjects"]:
            return redirect("desk:record", uid=context["records"][0][0].uid)
    context["count"] = len(context["subjects"]) + len(context["records"])
    return render(request, "desk/search.html", context)
