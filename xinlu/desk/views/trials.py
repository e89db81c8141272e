"""试算对比: a draft tried on a past year: asked for, followed, read, printed and taken out."""

from functools import partial
from typing import Any, cast
from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localdate, localtime
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from xinlu.accounts.doors import OfficerRequest, officer_required
from xinlu.accounts.models import Role
from xinlu.desk import trial_books, trial_sides, words, workbooks
from xinlu.desk.acting import attempt, fresh_nonce, nonce_of
from xinlu.desk.lists import listed
from xinlu.desk.trial_forms import NewTrial
from xinlu.desk.trial_lists import MOVES
from xinlu.desk.trialling import Shown, headline, titles, word
from xinlu.desk.views.drafts import frame
from xinlu.evaluation.models import Draft, Trial, TrialMove
from xinlu.evaluation.services import trials as services
from xinlu.evaluation.trials import asking
from xinlu.rules.comparing.moving import HOW

COMPUTING = (Trial.State.QUEUED, Trial.State.COMPUTING)


def draft_of(request: OfficerRequest, uid: UUID) -> Draft:
    """Return the draft, or 404 where its trials are not the officer's to see."""
    draft = Draft.objects.visible_to(request.actor).filter(uid=uid).first()
    actor = request.actor
    in_line = actor.line_ids is None or draft is None or draft.line_id in (None, *actor.line_ids)
    if draft is None or actor.place_ids is not None or not in_line:
        raise Http404
    return draft


def found(request: OfficerRequest, uid: UUID, trial: UUID) -> Trial:
    """Return the trial of the draft, or 404 where the officer may not see it."""
    one = asking.trials_for(request.actor).filter(draft__uid=uid, uid=trial).first()
    if one is None:
        raise Http404
    return one


def trail(draft: Draft, *further: tuple[str, str]) -> list[tuple[str, str]]:
    """Return the way to a page of the draft's trials."""
    return [
        ("工作台", reverse("desk:home")),
        ("评价标准", reverse("desk:drafts")),
        (draft.title, reverse("desk:draft", args=[draft.uid])),
        ("试算对比", reverse("desk:draft_trials", args=[draft.uid])),
        *further,
    ]


@require_http_methods(["GET", "HEAD", "POST"])
@officer_required()
def trials(request: OfficerRequest, uid: UUID) -> HttpResponse:
    """List the trials of a draft, and take the wish for a new one."""
    draft = draft_of(request, uid)
    may_ask = request.actor.has(Role.EVALUATOR)
    days = asking.days_of(draft, localdate()) if draft.reads else ()
    form = NewTrial(request.POST or None, days=days, initial={"nonce": fresh_nonce()})
    if request.method == "POST" and form.is_valid():
        told = {"draft": draft, "today": localdate(), **form.cleaned_data}
        act = partial(services.ask, None, by=request.actor, **told)
        asked = cast(Trial | None, attempt(request, cast(Any, act)))
        if asked:
            return redirect("desk:trial", uid=uid, trial=asked.uid)
    rows = asking.trials_of(draft, request.actor)
    context = frame(request, draft, "试算对比") | {
        "rows": [
            (one, headline(one), words.TRIAL_TAGS.get(one.state, "plain"), one.hash == draft.hash)
            for one in rows
        ],
        "new_form": form,
        "days": days,
        "may_ask": may_ask,
    }
    return render(request, "desk/trials.html", context)


@never_cache
@require_safe
@officer_required()
def trial(request: OfficerRequest, uid: UUID, trial: UUID) -> HttpResponse:
    """Show a trial: how many move where, by which change, in which county, and who."""
    one = found(request, uid, trial)
    context: dict[str, Any] = {
        "trial": one,
        "draft": one.draft,
        "tag": words.TRIAL_TAGS.get(one.state, "plain"),
        "headline": headline(one),
        "is_running": one.state in COMPUTING,
        "is_current": one.hash == one.draft.hash,
        "failure": words.failure_of(one),
        "may_cancel": one.state in COMPUTING and request.actor.has(Role.EVALUATOR),
        "nonce": fresh_nonce(),
        "address": reverse("desk:trial", args=[uid, trial]),
        "trail": trail(one.draft, (f"{one.year} 年度", "")),
    }
    if one.state == Trial.State.DONE:
        context |= of_finished(request, one)
    return render(request, "desk/trial.html", context)


def of_finished(request: OfficerRequest, one: Trial) -> dict[str, Any]:
    """Return what the page of a finished trial shows besides its state."""
    shown = Shown(one)
    context = listed(request, MOVES, trial=one.uid)
    context.pop("trail")
    context["export_url"] = reverse("desk:trial_export", args=[one.draft.uid, one.uid])
    context["rows"] = [
        (
            move,
            word(move.old_place),
            word(move.new_place),
            list(titles(move.paths, shown)),
            HOW.get(move.how, "未逐一查明"),
        )
        for move in context["page"]
    ]
    return context | {"shown": shown}


@never_cache
@require_safe
@officer_required()
def progress(request: OfficerRequest, uid: UUID, trial: UUID) -> HttpResponse:
    """Return the bar of a trial under way; once it is done the page is loaded anew."""
    one = found(request, uid, trial)
    if one.state not in COMPUTING:
        return HttpResponse(headers={"HX-Refresh": "true"})
    return render(request, "desk/_trial_progress.html", {"trial": one, "draft": one.draft})


@require_POST
@officer_required(Role.EVALUATOR)
def cancel(request: OfficerRequest, uid: UUID, trial: UUID) -> HttpResponse:
    """Drop a trial under way."""
    one = found(request, uid, trial)
    act = partial(services.cancel, one, by=request.actor, nonce=nonce_of(request))
    attempt(request, act, "已取消这次试算。")
    return redirect("desk:trial", uid=uid, trial=trial)


@require_safe
@officer_required()
def move(request: OfficerRequest, uid: UUID, trial: UUID, pk: int) -> HttpResponse:
    """Show one who moves: the lines of both verdicts side by side."""
    one = found(request, uid, trial)
    moved = asking.moves_of(one, request.actor).filter(pk=pk).first()
    if moved is None:
        raise Http404
    shown = Shown(one)
    context = {
        "trial": one,
        "draft": one.draft,
        "move": moved,
        "old": word(moved.old_place),
        "new": word(moved.new_place),
        "way": shown.ways[moved.way],
        "how": HOW.get(moved.how, "未逐一查明"),
        "changes": [shown.change(path) for path in moved.paths],
        "sides": trial_sides.sides(shown, moved),
        "stored": stored(one, moved),
        "trail": trail(
            one.draft,
            (f"{one.year} 年度", reverse("desk:trial", args=[uid, trial])),
            (str(moved.subject), ""),
        ),
    }
    return render(request, "desk/trial_move.html", context)


def stored(one: Trial, moved: TrialMove) -> Any:
    """Return the subject's result in the public run of the trial's day, None without one."""
    if one.run is None:
        return None
    rows = one.run.results.filter(subject=moved.subject)
    return rows.only("pk", "grade", "run").first()


@require_safe
@officer_required()
def export(request: OfficerRequest, uid: UUID, trial: UUID) -> HttpResponseBase:
    """Give out the whole of a finished trial as a workbook."""
    one = found(request, uid, trial)
    if attempt(request, partial(services.export, one, by=request.actor)) is None:
        return redirect("desk:trial", uid=uid, trial=trial)
    now = localtime()
    rows = asking.moves_of(one, request.actor).defer("inputs", "draft_inputs")
    footer = f"导出人 {request.user}　导出时间 {now:%Y-%m-%d %H:%M}　试算，不公开"
    book = trial_books.workbook(Shown(one), rows.iterator(chunk_size=2000), [footer])
    return workbooks.response(book, f"试算对比 {one.draft.title} {one.year} 年度.xlsx")
