"""Storing a confirmed batch: chunk by chunk, seen by nobody until the last one is in."""

import json
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import chain
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from xinlu.accounts.actors import SYSTEM, Actor
from xinlu.accounts.acts import act, move
from xinlu.accounts.models import Authority
from xinlu.collection.checking import CheckedRow
from xinlu.collection.covering import cover_raw, cover_values
from xinlu.collection.models import Batch, Record
from xinlu.collection.services import files
from xinlu.collection.services.checks import advance
from xinlu.collection.services.examining import Examination
from xinlu.collection.services.refusing import write_preview, write_refusals
from xinlu.collection.templates import load_template
from xinlu.registry.bulk import insert, stand_in_line
from xinlu.registry.models import ContractSection, Link, Subject
from xinlu.registry.services.registration import Known, ensure_subjects

#: Names that differ from the registered ones, kept for the sender to look at.
NAMES_KEPT = 100
_FIELDS = (
    "uid",
    "batch",
    "subject",
    "item_code",
    "template",
    "sheet",
    "sheet_name",
    "row",
    "values",
    "raw",
    "happened_on",
    "year",
    "number",
    "key",
    "deciding_place",
    "home_place",
    "line",
    "state",
    "is_contested",
    "supersedes",
    "received_at",
)
_COMPACT: Any = {"ensure_ascii": False, "separators": (",", ":")}


def source_of(batch: Batch) -> str:
    """Return how subjects, sections and ties say that the batch made them known."""
    return f"batch:{batch.uid}"


@dataclass
class Store:
    """One storing of one batch: what its records have in common."""

    batch: Batch
    examination: Examination
    places: dict[str, int]

    def put(self, chunk: list[CheckedRow]) -> None:
        """Store a chunk in one transaction, together with the progress that says so."""
        prepared = [self._prepared(row) for row in chunk]
        refused_before = {id(row) for row in chunk if not row.is_accepted}
        with transaction.atomic():
            stand_in_line()
            keys = self.examination.judge(chunk)
            late = [row for row in chunk if row.refusals and id(row) not in refused_before]
            accepted = [chunk[place] for place in keys]
            known = self._subjects(accepted)
            advance(
                self.batch,
                Batch.State.STORING,
                len(chunk),
                accepted_count=self.batch.accepted_count - len(late),
                refused_count=self.batch.refused_count + len(late),
                **self._news_of_names(accepted, known),
            )
            self._write_late(late)
            insert(Record, _FIELDS, self._records(chunk, keys, prepared, known))
            self._sections(accepted, known)
            self._links(accepted, known)
        self.batch.accepted_count -= len(late)
        self.batch.refused_count += len(late)

    def _prepared(self, row: CheckedRow) -> tuple[uuid.UUID, str, str]:
        """Return the row's record id, values and raw cells, sealed and as text."""
        if row.refusals:
            return uuid.UUID(int=0), "", ""
        uid = uuid.uuid4()
        secret = self.examination.template.secret_keys & row.values.keys()
        values = cover_values(row.values, secret, row=uid.hex) if secret else row.values
        raw = json.dumps(cover_raw(row.raw, row=uid.hex), **_COMPACT) if row.raw else "{}"
        return uid, json.dumps(values, **_COMPACT), raw

    def _subjects(self, rows: list[CheckedRow]) -> dict[tuple[str, str], Known]:
        """Return the subjects of the rows and of their ties, registering the unknown."""
        refs = chain(
            (row.subject for row in rows if row.subject),
            (link.of for row in rows for link in row.links),
        )
        return ensure_subjects(refs, on=self.batch.as_of, source=source_of(self.batch))

    def _news_of_names(
        self, rows: list[CheckedRow], known: dict[tuple[str, str], Known]
    ) -> dict[str, Any]:
        """Return the batch's outline, if names in it differ from the registered ones anew."""
        outline: dict[str, Any] = self.batch.outline
        names = outline.setdefault("other_names", [])
        before = len(names)
        for row in rows:
            if row.subject is None or len(names) >= NAMES_KEPT:
                continue
            subject = known[row.subject.scheme, row.subject.value]
            if subject.other_name and not subject.is_new:
                names.append([row.sheet_name, row.number, subject.other_name, subject.name])
        return {"outline": outline} if len(names) > before else {}

    def _write_late(self, rows: list[CheckedRow]) -> None:
        """Write down rows that the check accepted and the store no longer can."""
        if rows:
            examination = self.examination
            write_refusals(self.batch, examination.template, rows)
            write_preview(self.batch, examination.template, examination.checker.outline, rows)

    def _records(
        self,
        chunk: list[CheckedRow],
        keys: dict[int, str],
        prepared: list[tuple[uuid.UUID, str, str]],
        known: dict[tuple[str, str], Known],
    ) -> Iterator[tuple[Any, ...]]:
        """Yield the rows of the record table."""
        batch, template = self.batch, self.examination.template
        for place, key in keys.items():
            row, (uid, values, raw) = chunk[place], prepared[place]
            assert row.subject is not None
            subject = known[row.subject.scheme, row.subject.value]
            yield (
                uid,
                batch.pk,
                subject.subject_id,
                batch.item_code,
                template.code,
                row.sheet,
                row.sheet_name[:100],
                row.number,
                values,
                raw,
                row.happened_on,
                row.year,
                row.number_text[:200],
                key or None,
                self._deciding_place(row.authority),
                subject.home_place_id,
                batch.line_id,
                Record.State.IN_FORCE.value,
                False,
                None,
                batch.sent_at,
            )

    def _deciding_place(self, authority: tuple[str, str]) -> int | None:
        """Return the place of the authority by its code, else its name, else the sender's."""
        code, name = authority
        return self.places.get(code) or self.places.get(name) or self.batch.place_id

    def _sections(self, rows: list[CheckedRow], known: dict[tuple[str, str], Known]) -> None:
        """Register the contract sections that the rows are about, unless they are registered."""
        template = self.examination.template
        named: dict[tuple[str, int], CheckedRow] = {}
        for row in rows:
            key = template.sheet(row.sheet).names
            if key and row.subject and "contract_price" in row.values:
                firm = known[row.subject.scheme, row.subject.value].subject_id
                named.setdefault((row.values[key], firm), row)
        if not named:
            return
        mine = Q(is_pending=False) | Q(registered_from=source_of(self.batch))
        there = ContractSection.objects.filter(mine, name__in=[name for name, _ in named])
        for pair in there.values_list("name", "contractor_id"):
            named.pop(pair, None)
        ContractSection.objects.bulk_create(
            ContractSection(
                name=name,
                contractor_id=firm,
                price=Decimal(row.values["contract_price"]),
                since=date(row.year, 1, 1) if row.year else None,
                registered_from=source_of(self.batch),
                is_pending=True,
            )
            for (name, firm), row in named.items()
        )

    def _links(self, rows: list[CheckedRow], known: dict[tuple[str, str], Known]) -> None:
        """Note the ties that the rows state, unless they are noted."""
        stated: dict[tuple[str, int, int], None] = {}
        for row in rows:
            for link in row.links:
                if row.subject:
                    of = known[link.of.scheme, link.of.value].subject_id
                    to = known[row.subject.scheme, row.subject.value].subject_id
                    stated[link.kind, of, to] = None
        if not stated:
            return
        mine = Q(is_pending=False) | Q(source=source_of(self.batch))
        there = Link.objects.filter(mine, to__in={to for _, _, to in stated}, until__isnull=True)
        for tie in there.values_list("kind", "of_id", "to_id"):
            stated.pop(tie, None)
        Link.objects.bulk_create(
            Link(kind=kind, of_id=of, to_id=to, source=source_of(self.batch), is_pending=True)
            for kind, of, to in stated
        )


def store(batch: Batch) -> Batch:
    """Store the accepted rows of a confirmed batch, going on where an earlier storing ended.

    Each chunk's transaction moves `progress` with it, so that a process that dies in the middle
    leaves whole chunks, and the next one goes on behind them. Raises `Overtaken` if another
    process stores the same batch.
    """
    if batch.state != Batch.State.STORING:
        return batch
    with files.at_hand(batch.stored_name) as path:
        examination = Examination(
            load_template(batch.template),
            path,
            batch.file_name,
            batch.as_of,
            batch.year,
            batch=batch,
        )
        work = Store(batch, examination, _places_of_authorities())
        passed, stored = 0, batch.progress
        for chunk in examination.chunks():
            passed += len(chunk)
            if passed > stored:
                work.put(chunk[max(len(chunk) - (passed - stored), 0) :])
    return finish(batch, by=SYSTEM)


def _places_of_authorities() -> dict[str, int]:
    """Return the places of authorities by credit code and by name."""
    places: dict[str, int] = {}
    for code, name, place in Authority.objects.values_list("credit_code", "name", "place_id"):
        places[name] = place
        if code:
            places[code] = place
    return places


@act("batch.store", title="批次入库")
def finish(batch: Batch, *, by: Actor) -> Batch:
    """Make everything that the batch brought visible at once."""
    source = source_of(batch)
    told_of = Record.objects.filter(batch=batch, subject=OuterRef("pk"))
    pending = Subject.objects.filter(is_pending=True)
    pending.filter(Q(registered_from=source) | Exists(told_of)).update(is_pending=False)
    ContractSection.objects.filter(registered_from=source).update(is_pending=False)
    Link.objects.filter(source=source).update(is_pending=False)
    return move(
        batch,
        Batch.State.STORED,
        moves=Batch.MOVES,
        stored_at=timezone.now(),
        accepted_count=Record.objects.filter(batch=batch).count(),
    )
