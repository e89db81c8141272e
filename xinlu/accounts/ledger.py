"""Entries of the ledger as people read them: names instead of ids."""

from collections.abc import Iterable

from xinlu.accounts.acts import ACTS
from xinlu.accounts.models import AuditEntry, Authority, User
from xinlu.accounts.services import platform  # noqa: F401 - its act has a title too


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
