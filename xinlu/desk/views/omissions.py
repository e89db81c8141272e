"""疑似漏报: the cases, one case and what is done with it, and the counts that units state."""

from functools import partial
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import localdate
from django.views.decorators.http import require_POST, require_safe

from xinlu.accounts.doors import OfficerRequest, officer_required
from xinlu.accounts.models import Role
from xinlu.accounts.parameters import parameter
from xinlu.collection.messages import sentence
from xinlu.collection.models import Suspicion
from xinlu.collection.services import suspicions
from xinlu.desk import omissions, stepping, timelines
from xinlu.desk.acting import attempt, fresh_nonce, nonce_of
from xinlu.desk.lists import LISTS, listed
from xinlu.desk.omission_forms import HandTo, StatedCount
from xinlu.desk.views.publicity import DESK, HOME

LIST = ("疑似漏报", "/desk/omissions/")


@require_safe
@officer_required()
def cases(request: OfficerRequest) -> HttpResponse:
    """List the cases that the query form asks for, and take a unit's count."""
    context = listed(request, LISTS["omissions"])
    on = localdate()
    context |= {
        "rows": [
            (
                case,
                omissions.evidence(case),
                omissions.TAGS[case.state],
                omissions.is_late(case, on),
            )
            for case in context["page"]
        ],
        "said": parameter("suspected-omissions", on),
        "may_state": request.actor.has(Role.CLERK) and request.actor.authority is not None,
        "stated": StatedCount(),
        "nonce": fresh_nonce(),
        "trail": [HOME, DESK, (LIST[0], "")],
    }
    return render(request, "desk/omissions.html", context)


@require_safe
@officer_required()
def case(request: OfficerRequest, uid: UUID) -> HttpResponse:
    """Show one case: its evidence, what was said of it, and what may be done."""
    one = _found(request, uid)
    context = {
        "one": one,
        "evidence": omissions.evidence(one),
        "tag": omissions.TAGS[one.state],
        "is_late": omissions.is_late(one, localdate()),
        "steps": omissions.steps_for(request.actor, one),
        "hand": HandTo(one, on=localdate()) if _may_hand(request, one) else None,
        "timeline": timelines.of_case(one),
        "nonce": fresh_nonce(),
        "trail": [HOME, DESK, LIST, (str(one), "")],
    }
    return render(request, "desk/omission.html", context)


@require_POST
@officer_required()
def step(request: OfficerRequest, uid: UUID, name: str) -> HttpResponse:
    """Do one of the things that may be done with a case, and show it again."""
    one = _found(request, uid)
    stepping.take(request, one, omissions.STEPS.get(name))
    return redirect("desk:omission", uid=one.uid)


def _may_hand(request: OfficerRequest, case: Suspicion) -> bool:
    is_open = case.state not in Suspicion.FINAL
    return is_open and request.actor.has(Role.CLERK, Role.REVIEWER)


@require_POST
@officer_required(Role.CLERK, Role.REVIEWER)
def hand(request: OfficerRequest, uid: UUID) -> HttpResponse:
    """Give a case into one clerk's hand, and show it again."""
    one, on = _found(request, uid), localdate()
    form = HandTo(one, request.POST, on=on)
    if form.is_valid():
        owner = form.cleaned_data["owner"]
        act = partial(
            suspicions.hand, one, by=request.actor, on=on, owner=owner, nonce=nonce_of(request)
        )
        attempt(request, act, f"已交给{owner}，在其待办里可以看到。")
    else:
        messages.error(request, sentence("not-of-the-unit", {}))
    return redirect("desk:omission", uid=uid)


@require_POST
@officer_required(Role.CLERK)
def state(request: OfficerRequest) -> HttpResponse:
    """Take how many decisions the officer's unit made in a month."""
    form = StatedCount(request.POST)
    if form.is_valid():
        act = partial(
            suspicions.state, None, by=request.actor, nonce=nonce_of(request), **form.told()
        )
        attempt(request, act, "对账数已记下，与本平台不符的在下次核查时列出。")
    else:
        form.tell(request)
    return redirect(reverse("desk:omissions"))


def _found(request: OfficerRequest, uid: UUID) -> Suspicion:
    rows = Suspicion.objects.visible_to(request.actor).select_related(
        "authority", "place", "explained_by", "alleged_by", "owner"
    )
    return get_object_or_404(rows, uid=uid)
