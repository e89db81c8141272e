"""信用主体: search, and a subject's whole file (一户式)."""

from functools import partial
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localdate
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from xinlu.accounts.doors import OfficerRequest, officer_required
from xinlu.accounts.models import Role
from xinlu.collection import selectors as collection
from xinlu.desk import files, purposes
from xinlu.desk.acting import attempt, fresh_nonce, nonce_of
from xinlu.desk.forms import Purpose, Task
from xinlu.desk.lists import LISTS, listed
from xinlu.evaluation.running import reading
from xinlu.registry import selectors as registry
from xinlu.registry import statements
from xinlu.registry.models import Subject
from xinlu.registry.services.openings import OpenNumber
from xinlu.registry.services.openings import open_numbers as open_all

#: Posts whose work may need a person's number in plain.
OPENERS = (Role.CLERK, Role.REVIEWER, Role.EVALUATOR, Role.APPROVER)


def found(request: OfficerRequest, uid: UUID) -> Subject:
    """Return the subject, or who stands for it; 404 where the officer may not see it."""
    visible = collection.subjects_visible_to(request.actor).select_related("home_place")
    standing = registry.by_uid(uid)
    subject = visible.filter(pk=standing.pk).first() if standing else None
    if subject is None:
        raise Http404
    return subject


@require_safe
@officer_required()
def subjects(request: OfficerRequest) -> HttpResponse:
    """List the subjects that the query form asks for."""
    context = listed(request, LISTS["subjects"])
    context["rows"] = list(context["page"])
    return render(request, "desk/subjects.html", context)


@never_cache
@require_safe
@officer_required()
def subject(request: OfficerRequest, uid: UUID) -> HttpResponse:
    """Show the subject's file, numbers of persons masked."""
    return whole_file(request, found(request, uid), task=Task(request.GET).told())


@never_cache
@require_POST
@officer_required(*OPENERS)
def open_numbers(request: OfficerRequest, uid: UUID) -> HttpResponse:
    """Show the file with the numbers in plain, once, for the purpose given."""
    one = found(request, uid)
    task = Task(request.POST).told()
    preset = purposes.purpose_of(request.actor, one, task)
    form = Purpose(request.POST)
    said = {
        "purpose": form.cleaned_data["purpose"] if form.is_valid() else "",
        "task": task if preset else "",
        "preset": preset,
    }
    act = partial(open_all, one, by=request.actor, nonce=nonce_of(request), **said)
    opened = attempt(request, act)
    if opened is None:
        return redirect("desk:subject", uid=uid)
    return whole_file(request, one, opened, task=task)


def whole_file(
    request: OfficerRequest,
    one: Subject,
    opened: list[OpenNumber] | None = None,
    *,
    task: str,
) -> HttpResponse:
    """Return the page of a subject's file; `task` is where one came from."""
    actor, today = request.actor, localdate()
    preset = purposes.purpose_of(actor, one, task)
    groups, results = files.groups_of(one, actor), list(files.results_of(one, actor))
    numbers, ties = registry.masked_identifiers(one), registry.links_of(one, on=today)
    context: dict[str, Any] = {
        "subject": one,
        "identifiers": numbers,
        "has_secrets": any(number.is_secret for number in numbers),
        "opened": opened,
        "may_open": request.actor.has(*OPENERS),
        "purpose_form": Purpose(
            initial={"nonce": fresh_nonce(), "task": task if preset else "", "purpose": preset}
        ),
        "purpose": preset,
        "former": registry.former_names_of(one),
        "absorbed": registry.absorbed_by(one),
        "links": files.ties_of(one, ties)[: files.SHOWN],
        "link_count": len(ties),
        "sections": registry.sections_of(one),
        "stated": statements.shown_fields(one, today),
        "results": results,
        "running": reading.of_subject(one, actor),
        "groups": groups,
        "life": files.life_of(groups, results),
        "batches": files.batches_of(one, actor)[: files.SHOWN],
        "record_count": sum(group.count for group in groups),
        "trail": [
            ("工作台", reverse("desk:home")),
            ("信用主体", reverse("desk:subjects")),
            (str(one), ""),
        ],
    }
    return render(request, "desk/subject.html", context)
