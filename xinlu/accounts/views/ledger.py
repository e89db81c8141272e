"""The audit trail (操作留痕)."""

from collections.abc import Iterable

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from xinlu.accounts import selectors
from xinlu.accounts.acts import ACTS
from xinlu.accounts.doors import OfficerRequest, officer_required
from xinlu.accounts.forms import AuditQuery
from xinlu.accounts.models import AuditEntry, Authority, User
from xinlu.accounts.services import audit

PER_PAGE = 50


@require_safe
@officer_required()
def trail(request: OfficerRequest) -> HttpResponse:
    """List what was done, by whom, to what: all within reach for auditors, one's own for others."""
    named = sorted((name, rule.title) for name, rule in ACTS.items())
    form = AuditQuery(named, request.GET or None)
    entries = selectors.ledger_for(request.actor)
    if form.is_valid():
        entries = narrowed(entries, **form.cleaned_data)
    page = Paginator(entries, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "page": page,
        "rows": readable(page),
        "heads": audit.newest_heads(1),
    }
    return render(request, "accounts/audit.html", context)


def narrowed(
    entries: QuerySet[AuditEntry], *, act: str, actor: str, since: object, until: object
) -> QuerySet[AuditEntry]:
    """Return the entries that fit the query form."""
    if act:
        entries = entries.filter(act=act)
    if actor:
        ids = User.objects.filter(username__iexact=actor).values_list("pk", flat=True)
        entries = entries.filter(actor_id__in=[str(pk) for pk in ids])
    if since:
        entries = entries.filter(at__date__gte=since)
    if until:
        entries = entries.filter(at__date__lte=until)
    return entries


def readable(entries: Iterable[AuditEntry]) -> list[dict[str, object]]:
    """Return entries as rows with names instead of ids."""
    entries = list(entries)
    people = {
        str(u.pk): u for u in User.objects.filter(pk__in=numbers(e.actor_id for e in entries))
    }
    offices = {
        str(a.pk): a
        for a in Authority.objects.filter(pk__in=numbers(e.authority_id for e in entries))
    }
    return [
        {
            "entry": entry,
            "title": ACTS[entry.act].title if entry.act in ACTS else entry.act,
            "who": people.get(entry.actor_id) or ("系统" if entry.actor_kind == "system" else ""),
            "office": offices.get(entry.authority_id, ""),
            "target": f"{entry.target_kind} {entry.target_id}".strip(),
        }
        for entry in entries
    ]


def numbers(texts: Iterable[str]) -> set[int]:
    """Return those of the ids that are numbers; the system's is a word."""
    return {int(text) for text in texts if text.isdecimal()}
