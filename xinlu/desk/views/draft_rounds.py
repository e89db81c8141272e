"""What others say of a draft: comments and answers, reviews, the approval."""

from functools import partial
from typing import Any, cast
from uuid import UUID

from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.timezone import localdate
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from xinlu.accounts.doors import OfficerRequest, officer_required
from xinlu.accounts.models import Role
from xinlu.desk import drafting
from xinlu.desk.acting import attempt, fresh_nonce, nonce_of
from xinlu.desk.draft_forms import Answer, AskComments, Comment, Review
from xinlu.desk.views.drafts import found, frame
from xinlu.evaluation import drafts as texts
from xinlu.evaluation.models import Draft, DraftComment, DraftReview
from xinlu.evaluation.services import consultations, enactments
from xinlu.rules.comparing import clauses
from xinlu.rules.wording import value_words


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@officer_required(Role.EVALUATOR)
def ask(request: OfficerRequest, uid: UUID) -> HttpResponse:
    """Open a comment round: whom it asks, and for how many working days."""
    one, on = found(request, uid), localdate()
    term = consultations.term(on)
    options: dict[str, Any] = {"on": on, "least": int(term.value)}
    form = AskComments(request.POST or None, initial={"nonce": fresh_nonce()}, **options)
    if request.method == "POST" and form.is_valid():
        act = partial(consultations.ask, one, by=request.actor, on=on, **form.cleaned_data)
        if attempt(request, act, "已发出，开始征求意见。"):
            return redirect("desk:draft", uid=uid)
    blocked = drafting.first_lack(one, "ask", on)
    context = frame(request, one, "征求意见") | {"form": form, "term": term, "blocked": blocked}
    return render(request, "desk/draft_ask.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@officer_required()
def comments(request: OfficerRequest, uid: UUID) -> HttpResponse:
    """List what was said of a draft, with a form for the answer; take the officer's own comment."""
    one, on = found(request, uid), localdate()
    form = Comment(request.POST or None, initial={"nonce": fresh_nonce()})
    if request.method == "POST" and form.is_valid():
        act = partial(consultations.comment, one, by=request.actor, on=on, **form.cleaned_data)
        if attempt(request, act, "意见已提交。"):
            return redirect("desk:draft_comments", uid=uid)
    until = one.comments_until
    rows = one.comments.select_related("authority", "by", "answered_by")
    if request.actor.place_ids is not None:
        rows = rows.filter(authority=request.actor.authority)
    may_answer = (
        request.actor.has(Role.EVALUATOR)
        and request.actor.place_ids is None
        and one.state in (Draft.State.COMMENTS, Draft.State.DRAFTING)
    )
    context = frame(request, one, "意见") | {
        "form": form,
        "rows": [(each, answer_form(each) if may_answer else None) for each in rows],
        "is_open": one.state == Draft.State.COMMENTS and until is not None and on <= until,
    }
    return render(request, "desk/draft_comments.html", context)


def answer_form(comment: DraftComment) -> Answer:
    """Return the form for the answer to a comment, filled in where it was answered."""
    initial = {
        "outcome": comment.outcome or DraftComment.Outcome.ADOPTED,
        "gist": comment.gist,
        "answer": comment.answer,
        "nonce": fresh_nonce(),
    }
    return Answer(initial=initial, auto_id=f"c{comment.pk}_%s")


@require_POST
@officer_required(Role.EVALUATOR)
def answer(request: OfficerRequest, uid: UUID, pk: int) -> HttpResponse:
    """Answer a comment."""
    one = found(request, uid)
    comment = one.comments.select_related("draft").filter(pk=pk).first()
    if comment is None:
        raise Http404
    form = Answer(request.POST)
    told = {name: request.POST.get(name, "") for name in ("outcome", "gist", "answer")}
    if form.is_valid():
        told = {name: form.cleaned_data[name] for name in told}
    act = partial(consultations.answer, comment, by=request.actor, nonce=nonce_of(request), **told)
    attempt(request, act, "已答复。")
    return redirect("desk:draft_comments", uid=uid)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@officer_required()
def reviews(request: OfficerRequest, uid: UUID) -> HttpResponse:
    """List the reviews of a draft, of which text each was; take another."""
    one = found(request, uid)
    may_review = (
        one.state == Draft.State.REVIEW
        and request.actor.has(Role.REVIEWER)
        and request.actor.place_ids is None
    )
    form = Review(initial={"nonce": fresh_nonce(), "kind": request.GET.get("kind")})
    if request.method == "POST":
        form = Review(request.POST, request.FILES)
        if form.is_valid():
            done = attempt(request, partial(recorded, request, one, form), "已登记。")
            if done is not None:
                return redirect("desk:draft_reviews", uid=uid)
    context = frame(request, one, "审核") | {
        "form": form if may_review else None,
        "rows": one.reviews.select_related("by"),
    }
    return render(request, "desk/draft_reviews.html", context)


def recorded(request: OfficerRequest, draft: Draft, form: Review) -> DraftReview:
    """Record the review that the form tells of."""
    told = dict(form.cleaned_data)
    file = told.pop("file")
    content = file.read() if file else b""
    name = file.name or "" if file else ""
    return enactments.review(draft, by=request.actor, file_name=name, content=content, **told)


@require_safe
@officer_required()
def review_file(request: OfficerRequest, uid: UUID, pk: int) -> HttpResponseBase:
    """Give out the document of a review, always as a file to be kept, never shown in the page."""
    review = found(request, uid).reviews.filter(pk=pk).exclude(stored_name="").first()
    if review is None or not default_storage.exists(review.stored_name):
        raise Http404
    kept = cast(Any, default_storage.open(review.stored_name))
    return FileResponse(
        kept,
        as_attachment=True,
        filename=review.file_name,
        content_type="application/octet-stream",
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@officer_required(Role.APPROVER)
def approve(request: OfficerRequest, uid: UUID) -> HttpResponse:
    """Show what would come into force, value by value where nobody saw the source; approve it."""
    one, on = found(request, uid), localdate()
    if request.method == "POST":
        act = partial(
            enactments.approve,
            one,
            by=request.actor,
            on=on,
            unverified=request.POST.getlist("unverified"),
            nonce=nonce_of(request),
        )
        if attempt(request, act, "已批准，新版标准到施行日自动施行。"):
            return redirect("desk:draft", uid=uid)
        return redirect("desk:draft_approve", uid=uid)
    unverified = texts.standard_of(one).rulebook.unverified if one.reads else ()
    blocked = drafting.lacks(one, "approve", on)
    if own := drafting.own_hand(one, request.actor):
        blocked = [*blocked, own]
    if one.state != Draft.State.PROPOSED:
        blocked = ["草案还没有提请批准，或已经批准。"]
    context = frame(request, one, "批准") | {
        "unverified": [(each, value_words(each.value)) for each in unverified],
        "blocked": blocked,
        "change_count": sum(clauses.change_count(texts.beside_base(one)).values()),
        "reviews": one.reviews.filter(hash=one.hash),
        "trials": drafting.trials_told(one, request.actor),
    }
    return render(request, "desk/draft_approve.html", context)
