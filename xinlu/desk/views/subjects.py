"""Pages that are still to come."""

from django.http import HttpRequest, HttpResponse


def subjects(request: HttpRequest, **_: object) -> HttpResponse:
    """Say that the page is to come."""
    return HttpResponse(status=501)


def subject(request: HttpRequest, **_: object) -> HttpResponse:
    """Say that the page is to come."""
    return HttpResponse(status=501)


def open_numbers(request: HttpRequest, **_: object) -> HttpResponse:
    """Say that the page is to come."""
    return HttpResponse(status=501)
