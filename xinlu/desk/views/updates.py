"""目录年度更新: the updates there are, and one with its opinions, its differences and its steps."""

from functools import partial
from tempfile import TemporaryFile
from typing import BinaryIO, cast
from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localdate, localtime
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from xinlu.accounts.doors import OfficerRequest, officer_required
from xinlu.accounts.models import Role
from xinlu.catalogue import telling, updates
from xinlu.catalogue.entries import entries_of
from xinlu.catalogue.models import Opinion, Revision
from xinlu.catalogue.services import opinions as services
from xinlu.catalogue.services import revisions
from xinlu.desk import exporting, timelines, updating, words, workbooks
from xinlu.desk.acting import attempt, fresh_nonce, nonce_of
from xinlu.desk.lists import LISTS, listed
from xinlu.desk.update_forms import NewUpdate, Reply, Wish


def update_of(request: OfficerRequest, uid: UUID) -> Revision:
    """Return the update, or 404 where the officer may not see it."""
    rows = Revision.objects.visible_to(request.actor).select_related("based_on", "edition")
    found = rows.filter(uid=uid).first()
    if found is None:
        raise Http404
    return found


def _trail(*more: tuple[str, str]) -> list[tuple[str, str]]:
    return [("工作台", reverse("desk:home")), ("目录更新", reverse("desk:updates")), *more]


@require_safe
@officer_required()
def index(request: OfficerRequest) -> HttpResponse:
    """List the updates, and the editions that may be updated."""
    context = listed(request, LISTS["updates"])
    on = localdate()
    context["rows"] = [(one, updating.TAGS[one.state]) for one in context["page"]]
    context["editions"] = updating.editions_for(on)
    context["may_begin"] = updating.is_city(request.actor, Role.EVALUATOR)
    return render(request, "desk/updates.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@officer_required(Role.EVALUATOR)
def begin(request: OfficerRequest) -> HttpResponse:
    """Begin the update of an edition."""
    on = localdate()
    editions = updating.editions_for(on)
    if request.method == "POST":
        form = NewUpdate(request.POST, editions=editions)
        if form.is_valid():
            told = dict(form.cleaned_data)
            act = partial(revisions.begin, told.pop("edition"), by=request.actor, on=on, **told)
            if one := attempt(request, act, "已开始征集意见，各单位的待办里会出现。"):
                return redirect("desk:update", uid=one.uid)
    else:
        wanted = editions.filter(code=request.GET.get("edition", "")).first()
        title = f"{wanted.title}（{on.year + 1} 年版）" if wanted else ""
        initial = {"edition": wanted, "title": title, "nonce": fresh_nonce()}
        form = NewUpdate(editions=editions, initial=initial)
    context = {"form": form, "trail": _trail(("开始更新", ""))}
    return render(request, "desk/update_new.html", context)


@require_safe
@officer_required()
def update(request: OfficerRequest, uid: UUID) -> HttpResponse:
    """Show an update: what it would change, the opinions, what keeps it back, what comes next."""
    one, actor, on = update_of(request, uid), request.actor, localdate()
    kind = one.based_on.kind
    answers = updating.may_answer(one, actor)
    found = one.opinions.visible_to(actor).select_related("authority", "answered_by")
    is_summing = one.state == Revision.State.SUMMARY
    context = {
        "one": one,
        "tag": updating.TAGS[one.state],
        "differences": list(telling.differences(kind, updates.differences_of(one))),
        "lacks": [updating.said(each) for each in updates.problems_of(one)] if is_summing else [],
        "opinions": [
            (each, updating.wishes(each, kind), _reply(each) if answers else None) for each in found
        ],
        "is_city": actor.place_ids is None,
        "steps": [
            (name, step, form, fresh_nonce())
            for name, step, form in updating.steps_for(one, actor, on)
        ],
        "may_speak": updating.may_speak(one, actor, on),
        "groups": telling.groups(kind, entries_of(one.based_on).values()),
        "timeline": timelines.of_update(one),
        "trail": _trail((one.title, "")),
    }
    return render(request, "desk/update.html", context)


def _reply(opinion: Opinion) -> Reply:
    initial = {"outcome": opinion.outcome, "answer": opinion.answer, "nonce": fresh_nonce()}
    return Reply(initial=initial, auto_id=f"id_{opinion.pk}_%s")


@require_http_methods(["GET", "HEAD", "POST"])
@officer_required(*services.SPEAKERS)
def give(request: OfficerRequest, uid: UUID, kind: str) -> HttpResponse:
    """Take a unit's opinion: an entry added, changed, removed, or a remark on the whole."""
    one = update_of(request, uid)
    if kind not in Opinion.Kind.values:
        raise Http404
    held = entries_of(one.based_on)
    entry = held.get(request.GET.get("code", "") or request.POST.get("code", ""))
    if kind in (Opinion.Kind.CHANGE, Opinion.Kind.REMOVE) and entry is None:
        raise Http404
    initial = {f"says_{key}": value for key, value in (entry or {}).items()}
    initial |= {"code": entry["code"] if entry else "", "nonce": fresh_nonce()}
    form = Wish(request.POST or None, base=one.based_on, kind=kind, initial=initial)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        act = partial(
            services.give,
            one,
            by=request.actor,
            on=localdate(),
            kind=kind,
            code=told.get("code", ""),
            says=form.says,
            reason=told["reason"],
            nonce=told["nonce"],
        )
        if attempt(request, act, "已以本单位名义提出，截止前还可以再提。"):
            return redirect("desk:update", uid=uid)
    context = {
        "one": one,
        "form": form,
        "word": Opinion.Kind(kind).label,
        "entry": entry,
        "trail": _trail(
            (one.title, reverse("desk:update", args=[uid])), (Opinion.Kind(kind).label, "")
        ),
    }
    return render(request, "desk/update_opinion.html", context)


@require_POST
@officer_required(Role.EVALUATOR)
def answer(request: OfficerRequest, uid: UUID, pk: int) -> HttpResponse:
    """Say whether an opinion is adopted, and why."""
    one = update_of(request, uid)
    opinion = one.opinions.visible_to(request.actor).filter(pk=pk).first()
    if opinion is None:
        raise Http404
    form = Reply(request.POST)
    if form.is_valid():
        act = partial(services.answer, opinion, by=request.actor, **form.cleaned_data)
        attempt(request, act, "已答复。")
    else:
        attempt(request, words.refuse_incomplete)
    return redirect(f"{reverse('desk:update', args=[uid])}#o-{pk}")


@require_POST
@officer_required(Role.EVALUATOR, Role.REVIEWER, Role.APPROVER)
def step(request: OfficerRequest, uid: UUID, name: str) -> HttpResponse:
    """Take the next step of an update."""
    one, kind = update_of(request, uid), updating.STEPS.get(name)
    if kind is None:
        raise Http404
    form = kind.form(request.POST)
    if not form.is_valid():
        attempt(request, words.refuse_incomplete)
        return redirect("desk:update", uid=uid)
    told = {**form.cleaned_data, "nonce": nonce_of(request)}
    if kind.needs_day:
        told["on"] = localdate()
    attempt(request, partial(kind.act, one, by=request.actor, **told), f"已{kind.verb}。")
    return redirect("desk:update", uid=uid)


@require_safe
@officer_required()
def workbook(request: OfficerRequest, uid: UUID) -> HttpResponseBase:
    """Give out what is sent to the lead: new edition, differences, opinions and answers."""
    one = update_of(request, uid)
    found = one.opinions.visible_to(request.actor).select_related("authority")
    exporting.note(None, by=request.actor, name="update", query=str(uid), count=found.count())
    target = cast(BinaryIO, TemporaryFile())  # noqa: SIM115  the response closes it
    foot = f"导出人 {request.user}　导出时间 {localtime():%Y-%m-%d %H:%M}"
    updating.write(target, one, found, foot)
    return workbooks.response(target, f"{one.title} 报送表.xlsx")
