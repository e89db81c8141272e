"""The description of the interface, as a page and as OpenAPI; and what is none of its addresses."""

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from xinlu.accounts.doors import public
from xinlu.exchange.api.entry import api
from xinlu.exchange.api.problems import PROBLEMS, problem


@public
@require_safe
def guide(request: HttpRequest) -> HttpResponse:
    """Tell the interface in words: every address, what it takes and gives, every error."""
    described = api.get_openapi_schema(path_prefix="/api/v1/")
    context = {
        "about": described["info"],
        "operations": [
            _operation(path, method, told, described["components"]["schemas"])
            for path, methods in described["paths"].items()
            for method, told in methods.items()
        ],
        "problems": [{"code": code, **told} for code, told in PROBLEMS.items()],
    }
    return render(request, "exchange/guide.html", context)


def _operation(path: str, method: str, told: dict[str, Any], shapes: dict[str, Any]) -> Any:
    """Return an operation with its fields laid out for the page."""
    body = told.get("requestBody", {}).get("content", {}).get("application/json", {})
    given: dict[str, Any] = next(
        (
            answer["content"]["application/json"]
            for status, answer in told["responses"].items()
            if int(status) < 400
        ),
        {},
    )
    return {
        "path": path,
        "method": method.upper(),
        "summary": told["summary"],
        "description": told.get("description", ""),
        "parameters": told.get("parameters", []),
        "takes": _fields(body.get("schema", {}), shapes),
        "gives": _fields(given.get("schema", {}), shapes),
        "answers": [str(status) for status in told["responses"]],
    }


def _fields(schema: dict[str, Any], shapes: dict[str, Any]) -> list[tuple[str, str]]:
    """Return the fields of an object, each with what is said of it."""
    schema = schema.get("items", schema)
    name = schema.get("$ref", "").rpartition("/")[-1]
    fields = shapes.get(name, schema).get("properties", {})
    return [(key, each.get("description", "")) for key, each in fields.items()]


@public
@require_safe
def description(request: HttpRequest) -> HttpResponse:
    """Give the OpenAPI description."""
    described = api.get_openapi_schema(path_prefix="/api/v1/")
    return JsonResponse(described, json_dumps_params={"ensure_ascii": False})


@public
@csrf_exempt
def absent(request: HttpRequest, rest: str) -> HttpResponse:
    """Say that the interface has no such address."""
    return problem("not-found")
