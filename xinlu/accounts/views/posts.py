"""The acts upon people and posts: each asks, does, and says what was done."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import localdate
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from xinlu.accounts import selectors, words
from xinlu.accounts.acts import Refused
from xinlu.accounts.doors import OfficerRequest, officer_required
from xinlu.accounts.forms import Ending, Invitation, Loan, PostForm, Reason, Succession
from xinlu.accounts.models import Appointment, Delegation, Handover, Role, User
from xinlu.accounts.services import factors, handovers, people, posts
from xinlu.accounts.views.askings import (
    APPOINT,
    CLEAR_FACTOR,
    CLOSE,
    DELEGATE,
    END,
    HAND_OVER,
    INVITE,
    RESUME,
    REVOKE,
    SUSPEND,
    Asking,
)
from xinlu.accounts.views.people import trail

MANAGER = Role.ADMINISTRATOR


def ask(
    request: OfficerRequest,
    asking: Asking,
    form: forms.Form,
    do: Callable[[dict[str, Any]], object],
    *,
    about: object,
    back: str,
) -> HttpResponse | None:
    """Show `form` until it is filled in and `do` accepts it; then return None.

    What the act refuses is said in the form, with all that was typed.
    """
    if form.is_bound and form.is_valid():
        try:
            do(form.cleaned_data)
        except Refused as refused:
            form.add_error(None, words.said(refused))
        else:
            return None
    title = asking.title.format(about=about)
    context = {
        "form": form,
        "title": title,
        "lead": asking.lead.format(about=about),
        "verb": asking.verb,
        "back": back,
        "trail": trail(title),
    }
    return render(request, "accounts/ask.html", context)


def carry_out(
    request: OfficerRequest,
    asking: Asking,
    form: forms.Form,
    act: Callable[..., object],
    target: object,
    *,
    user: User,
    day: str = "on",
) -> HttpResponse:
    """Ask for `act` upon `target`, do it today, and say so on the page about `user`.

    `day` is the name by which the act takes today; empty where it takes none.
    """
    when = {day: localdate()} if day else {}
    asked = ask(
        request,
        asking,
        form,
        lambda given: act(target, by=request.actor, **when, **given),
        about=target,
        back=page_of(request, user),
    )
    return asked or done(request, user, asking.done.format(about=target))


def sent(request: OfficerRequest) -> Any:
    """Return what was posted, None when the form is only asked for."""
    return request.POST if request.method == "POST" else None


def page_of(request: OfficerRequest, user: User) -> str:
    """Return the page about `user`: one's own for oneself."""
    if user.pk == request.user.pk:
        return reverse("accounts:mine")
    return reverse("accounts:person", args=[user.pk])


def in_reach(request: OfficerRequest, pk: int) -> User:
    """Return an officer whom the actor may see, or 404."""
    return get_object_or_404(selectors.people_in_reach(request.actor), pk=pk)


def post_in_reach(request: OfficerRequest, pk: int) -> Appointment:
    """Return a post that is the actor's own or belongs to somebody in reach, or 404."""
    post = get_object_or_404(Appointment.objects.select_related("authority", "user"), pk=pk)
    if post.user_id != request.user.pk:
        in_reach(request, post.user_id)
    return post


@never_cache
@require_http_methods(["GET", "POST"])
@officer_required(MANAGER)
def invite(request: OfficerRequest) -> HttpResponse:
    """Open an account with a first post, and show its first password once."""
    made: list[tuple[User, str]] = []

    def do(given: dict[str, Any]) -> None:
        with transaction.atomic():
            user = people.invite(given.pop("authority"), by=request.actor, **given)
            made.append((user, people.reset_password(user, by=request.actor, on=localdate())))

    asked = ask(
        request,
        INVITE,
        Invitation(request.actor, localdate(), sent(request)),
        do,
        about="",
        back=reverse("accounts:people"),
    )
    return asked or show_password(request, *made[0])


def show_password(request: OfficerRequest, user: User, password: str) -> HttpResponse:
    """Show a new password, this once."""
    context = {"person": user, "password": password}
    return render(request, "accounts/new_password.html", context)


@never_cache
@require_POST
@officer_required(MANAGER)
def reset(request: OfficerRequest, pk: int) -> HttpResponse:
    """Give an officer a new password, which is shown once."""
    user = in_reach(request, pk)
    password = people.reset_password(user, by=request.actor, on=localdate())
    return show_password(request, user, password)


@require_http_methods(["GET", "POST"])
@officer_required(MANAGER)
def appoint(request: OfficerRequest, pk: int) -> HttpResponse:
    """Give an officer another post."""
    user = in_reach(request, pk)
    form = PostForm(request.actor, localdate(), sent(request))
    return carry_out(request, APPOINT, form, posts.appoint, user, user=user, day="")


def done(request: OfficerRequest, user: User, sentence: str) -> HttpResponse:
    """Say what was done, on the page about `user`."""
    messages.success(request, sentence)
    return redirect(page_of(request, user))


@require_http_methods(["GET", "POST"])
@officer_required(MANAGER)
def suspend(request: OfficerRequest, pk: int) -> HttpResponse:
    """Take a post's power away at once."""
    post = post_in_reach(request, pk)
    form = Reason(sent(request))
    return carry_out(request, SUSPEND, form, posts.suspend, post, user=post.user)


@require_http_methods(["GET", "POST"])
@officer_required(MANAGER)
def resume(request: OfficerRequest, pk: int) -> HttpResponse:
    """Give a suspended post its power back."""
    post = post_in_reach(request, pk)
    form = Reason(sent(request))
    return carry_out(request, RESUME, form, posts.resume, post, user=post.user)


@require_http_methods(["GET", "POST"])
@officer_required(MANAGER)
def end(request: OfficerRequest, pk: int) -> HttpResponse:
    """End a post on a day."""
    post = post_in_reach(request, pk)
    form = Ending(sent(request))
    return carry_out(request, END, form, posts.end, post, user=post.user)


@require_http_methods(["GET", "POST"])
@officer_required()
def delegate(request: OfficerRequest, pk: int) -> HttpResponse:
    """Lend a post to a colleague for some days."""
    post = post_in_reach(request, pk)
    form = Loan(post, sent(request))
    return carry_out(request, DELEGATE, form, posts.delegate, post, user=post.user)


@require_http_methods(["GET", "POST"])
@officer_required()
def revoke(request: OfficerRequest, pk: int) -> HttpResponse:
    """Take a lent post back."""
    loan = get_object_or_404(Delegation.objects.select_related("appointment", "to"), pk=pk)
    post = post_in_reach(request, loan.appointment_id)
    form = Reason(sent(request))
    return carry_out(request, REVOKE, form, posts.revoke, loan, user=post.user)


@require_http_methods(["GET", "POST"])
@officer_required()
def hand_over(request: OfficerRequest, pk: int) -> HttpResponse:
    """Write the sheet by which a post passes to a successor."""
    post = post_in_reach(request, pk)
    form = Succession(post, localdate(), sent(request))
    return carry_out(
        request, HAND_OVER, form, handovers.hand_over, post, user=post.user, day="today"
    )


@require_POST
@officer_required()
def accept(request: OfficerRequest, pk: int) -> HttpResponse:
    """Accept a hand-over sheet that waits for the officer."""
    sheet = get_object_or_404(Handover, pk=pk, successor__user=request.user)
    handovers.accept(sheet, by=request.actor, on=localdate())
    return done(request, request.user, "交接单已接收。")


@require_http_methods(["GET", "POST"])
@officer_required(MANAGER)
def close(request: OfficerRequest, pk: int) -> HttpResponse:
    """Close an officer's account."""
    user = in_reach(request, pk)
    return carry_out(request, CLOSE, Reason(sent(request)), people.close, user, user=user)


@require_http_methods(["GET", "POST"])
@officer_required(MANAGER)
def clear_factor(request: OfficerRequest, pk: int) -> HttpResponse:
    """Take away a second factor whose telephone is lost."""
    user = in_reach(request, pk)
    return carry_out(request, CLEAR_FACTOR, Reason(sent(request)), factors.clear, user, user=user)
