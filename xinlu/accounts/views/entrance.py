"""In and out: log-in, second factor, own password, lock-out."""

import time

from axes.handlers.proxy import AxesProxyHandler
from django.conf import settings
from django.contrib import auth, messages
from django.contrib.auth.signals import user_login_failed
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.timezone import localdate
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from xinlu.accounts import keeping, words
from xinlu.accounts.acts import Refused
from xinlu.accounts.doors import OfficerRequest, actor_of, public
from xinlu.accounts.forms import Code, LogIn, NewPassword
from xinlu.accounts.models import User
from xinlu.accounts.services import factors, people

#: Where the log-in keeps who has given the password and owes the code.
PENDING = "awaiting_factor"
#: How long the code may take after the password, in seconds.
PATIENCE = 300
BACKEND = "django.contrib.auth.backends.ModelBackend"


@public
@sensitive_post_parameters("password")
@never_cache
@require_http_methods(["GET", "POST"])
def log_in(request: HttpRequest) -> HttpResponse:
    """Ask for username and password, and for the code of those who have a second factor."""
    given = request.POST if request.method == "POST" else request.GET
    onward, kept = given.get("next", ""), given.get("kept", "")
    if request.user.is_authenticated and request.method == "GET":
        return redirect(safe(request, onward))
    form = LogIn(request, request.POST if request.method == "POST" else None)
    if not form.is_valid():
        context = {"form": form, "next": onward, "kept": kept, "sso": sso_address()}
        return render(request, "accounts/login.html", context)
    user = form.get_user()
    if factors.is_on(user):
        request.session[PENDING] = [user.pk, time.time(), onward, kept]
        return redirect("accounts:factor-check")
    return let_in(request, user, "password", onward, kept)


@public
@never_cache
@require_http_methods(["GET", "POST"])
def factor_check(request: HttpRequest) -> HttpResponse:
    """Ask for the code; wrong ones count as failed log-ins, and lock alike."""
    pk, since, onward, kept = request.session.get(PENDING, (0, 0.0, "", ""))
    user = User.objects.filter(pk=pk, is_active=True).first()
    if user is None or time.time() - since > PATIENCE:
        return redirect("accounts:login")
    form = Code(request.POST if request.method == "POST" else None)
    if form.is_valid():
        credentials = {"username": user.username}
        if AxesProxyHandler.is_allowed(request, credentials) and factors.is_right(
            user, form.cleaned_data["code"]
        ):
            del request.session[PENDING]
            return let_in(request, user, "factor", onward, kept)
        user_login_failed.send(sender=__name__, credentials=credentials, request=request)
        form.add_error("code", words.SENTENCES["wrong-code"])
    return render(request, "accounts/factor_check.html", {"form": form})


def let_in(request: HttpRequest, user: User, way: str, onward: str, kept: str) -> HttpResponse:
    """Log `user` in, note it, and lead on: to the form that waited, or to where they wanted."""
    auth.login(request, user, backend=BACKEND)
    people.enter(user, by=actor_of(user, localdate()), way=way)
    waiting = keeping.taken(kept)
    if waiting is not None and not user.must_change_password:
        return render(request, "accounts/go_on.html", {"waiting": waiting})
    return redirect(safe(request, onward))


def safe(request: HttpRequest, address: str) -> str:
    """Return `address` when it is one of ours, else the page where one starts."""
    hosts = {request.get_host()}
    if address and url_has_allowed_host_and_scheme(address, hosts, request.is_secure()):
        return address
    try:
        return reverse(settings.LOGIN_REDIRECT_URL)
    except NoReverseMatch:
        return reverse("accounts:mine")


def sso_address() -> str:
    """Return where the government's own sign-on begins; empty where it is not set up."""
    if not settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"]:
        return ""
    return reverse("openid_connect_login", kwargs={"provider_id": "government"})


@require_POST
def log_out(request: HttpRequest) -> HttpResponse:
    """Leave."""
    auth.logout(request)
    messages.info(request, "您已退出。公用电脑请关闭浏览器。")
    return redirect("accounts:login")


@public
@require_safe
def locked(request: HttpRequest) -> HttpResponse:
    """Say what a lock-out is, how long it lasts and whom to ask."""
    return render(request, "accounts/locked.html", {"failure_limit": settings.AXES_FAILURE_LIMIT})


@sensitive_post_parameters()
@never_cache
@require_http_methods(["GET", "POST"])
def password(request: OfficerRequest) -> HttpResponse:
    """Let somebody choose their own password."""
    form = NewPassword(request.user, request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return render(request, "accounts/password.html", {"form": form})
    user = people.change_password(
        request.user, by=request.actor, password=form.cleaned_data["password"]
    )
    auth.update_session_auth_hash(request, user)
    messages.success(request, "密码已改。别处登录的都已退出。")
    return redirect(safe(request, ""))


@never_cache
@require_http_methods(["GET", "POST"])
def factor(request: OfficerRequest) -> HttpResponse:
    """Turn the second factor on, with a secret for the telephone; or off, with a last code."""
    is_on = factors.is_on(request.user)
    secret = "" if is_on else request.session.setdefault("factor_secret", factors.new_secret())
    form = Code(request.POST if request.method == "POST" else None)
    if form.is_valid():
        code = form.cleaned_data["code"]
        try:
            if is_on:
                factors.turn_off(request.user, by=request.actor, code=code)
                messages.success(request, "第二重验证已停用。")
                return redirect("accounts:factor")
            codes = factors.turn_on(request.user, by=request.actor, secret=secret, code=code)
        except Refused as refused:
            form.add_error("code", words.said(refused))
        else:
            del request.session["factor_secret"]
            return render(request, "accounts/factor_codes.html", {"codes": codes})
    context = {"form": form, "is_on": is_on, "secret": factors.spelled(secret)}
    return render(request, "accounts/factor.html", context)
