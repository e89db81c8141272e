"""Retention (留存): which records are sealed because their time is over, and by whose decision."""

import uuid
from typing import ClassVar

from django.db import models

from xinlu.accounts.models import User
from xinlu.collection.models.records import Record


class RetentionOrder(models.Model):
    """That what was due on a day be sealed: one officer asks, another one decides."""

    class State(models.TextChoices):
        PROPOSED = "proposed", "待审定"
        APPROVED = "approved", "封存中"
        DONE = "done", "已封存"
        REFUSED = "refused", "不予封存"

    MOVES: ClassVar[dict[str, set[str]]] = {
        State.PROPOSED: {State.APPROVED, State.REFUSED},
        State.APPROVED: {State.DONE},
    }

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    #: The day as of which records are due.
    on = models.DateField()
    #: The dry run that was decided upon: `{"item", "year", "due", "held"}` each.
    figures = models.JSONField(default=list)
    due_count = models.PositiveIntegerField()
    sealed_count = models.PositiveIntegerField(default=0)
    state = models.CharField(max_length=10, choices=State.choices, default=State.PROPOSED)
    proposed_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    decided_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    #: Reasons given on the way, oldest first: `{"act", "reason"}` each.
    said = models.JSONField(default=list)

    class Meta:
        ordering: ClassVar = ["-proposed_at", "-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["state"],
                condition=models.Q(state__in=["proposed", "approved"]),
                name="one_retention_order_in_each_state",
            )
        ]

    def __str__(self) -> str:
        return f"留存到期封存 {self.on}"


class Tombstone(models.Model):
    """That a record's personal fields are sealed: since when, by which order, and which fields."""

    record = models.OneToOneField(Record, on_delete=models.CASCADE, related_name="tombstone")
    order = models.ForeignKey(RetentionOrder, on_delete=models.PROTECT, related_name="tombstones")
    on = models.DateField()
    keys = models.JSONField(default=list)

    def __str__(self) -> str:
        return str(self.record)
