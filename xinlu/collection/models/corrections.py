"""The correction (更正): which fields of a record were wrong, what is right, who said so, why."""

import uuid
from typing import TYPE_CHECKING, Any, ClassVar, Self

from django.db import models
from django.db.models import Q

from xinlu.accounts.models import Authority, Client, Line, Place, User
from xinlu.collection.models.batches import Batch
from xinlu.collection.models.records import Record

if TYPE_CHECKING:
    from xinlu.accounts.actors import Actor


class CorrectionQuerySet(models.QuerySet["Correction"]):
    """The words in which corrections are asked for."""

    def visible_to(self, actor: "Actor") -> Self:
        """Return corrections of what was sent from the actor's places and is of its lines.

        A client sees those of records that it sent itself.
        """
        if actor.subject_ids is not None:
            return self.none()
        if actor.kind == "client":
            return self.filter(record__batch__client=actor.client)
        found = self
        if actor.line_ids is not None:
            found = found.filter(Q(line_id__in=actor.line_ids) | Q(line__isnull=True))
        return found if actor.place_ids is None else found.filter(place_id__in=actor.place_ids)

    def waiting(self) -> Self:
        """Return corrections that wait for the second officer."""
        return self.filter(state=Correction.State.PROPOSED)


class Correction(models.Model):
    """That fields of a record are to hold other values, as one proposed and a second one confirmed.

    The record itself is never written over. Once the correction is made, a new record of the same
    batch and row holds the new values, and the old one keeps its own and no longer counts.
    """

    class State(models.TextChoices):
        PROPOSED = "proposed", "待复核"
        MADE = "made", "已更正"
        REFUSED = "refused", "不予更正"
        RETRACTED = "retracted", "已撤回"
        LAPSED = "lapsed", "记录已失效"

    MOVES: ClassVar[dict[str, set[str]]] = {
        State.PROPOSED: {State.MADE, State.REFUSED, State.RETRACTED, State.LAPSED},
    }

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    record = models.ForeignKey(Record, on_delete=models.PROTECT, related_name="corrections")
    #: The record that came of it.
    into = models.OneToOneField(
        Record, null=True, blank=True, on_delete=models.PROTECT, related_name="correction"
    )
    state = models.CharField(max_length=10, choices=State.choices, default=State.PROPOSED)
    template = models.CharField(max_length=40)
    sheet = models.CharField(max_length=40)
    #: Per field `{"key": …, "old": …, "new": …}` in the template's order; absent values are "",
    #: numbers of persons are sealed for the correction's uid.
    changes = models.JSONField()
    #: Code of the parameter `correction-causes`.
    cause = models.CharField(max_length=24)
    reason = models.CharField(max_length=500)
    #: What proves it: its name, and how the vault knows it.
    file_name = models.CharField(max_length=200, blank=True)
    stored_name = models.CharField(max_length=200, blank=True)
    #: The batch and row in which the sender itself said it later.
    source_batch = models.ForeignKey(
        Batch, null=True, blank=True, on_delete=models.PROTECT, related_name="corrections"
    )
    source_row = models.PositiveIntegerField(null=True, blank=True)
    #: Whose record it is: where and by whom it was sent.
    authority = models.ForeignKey(
        Authority, null=True, blank=True, on_delete=models.PROTECT, db_index=False
    )
    place = models.ForeignKey(
        Place, null=True, blank=True, on_delete=models.PROTECT, db_index=False
    )
    line = models.ForeignKey(Line, null=True, blank=True, on_delete=models.PROTECT, db_index=False)
    #: True where the record is seen outside, so that another officer has to confirm.
    needs_second = models.BooleanField(default=False)
    proposed_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    client = models.ForeignKey(
        Client, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    proposed_at = models.DateTimeField()
    decided_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    #: Why it was refused or taken back.
    decision = models.CharField(max_length=500, blank=True)

    objects = CorrectionQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-proposed_at", "-id"]
        indexes: ClassVar = [
            models.Index(fields=["state", "place"], name="correction_state"),
            models.Index(fields=["proposed_at"], name="correction_proposed"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["record"], condition=Q(state="proposed"), name="correction_open_once"
            ),
            # What is put in force of a record is put there once.
            models.UniqueConstraint(
                fields=["record"], condition=Q(state="made"), name="correction_made_once"
            ),
            # A sender's row becomes a correction once, however often it is looked at.
            models.UniqueConstraint(
                fields=["source_batch", "source_row"],
                condition=Q(source_batch__isnull=False),
                name="correction_of_row_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.record} 更正 {len(self.changes)} 项"

    @property
    def keys(self) -> list[str]:
        """Return which fields it changes, in the template's order."""
        return [each["key"] for each in self.changes]

    @property
    def proposer(self) -> Any:
        """Return the officer or the system that proposed it, or None for our own system."""
        return self.proposed_by or self.client
