"""连接器: how each stands, what its pulls brought, and having it pull, pause or go on."""

from functools import partial
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from xinlu.accounts.doors import OfficerRequest, officer_required
from xinlu.accounts.models import Role
from xinlu.desk import arrivals
from xinlu.desk.acting import attempt, fresh_nonce, nonce_of
from xinlu.desk.lists import LISTS, listed
from xinlu.desk.views.publicity import HOME
from xinlu.exchange.connectors.faults import said
from xinlu.exchange.connectors.language import KINDS
from xinlu.exchange.models import Connection, Pulling
from xinlu.exchange.services import connections
from xinlu.exchange.services.pulling import connection_of
from xinlu.exchange.standings import AT_WORK, Standing, standing

LIST = ("连接器", "/desk/connectors/")
#: Pulls on one page of the history, and batches of one pull that it names.
PULLS, BATCHES = 20, 5


@never_cache
@require_safe
@officer_required()
def listing(request: OfficerRequest) -> HttpResponse:
    """List the connectors of the officer's places and how each stands."""
    context = listed(request, LISTS["connectors"])
    context |= {
        "rows": [(one, arrivals.TAGS.get(one.state, "plain")) for one in context["page"]],
        "trail": [HOME, (LIST[0], "")],
    }
    return render(request, "desk/connectors.html", context)


@never_cache
@require_safe
@officer_required()
def connector(request: OfficerRequest, code: str) -> HttpResponse:
    """Show one connector: where it stands, what may be done, and its pulls with their batches."""
    one = _found(request, code)
    rows = Pulling.objects.filter(connection=one.connection or 0)
    page = Paginator(rows, PULLS).get_page(request.GET.get("page"))
    context = {
        "one": one,
        "kind": KINDS[one.connector.kind] if one.connector else "",
        "every": one.connector.every // 60 if one.connector else 0,
        "template": arrivals.title_of(one.connector.template) if one.connector else "",
        "tag": arrivals.TAGS.get(one.state, "plain"),
        "is_running": one.state in AT_WORK,
        "may_act": request.actor.has(Role.CLERK),
        "page": page,
        "pulls": [_told(each) for each in page],
        "nonce": fresh_nonce(),
        "trail": [HOME, LIST, (one.title, "")],
    }
    return render(request, "desk/connector.html", context)


def _told(pulling: Pulling) -> dict[str, Any]:
    batches = list(pulling.batches[: BATCHES + 1])
    return {
        "pulling": pulling,
        "failure": said(pulling.failure) if pulling.failure else "",
        "batches": batches[:BATCHES],
        "has_more": len(batches) > BATCHES,
    }


@never_cache
@require_safe
@officer_required()
def progress(request: OfficerRequest, code: str) -> HttpResponse:
    """Return how far a pull has come; once it is over the page is loaded anew."""
    one = _found(request, code)
    if one.state not in AT_WORK:
        return HttpResponse(headers={"HX-Refresh": "true"})
    return render(request, "desk/_pull_progress.html", {"one": one})


@require_POST
@officer_required(Role.CLERK)
def step(request: OfficerRequest, code: str, name: str) -> HttpResponse:
    """Have the connector pull at once, pause, or go on."""
    one = _found(request, code)
    if one.connector is None or one.client is None:
        raise Http404
    connection: Connection = connection_of(one.connector)
    steps: dict[str, tuple[Any, str]] = {
        "pull": (partial(connections.pull_now, connection, now=timezone.now()), ""),
        "pause": (
            partial(connections.pause, connection, reason=request.POST.get("reason", "")),
            "已暂停取数。恢复以前不再询问对方。",
        ),
        "resume": (partial(connections.resume, connection), "已恢复取数，马上询问对方。"),
    }
    if name not in steps:
        raise Http404
    act, done = steps[name]
    attempt(request, partial(act, by=request.actor, nonce=nonce_of(request)), done)
    return redirect("desk:connector", code=code)


def _found(request: OfficerRequest, code: str) -> Standing:
    """Return the connector, or 404 where the officer may not see it."""
    one = standing(request.actor, code, timezone.now())
    if one is None:
        raise Http404
    return one
