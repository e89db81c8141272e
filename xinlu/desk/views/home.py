"""Pages that are still to come."""

from django.http import HttpRequest, HttpResponse


def home(request: HttpRequest, **_: object) -> HttpResponse:
    """Say that the page is to come."""
    return HttpResponse(status=501)


def todo(request: HttpRequest, **_: object) -> HttpResponse:
    """Say that the page is to come."""
    return HttpResponse(status=501)


def done(request: HttpRequest, **_: object) -> HttpResponse:
    """Say that the page is to come."""
    return HttpResponse(status=501)


def search(request: HttpRequest, **_: object) -> HttpResponse:
    """Say that the page is to come."""
    return HttpResponse(status=501)
