"""The record (信用信息): a fact about a subject, from an authority; never edited in place."""

import uuid
from typing import TYPE_CHECKING, ClassVar, Self

from django.db import models
from django.db.models import Q
from django.db.models.fields.json import KeyTransform

from xinlu.accounts.models import Line, Place
from xinlu.collection.models.batches import Batch
from xinlu.registry.models import Subject

if TYPE_CHECKING:
    from xinlu.accounts.actors import Actor


class RecordQuerySet(models.QuerySet["Record"]):
    """The words in which records are asked for."""

    def stored(self) -> Self:
        """Return records of batches whose storing is complete; the others nobody sees."""
        return self.filter(batch__state__in=[Batch.State.STORED, Batch.State.WITHDRAWN])

    def in_force(self) -> Self:
        """Return records that hold: stored, not withdrawn, not superseded."""
        return self.filter(batch__state=Batch.State.STORED, state=Record.State.IN_FORCE)

    def visible_to(self, actor: "Actor") -> Self:
        """Return records decided in the actor's places and lines, or about who is at home there.

        A client sees those that it sent itself.
        """
        stored = self.stored()
        if actor.subject_ids is not None:
            return stored.filter(subject_id__in=actor.subject_ids)
        if actor.kind == "client":
            return stored.filter(batch__client=actor.client)
        if actor.line_ids is not None:
            stored = stored.filter(Q(line_id__in=actor.line_ids) | Q(line__isnull=True))
        if actor.place_ids is None:
            return stored
        return stored.filter(
            Q(deciding_place_id__in=actor.place_ids) | Q(home_place_id__in=actor.place_ids)
        )


class Record(models.Model):
    """A fact about a subject, of a catalogue item, from an authority."""

    class State(models.TextChoices):
        IN_FORCE = "in-force", "有效"
        SUPERSEDED = "superseded", "已更正"
        WITHDRAWN = "withdrawn", "已撤回"

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    batch = models.ForeignKey(Batch, on_delete=models.CASCADE, related_name="records")
    subject = models.ForeignKey(
        Subject, on_delete=models.PROTECT, related_name="records", db_index=False
    )
    item_code = models.CharField(max_length=40)
    template = models.CharField(max_length=40)
    #: Which sheet of the template, by its key.
    sheet = models.CharField(max_length=40)
    #: Name of the sender's sheet and the row as the spreadsheet numbers it.
    sheet_name = models.CharField(max_length=100)
    row = models.PositiveIntegerField()
    #: Values by template field key, normalised: dates as ISO, decimals as text, secrets sealed.
    values = models.JSONField()
    #: Cells of unknown columns, as they were sent.
    raw = models.JSONField(default=dict)
    happened_on = models.DateField(null=True, blank=True)
    #: Evaluation year where the template has one.
    year = models.PositiveSmallIntegerField(null=True, blank=True)
    number = models.CharField(max_length=200, blank=True)
    #: What makes two rows one fact; empty once the record no longer holds.
    key = models.CharField(max_length=64, null=True, unique=True)
    deciding_place = models.ForeignKey(
        Place, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    home_place = models.ForeignKey(
        Place, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    line = models.ForeignKey(Line, null=True, blank=True, on_delete=models.PROTECT, db_index=False)
    state = models.CharField(max_length=10, choices=State.choices, default=State.IN_FORCE)
    #: True while an objection about it is open; set from above, never asked from here.
    is_contested = models.BooleanField(default=False)
    supersedes = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, db_index=False
    )
    received_at = models.DateTimeField()

    objects = RecordQuerySet.as_manager()

    class Meta:
        # Every index is paid for by each row of an import: none that another one covers.
        indexes: ClassVar = [
            models.Index(fields=["subject", "template"]),
            models.Index(fields=["template", "sheet", "happened_on"]),
            # The latest of all records, and their number, from the index alone.
            models.Index(fields=["state", "happened_on", "id", "batch"], name="record_latest"),
            models.Index(fields=["deciding_place", "happened_on"]),
            models.Index(fields=["home_place", "happened_on"]),
            # Who is of a category in the general ledger, in the order in which a run takes them.
            # PostgreSQL alone finds them by it: SQLite reads the template and sheet through.
            models.Index(
                KeyTransform("category", "values"),
                "subject",
                condition=Q(template="assessment", sheet="subject", state="in-force"),
                name="record_of_category",
            ),
            models.Index(fields=["number"], condition=~Q(number=""), name="record_number"),
            models.Index(
                fields=["supersedes"],
                condition=Q(supersedes__isnull=False),
                name="record_superseded_by",
            ),
        ]

    def __str__(self) -> str:
        return self.number or f"{self.template} {self.sheet_name} {self.row}"
