"""评价标准: the editions there are, drafts of new ones, and each draft's way to approval."""

from datetime import date
from functools import partial
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localdate
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from xinlu.accounts.doors import OfficerRequest, officer_required
from xinlu.accounts.models import Role
from xinlu.desk import drafting, shelves, steps
from xinlu.desk.acting import attempt, fresh_nonce, nonce_of
from xinlu.desk.draft_forms import NewDraft
from xinlu.desk.lists import LISTS, listed
from xinlu.evaluation import drafts as texts
from xinlu.evaluation.models import Draft, Edition
from xinlu.evaluation.services import drafts as services


def found(request: OfficerRequest, uid: UUID) -> Draft:
    """Return the draft, or 404 where the officer may not see it."""
    rows = Draft.objects.visible_to(request.actor)
    draft = rows.select_related("based_on", "edition", "line", "author").filter(uid=uid).first()
    if draft is None:
        raise Http404
    return draft


def may_write(request: OfficerRequest) -> bool:
    """Tell whether the officer drafts editions."""
    return request.actor.has(Role.EVALUATOR) and request.actor.place_ids is None


def frame(request: OfficerRequest, draft: Draft, here: str = "") -> dict[str, Any]:
    """Return what stands on every page of a draft: its trail, its tabs, its state."""
    on = localdate()
    trail = [("工作台", reverse("desk:home")), ("评价标准", reverse("desk:drafts"))]
    own = reverse("desk:draft", args=[draft.uid])
    return {
        "draft": draft,
        "tag": drafting.TAGS.get(draft.state, "plain"),
        "standing": drafting.standing_words(draft, on),
        "tabs": drafting.tabs(draft, request.actor, request.path),
        "trail": [*trail, (draft.title, own if here else ""), *([(here, "")] if here else [])],
        "may_write": may_write(request) and draft.state == Draft.State.DRAFTING,
        "nonce": fresh_nonce(),
    }


@require_safe
@officer_required()
def drafts(request: OfficerRequest) -> HttpResponse:
    """List the editions by what they are today, and the drafts that are asked for."""
    context = listed(request, LISTS["drafts"])
    on = localdate()
    context["rows"] = [
        (draft, drafting.TAGS.get(draft.state, "plain"), drafting.standing_words(draft, on))
        for draft in context["page"]
    ]
    context |= {"shelves": shelves.shelves(request.actor, on), "may_write": may_write(request)}
    return render(request, "desk/drafts.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@officer_required(Role.EVALUATOR)
def new(request: OfficerRequest) -> HttpResponse:
    """Begin a draft from an edition or from a file."""
    editions = shelves.editions_for(request.actor)
    if request.method == "POST":
        form = NewDraft(request.POST, request.FILES, editions=editions)
        if form.is_valid() and (draft := attempt(request, partial(made, request, form))):
            return redirect("desk:draft", uid=draft.uid)
    else:
        form = NewDraft(editions=editions, initial=first_wishes(request, editions))
    context = {
        "form": form,
        "trail": [
            ("工作台", reverse("desk:home")),
            ("评价标准", reverse("desk:drafts")),
            ("起草", ""),
        ],
    }
    return render(request, "desk/draft_new.html", context)


def first_wishes(request: OfficerRequest, editions: Any) -> dict[str, Any]:
    """Return what a new draft of the edition asked for would mostly be."""
    told: dict[str, Any] = {"nonce": fresh_nonce(), "day": date(localdate().year + 1, 1, 1)}
    wanted = request.GET.get("from", "")
    edition = editions.filter(pk=int(wanted)).first() if wanted.isdecimal() else None
    if edition is not None:
        year = localdate().year + 1
        told |= {"edition": edition, "title": f"{edition.title}（{year} 年修订草案）"}
    return told


def made(request: OfficerRequest, form: NewDraft) -> Draft:
    """Make the draft that the form asks for."""
    told = form.cleaned_data
    edition: Edition | None = told["edition"]
    return services.make(
        edition,
        by=request.actor,
        title=told["title"],
        purpose=told["purpose"],
        day=told["day"],
        text=told["text"],
        nonce=told["nonce"],
    )


@never_cache
@require_safe
@officer_required()
def draft(request: OfficerRequest, uid: UUID) -> HttpResponse:
    """Show a draft: where it stands, what it lacks, its texts, and what comes next."""
    one = found(request, uid)
    on = localdate()
    step = drafting.NEXT.get(one.state)
    rulebook = texts.standard_of(one).rulebook if one.reads else None
    context = frame(request, one) | {
        "rulebook": rulebook,
        "lacks": drafting.lacks(one, step, on) if step else [],
        "steps": drafting.steps_for(one, request.actor, on),
        "timeline": drafting.timeline_of(one, on),
        "versions": one.versions.select_related("by"),
        "reviews": one.reviews.all(),
        "comment_count": one.comments.count(),
        "unanswered": one.comments.filter(outcome="").count(),
        "asked": one.asked.all(),
        "trials": drafting.trials_told(one, request.actor),
    }
    return render(request, "desk/draft.html", context)


@require_POST
@officer_required(Role.EVALUATOR, Role.APPROVER)
def step(request: OfficerRequest, uid: UUID, step: str) -> HttpResponse:
    """Take one step with the draft."""
    steps.take(request, found(request, uid), drafting.KINDS.get(step))
    return redirect("desk:draft", uid=uid)


@require_POST
@officer_required(Role.EVALUATOR)
def restore(request: OfficerRequest, uid: UUID, number: int) -> HttpResponse:
    """Take up an earlier text again."""
    one = found(request, uid)
    seen = request.POST.get("seen", "")
    act = partial(
        services.restore,
        one,
        by=request.actor,
        number=number,
        seen=int(seen) if seen.isdecimal() else 0,
        nonce=nonce_of(request),
    )
    attempt(request, act, f"已恢复第 {number} 稿，存为新的一稿。")
    return redirect("desk:draft", uid=uid)
