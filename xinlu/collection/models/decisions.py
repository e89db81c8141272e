"""The decision that has to be publicised (双公示): its four times, its reminders, its counts."""

import uuid
from datetime import date
from typing import TYPE_CHECKING, ClassVar, Self

from django.db import models
from django.db.models import F, Q

from xinlu.accounts.models import Authority, Line, Place, User
from xinlu.collection.clocks import Times
from xinlu.collection.models.batches import Batch
from xinlu.collection.models.records import Record
from xinlu.registry.models import Subject

if TYPE_CHECKING:
    from xinlu.accounts.actors import Actor

#: To be publicised at all.
IN_SCOPE = Q(outside="")
#: Still to be publicised: the clock runs.
OPEN = Q(outside="", stopped_on__isnull=True)
#: Came by the last day, or after it; where that day is not known, neither.
IN_TIME = Q(outside="", stopped_on__lte=F("due_on"))
CAME_LATE = Q(outside="", stopped_on__gt=F("due_on"))
SENT = Q(outside="", sent_on__isnull=False)
PASSED = Q(outside="", passed_on__isnull=False)
PUBLISHED = Q(published_on__isnull=False)
UNCLOCKED = Q(outside="", due_on__isnull=True)
#: Not sent, whatever the reason.
UNSENT = ~SENT


def within(actor: "Actor") -> Q:
    """Return the condition that a row lies in the actor's places and lines."""
    if actor.subject_ids is not None:
        return Q(pk__in=[])
    reach = Q()
    if actor.line_ids is not None:
        reach &= Q(line_id__in=actor.line_ids) | Q(line__isnull=True)
    if actor.place_ids is not None:
        reach &= Q(place_id__in=actor.place_ids)
    return reach


class DecisionQuerySet(models.QuerySet["Decision"]):
    """The words in which decisions are asked for."""

    def visible_to(self, actor: "Actor") -> Self:
        """Return decisions made in the actor's places and lines."""
        return self.filter(within(actor))

    def open(self) -> Self:
        """Return decisions whose clock runs."""
        return self.filter(OPEN)

    def due(self, first: date, last: date) -> Self:
        """Return decisions whose clock runs out from one day to another, both included."""
        return self.open().filter(due_on__gte=first, due_on__lte=last)

    def overdue(self, on: date) -> Self:
        """Return decisions whose clock ran out before the day `on`."""
        return self.open().filter(due_on__lt=on)


class Decision(models.Model):
    """A permit or penalty, by document number and counterpart, with when it came how far.

    Rows of files tell of it: that it was made, that it was sent up (the first time counts, even if
    the row was refused and mended later), that the platform above received it.
    """

    class Kind(models.TextChoices):
        PERMIT = "permit", "行政许可"
        PENALTY = "penalty", "行政处罚"

    class Outside(models.TextChoices):
        SIMPLE = "simple", "简易程序"
        CLASSIFIED = "classified", "涉密"

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    #: What ties rows to it, see `services.decisions`.
    key = models.CharField(max_length=64, unique=True)
    kind = models.CharField(max_length=8, choices=Kind.choices)
    number = models.CharField(max_length=200, blank=True)
    subject_name = models.CharField(max_length=200, blank=True)
    subject = models.ForeignKey(
        Subject, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    authority = models.ForeignKey(
        Authority, null=True, blank=True, on_delete=models.PROTECT, db_index=False
    )
    place = models.ForeignKey(
        Place, null=True, blank=True, on_delete=models.PROTECT, db_index=False
    )
    line = models.ForeignKey(Line, null=True, blank=True, on_delete=models.PROTECT, db_index=False)
    #: Who registered or sent it (经办人).
    officer = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, db_index=False
    )
    #: The first day of the month it counts in: that of its day, else of its first sending.
    month = models.DateField()
    decided_on = models.DateField(null=True, blank=True)
    published_on = models.DateField(null=True, blank=True)
    sent_on = models.DateField(null=True, blank=True)
    passed_on = models.DateField(null=True, blank=True)
    received_on = models.DateField(null=True, blank=True)
    #: Why it is not publicised; empty where it is.
    outside = models.CharField(max_length=12, choices=Outside.choices, blank=True)
    #: 未报送依据.
    basis = models.CharField(max_length=200, blank=True)
    #: The last day in time; none while the calendar is missing.
    due_on = models.DateField(null=True, blank=True)
    stopped_on = models.DateField(null=True, blank=True)
    reminded_on = models.DateField(null=True, blank=True)
    #: The record that it became.
    record = models.OneToOneField(
        Record,
        to_field="uid",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="decision",
    )
    #: The batches of the first sending, the registration and the receipt.
    batch = models.ForeignKey(
        Batch, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    register_batch = models.ForeignKey(
        Batch, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    receipt_batch = models.ForeignKey(
        Batch, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )

    objects = DecisionQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["due_on", "id"]
        indexes: ClassVar = [
            models.Index(fields=["due_on", "place"], condition=OPEN, name="decision_open"),
            models.Index(fields=["month", "authority"], condition=CAME_LATE, name="decision_late"),
            models.Index(fields=["month", "place", "kind"], name="decision_month"),
            models.Index(fields=["authority", "kind", "month"], name="decision_unit"),
            models.Index(
                fields=["place"],
                condition=OPEN & Q(reminded_on__isnull=False),
                name="decision_reminded",
            ),
            # Refused rows without number or name, of which there are few.
            models.Index(
                fields=["key"],
                condition=Q(number="") | Q(subject_name=""),
                name="decision_partial",
            ),
            # Which numbers were sent: asked for every number that enforcement knows.
            models.Index(
                fields=["number"],
                condition=~Q(number="") & Q(sent_on__isnull=False),
                name="decision_number",
            ),
            *(
                models.Index(
                    fields=[name],
                    condition=Q(**{f"{name}__isnull": False}),
                    name=f"decision_{name}",
                )
                for name in ("register_batch", "receipt_batch")
            ),
        ]

    def __str__(self) -> str:
        return self.number or "（文书号未填）"

    @property
    def times(self) -> Times:
        """Return its four times."""
        return Times(self.decided_on, self.published_on, self.sent_on, self.received_on)


class Reminder(models.Model):
    """A reminder (催办) of a decision that is due, to whoever is in post at its authority."""

    decision = models.ForeignKey(Decision, on_delete=models.CASCADE, related_name="reminders")
    on = models.DateField()
    by = models.ForeignKey(
        User, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    text = models.CharField(max_length=300)

    class Meta:
        ordering: ClassVar = ["-on", "-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["decision", "on"], name="reminded_once_a_day")
        ]

    def __str__(self) -> str:
        return self.text


class TallyQuerySet(models.QuerySet["Tally"]):
    """The words in which counts are asked for."""

    def visible_to(self, actor: "Actor") -> Self:
        """Return counts of the actor's places and lines."""
        return self.filter(within(actor))


class Tally(models.Model):
    """How many decisions of one unit, kind and month came how far; made from them, never edited."""

    authority = models.ForeignKey(Authority, null=True, on_delete=models.CASCADE)
    place = models.ForeignKey(Place, null=True, on_delete=models.CASCADE, db_index=False)
    line = models.ForeignKey(Line, null=True, on_delete=models.CASCADE, db_index=False)
    kind = models.CharField(max_length=8, choices=Decision.Kind.choices)
    month = models.DateField()
    made = models.PositiveIntegerField()
    outside = models.PositiveIntegerField()
    published = models.PositiveIntegerField()
    sent = models.PositiveIntegerField()
    passed = models.PositiveIntegerField()
    in_time = models.PositiveIntegerField()
    late = models.PositiveIntegerField()
    unclocked = models.PositiveIntegerField()
    passed_in_time = models.PositiveIntegerField()
    passed_clocked = models.PositiveIntegerField()

    objects = TallyQuerySet.as_manager()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["month", "place"], name="tally_month")]

    def __str__(self) -> str:
        return f"{self.authority} {self.kind} {self.month:%Y-%m}"
