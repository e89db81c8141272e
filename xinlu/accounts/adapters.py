"""How the log-in library meets our rules: known people only, secrets sealed."""

from typing import Any

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.conf import settings
from django.http import HttpRequest
from django.shortcuts import render
from django.utils.timezone import localdate

from xinlu.accounts.doors import actor_of
from xinlu.accounts.models import User
from xinlu.accounts.services import people
from xinlu.kernel import crypto
from xinlu.kernel.crypto import KeyRing

#: With what a sealed secret is bound: it opens nowhere else.
FIELD = "second-factor"


class KnownOfficersOnly(DefaultSocialAccountAdapter):  # type: ignore[misc]  # it ships no types
    """The government's sign-on lets in those whom an administrator invited, and nobody else."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        """Say no: accounts are opened by an administrator, never by signing on."""
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        """Tie the sign-on to the officer of the same username, once; refuse everybody else."""
        if not sociallogin.is_existing:
            named = sociallogin.account.extra_data
            told = named.get("userinfo", named)
            username = told.get("preferred_username", "")
            user = User.objects.filter(
                username=username, kind=User.Kind.OFFICER, is_active=True
            ).first()
            if not username or user is None:
                page = render(request, "accounts/unknown.html", {"username": username}, status=403)
                raise ImmediateHttpResponse(page)
            sociallogin.connect(request, user)
        user = sociallogin.user
        people.enter(user, by=actor_of(user, localdate()), way="sso")


class SealedSecrets(DefaultMFAAdapter):  # type: ignore[misc]  # it ships no types
    """Second-factor secrets are kept sealed with the platform's keys."""

    def encrypt(self, text: str) -> str:
        """Return the secret sealed."""
        return crypto.seal(text, field=FIELD, row="", ring=ring())

    def decrypt(self, encrypted_text: str) -> str:
        """Return the secret in plain."""
        return crypto.unseal(encrypted_text, field=FIELD, row="", ring=ring())


def ring() -> KeyRing:
    """Return the platform's keys; without any, those of development."""
    return KeyRing.parse(settings.DATA_KEYS) if settings.DATA_KEYS else KeyRing.development()
