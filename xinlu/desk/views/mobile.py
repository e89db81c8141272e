"""移动采集: the forms that officers fill in on the road, inside WeChat's browser as elsewhere.

Every step is a page that works without script; script keeps drafts, makes photos small, and sends
what waited once the line is back. It posts to the same addresses and gets the same answers.
"""

import uuid
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, HttpResponseBase, JsonResponse, QueryDict
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localdate
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from xinlu.accounts.acts import NotPermitted, Refused
from xinlu.accounts.doors import OfficerRequest, officer_required
from xinlu.accounts.models import Role
from xinlu.accounts.parameters import parameter
from xinlu.collection.templates import SheetTemplate, Template, load_template
from xinlu.desk import mobile, words
from xinlu.desk.mobile_fields import groups_of, values_of
from xinlu.exchange.drafts import draft_key
from xinlu.exchange.knowing import known_of
from xinlu.exchange.models import FormPhoto, MobileForm
from xinlu.exchange.services import forms
from xinlu.registry import vault

HOME = ("移动采集", "/desk/m/")
PAGE = 10


@never_cache
@require_safe
@officer_required()
def home(request: OfficerRequest) -> HttpResponse:
    """Offer a clerk the forms, the drafts on this phone, and what they sent; others what came."""
    query = mobile.cleaned(request.GET, "q")
    subject = mobile.subject_for(request.actor, mobile.cleaned(request.GET, "subject"))
    may_send = request.actor.has(Role.CLERK)
    came = MobileForm.objects.visible_to(request.actor).select_related("batch", "user")
    came = came.filter(user=request.user) if may_send else came
    page = Paginator(came, PAGE).get_page(request.GET.get("page"))
    context = {
        "may_send": may_send,
        "q": query,
        "found": mobile.found_by(request.actor, query),
        "subject": subject,
        "forms": mobile.forms_for(request.actor, subject),
        "page": page,
        "sent": [_line(form) for form in page],
        "limits": parameter("mobile-forms", localdate()).value,
        "trail": [("工作台", reverse("desk:home")), ("移动采集", "")],
    }
    return render(request, "desk/mobile.html", context)


def _line(form: MobileForm) -> dict[str, Any]:
    word, tag = mobile.STATES[mobile.state_of(form)]
    written = mobile.written_in(form)[:2]
    return {
        "form": form,
        "title": mobile.sheet_of(form).title,
        "gist": " ".join(value for _, value in written),
        "word": word,
        "tag": tag,
    }


@never_cache
@require_safe
@officer_required(Role.CLERK)
def state(request: OfficerRequest) -> JsonResponse:
    """Tell the script who is logged in, and give the key of that officer's drafts."""
    told = {
        "user": str(request.user.pk),
        "token": get_token(request),
        "key": draft_key(request.user),
    }
    return JsonResponse(told)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@officer_required(Role.CLERK)
def form(request: OfficerRequest, code: str, key: str) -> HttpResponseBase:
    """Ask for a row of the template's sheet; check and store what is sent."""
    try:
        template = load_template(code)
        page = FormPage(request, template, forms.sheet_of(template, key))
    except (LookupError, Refused):
        raise Http404 from None
    return page.sent() if request.method == "POST" else page.shown()


@dataclass
class FormPage:
    """One form on its way: shown, or sent and answered, to a script or as a page."""

    request: OfficerRequest
    template: Template
    sheet: SheetTemplate

    def shown(
        self,
        posted: QueryDict | None = None,
        errors: dict[str, list[str]] | None = None,
        status: int = 200,
        **more: Any,
    ) -> HttpResponse:
        """Return the page with the fields, filled in with what is known or with what was sent."""
        actor, asked = self.request.actor, self.request.GET
        subject = mobile.subject_for(actor, mobile.cleaned(asked, "subject"))
        known = known_of(self.sheet, subject, actor, on=localdate())
        query = mobile.cleaned(asked, "q")
        context = {
            "template": self.template,
            "sheet": self.sheet,
            "groups": groups_of(self.sheet, known, posted, errors or {}),
            "common_errors": (errors or {}).get("", []),
            "asks_year": "given" in self.template.year_from,
            "year": (posted or asked).get("year", ""),
            "uid": _uid_of(posted or asked, "uid" if posted else "draft"),
            "subject": subject,
            "q": query,
            "found": mobile.found_by(actor, query),
            "limits": parameter("mobile-forms", localdate()).value,
            "trail": [("工作台", reverse("desk:home")), HOME, (self.sheet.title, "")],
            **more,
        }
        return render(self.request, "desk/mobile_form.html", context, status=status)

    def sent(self) -> HttpResponseBase:
        """Receive the form and tell what became of it."""
        posted = self.request.POST
        try:
            received = forms.send(
                self._filled(),
                by=self.request.actor,
                now=timezone.now(),
                is_settled=bool(posted.get("settled")),
            )
        except forms.Differs as differs:
            return self._answered("differs", 409, {"differing": differs.found})
        except NotPermitted:
            raise
        except Refused as refused:
            return self._answered("refused", 422, {"errors": {"": [words.said(refused)]}})
        told = mobile.outcome_of(received, self.request.actor)
        status = 422 if told["state"] == "refused" else 200
        return self._answered("exists" if told["sides"] else told["state"], status, told)

    def _answered(self, state: str, status: int, told: dict[str, Any]) -> HttpResponseBase:
        received, errors = told.get("sent"), told.get("errors", {})
        url = reverse("desk:mobile_sent", args=[received.uid]) if received else ""
        if "application/json" in self.request.headers.get("Accept", ""):
            html = render_to_string("desk/_mobile_answer.html", told, self.request)
            by_name = {
                each.name: f"f_{each.key}" for each in self.sheet.fields if each.name in errors
            }
            answer = {
                "state": state,
                "html": html,
                "url": url,
                "errors": {by_name.get(name, ""): said for name, said in errors.items()},
            }
            return JsonResponse(answer, status=status)
        if received is not None and status == 200:
            return redirect(url)
        return self.shown(self.request.POST, status=status, answer=True, **told)

    def _filled(self) -> forms.Filled:
        posted = self.request.POST
        year = posted.get("year", "").strip()
        return forms.Filled(
            uid=_uid_of(posted, "uid"),
            template=self.template.code,
            sheet=self.sheet.key,
            values=values_of(self.sheet, posted),
            year=int(year) if year.isascii() and year.isdigit() and len(year) == 4 else None,
            photos=tuple(photo.read() for photo in self.request.FILES.getlist("photos")),
            position=_position_of(posted),
        )


def _uid_of(given: QueryDict, name: str) -> uuid.UUID:
    """Return the number that the form was given, or a new one."""
    try:
        return uuid.UUID(given.get(name, ""))
    except ValueError:
        return uuid.uuid4()


def _position_of(posted: QueryDict) -> forms.Position | None:
    """Return where the phone was, if all of it is there and can be; else it told nothing."""
    try:
        latitude = Decimal(posted.get("latitude", "")).quantize(Decimal("0.000001"))
        longitude = Decimal(posted.get("longitude", "")).quantize(Decimal("0.000001"))
        accuracy = round(Decimal(posted.get("accuracy", "")))
        at = datetime.fromtimestamp(int(posted.get("located_at", "")) / 1000, UTC)
    except (InvalidOperation, ValueError, OverflowError, OSError):
        return None
    is_on_earth = abs(latitude) <= 90 and abs(longitude) <= 180
    if not is_on_earth or not 0 <= accuracy < 1_000_000:
        return None
    return forms.Position(latitude, longitude, accuracy, at)


def found(request: OfficerRequest, uid: uuid.UUID) -> MobileForm:
    """Return the form, or 404 where the officer may not see it."""
    visible = MobileForm.objects.visible_to(request.actor).select_related("batch", "user")
    one = visible.filter(uid=uid).first()
    if one is None:
        raise Http404
    return one


@never_cache
@require_safe
@officer_required()
def sent(request: OfficerRequest, uid: uuid.UUID) -> HttpResponse:
    """Show a form that was sent: what became of it, its fields, photos and place."""
    one = found(request, uid)
    context = {
        **mobile.outcome_of(one, request.actor),
        "title": mobile.sheet_of(one).title,
        "fields": mobile.written_in(one),
        "photos": list(one.photos.all()),
        "is_own": one.user_id == request.user.pk,
        "trail": [("工作台", reverse("desk:home")), HOME, (mobile.sheet_of(one).title, "")],
    }
    return render(request, "desk/mobile_sent.html", context)


@never_cache
@require_safe
@officer_required()
def photo(request: OfficerRequest, uid: uuid.UUID, pk: int) -> HttpResponse:
    """Give out a photo of a form that the officer may see."""
    one: FormPhoto | None = found(request, uid).photos.filter(pk=pk).first()
    if one is None:
        raise Http404
    answer = HttpResponse(b"".join(vault.pieces(one.stored_name)), content_type="image/jpeg")
    answer["Content-Disposition"] = f'inline; filename="{one.digest[:12]}.jpg"'
    return answer
