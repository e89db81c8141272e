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

MANAGER = Role.ADMINISTRATOR


def ask(
    request: OfficerRequest,
    form: forms.Form,
    do: Callable[[dict[str, Any]], object],
    *,
    title: str,
    lead: str,
    verb: str,
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
    context = {"form": form, "title": title, "lead": lead, "verb": verb, "back": back}
    return render(request, "accounts/ask.html", context)


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
        Invitation(request.actor, localdate(), sent(request)),
        do,
        title="邀请人员",
        lead="为一名工作人员开立账户并任首个岗位。首次登录须自设密码。",
        verb="开立账户",
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
    asked = ask(
        request,
        PostForm(request.actor, localdate(), sent(request)),
        lambda given: posts.appoint(user, by=request.actor, **given),
        title=f"为{user}任岗",
        lead="同一人不能既经办又审定同一件事。",
        verb="任岗",
        back=page_of(request, user),
    )
    return asked or done(request, user, f"{user}已任岗。")


def done(request: OfficerRequest, user: User, sentence: str) -> HttpResponse:
    """Say what was done, on the page about `user`."""
    messages.success(request, sentence)
    return redirect(page_of(request, user))


@require_http_methods(["GET", "POST"])
@officer_required(MANAGER)
def suspend(request: OfficerRequest, pk: int) -> HttpResponse:
    """Take a post's power away at once."""
    post = post_in_reach(request, pk)
    asked = ask(
        request,
        Reason(sent(request)),
        lambda given: posts.suspend(post, by=request.actor, on=localdate(), **given),
        title="暂停岗位",
        lead=f"{post}：暂停后立即不能办理，出借的代行同时失效，可随时恢复。",
        verb="暂停岗位",
        back=page_of(request, post.user),
    )
    return asked or done(request, post.user, "岗位已暂停。")


@require_http_methods(["GET", "POST"])
@officer_required(MANAGER)
def resume(request: OfficerRequest, pk: int) -> HttpResponse:
    """Give a suspended post its power back."""
    post = post_in_reach(request, pk)
    asked = ask(
        request,
        Reason(sent(request)),
        lambda given: posts.resume(post, by=request.actor, on=localdate(), **given),
        title="恢复岗位",
        lead=f"{post}：恢复后立即可以办理。",
        verb="恢复岗位",
        back=page_of(request, post.user),
    )
    return asked or done(request, post.user, "岗位已恢复。")


@require_http_methods(["GET", "POST"])
@officer_required(MANAGER)
def end(request: OfficerRequest, pk: int) -> HttpResponse:
    """End a post on a day."""
    post = post_in_reach(request, pk)
    asked = ask(
        request,
        Ending(sent(request)),
        lambda given: posts.end(post, by=request.actor, on=localdate(), **given),
        title="终止岗位",
        lead=f"{post}：有在办事项的，请改用交接。已办事项的记录不变。",
        verb="终止岗位",
        back=page_of(request, post.user),
    )
    return asked or done(request, post.user, "岗位已定于所选日期终止。")


@require_http_methods(["GET", "POST"])
@officer_required()
def delegate(request: OfficerRequest, pk: int) -> HttpResponse:
    """Lend a post to a colleague for some days."""
    post = post_in_reach(request, pk)
    asked = ask(
        request,
        Loan(post, sent(request)),
        lambda given: posts.delegate(post, by=request.actor, on=localdate(), **given),
        title="委托代行",
        lead=f"{post}：受托人在这些日期代行本岗，办理的每一件都记在受托人名下。",
        verb="委托代行",
        back=page_of(request, post.user),
    )
    return asked or done(request, post.user, "已委托代行。")


@require_http_methods(["GET", "POST"])
@officer_required()
def revoke(request: OfficerRequest, pk: int) -> HttpResponse:
    """Take a lent post back."""
    loan = get_object_or_404(Delegation.objects.select_related("appointment", "to"), pk=pk)
    post = post_in_reach(request, loan.appointment_id)
    asked = ask(
        request,
        Reason(sent(request)),
        lambda given: posts.revoke(loan, by=request.actor, on=localdate(), **given),
        title="收回委托",
        lead=f"{loan}：收回后受托人立即不能代行。",
        verb="收回委托",
        back=page_of(request, post.user),
    )
    return asked or done(request, post.user, "委托已收回。")


@require_http_methods(["GET", "POST"])
@officer_required()
def hand_over(request: OfficerRequest, pk: int) -> HttpResponse:
    """Write the sheet by which a post passes to a successor."""
    post = post_in_reach(request, pk)
    today = localdate()
    asked = ask(
        request,
        Succession(post, today, sent(request)),
        lambda given: handovers.hand_over(post, by=request.actor, today=today, **given),
        title="岗位交接",
        lead=f"{post}：在办事项列入交接单，接收人确认后移交；已办事项的记录不变。",
        verb="开具交接单",
        back=page_of(request, post.user),
    )
    return asked or done(request, post.user, "交接单已开具，等待接收人确认。")


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
    asked = ask(
        request,
        Reason(sent(request)),
        lambda given: people.close(user, by=request.actor, on=localdate(), **given),
        title=f"停用{user}的账户",
        lead="停用后不能再登录；已办事项的记录不变。",
        verb="停用账户",
        back=page_of(request, user),
    )
    return asked or done(request, user, "账户已停用。")


@require_http_methods(["GET", "POST"])
@officer_required(MANAGER)
def clear_factor(request: OfficerRequest, pk: int) -> HttpResponse:
    """Take away a second factor whose telephone is lost."""
    user = in_reach(request, pk)
    asked = ask(
        request,
        Reason(sent(request)),
        lambda given: factors.clear(user, by=request.actor, on=localdate(), **given),
        title=f"清除{user}的第二重验证",
        lead="手机遗失时用：请先当面或通过已知电话核实本人。",
        verb="清除第二重验证",
        back=page_of(request, user),
    )
    return asked or done(request, user, "第二重验证已清除。")
