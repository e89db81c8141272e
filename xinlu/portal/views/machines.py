"""Pages for machines: what crawlers may read, and whether the site is alive."""

from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from xinlu.accounts.doors import public

ROBOTS = """\
User-agent: *
Disallow: /desk/
Disallow: /accounts/
Disallow: /search/
Disallow: /elder/
"""


@public
@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Tell crawlers which pages are not for them."""
    return HttpResponse(ROBOTS, content_type="text/plain; charset=utf-8")


@public
@never_cache
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """Answer `ok` while the database answers."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok\n", content_type="text/plain; charset=utf-8")
