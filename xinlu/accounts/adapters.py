"""Single sign-on lets in those whom the platform already knows, and nobody else."""

from typing import Any

from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.http import HttpRequest


class KnownOfficersOnly(DefaultSocialAccountAdapter):  # type: ignore[misc]  # allauth ships no types
    """Refuse to open an account for somebody who was not invited."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        """Say no: officers are invited by an administrator."""
        return False
