"""Pages that are still to come."""

from django.http import HttpRequest, HttpResponse


def runs(request: HttpRequest, **_: object) -> HttpResponse:
    """Say that the page is to come."""
    return HttpResponse(status=501)


def run(request: HttpRequest, **_: object) -> HttpResponse:
    """Say that the page is to come."""
    return HttpResponse(status=501)


def progress(request: HttpRequest, **_: object) -> HttpResponse:
    """Say that the page is to come."""
    return HttpResponse(status=501)


def step(request: HttpRequest, **_: object) -> HttpResponse:
    """Say that the page is to come."""
    return HttpResponse(status=501)


def confirm_value(request: HttpRequest, **_: object) -> HttpResponse:
    """Say that the page is to come."""
    return HttpResponse(status=501)
