"""Pages that are still to come."""

from django.http import HttpRequest, HttpResponse


def records(request: HttpRequest, **_: object) -> HttpResponse:
    """Say that the page is to come."""
    return HttpResponse(status=501)


def record(request: HttpRequest, **_: object) -> HttpResponse:
    """Say that the page is to come."""
    return HttpResponse(status=501)
