"""名称与号码: what a subject was and is called, by which numbers it is and was known."""

from functools import partial
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localdate
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from xinlu.accounts.doors import OfficerRequest, officer_required
from xinlu.desk import words
from xinlu.desk.acting import attempt, fresh_nonce
from xinlu.desk.merging_forms import NewName, NumberEnd
from xinlu.desk.views.subjects import found
from xinlu.registry import sealing
from xinlu.registry import selectors as registry
from xinlu.registry.models import Identifier, Subject
from xinlu.registry.services import renaming


def numbers_of(subject: Subject) -> list[tuple[Identifier, str]]:
    """Return every number the family has or had, masked where it is a person's."""
    held = Identifier.objects.filter(subject__in=subject.family()).select_related("subject")
    return [
        (each, sealing.masked(each.scheme, sealing.unseal(each)))
        for each in held.order_by("scheme", "until", "id")
    ]


def _choices(subject: Subject) -> list[tuple[str, str]]:
    return [
        (str(each.uid), f"{each.get_scheme_display()} {text}")
        for each, text in numbers_of(subject)
        if each.until is None
    ]


@never_cache
@require_safe
@officer_required()
def names(request: OfficerRequest, uid: UUID) -> HttpResponse:
    """Show names and numbers with their days, and the forms that change them."""
    one = found(request, uid)
    initial = {"nonce": fresh_nonce()}
    context = {
        "subject": one,
        "former": registry.former_names_of(one),
        "numbers": numbers_of(one),
        "may_change": request.actor.has(*renaming.KEEPERS),
        "name_form": NewName(initial=initial, auto_id="id_name_%s"),
        "number_form": NumberEnd(
            initial={"nonce": fresh_nonce()}, numbers=_choices(one), auto_id="id_number_%s"
        ),
        "trail": [
            ("工作台", reverse("desk:home")),
            ("信用主体", reverse("desk:subjects")),
            (str(one), reverse("desk:subject", args=[uid])),
            ("名称与号码", ""),
        ],
    }
    return render(request, "desk/subject_names.html", context)


@require_POST
@officer_required(*renaming.KEEPERS)
def rename(request: OfficerRequest, uid: UUID) -> HttpResponse:
    """Give the subject its new name."""
    one, form = found(request, uid), NewName(request.POST)
    if form.is_valid():
        act = partial(renaming.rename, one, by=request.actor, today=localdate())
        attempt(request, partial(act, **form.cleaned_data), "已更名。")
    else:
        attempt(request, words.refuse_incomplete)
    return redirect("desk:subject_names", uid=uid)


@require_POST
@officer_required(*renaming.KEEPERS)
def end_number(request: OfficerRequest, uid: UUID) -> HttpResponse:
    """End one of the subject's numbers."""
    one = found(request, uid)
    form = NumberEnd(request.POST, numbers=_choices(one))
    if form.is_valid():
        told = {"until": form.cleaned_data["until"], "nonce": form.cleaned_data["nonce"]}
        act = partial(renaming.end_number, form.chosen(), by=request.actor, today=localdate())
        attempt(request, partial(act, **told), "已停用。")
    else:
        attempt(request, words.refuse_incomplete)
    return redirect("desk:subject_names", uid=uid)
