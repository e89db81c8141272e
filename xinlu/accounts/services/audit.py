"""The chain through the audit ledger: one seals it, anybody can verify it.

A sealed entry holds its position, the hash before it and the SM3 of all of it. The head of each day
is kept apart and published, so that a ledger rewritten as a whole is found out as well.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from django.db import IntegrityError, connection, models, transaction
from django.db.models import Q
from django.db.models.functions import Cast
from django.utils import timezone

from xinlu.accounts.models import Announcement, AuditEntry, AuditHead
from xinlu.kernel import crypto

#: What stands before the first entry.
GENESIS = "0" * 64
#: Entries sealed in one transaction, so that acts are not kept waiting.
CHUNK = 1000
#: What a hash covers, in this order, and `position` and `previous` after it.
FIELDS = (
    *("id", "at", "act", "actor_kind", "actor_id", "authority_id"),
    *("target_kind", "target_id", "digest", "facts"),
)
SEAL = (
    "UPDATE accounts_auditentry SET position = %s, previous = %s, hash = %s "
    "WHERE id = %s AND position IS NULL"
)

Row = tuple[object, ...]


class ChainBroken(RuntimeError):
    """The sealed part does not end where the head says; nothing is built upon it."""

    def __init__(self, position: int, head: int) -> None:
        super().__init__(
            f"The ledger's chain ends at position {position} but its head says {head}, or their "
            f"hashes differ. Run `xinlu audit verify`; nothing is sealed until this is explained."
        )


@dataclass(frozen=True)
class Fault:
    """Where the ledger first ceases to hold, and in what way.

    `kind`: "changed" (or exchanged with another), "missing" (removed, or taken out of the chain),
    "cut-off" (the tail is gone) or "head" (the chain is whole in itself, but not the one whose head
    was kept). An entry that is gone is named from its announcement; `entry_id` is None where that
    is gone as well.
    """

    kind: str
    position: int
    entry_id: int | None
    act: str

    def __str__(self) -> str:
        what = {
            "changed": "was changed, or exchanged with another, after it was sealed",
            "missing": "is missing from the chain",
            "cut-off": "and whatever followed are gone: the chain ends before its head",
            "head": "does not bear the hash that was kept as a head",
        }[self.kind]
        entry = f"entry {self.entry_id} ({self.act})" if self.entry_id else "an entry"
        return f"At position {self.position}, {entry} {what}."


@dataclass(frozen=True)
class Verification:
    """What was found: how many entries hold, how many wait to be sealed, the head, any fault."""

    checked: int
    unsealed: int
    position: int
    hash: str
    fault: Fault | None

    @property
    def is_whole(self) -> bool:
        """Say whether every sealed entry is there, unchanged and in order."""
        return self.fault is None


def hash_of(row: Row, position: int, previous: str) -> str:
    """Return the SM3 of an entry, whose `row` has the values of `FIELDS`, at its place."""
    return crypto.sm3(canonical(row, position, previous).encode()).hex()


def canonical(row: Row, position: int, previous: str) -> str:
    """Return an entry as text that is the same on every database, with its place in the chain."""
    parts = [
        value.astimezone(UTC).isoformat(timespec="microseconds")
        if isinstance(value, datetime)
        else value
        for value in row
    ]
    return json.dumps(
        [*parts, position, previous], ensure_ascii=False, sort_keys=True, separators=(",", ":")
    )


def seal(now: datetime) -> int:
    """Chain the entries that are not sealed yet, in the order of their ids; return how many.

    Two sealers may run at once: one waits, and where it could not wait it yields. Raises
    `ChainBroken` when the tail is not the one that was sealed last.
    """
    sealed = 0
    while count := seal_chunk(now):
        sealed += count
        if count < CHUNK:
            break
    return sealed


def seal_chunk(now: datetime) -> int:
    """Seal up to `CHUNK` entries in one transaction; 0 when another sealer came first."""
    try:
        with transaction.atomic():
            position, previous = tail()
            rows = list(
                AuditEntry.objects.filter(position__isnull=True)
                .order_by("id")
                .values_list(*FIELDS)[:CHUNK]
            )
            if not rows:
                return 0
            places = []
            for row in rows:
                position += 1
                digest = hash_of(row, position, previous)
                places.append((position, previous, digest, row[0]))
                previous = digest
            # By hand, because entries refuse to be changed through the model.
            with connection.cursor() as cursor:
                cursor.executemany(SEAL, places)
                if cursor.rowcount != len(places):
                    raise IntegrityError
            AuditHead.objects.update_or_create(
                day=timezone.localdate(now),
                defaults={"position": position, "hash": previous, "at": now},
            )
            return len(rows)
    except IntegrityError:
        return 0


def tail() -> tuple[int, str]:
    """Return the position and hash at which the chain ends, holding its head against others."""
    heads = AuditHead.objects.select_for_update().order_by("-position")
    heads.first()
    # Asked again: whoever held the lock may have begun another day's head meanwhile.
    head = AuditHead.objects.order_by("-position").first()
    last = (
        AuditEntry.objects.filter(position__isnull=False)
        .order_by("-position")
        .values_list("position", "hash")
        .first()
    )
    position, digest = last or (0, GENESIS)
    kept = (head.position, head.hash) if head else (0, GENESIS)
    if (position, digest) != kept:
        raise ChainBroken(position or 0, kept[0])
    return position or 0, digest


def verify() -> Verification:
    """Walk the whole chain, and return the first place where it does not hold, if any."""
    heads = {head.position: head.hash for head in AuditHead.objects.all()}
    unsealed = AuditEntry.objects.filter(position__isnull=True).count()
    last = Link(0, 0, "", "", GENESIS)
    for link, own in sealed_links():
        if fault := fault_of(link, own, last, heads):
            return Verification(last.position, unsealed, last.position, last.hash, fault)
        last = link
    return Verification(
        last.position, unsealed, last.position, last.hash, fault_of_tail(last, heads)
    )


@dataclass(frozen=True)
class Link:
    """An entry's place in the chain, as it is stored."""

    position: int
    entry_id: int
    act: str
    previous: str
    hash: str


def sealed_links() -> Iterator[tuple[Link, str]]:
    """Yield each sealed entry's link and the hash that it ought to have, by position, streaming."""
    rows = (
        AuditEntry.objects.filter(position__isnull=False)
        .order_by("position")
        .values_list(*FIELDS, "position", "previous", "hash")
    )
    for *row, position, previous, digest in rows.iterator(chunk_size=2000):
        entry_id, act = row[0], row[FIELDS.index("act")]
        link = Link(position, entry_id, act, previous, digest)
        yield link, hash_of(tuple(row), position, previous)


def fault_of(link: Link, own: str, last: Link, heads: dict[int, str]) -> Fault | None:
    """Hold a link against the hash it ought to have, the link before it, and a kept head.

    Whoever changes an entry together with its hash is found at the next, which fits its own hash
    and still names the old one: the fault is then the one before.
    """
    if link.position != last.position + 1:
        return Fault("missing", last.position + 1, *lost(last.entry_id, link.entry_id))
    if own != link.hash:
        return Fault("changed", link.position, link.entry_id, link.act)
    if link.previous != last.hash:
        wrong = last if last.position else link
        return Fault("changed", wrong.position, wrong.entry_id, wrong.act)
    if heads.get(link.position, link.hash) != link.hash:
        return Fault("head", link.position, link.entry_id, link.act)
    return None


def fault_of_tail(last: Link, heads: dict[int, str]) -> Fault | None:
    """Hold the end of the chain against the newest head."""
    newest = max(heads, default=0)
    if newest > last.position:
        return Fault("cut-off", last.position + 1, *lost(last.entry_id, None))
    if newest < last.position:
        return Fault("head", last.position, last.entry_id, last.act)
    return None


def lost(after: int, before: int | None) -> tuple[int | None, str]:
    """Return id and act of the first entry that was sealed between two others and is not now.

    It is still there, without its place; or its announcement tells what it was.
    """
    between = Q(entry__gt=after) & (Q(entry__lt=before) if before else Q())
    told = (
        Announcement.objects.annotate(entry=Cast("body__entry", models.BigIntegerField()))
        .filter(between)
        .order_by("entry")
        .values_list("entry", "topic")
    )
    sealed = AuditEntry.objects.filter(position__isnull=False, id__gt=after)
    there = set(sealed.values_list("id", flat=True))
    for entry_id, topic in told.iterator():
        if entry_id not in there:
            return entry_id, topic
    return None, ""


def newest_heads(count: int) -> models.QuerySet[AuditHead]:
    """Return the heads of the last days on which something was sealed, newest first."""
    return AuditHead.objects.order_by("-day")[:count]
