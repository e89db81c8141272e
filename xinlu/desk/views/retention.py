"""留存到期: what is due by item and year, who asked that it be sealed, and what was sealed."""

from functools import partial
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate
from django.views.decorators.http import require_POST, require_safe

from xinlu.accounts.doors import OfficerRequest, officer_required
from xinlu.accounts.models import Role
from xinlu.catalogue.selectors import title_of
from xinlu.collection import retention
from xinlu.collection.models import RetentionOrder
from xinlu.collection.services import retention as services
from xinlu.desk import retaining, steps, words
from xinlu.desk.acting import attempt, fresh_nonce, nonce_of
from xinlu.desk.forms import Reason
from xinlu.desk.lists import LISTS, listed


def _city_only(request: OfficerRequest) -> None:
    if request.actor.place_ids is not None:
        raise Http404


@require_safe
@officer_required()
def due(request: OfficerRequest) -> HttpResponse:
    """Show the dry run to those of the city who may see it, and to all what was sealed."""
    context = listed(request, LISTS["retention"])
    on = localdate()
    figures = list(context["page"].paginator.object_list)
    context["rows"] = [
        (each, title_of(each.item), retention.period_of(each.item, on)) for each in context["page"]
    ]
    orders = RetentionOrder.objects.select_related("proposed_by", "decided_by")
    context |= {
        "total": retention.total(figures),
        "held": sum(each.held for each in figures),
        "may_read": retaining.may_read(request.actor),
        "terms": retention.terms(on),
        "holds": ["异议处理中", "更正待办", *(title for title, _ in retention.HOLDS)],
        "may_propose": not context["is_asked"] and retaining.may_propose(request.actor, figures),
        "orders": [
            (one, retaining.TAGS.get(one.state, "plain"), retaining.steps_for(one, request.actor))
            for one in orders
        ],
        "nonce": fresh_nonce(),
    }
    return render(request, "desk/retention.html", context)


@require_POST
@officer_required(Role.ADMINISTRATOR)
def propose(request: OfficerRequest) -> HttpResponse:
    """Ask that what is due today be sealed."""
    _city_only(request)
    form = Reason(request.POST)
    if not form.is_valid():
        attempt(request, words.refuse_without_reason)
        return redirect("desk:retention")
    told = {"reason": form.cleaned_data["reason"], "nonce": nonce_of(request)}
    act = partial(services.propose, None, by=request.actor, on=localdate(), **told)
    attempt(request, act, "已提请，待审定岗另一人审定。")
    return redirect("desk:retention")


@require_POST
@officer_required(Role.APPROVER)
def step(request: OfficerRequest, uid: UUID, name: str) -> HttpResponse:
    """Approve an order or refuse it."""
    _city_only(request)
    steps.take(request, get_object_or_404(RetentionOrder, uid=uid), retaining.STEPS.get(name))
    return redirect("desk:retention")
