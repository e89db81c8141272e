"""How far a connector has pulled, and which of the partner's rows it has taken."""

from datetime import datetime
from typing import TYPE_CHECKING, ClassVar, Self

from django.db import models

from xinlu.accounts.models import Client, Line, Place
from xinlu.collection.models import Batch
from xinlu.exchange.models.reach import seen_by

if TYPE_CHECKING:
    from xinlu.accounts.actors import Actor


class ConnectionQuerySet(models.QuerySet["Connection"]):
    """The words in which connections are asked for."""

    def visible_to(self, actor: "Actor") -> Self:
        """Return connections of partners in the actor's places."""
        return self.filter(seen_by(actor, "place"))


class Connection(models.Model):
    """Where a connector (连接器) stands: its cursor, its last pull, why that failed if it did."""

    code = models.CharField(max_length=40, unique=True)
    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="connections")
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    line = models.ForeignKey(Line, null=True, blank=True, on_delete=models.PROTECT)
    #: The partner's number of change up to which everything was taken.
    cursor = models.BigIntegerField(default=0)
    #: When it was last asked, when that last went well, and when it is to be asked again.
    asked_at = models.DateTimeField(null=True, blank=True)
    pulled_at = models.DateTimeField(null=True, blank=True)
    due_at = models.DateTimeField(null=True, blank=True)
    #: Why the last pull failed: a code with its parameters; and how many failed in a row.
    failure = models.JSONField(null=True, blank=True)
    failed_count = models.PositiveIntegerField(default=0)
    #: Rows that came again, or in a version older than one that was taken, and changed nothing.
    repeated_count = models.PositiveBigIntegerField(default=0)
    #: Nobody asks the partner until an officer lets it be asked again; and why.
    is_paused = models.BooleanField(default=False)
    paused_why = models.CharField(max_length=200, blank=True)

    objects = ConnectionQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["code"]

    def __str__(self) -> str:
        return self.code

    def is_due(self, now: datetime) -> bool:
        """Say whether it is time to ask again."""
        return not self.is_paused and (self.due_at is None or self.due_at <= now)


class Pulling(models.Model):
    """One time that a partner was asked (一次取数): when, what it brought, why it ended early.

    Its batches were sent at the moment `at`, see `batches`.
    """

    connection = models.ForeignKey(Connection, on_delete=models.CASCADE, related_name="pullings")
    at = models.DateTimeField()
    #: When its last page was taken, and when it was over; who is killed leaves the second empty.
    touched_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    page_count = models.PositiveIntegerField(default=0)
    taken_count = models.PositiveIntegerField(default=0)
    repeated_count = models.PositiveIntegerField(default=0)
    failure = models.JSONField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["-id"]

    def __str__(self) -> str:
        return f"{self.connection} {self.at:%Y-%m-%d %H:%M}"

    @property
    def batches(self) -> models.QuerySet[Batch]:
        """Return the batches that its pages became, the first first."""
        mine = Batch.objects.filter(channel="connector", client_id=self.connection.client_id)
        return mine.filter(sent_at=self.at).order_by("id")


class PulledRow(models.Model):
    """A partner's row in one version, and the batch and row that it became: it is taken once."""

    connection = models.ForeignKey(Connection, on_delete=models.CASCADE, related_name="rows")
    key = models.CharField(max_length=200)
    version = models.BigIntegerField()
    batch = models.ForeignKey(Batch, on_delete=models.CASCADE, related_name="pulled_rows")
    row = models.PositiveIntegerField()
    #: False for a later version until it is known what it corrects, see `services.settling`.
    is_settled = models.BooleanField(default=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["connection", "key", "version"], name="partner_row_once"
            )
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["connection"],
                condition=models.Q(is_settled=False),
                name="pulled_row_unsettled",
            )
        ]

    def __str__(self) -> str:
        return f"{self.key} v{self.version}"
