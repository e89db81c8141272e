"""Pages that explain the site: figures, privacy, the ledger's daily heads."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.utils.timezone import localdate
from django.views.decorators.http import require_safe

from xinlu.accounts.doors import public
from xinlu.accounts.models import AuditHead
from xinlu.portal import counties
from xinlu.portal import figures as boards
from xinlu.portal.views.frame import fingerprint, page

HOME = ("首页", "/")


@public
@require_safe
def figures(request: HttpRequest) -> HttpResponse:
    """Say what every figure of the site counts (口径) and until when (数据截至)."""
    today = localdate()
    context = {
        "board": boards.board(today),
        "counties": counties.board(today),
        "trail": [HOME, ("口径与数据截至", "")],
    }
    return page(request, "portal/figures.html", context)


@public
@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """Say which personal data are kept, who sees them, and what is never public."""
    return page(request, "portal/privacy.html", {"trail": [HOME, ("隐私与公开", "")]})


@public
@require_safe
def ledger(request: HttpRequest) -> HttpResponse:
    """Publish the head of the audit ledger of each day (每日账首指纹)."""
    heads = Paginator(AuditHead.objects.order_by("-day"), 31).get_page(request.GET.get("page"))
    context = {
        "page": heads,
        "rows": [(head, fingerprint(head.hash, 16)) for head in heads],
        "trail": [HOME, ("每日账首指纹", "")],
    }
    return page(request, "portal/ledger.html", context)
