"""What sources state of subjects, field by field, and where they do not agree."""

import uuid
from typing import TYPE_CHECKING, ClassVar, Self

from django.db import models
from django.db.models import Q

from xinlu.accounts.models import User
from xinlu.registry.models.subjects import Subject

if TYPE_CHECKING:
    from xinlu.accounts.actors import Actor


class Source(models.Model):
    """What states values of subjects: a batch, and the template by which sources are ranked."""

    #: Such as `batch:<uid>`.
    name = models.CharField(max_length=60, unique=True)
    origin = models.CharField(max_length=40)
    #: True while the batch is being stored, and after it was withdrawn.
    is_pending = models.BooleanField(default=True)

    def __str__(self) -> str:
        return self.name


class StatedValueQuerySet(models.QuerySet["StatedValue"]):
    """The words in which statements are asked for."""

    def visible(self) -> Self:
        """Return statements that stand, not those of an unfinished or withdrawn batch."""
        return self.filter(source__is_pending=False)


class StatedValue(models.Model):
    """A value of a subject's field as one source states it; kept where it says something new.

    The statement stays with the subject that the row named, so that merging and its undoing need
    not move it.
    """

    subject = models.ForeignKey(Subject, on_delete=models.CASCADE, db_index=False)
    #: Code of the field in `jurisdictions/*/truth`.
    field = models.CharField(max_length=24)
    value = models.CharField(max_length=200)
    #: The day of which the row tells: of its fact, else of its sending.
    stated_on = models.DateField()
    source = models.ForeignKey(Source, on_delete=models.CASCADE)
    #: The record that states it.
    record = models.UUIDField()

    objects = StatedValueQuerySet.as_manager()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["subject", "field"], name="stated_of_subject")]


class DiscrepancyQuerySet(models.QuerySet["Discrepancy"]):
    """The words in which discrepancies are asked for."""

    def visible_to(self, actor: "Actor") -> Self:
        """Return those about subjects that stand for themselves, at home in the officer's reach."""
        if actor.kind not in ("officer", "system"):
            return self.none()
        standing = self.filter(subject__survivor__isnull=True, subject__is_pending=False)
        if actor.place_ids is None:
            return standing
        return standing.filter(subject__home_place_id__in=actor.place_ids)

    def at_hand(self) -> Self:
        """Return those that hold now and nobody has decided."""
        return self.filter(is_current=True).exclude(state=Discrepancy.State.ACCEPTED)


class Discrepancy(models.Model):
    """One set of values of a subject's field that sources state and that do not agree.

    Each set of values is one row for ever; `is_current` says whether sources state it now. So a
    decision holds for what was decided upon, and again when a merging is undone.
    """

    class State(models.TextChoices):
        OPEN = "open", "待处理"
        ASKED = "asked", "已请来源更正"
        ACCEPTED = "accepted", "已认定"

    MOVES: ClassVar[dict[str, set[str]]] = {
        State.OPEN: {State.ASKED, State.ACCEPTED},
        State.ASKED: {State.ACCEPTED, State.OPEN},
        State.ACCEPTED: {State.OPEN},
    }

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    subject = models.ForeignKey(Subject, on_delete=models.CASCADE, related_name="discrepancies")
    field = models.CharField(max_length=24)
    #: SM3 of who states what, by which the set is known again.
    digest = models.CharField(max_length=64)
    #: Value by source, as template code.
    evidence = models.JSONField()
    is_current = models.BooleanField(default=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    found_at = models.DateTimeField()
    #: The source whose value is shown, once an officer decided so.
    accepted = models.CharField(max_length=40, blank=True)
    decided_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    said = models.JSONField(default=list)

    objects = DiscrepancyQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-found_at", "-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["subject", "field", "digest"], name="discrepancy_once")
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["state", "found_at"],
                condition=Q(is_current=True),
                name="discrepancy_at_hand",
            )
        ]

    def __str__(self) -> str:
        return str(self.subject)

    @property
    def place_id(self) -> int | None:
        """Return the home of the subject: whose officers decide."""
        return self.subject.home_place_id
