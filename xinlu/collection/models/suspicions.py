"""A suspected omission (疑似漏报): a case to explain or to mend, and what a sender says it made."""

import uuid
from collections.abc import Callable
from typing import TYPE_CHECKING, ClassVar, Self

from django.db import models

from xinlu.accounts.models import Authority, Place, User
from xinlu.collection.models.batches import Batch
from xinlu.collection.models.decisions import Decision

if TYPE_CHECKING:
    from xinlu.accounts.actors import Actor


class SuspicionQuerySet(models.QuerySet["Suspicion"]):
    """The words in which suspicions are asked for."""

    def visible_to(self, actor: "Actor") -> Self:
        """Return the cases of units in the actor's places."""
        if actor.subject_ids is not None:
            return self.none()
        return self if actor.place_ids is None else self.filter(place_id__in=actor.place_ids)

    def at_hand(self) -> Self:
        """Return the cases that somebody has to do something about."""
        return self.exclude(state__in=Suspicion.FINAL)


class Suspicion(models.Model):
    """A sign that a unit made decisions and did not report them."""

    class Kind(models.TextChoices):
        GAP = "gap", "文号断号"
        KNOWN = "known", "执法已知未报"
        COUNT = "count", "对账不符"
        SILENCE = "silence", "突然静默"

    class State(models.TextChoices):
        OPEN = "open", "待说明"
        EXPLAINED = "explained", "已说明，待复核"
        ALLEGED = "alleged", "提请认定瞒报"
        CLEARED = "cleared", "说明成立"
        MENDED = "mended", "已补报"
        CONFIRMED = "confirmed", "认定瞒报"

    MOVES: ClassVar[dict[str, set[str]]] = {
        State.OPEN: {State.EXPLAINED, State.ALLEGED, State.MENDED},
        State.EXPLAINED: {State.CLEARED, State.OPEN, State.ALLEGED, State.MENDED},
        State.ALLEGED: {State.CONFIRMED, State.OPEN, State.MENDED},
        # More came to be missing than what was explained or sent.
        State.CLEARED: {State.OPEN},
        State.MENDED: {State.OPEN},
    }
    FINAL: ClassVar = (State.CLEARED, State.MENDED, State.CONFIRMED)

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(max_length=8, choices=Kind.choices)
    #: What makes two findings one case: unit, and sequence, month or template.
    key = models.CharField(max_length=200, unique=True)
    #: Whose decisions are missing: it owns the case.
    authority = models.ForeignKey(Authority, on_delete=models.PROTECT)
    place = models.ForeignKey(Place, on_delete=models.PROTECT)
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    #: The evidence: the sequence and its runs, document numbers, or counts.
    facts = models.JSONField()
    #: How many decisions are missing, as far as the evidence tells.
    count = models.PositiveIntegerField()
    raised_on = models.DateField()
    due_on = models.DateField(null=True)
    #: Whose hand it is in at the unit, once it was given to somebody.
    owner = models.ForeignKey(
        User, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    explained_by = models.ForeignKey(
        User, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    alleged_by = models.ForeignKey(
        User, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    #: The reasons given, each with its act: `{"act": …, "reason": …}`.
    said = models.JSONField(default=list)

    objects = SuspicionQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["due_on", "id"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.facts.get('about', '')}"

    @property
    def explanation(self) -> str:
        """Return what the unit said last."""
        return self._last(lambda act: act == "suspicion.explain")

    @property
    def opinion(self) -> str:
        """Return what the reviewers said last."""
        return self._last(lambda act: act != "suspicion.explain")

    def _last(self, of: Callable[[str], bool]) -> str:
        return next((str(one["reason"]) for one in reversed(self.said) if of(one["act"])), "")


class Statement(models.Model):
    """How many decisions a unit says it made in a month (对账); the last word counts."""

    authority = models.ForeignKey(Authority, on_delete=models.PROTECT)
    place = models.ForeignKey(Place, on_delete=models.PROTECT)
    kind = models.CharField(max_length=8, choices=Decision.Kind.choices)
    month = models.DateField()
    count = models.PositiveIntegerField()
    #: Sum of the fines in 万元, and the document numbers, where the sender states them.
    fines = models.DecimalField(max_digits=18, decimal_places=6, null=True, blank=True)
    numbers = models.JSONField(default=list)
    #: The batch with which it was stated.
    batch = models.ForeignKey(
        Batch, null=True, blank=True, on_delete=models.SET_NULL, related_name="statements"
    )
    said_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["authority", "kind", "month"], name="one_statement_a_month"
            )
        ]

    def __str__(self) -> str:
        return f"{self.authority} {self.month:%Y-%m} {self.get_kind_display()} {self.count}"
