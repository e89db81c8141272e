"""What a draft would have done to a past year (试算对比): kept to look at, never public."""

import uuid
from typing import TYPE_CHECKING, ClassVar, Self

from django.db import models
from django.db.models import Q

from xinlu.accounts.models import User
from xinlu.evaluation.models.drafts import Draft
from xinlu.evaluation.models.editions import Edition
from xinlu.evaluation.models.runs import Run
from xinlu.registry.models import Subject
from xinlu.rules import Peers, frozen

if TYPE_CHECKING:
    from xinlu.accounts.actors import Actor


class TrialQuerySet(models.QuerySet["Trial"]):
    """The words in which trials are asked for."""

    def visible_to(self, actor: "Actor") -> Self:
        """Return the trials of their line for officers of the whole city; none for others."""
        if actor.kind not in ("officer", "system") or actor.place_ids is not None:
            return self.none()
        if actor.line_ids is None:
            return self
        mine = Q(draft__line_id__in=actor.line_ids) | Q(draft__line__isnull=True)
        return self.filter(mine)

    def finished_of(self, draft: Draft) -> Self:
        """Return the finished trials of exactly the text that the draft has now."""
        if not draft.hash:
            return self.none()
        return self.filter(draft=draft, hash=draft.hash, state=Trial.State.DONE)

    def unfinished(self) -> Self:
        """Return the trials that the queue is, or should be, at work on, oldest first."""
        return self.filter(state__in=[Trial.State.QUEUED, Trial.State.COMPUTING]).order_by("pk")


class Trial(models.Model):
    """A draft and the edition in force held against each other over a past year's records."""

    class State(models.TextChoices):
        QUEUED = "queued", "排队中"
        COMPUTING = "computing", "计算中"
        DONE = "done", "已算完"
        FAILED = "failed", "未完成"
        CANCELLED = "cancelled", "已取消"

    MOVES: ClassVar[dict[str, set[str]]] = {
        State.QUEUED: {State.COMPUTING, State.FAILED, State.CANCELLED},
        State.COMPUTING: {State.DONE, State.FAILED, State.CANCELLED},
    }

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    draft = models.ForeignKey(Draft, on_delete=models.PROTECT, related_name="trials")
    #: The draft's canonical text when the trial was asked for, and its hash; it may change later.
    canonical = models.TextField()
    hash = models.CharField(max_length=64, db_index=True)
    base = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="+")
    #: The public run of that day, whose stored results the base is held against.
    run = models.ForeignKey(Run, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    on = models.DateField()
    year = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.QUEUED)
    asked_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    asked_at = models.DateTimeField()
    computed_at = models.DateTimeField(null=True, blank=True)
    subject_count = models.PositiveIntegerField(default=0)
    progress = models.PositiveIntegerField(default=0)
    #: The counts of `evaluation.trials.tally`, and the batches that the trial keeps to.
    summary = models.JSONField(default=dict)
    failure = models.JSONField(null=True, blank=True)

    objects = TrialQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-asked_at", "-id"]

    def __str__(self) -> str:
        return f"{self.draft} {self.year}"

    @property
    def line_id(self) -> int | None:
        """Return the line of business, by which acts ask whether it is the officer's."""
        return self.draft.line_id


class TrialMove(models.Model):
    """A subject that the draft would have put elsewhere, and by which of its changes."""

    trial = models.ForeignKey(Trial, on_delete=models.CASCADE, related_name="moves")
    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="+")
    #: A grade, or what stands for one (`xinlu.rules.comparing.moving`).
    old_place = models.CharField(max_length=12)
    new_place = models.CharField(max_length=12)
    old_score = models.CharField(max_length=30, blank=True)
    new_score = models.CharField(max_length=30, blank=True)
    #: For sorting only.
    shift = models.DecimalField(max_digits=20, decimal_places=6, null=True, blank=True)
    way = models.CharField(max_length=5)
    #: How the changes moved it; empty where that was not looked for.
    how = models.CharField(max_length=8, blank=True)
    #: Paths of the changes that moved it, each in a line of its own between two line ends.
    changes = models.TextField(blank=True)
    #: The archived facts that both were judged by; the draft's apart where it reads others.
    inputs = models.JSONField(default=dict)
    draft_inputs = models.JSONField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["trial", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["trial", "subject"], name="trial_move_once")
        ]

    def __str__(self) -> str:
        return f"{self.subject}: {self.old_place} → {self.new_place}"

    @property
    def paths(self) -> list[str]:
        """Return the paths of the changes that moved it."""
        return self.changes.strip("\n").split("\n") if self.changes else []


class TrialPeers(models.Model):
    """Who is ranked among whom in a trial, by the edition and by the draft, frozen before judging.

    A side is None where its rulebook ranks nobody.
    """

    trial = models.OneToOneField(Trial, on_delete=models.CASCADE, related_name="peers")
    old = models.JSONField(null=True)
    new = models.JSONField(null=True)

    def __str__(self) -> str:
        return f"{self.trial}"

    def read(self) -> tuple[Peers | None, Peers | None]:
        """Return the groups of both sides."""
        old, new = (held and frozen.read(held) for held in (self.old, self.new))
        return old, new
