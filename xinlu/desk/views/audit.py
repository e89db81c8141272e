"""操作留痕: who did what, the daily heads, and the proof that nothing was changed."""

from functools import partial

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.timezone import localdate
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from xinlu.accounts.doors import OfficerRequest, officer_required
from xinlu.accounts.ledger import readable
from xinlu.accounts.models import Role
from xinlu.accounts.services import audit
from xinlu.accounts.services.audit import Verification
from xinlu.desk import purposes, targets
from xinlu.desk.lists import LISTS, listed

#: Daily heads shown beside the list.
HEADS = 7


@never_cache
@require_safe
@officer_required()
def trail(request: OfficerRequest) -> HttpResponse:
    """List the entries in reach: all for auditors and administrators, one's own for others."""
    return page(request, None)


@never_cache
@require_POST
@officer_required(Role.AUDITOR, Role.ADMINISTRATOR)
def verify(request: OfficerRequest) -> HttpResponse:
    """Walk the whole chain and show what was found above the list."""
    return page(request, audit.verify())


def page(request: OfficerRequest, found: Verification | None) -> HttpResponse:
    """Return the page of the ledger, with the outcome of a verification if there was one."""
    context = listed(request, LISTS["audit"])
    is_auditor = request.actor.has(Role.AUDITOR, Role.ADMINISTRATOR)
    context |= {
        "rows": targets.named(readable(context["page"])),
        "heads": audit.newest_heads(HEADS),
        "found": found,
        "fault": fault_told(found),
        "is_auditor": is_auditor,
        "delayed": purposes.delayed_count(localdate()) if is_auditor else 0,
    }
    return render(request, "desk/audit.html", context)


def fault_told(found: Verification | None) -> str:
    """Return where the chain ceases to hold and in what way; empty where it holds."""
    if found is None or found.fault is None:
        return ""
    fault = found.fault
    entry = f"（留痕编号 {fault.entry_id}）" if fault.entry_id else ""
    say = partial("第 {position} 行{entry}".format, position=fault.position, entry=entry)
    return say() + FAULTS[fault.kind]


FAULTS = {
    "changed": "封存之后被改动，或与别的行对调。",
    "missing": "不在账链里了。",
    "cut-off": "起的各行都没有了，账链在账首之前断开。",
    "head": "与保存的账首指纹不符。",
}
