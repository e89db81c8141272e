"""The interface itself: who comes in, and how every error is told."""

import logging
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.openapi.schema import OpenAPISchema
from ninja.security.base import AuthBase

from xinlu.accounts.actors import Actor, client_actor
from xinlu.accounts.acts import NotPermitted, Refused
from xinlu.accounts.credentials import client_of, counted
from xinlu.accounts.models import Scope
from xinlu.collection.messages import sentence
from xinlu.collection.services.correcting import RowUnfit
from xinlu.exchange.api.problems import CONTENT_TYPE, FAULTS, fault, problem
from xinlu.exchange.api.reading import BodyRefused, StrictJSON
from xinlu.exchange.arranging import RowsRefused
from xinlu.exchange.outcomes import NoSuchCursor

logger = logging.getLogger(__name__)
_MOST_ERRORS = 20
_MINUTE = 60


class TooManyRequests(Exception):
    """The client asks more often than it may; it may ask again in `seconds`."""

    def __init__(self, seconds: int) -> None:
        self.seconds = seconds
        super().__init__(seconds)


class ClientRequest(HttpRequest):
    """A request of a client that is known: `auth` is who acts."""

    auth: Actor


class Credentials(AuthBase):
    """A client's id and secret by HTTP Basic."""

    openapi_type = "http"
    openapi_scheme = "basic"
    openapi_description = "客户端标识和密钥（RFC 7617），须经 HTTPS。"

    def __call__(self, request: HttpRequest) -> Actor | None:
        """Return the client as an actor, or None for one who is not known."""
        now = timezone.now()
        client = client_of(request.headers.get("Authorization", ""), now)
        if client is None:
            return None
        if not counted(client, now):
            raise TooManyRequests(_MINUTE - now.second)
        return client_actor(client)


class Interface(NinjaAPI):
    """The interface, whose description tells errors as they are."""

    def get_openapi_schema(self, **kwargs: Any) -> OpenAPISchema:
        """Return the description; errors in it are problem+json."""
        described = super().get_openapi_schema(**kwargs)
        for path in described["paths"].values():
            for operation in path.values():
                for status, answer in operation["responses"].items():
                    if int(status) >= 400 and "content" in answer:
                        answer["content"] = {CONTENT_TYPE: answer["content"]["application/json"]}
        return described


api = Interface(
    title="信路 报送接口",
    version="1",
    description="各机构信息系统报送信用信息、查询结果的接口。",
    auth=Credentials(),
    docs_url=None,
    openapi_url=None,
    parser=StrictJSON(),
    urls_namespace="api",
)


def must_have(actor: Actor, scope: Scope) -> None:
    """Refuse a client without the permission `scope`."""
    if actor.client is None or scope not in actor.client.scopes:
        raise NotPermitted(f"{actor.name} lacks {scope}.", code="out-of-scope", scope=scope.label)


@api.exception_handler(AuthenticationError)
def unknown(request: HttpRequest, told: AuthenticationError) -> HttpResponse:
    """Say that the client is not known."""
    answer = problem("unauthenticated")
    answer["WWW-Authenticate"] = 'Basic realm="xinlu", charset="UTF-8"'
    return answer


@api.exception_handler(TooManyRequests)
def too_many(request: HttpRequest, told: TooManyRequests) -> HttpResponse:
    """Say when the client may ask again."""
    answer = problem("too-many-requests", most=settings.API_RATE, seconds=told.seconds)
    answer["Retry-After"] = str(told.seconds)
    return answer


@api.exception_handler(ValidationError)
def misshapen(request: HttpRequest, told: ValidationError) -> HttpResponse:
    """Name the places of a request that are not as described."""
    errors = [
        {
            "code": "shape",
            "field": (field := ".".join(map(str, error["loc"][2:] or error["loc"][1:]))[:200]),
            "message": FAULTS["shape"].format(field=field, rule=error["type"]),
        }
        for error in told.errors[:_MOST_ERRORS]
    ]
    return problem("shape", errors=errors, count=len(told.errors))


@api.exception_handler(RowsRefused)
def no_table(request: HttpRequest, told: RowsRefused) -> HttpResponse:
    """Name the rows that cannot be put into a table."""
    return problem("rows", errors=[fault(each) for each in told.faults], count=len(told.faults))


@api.exception_handler(HttpError)
def unreadable(request: HttpRequest, told: HttpError) -> HttpResponse:
    """Say why the body cannot be read; the library wraps what the reader raised."""
    why = told.__cause__ or told.__context__
    if isinstance(why, BodyRefused):
        return problem(why.code, **why.params)
    return problem("json")


@api.exception_handler(RequestDataTooBig)
def too_large(request: HttpRequest, told: RequestDataTooBig) -> HttpResponse:
    """Say how large a body may be."""
    return problem("too-large", limit_mb=settings.DATA_UPLOAD_MAX_MEMORY_SIZE // 2**20)


@api.exception_handler(RowUnfit)
def unfit(request: HttpRequest, told: RowUnfit) -> HttpResponse:
    """Name the fields of a corrected row that break rules, in the words for any row."""
    errors = [
        {
            "code": each.code,
            "field": each.column,
            "message": sentence(each.code, {**each.params, "value": each.value}),
        }
        for each in told.refusals
    ]
    return problem(told.code, errors=errors, count=len(errors))


@api.exception_handler(Refused)
def refused(request: HttpRequest, told: Refused) -> HttpResponse:
    """Say why an act was refused."""
    return problem(told.code, **told.params)


@api.exception_handler(NoSuchCursor)
def no_cursor(request: HttpRequest, told: NoSuchCursor) -> HttpResponse:
    """Say that the cursor is none of ours."""
    return problem("cursor")


@api.exception_handler(Http404)
def absent(request: HttpRequest, told: Http404) -> HttpResponse:
    """Say that there is no such thing."""
    return problem("not-found")


@api.exception_handler(Exception)
def broken(request: HttpRequest, told: Exception) -> HttpResponse:
    """Say that it is our fault, and log it."""
    logger.error("The interface failed.", exc_info=told)
    return problem("server")


def told_as_problem(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Let a view tell of a method that it does not have as of every other error."""

    @wraps(view)
    def answered(*args: Any, **kwargs: Any) -> HttpResponse:
        answer = view(*args, **kwargs)
        if answer.status_code != 405:
            return answer
        told = problem("method-not-allowed")
        told["Allow"] = answer["Allow"]
        return told

    return answered
