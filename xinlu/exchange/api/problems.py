"""Errors as the interface tells them: problem+json (RFC 9457), in Chinese, each with its code."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from django.http import HttpResponse, JsonResponse

from xinlu.accounts.words import Blanks
from xinlu.kernel.yaml_files import read_yaml

CONTENT_TYPE: Final = "application/problem+json"
_SAID: Final[Mapping[str, Any]] = read_yaml(Path(__file__).with_name("problems.yaml"))
PROBLEMS: Final[Mapping[str, Mapping[str, Any]]] = _SAID["problems"]
FAULTS: Final[Mapping[str, str]] = _SAID["faults"]


def problem(
    code: str, *, errors: list[dict[str, Any]] | None = None, **params: Any
) -> HttpResponse:
    """Return the answer to a request that is not met; of a code not known the act's own words."""
    said = PROBLEMS.get(code) or {**PROBLEMS["not-permitted"], "status": 409}
    body = {
        "type": f"/api/v1/#{code}",
        "title": said["title"],
        "status": said["status"],
        "detail": said["detail"].format_map(Blanks(params)),
        "code": code,
    }
    if errors is not None:
        body["errors"] = errors
    answer = JsonResponse(body, status=said["status"], json_dumps_params={"ensure_ascii": False})
    answer["Content-Type"] = CONTENT_TYPE
    return answer


def fault(told: Mapping[str, Any]) -> dict[str, Any]:
    """Return one place of a request that must be mended, with its sentence."""
    message = FAULTS[told["code"]].format_map(Blanks(told))
    named = {key: told[key] for key in ("sheet", "index", "field") if key in told}
    return {"code": told["code"], **named, "message": message}
