"""What stands in the frame of every public page: how new the data are, and the ledger's head."""

from typing import Any

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from xinlu.accounts.models import AuditHead
from xinlu.portal import figures
from xinlu.portal.context import ELDER_COOKIE


def page(
    request: HttpRequest, template: str, context: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    """Return a public page, in the elder layout where one was chosen and the page has one."""
    return render(request, template, {**frame(), **context}, status=status)


def is_elder(request: HttpRequest) -> bool:
    """Say whether the elder layout (适老版) was chosen."""
    return request.COOKIES.get(ELDER_COOKIE) == "1"


def frame() -> dict[str, Any]:
    """Return the day and time of the newest data and the last daily head of the audit ledger."""
    key = "portal:frame"
    kept: dict[str, Any] | None = cache.get(key)
    if kept is None:
        head = AuditHead.objects.order_by("day").last()
        kept = {
            "data_as_of": figures.as_of(),
            "ledger_head": fingerprint(head.hash) if head else "",
        }
        cache.set(key, kept, figures.KEPT)
    return kept


def fingerprint(digest: str, groups: int = 4) -> str:
    """Return the beginning of a digest in groups of four, as it is printed.

    >>> fingerprint("9c41e07b52d81fa3aa")
    '9c41 e07b 52d8 1fa3'
    """
    return " ".join(digest[at : at + 4] for at in range(0, 4 * groups, 4))
