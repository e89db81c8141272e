"""Doing an act from a page: what came of it is told in a message."""

import re
import uuid
from collections.abc import Callable
from typing import TypeVar

from django.contrib import messages
from django.http import HttpRequest

from xinlu.accounts.acts import DoneBefore, NotPermitted, Refused
from xinlu.desk import words

R = TypeVar("R")
#: How the nonces of our forms are written: letters, digits and dashes.
NONCE = re.compile(r"[0-9a-z-]{1,64}")


def attempt(request: HttpRequest, act: Callable[[], R], done: str = "") -> R | None:
    """Do `act` and say `done`; if it is refused, say why, in Chinese, and return None.

    Who may not do it at all gets a page of their own (`accounts.doors`).
    """
    try:
        result = act()
    except NotPermitted:
        raise
    except DoneBefore as before:
        messages.info(request, words.said(before))
        return None
    except Refused as refused:
        messages.error(request, words.said(refused))
        return None
    if done:
        messages.success(request, done)
    return result


def fresh_nonce() -> str:
    """Return what makes a form count once, however often it is sent."""
    return uuid.uuid4().hex


def nonce_of(request: HttpRequest) -> str:
    """Return the nonce of the form that was sent; one that no page of ours gave out is none.

    >>> request = HttpRequest()
    >>> request.POST = {"nonce": "6f1d0c-propose"}
    >>> nonce_of(request)
    '6f1d0c-propose'
    """
    given = request.POST.get("nonce", "")
    return given if NONCE.fullmatch(given) else ""
