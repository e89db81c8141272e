"""Clients of authorities (接口客户端): the list, one of them, and the acts upon them."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localdate
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from xinlu.accounts.doors import OfficerRequest, officer_required
from xinlu.accounts.forms import NewClient, PublicKeyForm, Reason
from xinlu.accounts.models import Client, ClientKey, Role
from xinlu.accounts.reach import manages
from xinlu.accounts.services import clients
from xinlu.accounts.views.askings import (
    ADD_KEY,
    MAKE_CLIENT,
    RESUME_CLIENT,
    REVOKE_KEY,
    ROTATE,
    SUSPEND_CLIENT,
    Asking,
)
from xinlu.accounts.views.people import PER_PAGE, trail
from xinlu.accounts.views.posts import MANAGER, ask, sent

_LIST = "接口客户端"


def trail_to(*titles: str) -> list[tuple[str, str]]:
    """Return the way to a page about clients."""
    way = trail(_LIST)
    if titles:
        way[-1] = (_LIST, reverse("accounts:clients"))
    return [*way, *((title, "") for title in titles)]


@require_safe
@officer_required(Role.ADMINISTRATOR, Role.AUDITOR)
def listed(request: OfficerRequest) -> HttpResponse:
    """List the clients in reach, with when each was used last."""
    found = Client.objects.visible_to(request.actor).select_related("authority", "line")
    context = {
        "page": Paginator(found, PER_PAGE).get_page(request.GET.get("page")),
        "trail": trail_to(),
        "may_manage": request.actor.has(MANAGER),
    }
    return render(request, "accounts/clients.html", context)


def in_reach(request: OfficerRequest, pk: int) -> Client:
    """Return a client that the actor may see, or 404."""
    return get_object_or_404(
        Client.objects.visible_to(request.actor).select_related("authority", "place", "line"),
        pk=pk,
    )


@require_safe
@officer_required(Role.ADMINISTRATOR, Role.AUDITOR)
def client(request: OfficerRequest, pk: int) -> HttpResponse:
    """Show one client: what it may do, its secrets and keys, and what may be done to it."""
    found = in_reach(request, pk)
    context = {
        "client": found,
        "keys": found.keys.all(),
        "has_two_secrets": found.has_two_secrets(timezone.now()),
        "may_manage": manages(request.actor, found.authority),
        "trail": trail_to(found.title),
    }
    return render(request, "accounts/client.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
@officer_required(MANAGER)
def make(request: OfficerRequest) -> HttpResponse:
    """Make a client, and show its secret once."""
    made: list[tuple[Client, str]] = []

    def do(given: dict[str, Any]) -> None:
        made.append(clients.make(given.pop("authority"), by=request.actor, **given))

    form = NewClient(request.actor, localdate(), sent(request))
    asked = ask(request, MAKE_CLIENT, form, do, about="", back=reverse("accounts:clients"))
    return asked or show_secret(request, *made[0])


@never_cache
@require_http_methods(["GET", "POST"])
@officer_required(MANAGER)
def rotate(request: OfficerRequest, pk: int) -> HttpResponse:
    """Give the client a new secret, which is shown once."""
    found, told = in_reach(request, pk), []

    def do(given: dict[str, Any]) -> None:
        now = timezone.now()
        told.append(clients.rotate(found, by=request.actor, now=now, **given))

    asked = ask(request, ROTATE, Reason(sent(request)), do, about=found, back=page_of(found))
    return asked or show_secret(request, found, told[0])


def page_of(found: Client) -> str:
    """Return the address of the page about the client."""
    return reverse("accounts:client", args=[found.pk])


def show_secret(request: OfficerRequest, found: Client, secret: str) -> HttpResponse:
    """Show a secret, this once."""
    context = {"client": found, "secret": secret, "trail": trail_to(found.title)}
    return render(request, "accounts/new_secret.html", context)


def _carried_out(
    request: OfficerRequest,
    asking: Asking,
    form: Any,
    found: Client,
    do: Callable[..., object],
    **more: Any,
) -> HttpResponse:
    """Ask, do, and say what was done on the page about the client."""
    back = page_of(found)
    asked = ask(
        request,
        asking,
        form,
        lambda given: do(found, by=request.actor, **given, **more),
        about=found,
        back=back,
    )
    if asked:
        return asked
    messages.success(request, asking.done.format(about=found))
    return redirect(back)


@require_http_methods(["GET", "POST"])
@officer_required(MANAGER)
def suspend(request: OfficerRequest, pk: int) -> HttpResponse:
    """Shut the client out."""
    form = Reason(sent(request))
    return _carried_out(request, SUSPEND_CLIENT, form, in_reach(request, pk), clients.suspend)


@require_http_methods(["GET", "POST"])
@officer_required(MANAGER)
def resume(request: OfficerRequest, pk: int) -> HttpResponse:
    """Let the client in again."""
    form = Reason(sent(request))
    return _carried_out(request, RESUME_CLIENT, form, in_reach(request, pk), clients.resume)


@require_http_methods(["GET", "POST"])
@officer_required(MANAGER)
def register_key(request: OfficerRequest, pk: int) -> HttpResponse:
    """Take note of a key with which the client signs packages."""
    form = PublicKeyForm(sent(request))
    return _carried_out(request, ADD_KEY, form, in_reach(request, pk), clients.register_key)


@require_http_methods(["GET", "POST"])
@officer_required(MANAGER)
def revoke_key(request: OfficerRequest, pk: int, key: int) -> HttpResponse:
    """Trust a key of the client no longer."""
    found = in_reach(request, pk)
    held = get_object_or_404(ClientKey, pk=key, client=found)
    form = Reason(sent(request))
    return _carried_out(request, REVOKE_KEY, form, found, clients.revoke_key, key=held)
