"""What rows state of their subjects' fields, told to the registry while a batch is stored."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.timezone import localdate

from xinlu.collection.checking import SubjectRef
from xinlu.collection.models import Batch, Record
from xinlu.collection.services.ready import Ready
from xinlu.registry import statements
from xinlu.registry.matching import Known
from xinlu.registry.models import Source, StatedValue
from xinlu.registry.ranks import told_by
from xinlu.registry.statements import About, Said

#: Values kept in mind from chunk to chunk of one file.
_REMEMBERED = 200_000
_LONGEST = 200
_MANY = 500


def source_of(batch: Batch) -> str:
    """Return how subjects, sections, ties and values say that the batch made them known."""
    return f"batch:{batch.uid}"


@dataclass
class Stating:
    """One batch's word on the fields of subjects; what it said before is not said again."""

    batch: Batch
    _source: Source | None = None
    _met: dict[About, str] = field(default_factory=dict)

    def stored(self, rows: list[Ready], known: Mapping[SubjectRef, Known]) -> None:
        """Take in accepted rows; in the caller's transaction."""
        told = told_by(self.batch.template)
        if not told:
            return
        if len(self._met) > _REMEMBERED:
            self._met.clear()
        said: dict[About, Said] = {}
        for row in rows:
            values: dict[str, Any] = json.loads(row.values)
            subject = known[row.subject].subject_id
            for each in told:
                value = values.get(each.key)
                if not isinstance(value, str) or row.subject.kind not in each.kinds:
                    continue
                one = Said(row.happened_on or self.batch.as_of, value[:_LONGEST], row.uid)
                before = said.get((subject, each.field))
                if before is None or before.on <= one.on:
                    said[subject, each.field] = one
        new = {about: one for about, one in said.items() if self._met.get(about) != one.value}
        if self._source is None:
            self._source = statements.source_named(source_of(self.batch), self.batch.template)
        statements.note(self._source, new)
        self._met.update((about, one.value) for about, one in new.items())


def withdraw(batch: Batch) -> None:
    """Let what the batch stated stand no more; records still in force state it where they do."""
    mine = StatedValue.objects.filter(source__name=source_of(batch))
    subjects = list(mine.order_by().values_list("subject_id", flat=True).distinct())
    statements.hide(source_of(batch))
    _restate(subjects, batch.template)


def correct(old: Record, new: Record) -> None:
    """Let the corrected record state its values in the place of the old one."""
    if told_by(old.template):
        stated = StatedValue.objects.filter(subject=old.subject_id, record=old.uid)
        stated.delete()
        _restate(sorted({old.subject_id, new.subject_id}), old.template)


def _restate(subjects: list[int], template: str) -> None:
    """Keep what records in force state of these subjects, where nothing says it by now.

    Of two records that state the same only the first is kept, so that the other speaks up here.
    """
    told = told_by(template)
    for at in range(0, len(subjects), _MANY):
        rows = Record.objects.in_force().filter(
            subject__in=subjects[at : at + _MANY], template=template
        )
        for record in rows.select_related("batch", "subject").order_by("happened_on", "pk"):
            said = {
                (record.subject_id, each.field): Said(
                    record.happened_on or localdate(record.batch.sent_at),
                    value[:_LONGEST],
                    record.uid.hex,
                )
                for each in told
                if isinstance(value := record.values.get(each.key), str)
                and record.subject.kind in each.kinds
            }
            source = statements.source_named(source_of(record.batch), template)
            statements.note(source, said)
    statements.compare(subjects)
