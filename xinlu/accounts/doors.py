"""Who may open which page: every address is closed to strangers unless its view is `@public`."""

from collections.abc import Callable
from datetime import date
from functools import wraps
from typing import Concatenate, ParamSpec, cast

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.http import urlencode
from django.utils.module_loading import autodiscover_modules
from django.utils.timezone import localdate

from xinlu.accounts import keeping, words
from xinlu.accounts.actors import Actor, officer, subject_user
from xinlu.accounts.acts import NotPermitted, Refused
from xinlu.accounts.forms import LogIn
from xinlu.accounts.models import Appointment, Role, User

P = ParamSpec("P")
View = Callable[..., HttpResponseBase]


class OfficerRequest(HttpRequest):
    """A request of somebody who is known: `user`, and `actor` with the reach of today."""

    user: User
    actor: Actor


#: Opens a view to strangers. The mark is Django's own, so a library's public views carry it too.
public = login_not_required

#: How a user of each kind becomes an actor. Apps above add their own with `actor_maker`, in a
#: module `actors`, which is found by that name.
ACTOR_MAKERS: dict[str, Callable[[User, date], Actor]] = {
    User.Kind.OFFICER: officer,
    User.Kind.SUBJECT: lambda user, on: subject_user(user, ()),
}

#: Pages that stay open to somebody who must first choose a new password.
BEFORE_NEW_PASSWORD = frozenset({"accounts:password", "accounts:logout"})


Maker = Callable[[User, date], Actor]


def actor_maker(kind: str) -> Callable[[Maker], Maker]:
    """Register how users of `kind` become actors."""

    def wrap(maker: Maker) -> Maker:
        ACTOR_MAKERS[kind] = maker
        return maker

    return wrap


def actor_of(user: User, on: date) -> Actor:
    """Return what `user` is on the day `on`: an officer, or one who speaks for subjects."""
    return ACTOR_MAKERS[user.kind](user, on)


class Doors:
    """Middleware that closes every page but the public ones, and tells views who acts.

    `request.actor` is None for strangers, else worked out when first asked.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response
        autodiscover_modules("actors")

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Pass the request on; the doors stand before the view."""
        return self.get_response(request)

    def process_view(
        self, request: OfficerRequest, view: View, args: object, kwargs: object
    ) -> HttpResponseBase | None:
        """Send strangers to the log-in, and those with a borrowed password to choose their own."""
        known = request.user.is_authenticated
        actor = SimpleLazyObject(lambda: actor_of(request.user, localdate())) if known else None
        request.actor = cast(Actor, actor)
        if not getattr(view, "login_required", True):
            return None
        if not known:
            return to_log_in(request)
        match = request.resolver_match
        name = match.view_name if match else ""
        if request.user.must_change_password and name not in BEFORE_NEW_PASSWORD:
            return redirect("accounts:password")
        return None

    def process_exception(
        self, request: OfficerRequest, exception: Exception
    ) -> HttpResponse | None:
        """Turn an act that was refused, and that the view did not expect, into a plain page."""
        if not isinstance(exception, Refused):
            return None
        if isinstance(exception, NotPermitted):
            return closed(request, *exception.params.get("roles", ()), why=words.said(exception))
        context = {"why": words.said(exception), "code": exception.code}
        return render(request, "accounts/refused.html", context, status=409)


def to_log_in(request: HttpRequest) -> HttpResponse:
    """Ask who it is; what was typed into a form is kept until the answer."""
    address = reverse("accounts:login")
    if request.headers.get("HX-Request"):
        back = request.headers.get("HX-Current-URL", "/")
        return HttpResponse(status=401, headers={"HX-Redirect": f"{address}?next={back}"})
    if request.method == "POST":
        context = {"form": LogIn(request), "kept": keeping.keep(request)}
        return render(request, "accounts/login.html", context, status=401)
    return redirect(f"{address}?{urlencode({'next': request.get_full_path()})}")


def officer_required(
    *roles: str,
) -> Callable[
    [Callable[Concatenate[OfficerRequest, P], HttpResponseBase]],
    Callable[Concatenate[OfficerRequest, P], HttpResponseBase],
]:
    """Open a view to officers who hold one of `roles` (without roles: any officer in post)."""

    def wrap(
        view: Callable[Concatenate[OfficerRequest, P], HttpResponseBase],
    ) -> Callable[Concatenate[OfficerRequest, P], HttpResponseBase]:
        @wraps(view)
        def guarded(
            request: OfficerRequest, /, *args: P.args, **kwargs: P.kwargs
        ) -> HttpResponseBase:
            actor = request.actor
            if actor.kind != "officer" or not actor.roles or (roles and not actor.has(*roles)):
                return closed(request, *roles)
            return view(request, *args, **kwargs)

        return guarded

    return wrap


def closed(request: OfficerRequest, *roles: str, why: str = "") -> HttpResponse:
    """Say that the page is not the actor's, which post opens it and which office has one."""
    context = {
        "why": why,
        "roles": [Role(role).label for role in roles],
        "offices": offices_with(request.actor, roles, localdate()),
    }
    return render(request, "accounts/closed.html", context, status=403)


def offices_with(actor: Actor | None, roles: tuple[str, ...], on: date) -> list[str]:
    """Return up to five offices in which somebody holds one of `roles` on the day `on`.

    Those in the actor's own place come first. Subjects' users are not told the offices' posts.
    """
    if actor is None or actor.kind != "officer" or not roles:
        return []
    posts = (
        Appointment.objects.on(on)
        .filter(role__in=roles, is_suspended=False, user__is_active=True)
        .values_list("authority__place_id", "authority__name")
        .distinct()
    )
    own = actor.place.pk if actor.place else None
    named = sorted(posts, key=lambda post: (post[0] != own, post[1]))
    return [name for _, name in named][:5]
