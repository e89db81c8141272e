"""Pages that are still to come."""

from django.http import HttpRequest, HttpResponse


def trail(request: HttpRequest, **_: object) -> HttpResponse:
    """Say that the page is to come."""
    return HttpResponse(status=501)


def verify(request: HttpRequest, **_: object) -> HttpResponse:
    """Say that the page is to come."""
    return HttpResponse(status=501)
