"""The front page."""

from django.http import HttpRequest, HttpResponse
from django.utils.timezone import localdate
from django.views.decorators.http import require_safe

from xinlu.accounts.doors import public
from xinlu.evaluation import selectors as evaluations
from xinlu.portal import counties, figures, records, results
from xinlu.portal.searching import TABS
from xinlu.portal.views.frame import is_elder, page


@public
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Show the search box, the live figures, the counties and what is new."""
    today = localdate()
    board = figures.board(today)
    if is_elder(request):
        return page(request, "portal/elder/home.html", {"board": board})
    context = {
        "tabs": TABS,
        "board": board,
        "counties": counties.board(today),
        "legends": counties.LEGENDS,
        "permits": records.newest_permits(today),
        "publicities": results.in_publicity(today),
        "announced": results.announced(),
        "schemes": evaluations.schemes(today),
    }
    return page(request, "portal/home.html", context)
