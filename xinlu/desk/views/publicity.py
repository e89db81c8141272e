"""双公示: what is due, reminders, and one decision with its four times."""

from functools import partial
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localdate
from django.views.decorators.http import require_POST, require_safe

from xinlu.accounts.doors import OfficerRequest, officer_required
from xinlu.accounts.models import Role
from xinlu.collection import decisions, dual_publicity
from xinlu.collection.clocks import Break
from xinlu.collection.models import Decision
from xinlu.collection.rates import forecast, total
from xinlu.collection.services import reminders
from xinlu.desk import publicity
from xinlu.desk.acting import attempt, fresh_nonce, nonce_of
from xinlu.desk.lists import LISTS, listed
from xinlu.desk.text import day

HOME = ("工作台", "/desk/")
DESK = ("双公示", "/desk/publicity/")
MAY_REMIND = (Role.CLERK, Role.REVIEWER, Role.EVALUATOR)


def found(request: OfficerRequest, uid: UUID) -> Decision:
    """Return the decision, or 404 where the officer may not see it."""
    one = decisions.decision_for(request.actor, uid)
    if one is None:
        raise Http404
    return one


@require_safe
@officer_required()
def due(request: OfficerRequest) -> HttpResponse:
    """Show what is due, and list the decisions that the query form asks for."""
    context = listed(request, LISTS["decisions"])
    asked = context["form"].asked()
    on = publicity.day_of(asked)
    at_hand = decisions.at_hand(request.actor, on)
    month = on.replace(day=1)
    counts = decisions.counts_by(request.actor, "kind", decisions.Asked(month=month), on)
    context |= {
        "on": on,
        "is_today": on == localdate(),
        "asked": publicity.asked_of(asked),
        "at_hand": at_hand,
        "at_hand_items": [
            {"figure": name, "word": decisions.FIGURES[name].word, "count": at_hand[name]}
            for name in decisions.AT_HAND
        ],
        **_break(dual_publicity.break_ahead(on), at_hand["break"]),
        "officers": decisions.by_officer(request.actor, on),
        "month": month,
        "ends": publicity.texts(forecast(total(counts.values())), dual_publicity.places(on)),
        "rows": [
            (one, clock := publicity.clock_of(one, on), publicity.TAGS[clock.standing])
            for one in context["page"]
        ],
        "may_remind": request.actor.has(*MAY_REMIND),
        "nonce": fresh_nonce(),
        "back": request.GET.urlencode(),
        "trail": [HOME, ("双公示", "")],
    }
    return render(request, "desk/publicity.html", context)


def _break(near: Break | None, count: int) -> dict[str, object]:
    """Return the notice of a long holiday that is near."""
    if near is None:
        return {"break": None}
    first, last, by, reaches = map(day, (near.first, near.last, near.send_by, near.reaches))
    return {
        "break": near,
        "break_title": f"节前须报 {count} 件，请在 {by}下班前报送",
        "break_text": f"{first}至 {last}休假 {near.days} 天；{reaches}及以前到期的都在其中。",
    }


@require_safe
@officer_required()
def decision(request: OfficerRequest, uid: UUID) -> HttpResponse:
    """Show one decision: its four times, its clock, its reminders."""
    one = found(request, uid)
    on = localdate()
    clock = publicity.clock_of(one, on)
    context = {
        "one": one,
        "clock": clock,
        "tag": publicity.TAGS[clock.standing],
        "stop": dual_publicity.STOPS[dual_publicity.stopped_by(one.decided_on)],
        "parameters": [
            (title, dual_publicity.said(code, one.decided_on or on))
            for code, title in dual_publicity.CODES.items()
        ][:2],
        "steps": [
            {"title": "催办", "by": str(each.by or "系统"), "note": each.text, "when": each.on}
            for each in one.reminders.select_related("by")
        ],
        "batches": [
            (word, batch)
            for word, batch in (
                ("首次报送", one.batch),
                ("登记", one.register_batch),
                ("回执", one.receipt_batch),
            )
            if batch
        ],
        "may_send": request.actor.has(Role.CLERK) and not one.sent_on,
        "may_remind": request.actor.has(*MAY_REMIND) and not one.outside and not one.stopped_on,
        "nonce": fresh_nonce(),
        "trail": [HOME, DESK, (str(one), "")],
    }
    return render(request, "desk/publicity_one.html", context)


@require_POST
@officer_required()
def remind(request: OfficerRequest, uid: UUID) -> HttpResponse:
    """Remind whoever is in post, and go back to where one was."""
    one = found(request, uid)
    act = partial(reminders.remind, one, by=request.actor, on=localdate(), nonce=nonce_of(request))
    attempt(request, act, f"已催办 {one}，对方的待办里可以看到。")
    back = request.POST.get("back", "")
    return redirect(f"{reverse('desk:publicity')}?{back}" if back else reverse("desk:publicity"))
