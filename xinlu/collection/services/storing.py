"""Storing a confirmed batch: chunk by chunk, seen by nobody until the last one is in."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import chain
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from xinlu.accounts.actors import SYSTEM, Actor
from xinlu.accounts.acts import act, move
from xinlu.accounts.models import Authority
from xinlu.collection.checking import RowRefusal, SubjectRef
from xinlu.collection.covering import uncover
from xinlu.collection.models import Batch, Record
from xinlu.collection.services import decisions, files, quality, ready, replacing
from xinlu.collection.services.checks import advance
from xinlu.collection.services.decisions import Telling
from xinlu.collection.services.examining import (
    Examination,
    column_name,
    few_collections,
    holders_of,
    positions,
)
from xinlu.collection.services.ready import Ready
from xinlu.collection.services.refusing import Placed, write_refusals
from xinlu.collection.services.stating import Stating, source_of
from xinlu.collection.services.ties import write_links, write_sections
from xinlu.collection.templates import Template, load_template
from xinlu.registry import statements
from xinlu.registry.bulk import insert, stand_in_line
from xinlu.registry.holders import holders_on
from xinlu.registry.matching import Known, number_of
from xinlu.registry.models import ContractSection, Link, Subject
from xinlu.registry.services.registration import (
    ensure_subjects,
    index_missing_names,
    index_names_of,
    known_subjects,
)

#: Names that differ from the registered ones, kept for the sender to look at.
NAMES_KEPT = 100
#: Subjects whose names are made searchable in one transaction.
NAMES_AT_ONCE = 4000
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

#: Subjects kept in mind from chunk to chunk of one file.
SUBJECTS_REMEMBERED = 50_000

#: The scheme of a reference to who held a number that has ended; its value is the subject's id.
HELD = "held"

Subjects = dict[SubjectRef, Known]


@dataclass
class Store:
    """One storing of one batch: what its records have in common."""

    batch: Batch
    template: Template
    places: dict[str, int]
    #: Subjects found or made for earlier chunks.
    _met: Subjects = field(default_factory=dict)
    #: Of the chunk at hand, the records whose place rows take, by key.
    _replaced: dict[str, int] = field(default_factory=dict)
    _telling: Telling = field(init=False)
    _stating: Stating = field(init=False)

    def __post_init__(self) -> None:
        self._telling = Telling(self.batch, self.template)
        self._stating = Stating(self.batch)

    def put(self, size: int, rows: list[Ready]) -> None:
        """Store a chunk of `size` rows of the file, `rows` of them accepted, in one transaction.

        The batch's progress moves in the same transaction, and so says what is in the store.
        """
        batch = self.batch
        with transaction.atomic():
            stand_in_line()
            if len(self._met) > SUBJECTS_REMEMBERED:
                self._met.clear()
            self._find_former_holders(rows)
            late = list(self._refused_by_now(rows))
            if late:
                gone = {(sheet, number) for sheet, number, _ in late}
                rows = [row for row in rows if (row.sheet_name, row.row) not in gone]
                write_refusals(batch, self.template, late)
            source = source_of(batch)
            known = self._known_of(rows, source)
            advance(
                batch,
                Batch.State.STORING,
                size,
                accepted_count=batch.accepted_count - len(late),
                refused_count=batch.refused_count + len(late),
                **self._news_of_names(rows, known),
            )
            insert(Record, _FIELDS, self._records(rows, known))
            subjects = [known[row.subject].subject_id for row in rows]
            self._telling.stored(rows, subjects)
            self._stating.stored(rows, known)
            write_sections(source, rows, known)
            write_links(source, rows, known)
        batch.accepted_count -= len(late)
        batch.refused_count += len(late)

    def _find_former_holders(self, rows: list[Ready]) -> None:
        """Let late rows be about whoever held their number on their day, if it has ended since."""
        asked = [
            ((row.subject.scheme, row.subject.value), row.happened_on)
            for row in rows
            if row.happened_on
        ]
        held = holders_on(asked) if asked else {}
        if not held:
            return
        for row in rows:
            if row.happened_on is None:
                continue
            number = (row.subject.scheme, row.subject.value)
            if (holder := held.get((number, row.happened_on))) is not None:
                row.subject = row.subject._replace(
                    scheme=HELD, value=str(holder.subject_id), also=()
                )
                self._met[row.subject] = holder

    def _known_of(self, rows: list[Ready], source: str) -> Subjects:
        """Return whom the rows speak of, made known where they are not.

        A file speaks of the same subjects again and again, and whom a number means stays so: who
        was met before under the registered name is not looked for again.
        """
        told = chain((row.subject for row in rows), (of for row in rows for _, of in row.links))
        refs = dict.fromkeys(told)
        asked = [ref for ref in refs if ref not in self._met]
        made = ensure_subjects(asked, on=self.batch.as_of, source=source, index_names=False)
        known = {ref: made[number_of(ref)] for ref in asked}
        self._met.update(
            (ref, subject) for ref, subject in known.items() if ref.name in ("", subject.name)
        )
        return {ref: known[ref] if ref in known else self._met[ref] for ref in refs}

    def _refused_by_now(self, rows: list[Ready]) -> Iterator[Placed]:
        """Yield why rows that the check accepted can no longer be stored."""
        held = holders_of([row.key for row in rows if row.key])
        self._replaced.clear()
        held |= self._replace([row for row in rows if row.key in held])
        bound = [
            row
            for row in rows
            if row.subject.scheme != HELD and self.template.sheet(row.sheet).must_be_known
        ]
        known = known_subjects((row.subject.scheme, row.subject.value) for row in bound)
        for row in bound:
            if (row.subject.scheme, row.subject.value) not in known:
                key = self.template.sheet(row.sheet).must_be_known
                yield self._refusal(row, key, "unknown-subject", {})
        for row in rows:
            if row.key in held and row.key not in self._replaced:
                key = self.template.sheet(row.sheet).unique_on
                yield self._refusal(row, key, "duplicate", held[row.key])

    def _replace(self, rows: list[Ready]) -> dict[str, dict[str, Any]]:
        """Note whose place rows take; return by key what kept others from it, where it is known."""
        later = [row for row in rows if self.template.sheet(row.sheet).replaces]
        known = replacing.holders([row.key for row in later]) if later else {}
        taken = replacing.taken(known)
        kept: dict[str, dict[str, Any]] = {}
        for row in later:
            holder = known[row.key]
            if holder.authority != self.batch.authority_id:
                where = {"batch": holder.batch, "row": holder.row}
                kept[row.key] = {**where, "reason": "other-sender"}
            elif row.key not in taken and holder.values != replacing.plain(
                json.loads(row.values), row.uid
            ):
                self._replaced[row.key] = holder.pk
        return kept

    def _refusal(self, row: Ready, key: str, code: str, params: dict[str, Any]) -> Placed:
        position = positions(self.batch.outline, row.sheet_name).get(key)
        value = uncover(json.loads(row.values).get(key), field=key, row=row.uid)
        column = column_name(self.template.sheet(row.sheet), key)
        return row.sheet_name, row.row, RowRefusal(key, column, position, code, value, params)

    def _news_of_names(self, rows: list[Ready], known: Subjects) -> dict[str, Any]:
        """Return the batch's outline, if names in it differ from the registered ones anew."""
        outline: dict[str, Any] = self.batch.outline
        names = outline.setdefault("other_names", [])
        before = len(names)
        for row in rows:
            subject = known[row.subject]
            if subject.other_name and not subject.is_new and len(names) < NAMES_KEPT:
                names.append([row.sheet_name, row.row, subject.other_name, subject.name])
        return {"outline": outline} if len(names) > before else {}

    def _records(self, rows: list[Ready], known: Subjects) -> Iterator[tuple[Any, ...]]:
        """Yield the rows of the record table."""
        batch, code = self.batch, self.template.code
        for row in rows:
            subject = known[row.subject]
            yield (
                row.uid,
                batch.pk,
                subject.subject_id,
                batch.item_code,
                code,
                row.sheet,
                row.sheet_name,
                row.row,
                row.values,
                row.raw,
                row.happened_on,
                row.year,
                row.number,
                self._key(row),
                self._deciding_place(row.authority),
                subject.home_place_id,
                batch.line_id,
                "in-force",
                False,
                self._replaced.get(row.key),
                batch.sent_at,
            )

    def _key(self, row: Ready) -> str | None:
        """Return what the store knows the fact by from now on; None where nothing makes two one."""
        return f"{replacing.WAITING}{row.key}" if row.key in self._replaced else row.key or None

    def _deciding_place(self, authority: tuple[str, str]) -> int | None:
        """Return the place of the authority by its code, else its name, else the sender's."""
        code, name = authority
        return self.places.get(code) or self.places.get(name) or self.batch.place_id


@few_collections()
def store(batch: Batch, *, at: datetime | None = None) -> Batch:
    """Store the accepted rows of a confirmed batch, going on where an earlier storing ended.

    Each chunk's transaction moves `progress` with it, so that a process that dies in the middle
    leaves whole chunks, and the next one goes on behind them; then the names of new subjects are
    made searchable in the same way. It is stored as of now, unless `at` tells of the earlier
    moment at which the batch came in. Raises `Overtaken` if another process stores the same batch.
    """
    if batch.state != Batch.State.STORING:
        return batch
    template = load_template(batch.template)
    work = Store(batch, template, _places_of_authorities())
    passed, stored = 0, batch.progress
    if stored < batch.row_count:
        for size, rows in ready.read(batch) or _made_again(batch, template):
            passed += size
            if passed > stored:
                work.put(size, rows)
    while _index_more_names(batch):
        pass
    done = finish(batch, by=SYSTEM, at=at or timezone.now())
    ready.forget(batch)
    return done


def _made_again(batch: Batch, template: Template) -> Iterator[tuple[int, list[Ready]]]:
    """Read the sender's file anew, where what the check kept is gone or on another machine."""
    refused = set(batch.refusals.values_list("sheet", "row"))
    with files.at_hand(batch.stored_name) as path:
        examination = Examination(template, path, batch.file_name, batch.as_of, batch.year)
        for chunk in examination.chunks():
            rows = [
                Ready.of(row, examination.key(row), template)
                for row in chunk
                if row.is_accepted and (row.sheet_name[:100], row.number) not in refused
            ]
            yield len(chunk), rows


def _index_more_names(batch: Batch) -> int:
    """Make the next names searchable and return how many; progress goes on behind the rows."""
    first = batch.progress - batch.row_count
    with transaction.atomic():
        count = index_names_of(source_of(batch), first=first, count=NAMES_AT_ONCE)
        if count:
            advance(batch, Batch.State.STORING, count)
    return count


def _places_of_authorities() -> dict[str, int]:
    """Return the places of authorities by credit code and by name."""
    places: dict[str, int] = {}
    for code, name, place in Authority.objects.values_list("credit_code", "name", "place_id"):
        places[name] = place
        if code:
            places[code] = place
    return places


@act("batch.store", title="批次入库")
def finish(batch: Batch, *, by: Actor, at: datetime) -> Batch:
    """Make everything that the batch brought visible at once."""
    source = source_of(batch)
    # Gathered once; asked subject by subject, the batch would be read whole for each of them.
    told_of = Q(pk__in=Record.objects.filter(batch=batch).values("subject"))
    pending = Subject.objects.filter(is_pending=True)
    index_missing_names(pending.filter(told_of).exclude(registered_from=source))
    pending.filter(Q(registered_from=source) | told_of).update(is_pending=False)
    ContractSection.objects.filter(registered_from=source).update(is_pending=False)
    Link.objects.filter(source=source).update(is_pending=False)
    replacing.take_over(batch)
    statements.show(source)
    decisions.count(batch)
    return move(
        batch,
        Batch.State.STORED,
        moves=Batch.MOVES,
        stored_at=at,
        outline=quality.stored(batch),
        accepted_count=Record.objects.filter(batch=batch).count(),
    )
