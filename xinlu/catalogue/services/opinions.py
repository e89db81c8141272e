"""Opinions on an update (对目录更新的意见): given by units, and answered one by one."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils import timezone

from xinlu.accounts.actors import Actor
from xinlu.accounts.acts import NotAllowed, NotPermitted, Refused, act
from xinlu.accounts.models import Role
from xinlu.accounts.reach import require_city
from xinlu.catalogue import updates
from xinlu.catalogue.entries import ATTRIBUTES, DEFAULTS, Entry, entries_of
from xinlu.catalogue.models import Opinion, Revision

#: How the code of an entry is written.
CODE = re.compile(r"[A-Z0-9][A-Z0-9-]{2,39}")
#: Posts that speak for a unit.
SPEAKERS = (Role.CLERK, Role.REVIEWER, Role.EVALUATOR, Role.APPROVER)


@act("catalogue.comment", title="对目录更新提出意见", may=SPEAKERS)
def give(
    revision: Revision,
    *,
    by: Actor,
    on: date,
    kind: str,
    reason: str,
    code: str = "",
    says: Mapping[str, Any] | None = None,
    nonce: str = "",
) -> Opinion:
    """Ask in the unit's name that an entry be added, changed or removed, or remark on the whole.

    `says` holds attributes of the entry by their keys in the files; of a change only those that
    are to be others.
    """
    if by.kind != "officer" or by.authority is None:
        raise NotPermitted("An officer speaks for a unit.", code="not-permitted")
    if revision.state != Revision.State.COLLECTING or on > revision.closes_on:
        raise NotAllowed(
            f"{revision} takes no opinions.", code="collecting-over", until=revision.closes_on
        )
    if not reason.strip():
        raise Refused("Say why.", code="opinion-reason-missing")
    entry = _entry(revision, Opinion.Kind(kind), code.strip(), dict(says or {}))
    return Opinion.objects.create(
        revision=revision,
        kind=kind,
        code=code.strip(),
        says=entry,
        basis=str(entry.get("basis", ""))[:300],
        reason=reason.strip()[:1000],
        authority=by.authority,
        by=by.user,
        at=timezone.now(),
    )


@act("catalogue.answer", title="答复对目录更新的意见", may=[Role.EVALUATOR])
def answer(opinion: Opinion, *, by: Actor, outcome: str, answer: str, nonce: str = "") -> Opinion:
    """Say whether an opinion is adopted, and why; while summing up it may be decided anew."""
    require_city(by, Role.EVALUATOR)
    if opinion.revision.state not in (Revision.State.COLLECTING, Revision.State.SUMMARY):
        raise NotAllowed(f"{opinion.revision} is past that.", code="not-summarising")
    if outcome not in Opinion.Outcome.values or not answer.strip():
        raise Refused("Say what was decided and why.", code="answer-missing")
    opinion.outcome, opinion.answer = outcome, answer.strip()[:1000]
    opinion.answered_by = by.user
    opinion.save(update_fields=["outcome", "answer", "answered_by"])
    return opinion


def _must_fit(kind: Opinion.Kind, code: str, held: Mapping[str, Entry]) -> None:
    """Refuse a new entry under a code that is taken or none, and a change of one not there."""
    if kind == Opinion.Kind.ADD and not CODE.fullmatch(code):
        raise Refused(f"{code} is no code.", code="entry-code")
    if kind == Opinion.Kind.ADD and code in held:
        raise Refused(f"{code} is there.", code="entry-there", entry=code)
    if kind != Opinion.Kind.ADD and code not in held:
        raise Refused(f"{code} is not there.", code="entry-missing", entry=code)


def _entry(revision: Revision, kind: Opinion.Kind, code: str, says: Entry) -> Entry:
    """Return what the entry is to say; refused where it lacks something or changes nothing."""
    if kind == Opinion.Kind.REMARK:
        return {}
    base = revision.based_on
    held = entries_of(base)
    _must_fit(kind, code, held)
    if kind == Opinion.Kind.REMOVE:
        return {}
    known = {each.key for each in ATTRIBUTES[base.kind]}
    told = {key: value for key, value in says.items() if key in known}
    if kind == Opinion.Kind.CHANGE:
        told = {key: value for key, value in told.items() if value != held[code].get(key)}
        if not told:
            raise Refused("Nothing differs.", code="nothing-changed-in-entry")
    is_new = kind == Opinion.Kind.ADD
    if is_new and not told.get("basis"):
        raise Refused("Name the basis.", code="opinion-basis-missing")
    if wanting := updates.wanting(base.kind, told, is_new=is_new):
        raise Refused("It lacks something.", code="opinion-wanting", titles="、".join(wanting))
    return {**DEFAULTS[base.kind], **told} if is_new else told
