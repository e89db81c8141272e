"""Two subjects found to be one (主体归并), and the undoing of it (撤销归并)."""

import uuid
from typing import TYPE_CHECKING, ClassVar, Self

from django.db import models
from django.db.models import Q

from xinlu.accounts.models import User
from xinlu.registry.models.subjects import Subject

if TYPE_CHECKING:
    from xinlu.accounts.actors import Actor


class MergingQuerySet(models.QuerySet["Merging"]):
    """The words in which mergings are asked for."""

    def visible_to(self, actor: "Actor") -> Self:
        """Return mergings of which one side is at home within the officer's places."""
        if actor.kind not in ("officer", "system"):
            return self.none()
        if actor.place_ids is None:
            return self
        there = actor.place_ids
        return self.filter(Q(subject__home_place_id__in=there) | Q(into__home_place_id__in=there))

    def waiting(self) -> Self:
        """Return mergings and undoings that wait for the second officer."""
        return self.filter(state__in=[Merging.State.PROPOSED, Merging.State.UNDOING])

    def binding(self) -> Self:
        """Return mergings that hold: an undoing that waits changes nothing yet."""
        return self.filter(state__in=[Merging.State.MERGED, Merging.State.UNDOING])


class Merging(models.Model):
    """That one subject is another one, as one officer proposed and a second one decided.

    Nothing is copied and nothing moved: the merged subject keeps its rows and points to the one
    that stands for it, so that undoing takes the pointer away and everything is as it was.
    """

    class State(models.TextChoices):
        PROPOSED = "proposed", "待审定"
        MERGED = "merged", "已归并"
        REFUSED = "refused", "不予归并"
        UNDOING = "undoing", "待审定撤销"
        UNDONE = "undone", "已撤销归并"
        APART = "apart", "判为不同主体"

    MOVES: ClassVar[dict[str, set[str]]] = {
        State.PROPOSED: {State.MERGED, State.REFUSED},
        State.MERGED: {State.UNDOING},
        State.UNDOING: {State.UNDONE, State.MERGED},
    }
    #: States in which a subject can be proposed for no other merging.
    OPEN: ClassVar = (State.PROPOSED, State.MERGED, State.UNDOING)

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    #: The subject that is merged, and the one that stands for both.
    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="mergings")
    into = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="mergings_in")
    state = models.CharField(max_length=10, choices=State.choices, default=State.PROPOSED)
    reason = models.CharField(max_length=500)
    proposed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    decided_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    decision = models.CharField(max_length=500, blank=True)
    #: Who proposed the undoing, who decided upon it, and what each said.
    undone_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    undone_at = models.DateTimeField(null=True, blank=True)
    undoing = models.CharField(max_length=500, blank=True)
    undoing_decision = models.CharField(max_length=500, blank=True)

    objects = MergingQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-proposed_at", "-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["subject"],
                condition=Q(state__in=["proposed", "merged", "undoing"]),
                name="merging_open_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.subject} → {self.into}"
