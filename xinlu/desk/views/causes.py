"""案由映射: how much of the penalties the tables map, what is left over, and who binds it."""

from functools import partial
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localdate
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from xinlu.accounts.doors import OfficerRequest, officer_required
from xinlu.accounts.models import Role
from xinlu.desk import timelines, words
from xinlu.desk.acting import attempt, fresh_nonce, nonce_of
from xinlu.desk.binding_forms import EndBinding, NewBinding, Period
from xinlu.desk.forms import Reason
from xinlu.evaluation import coverage, editions
from xinlu.evaluation import selectors as evaluations
from xinlu.evaluation.causes import normalised
from xinlu.evaluation.editions import Standard
from xinlu.evaluation.models import CauseBinding
from xinlu.evaluation.selectors import SchemeShown
from xinlu.evaluation.services import causes as services

#: Causes of a page of the queue.
PAGE = 30
DECISIONS = {"confirm": ("审定", services.confirm), "refuse": ("不采用", services.refuse)}


def mapped_schemes() -> list[tuple[SchemeShown, Standard]]:
    """Return the schemes in force whose mapping has a table of causes, by title."""
    found = [(one, editions.standard(one.edition)) for one in evaluations.schemes(localdate())]
    return [(one, standard) for one, standard in found if standard.mapping.causes]


def scheme_of(code: str) -> tuple[SchemeShown, Standard]:
    """Return the scheme of this code, or 404 where it has no table of causes."""
    for one, standard in mapped_schemes():
        if one.scheme == code:
            return one, standard
    raise Http404


def binding_of(request: OfficerRequest, uid: Any) -> CauseBinding:
    """Return the binding, or 404 where the officer may not see it."""
    people = ("proposed_by", "decided_by", "ended_by", "line")
    rows = CauseBinding.objects.visible_to(request.actor).select_related(*people)
    binding = rows.filter(uid=uid).first()
    if binding is None:
        raise Http404
    return binding


@require_safe
@officer_required()
def causes(request: OfficerRequest) -> HttpResponse:
    """List the schemes with the share of penalties that their tables map."""
    form = Period(request.GET or None, on=localdate())
    since, until = form.span()
    rows = []
    for one, standard in mapped_schemes():
        found = coverage.coverage(standard, request.actor, since, until)
        waiting = CauseBinding.objects.visible_to(request.actor).waiting().filter(scheme=one.scheme)
        rows.append((one, found.whole, len(found.left), waiting.count()))
    context = {
        "form": form,
        "since": since,
        "until": until,
        "rows": rows,
        "trail": [("工作台", reverse("desk:home")), ("案由映射", "")],
    }
    return render(request, "desk/causes.html", context)


@require_safe
@officer_required()
def scheme(request: OfficerRequest, code: str) -> HttpResponse:
    """Show one scheme: its coverage by month, the causes left over, bindings, and its table."""
    one, standard = scheme_of(code)
    form = Period(request.GET or None, on=localdate())
    since, until = form.span()
    found = coverage.coverage(standard, request.actor, since, until)
    assert standard.mapping.causes is not None
    bound = CauseBinding.objects.visible_to(request.actor).filter(scheme=code)
    query = request.GET.copy()
    query.pop("page", None)
    titles = standard.rulebook.items
    context = {
        "scheme": one,
        "form": form,
        "since": since,
        "until": until,
        "whole": found.whole,
        "months": sorted(found.months.items(), reverse=True),
        "left": len(found.left),
        "page": Paginator(found.queue, PAGE).get_page(request.GET.get("page")),
        "query": query.urlencode(),
        "bindings": [
            (
                each,
                _item_title(standard, each),
                _amounts(each),
                words.BINDING_TAGS.get(each.state, "plain"),
            )
            for each in bound.select_related("proposed_by")
        ],
        "lines": [
            (line, titles[line.item].title if line.item else "", found.lines.get(line.code, 0))
            for line in standard.mapping.causes.lines
        ],
        "table": standard.mapping.causes.table,
        "may_propose": _may_propose(request),
        "trail": _trail((one.title, "")),
    }
    return render(request, "desk/causes_scheme.html", context)


def _may_propose(request: OfficerRequest) -> bool:
    return request.actor.has(Role.EVALUATOR) and request.actor.place_ids is None


def _item_title(standard: Standard, binding: CauseBinding) -> str:
    item = standard.rulebook.items.get(binding.item)
    return item.title if item else ""


def _amounts(binding: CauseBinding) -> str:
    """Return the fines that the binding is for; empty where it is for all."""
    ends = ((binding.fine_from, "以上（含）"), (binding.fine_below, "以下（不含）"))
    return "，".join(f"{end.normalize():f} 万元{word}" for end, word in ends if end is not None)


def _trail(*more: tuple[str, str]) -> list[tuple[str, str]]:
    return [("工作台", reverse("desk:home")), ("案由映射", reverse("desk:causes")), *more]


@require_http_methods(["GET", "HEAD", "POST"])
@officer_required(Role.EVALUATOR)
def propose(request: OfficerRequest, code: str) -> HttpResponse:
    """Take the wish that a cause be an item of the scheme, beside penalties that have it."""
    one, standard = scheme_of(code)
    written = (request.POST.get("cause") or request.GET.get("cause") or "").strip()
    found = coverage.coverage(standard, request.actor, *_ever())
    left = found.left.get(normalised(written))
    initial = {
        "cause": written,
        "since": left.first.isoformat() if left and left.first else None,
        "nonce": fresh_nonce(),
    }
    form = NewBinding(request.POST or None, standard=standard, initial=initial)
    if request.method == "POST" and form.is_valid():
        told = {"reason": form.cleaned_data["reason"], "nonce": form.cleaned_data["nonce"]}
        act = partial(
            services.propose, None, by=request.actor, scheme=code, wanted=form.wanted(), **told
        )
        binding = attempt(request, act, "已提出，待审定岗另一人审定。")
        if binding:
            return redirect("desk:cause", uid=binding.uid)
    spellings = left.spellings if left else [written]
    context = {
        "scheme": one,
        "written": written,
        "left": left,
        "form": form,
        "samples": coverage.samples(standard, request.actor, spellings) if written else [],
        "trail": _trail(
            (one.title, reverse("desk:causes_scheme", args=[code])), (written or "案由", "")
        ),
    }
    return render(request, "desk/cause_new.html", context)


def _ever() -> tuple[Any, Any]:
    today = localdate()
    return today.replace(year=today.year - 20, day=1), today


@require_safe
@officer_required(Role.EVALUATOR, Role.APPROVER)
def cause(request: OfficerRequest, uid: Any) -> HttpResponse:
    """Show a binding: what it says, how it was handled, what it rests on, and what comes next."""
    binding = binding_of(request, uid)
    one, standard = scheme_of(binding.scheme)
    approves = request.actor.has(Role.APPROVER) and request.actor.place_ids is None
    own = request.actor.user is not None and binding.proposed_by_id == request.actor.user.pk
    context = {
        "binding": binding,
        "scheme": one,
        "tag": words.BINDING_TAGS.get(binding.state, "plain"),
        "amounts": _amounts(binding),
        "item_title": _item_title(standard, binding),
        "samples": coverage.samples(standard, request.actor, [binding.written]),
        "may_decide": approves and not own and binding.state == CauseBinding.State.PROPOSED,
        "is_own": own and binding.state == CauseBinding.State.PROPOSED,
        "may_end": approves and binding.state == CauseBinding.State.CONFIRMED,
        "end_form": EndBinding(initial={"nonce": fresh_nonce()}),
        "nonce": fresh_nonce(),
        "timeline": timelines.of_binding(binding),
        "trail": _trail(
            (one.title, reverse("desk:causes_scheme", args=[one.scheme])), (binding.written, "")
        ),
    }
    return render(request, "desk/cause.html", context)


@require_POST
@officer_required(Role.APPROVER)
def decide(request: OfficerRequest, uid: Any, step: str) -> HttpResponse:
    """Confirm or refuse a binding."""
    binding = binding_of(request, uid)
    if step not in DECISIONS:
        raise Http404
    verb, act = DECISIONS[step]
    form = Reason(request.POST)
    if not form.is_valid():
        attempt(request, words.refuse_without_reason)
        return redirect("desk:cause", uid=uid)
    told = {"reason": form.cleaned_data["reason"], "nonce": nonce_of(request)}
    attempt(request, partial(act, binding, by=request.actor, **told), f"已{verb}。")
    return redirect("desk:cause", uid=uid)


@require_POST
@officer_required(Role.APPROVER)
def end(request: OfficerRequest, uid: Any) -> HttpResponse:
    """End a binding from a day on."""
    binding = binding_of(request, uid)
    form = EndBinding(request.POST)
    if not form.is_valid():
        attempt(request, words.refuse_without_day)
        return redirect("desk:cause", uid=uid)
    attempt(
        request, partial(services.end, binding, by=request.actor, **form.cleaned_data), "已终止。"
    )
    return redirect("desk:cause", uid=uid)
