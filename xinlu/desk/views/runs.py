"""信用评价: runs, their results by grade and county, and their way to the announcement."""

from functools import partial
from typing import Any, cast

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localdate
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from xinlu.accounts.doors import OfficerRequest, officer_required
from xinlu.accounts.models import Role
from xinlu.desk import handling, steps, summing, words
from xinlu.desk.acting import attempt, fresh_nonce
from xinlu.desk.forms import ArchiveUse, ConfirmValues, NewRun
from xinlu.desk.lists import LISTS, listed
from xinlu.evaluation import coverage, receipts
from xinlu.evaluation import selectors as evaluations
from xinlu.evaluation.models import Run
from xinlu.evaluation.services import confirmations
from xinlu.evaluation.services import runs as services
from xinlu.registry import selectors as registry

COMPUTING = (Run.State.QUEUED, Run.State.COMPUTING)


def found(request: OfficerRequest, pk: int) -> Run:
    """Return the run, or 404 where the officer may not see it."""
    try:
        return evaluations.run_for(request.actor, pk)
    except Run.DoesNotExist:
        raise Http404 from None


@require_http_methods(["GET", "HEAD", "POST"])
@officer_required()
def runs(request: OfficerRequest) -> HttpResponse:
    """List the runs, and take the wish for a new one."""
    may_ask = request.actor.has(Role.EVALUATOR) and request.actor.place_ids is None
    form = NewRun(request.POST or None, on=localdate(), initial={"nonce": fresh_nonce()})
    if request.method == "POST" and form.is_valid():
        act = partial(services.ask, None, by=request.actor, **form.cleaned_data)
        asked = cast(Run | None, attempt(request, cast(Any, act)))
        if asked:
            return redirect("desk:run", pk=asked.pk)
    context = listed(request, LISTS["runs"])
    context["rows"] = [(run, words.RUN_TAGS.get(run.state, "plain")) for run in context["page"]]
    context |= {"new_form": form, "may_ask": may_ask}
    return render(request, "desk/runs.html", context)


@never_cache
@require_safe
@officer_required()
def run(request: OfficerRequest, pk: int) -> HttpResponse:
    """Show a run: its results, what they rest on, how it was handled and what comes next."""
    one = found(request, pk)
    context = listed(request, LISTS["results"], run=pk)
    counts = summing.by_grade(one)
    codeless = [result.subject for result in context["page"] if not result.subject.code]
    numbers = registry.masked_numbers(codeless)
    grades = {each.count.code: each.count for each in counts if each.count.code}
    context |= {
        "run": one,
        "tag": words.RUN_TAGS.get(one.state, "plain"),
        "headline": summing.headline(one),
        "is_running": one.state in COMPUTING,
        "failure": words.failure_of(one),
        "unmapped": coverage.of_run(one, request.actor).open if one.state in Run.INTERNAL else 0,
        "counts": counts,
        "places": summing.by_place(one, list(grades.values())),
        "grades": list(grades.values()),
        "met": summing.met(one),
        "rows": [
            (result, grades.get(result.grade), numbers.get(result.subject_id, ""))
            for result in context["page"]
        ],
        "steps": handling.steps_for(one, request.actor, localdate()),
        "timeline": handling.timeline_of(one),
        "values": evaluations.unconfirmed(one),
        "values_form": ConfirmValues(initial={"nonce": fresh_nonce()}),
        "nonce": fresh_nonce(),
        "signed": receipts.signed(one),
        "archive_form": ArchiveUse() if may_export(request) else None,
        "may_confirm": request.actor.has(Role.APPROVER) and request.actor.place_ids is None,
        "trail": [
            ("工作台", reverse("desk:home")),
            ("信用评价", reverse("desk:runs")),
            (f"{one.edition.title} {one.year} 年度", ""),
        ],
    }
    return render(request, "desk/run.html", context)


def may_export(request: OfficerRequest) -> bool:
    """Say whether the archive is offered: to who evaluates or approves for the whole city."""
    actor = request.actor
    return actor.has(Role.EVALUATOR, Role.APPROVER) and actor.place_ids is None


@never_cache
@require_safe
@officer_required()
def progress(request: OfficerRequest, pk: int) -> HttpResponse:
    """Return the bar of a run under way; once it is done the page is loaded anew."""
    one = found(request, pk)
    if one.state not in COMPUTING:
        return HttpResponse(headers={"HX-Refresh": "true"})
    return render(request, "desk/_run_progress.html", {"run": one})


@require_POST
@officer_required(Role.EVALUATOR, Role.APPROVER)
def step(request: OfficerRequest, pk: int, step: str) -> HttpResponse:
    """Take one step with the run."""
    steps.take(request, found(request, pk), handling.KINDS.get(step))
    return redirect("desk:run", pk=pk)


@require_POST
@officer_required(Role.APPROVER)
def confirm_value(request: OfficerRequest, pk: int) -> HttpResponse:
    """Confirm unverified values, those ticked, from one text."""
    one = found(request, pk)
    form = ConfirmValues(request.POST)
    if not form.is_valid():
        attempt(request, words.refuse_without_basis)
        return redirect("desk:run", pk=pk)
    done = [
        attempt(
            request,
            partial(
                confirmations.confirm,
                one.edition,
                by=request.actor,
                path=path,
                value=value,
                reason=form.cleaned_data["reason"],
                nonce=form.nonce_of(number),
            ),
        )
        for number, (path, value) in enumerate(form.chosen())
    ]
    if count := sum(each is not None for each in done):
        messages.success(request, f"已核定 {count} 个值。")
    return redirect(f"{reverse('desk:run', args=[pk])}#values")
