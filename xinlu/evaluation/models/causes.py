"""What officers decided about causes that no table names (案由核定)."""

import uuid
from typing import TYPE_CHECKING, ClassVar, Self

from django.db import models

from xinlu.accounts.models import Line, User

if TYPE_CHECKING:
    from xinlu.accounts.actors import Actor


class CauseBindingQuerySet(models.QuerySet["CauseBinding"]):
    """The words in which bindings are asked for."""

    def visible_to(self, actor: "Actor") -> Self:
        """Return the bindings of the lines of a city's officer; nobody else sees any."""
        if actor.kind not in ("officer", "system") or actor.place_ids is not None:
            return self.none()
        if actor.line_ids is None:
            return self
        return self.filter(models.Q(line_id__in=actor.line_ids) | models.Q(line__isnull=True))

    def waiting(self) -> Self:
        """Return the bindings that wait for the second officer."""
        return self.filter(state=CauseBinding.State.PROPOSED)

    def open(self) -> Self:
        """Return the bindings that wait or count: a cause has one for an amount and a day."""
        return self.exclude(state=CauseBinding.State.REFUSED)

    def counting(self) -> Self:
        """Return the bindings that runs which begin now go by, oldest first.

        An ended one still says what the decisions before its last day were.
        """
        states = [CauseBinding.State.CONFIRMED, CauseBinding.State.ENDED]
        return self.filter(state__in=states).order_by("pk")


class CauseBinding(models.Model):
    """That a cause (案由) is an item of a scheme, or none, for amounts and days: never edited.

    It stands beside the tables, outside the hash of any edition.
    """

    class State(models.TextChoices):
        PROPOSED = "proposed", "待审定"
        CONFIRMED = "confirmed", "已核定"
        REFUSED = "refused", "未采用"
        ENDED = "ended", "已终止"

    MOVES: ClassVar[dict[str, set[str]]] = {
        State.PROPOSED: {State.CONFIRMED, State.REFUSED},
        State.CONFIRMED: {State.ENDED},
    }

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    scheme = models.CharField(max_length=40)
    line = models.ForeignKey(
        Line, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    #: The cause as it is compared, and as an authority wrote it.
    text = models.TextField()
    written = models.TextField()
    #: 万元; from `fine_from` on, below `fine_below`.
    fine_from = models.DecimalField(max_digits=20, decimal_places=6, null=True, blank=True)
    fine_below = models.DecimalField(max_digits=20, decimal_places=6, null=True, blank=True)
    #: The item of the scheme; empty where the cause is none on purpose (不计入).
    item = models.CharField(max_length=40, blank=True)
    points = models.DecimalField(max_digits=12, decimal_places=6, null=True, blank=True)
    reason = models.CharField(max_length=500)
    #: Days of decision: from `since` on, before `until`.
    since = models.DateField()
    until = models.DateField(null=True, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.PROPOSED)
    proposed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    decided_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    decision = models.CharField(max_length=500, blank=True)
    ended_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    ended_at = models.DateTimeField(null=True, blank=True)
    ending = models.CharField(max_length=500, blank=True)

    objects = CauseBindingQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-proposed_at", "-id"]
        indexes: ClassVar = [models.Index(fields=["scheme", "state"])]

    def __str__(self) -> str:
        return self.written
