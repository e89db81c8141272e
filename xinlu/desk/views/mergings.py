"""主体归并: likely pairs, mergings that wait or hold, and one merging with what follows from it."""

from functools import partial
from uuid import UUID

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from xinlu.accounts.doors import OfficerRequest, officer_required
from xinlu.desk import mergings, timelines, words
from xinlu.desk.acting import attempt, fresh_nonce, nonce_of
from xinlu.desk.forms import Reason
from xinlu.desk.merging_forms import NewMerging
from xinlu.registry import likeness
from xinlu.registry.models import Merging
from xinlu.registry.services import mergings as services

#: Pairs and mergings of a page.
PAGE = 30
PEOPLE = ("subject__home_place", "into__home_place", "proposed_by", "decided_by", "undone_by")


def merging_of(request: OfficerRequest, uid: UUID) -> Merging:
    """Return the merging, or 404 where the officer may not see it."""
    rows = Merging.objects.visible_to(request.actor).select_related(*PEOPLE)
    found = rows.filter(uid=uid).first()
    if found is None:
        raise Http404
    return found


@require_safe
@officer_required()
def listed(request: OfficerRequest) -> HttpResponse:
    """List the likely pairs within reach, and the mergings, the latest first."""
    rows = Merging.objects.visible_to(request.actor).select_related(*PEOPLE)
    pairs = Paginator(likeness.likely(request.actor), PAGE)
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    context = {
        "pairs": pairs.get_page(request.GET.get("pairs")),
        "page": page,
        "rows": [(one, words.MERGING_TAGS.get(one.state, "plain")) for one in page],
        "may_propose": request.actor.has(*services.PROPOSERS),
        "nonce": fresh_nonce(),
        "trail": [("工作台", reverse("desk:home")), ("主体归并", "")],
    }
    return render(request, "desk/mergings.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@officer_required(*services.PROPOSERS)
def propose(request: OfficerRequest) -> HttpResponse:
    """Take the wish that two subjects be one; before it is sent, show what would follow."""
    initial = {**request.GET.dict(), "nonce": fresh_nonce()}
    form = NewMerging(request.POST or None, actor=request.actor, initial=initial)
    shown = None
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        shown = mergings.consequences(told["subject"], told["into"])
        if "look" not in request.POST:
            act = partial(services.propose, None, by=request.actor, **told)
            merging = attempt(request, act, "已提出，待另一人审定。")
            if merging:
                return redirect("desk:merging", uid=merging.uid)
    context = {
        "form": form,
        "shown": shown,
        "trail": _trail(("提出归并", "")),
    }
    return render(request, "desk/merging_new.html", context)


def _trail(*more: tuple[str, str]) -> list[tuple[str, str]]:
    return [("工作台", reverse("desk:home")), ("主体归并", reverse("desk:mergings")), *more]


@require_safe
@officer_required()
def merging(request: OfficerRequest, uid: UUID) -> HttpResponse:
    """Show a merging: both sides, what follows, what was done, and what comes next."""
    one = merging_of(request, uid)
    context = {
        "merging": one,
        "tag": words.MERGING_TAGS.get(one.state, "plain"),
        "shown": mergings.consequences(one.subject, one.into),
        "holds": one.state in (Merging.State.MERGED, Merging.State.UNDOING),
        "steps": mergings.steps_for(one, request.actor),
        "is_own": mergings.is_own(one, request.actor),
        "nonce": fresh_nonce(),
        "timeline": timelines.of_merging(one),
        "trail": _trail((str(one), "")),
    }
    return render(request, "desk/merging.html", context)


@require_POST
@officer_required(*services.PROPOSERS)
def step(request: OfficerRequest, uid: UUID, step: str) -> HttpResponse:
    """Take the next step of a merging."""
    one = merging_of(request, uid)
    if step not in mergings.ACTS:
        raise Http404
    form = Reason(request.POST)
    if not form.is_valid():
        attempt(request, words.refuse_without_reason)
        return redirect("desk:merging", uid=uid)
    told = {"reason": form.cleaned_data["reason"], "nonce": nonce_of(request)}
    attempt(request, partial(mergings.ACTS[step], one, by=request.actor, **told), "已办理。")
    return redirect("desk:merging", uid=uid)


@require_POST
@officer_required(*services.PROPOSERS)
def apart(request: OfficerRequest) -> HttpResponse:
    """Note that a likely pair are two."""
    form = NewMerging(request.POST, actor=request.actor)
    if form.is_valid():
        act = partial(services.tell_apart, None, by=request.actor, **form.cleaned_data)
        attempt(request, act, "已记为不同主体，不再提示这一对。")
    else:
        attempt(request, words.refuse_without_reason)
    return redirect("desk:mergings")
