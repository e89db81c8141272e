"""What came in by machine, so that the same sent again is known: requests, files, packages."""

from typing import TYPE_CHECKING, ClassVar, Self

from django.db import models

from xinlu.accounts.models import Client, ClientKey
from xinlu.collection.models import Batch
from xinlu.exchange.models.reach import seen_by

if TYPE_CHECKING:
    from xinlu.accounts.actors import Actor


class SendingQuerySet(models.QuerySet["Sending"]):
    """The words in which requests are asked for."""

    def visible_to(self, actor: "Actor") -> Self:
        """Return the client's own requests."""
        return self.filter(client=actor.client) if actor.client else self.none()


class Sending(models.Model):
    """A request that brought a batch, by its idempotency key (幂等键)."""

    client = models.ForeignKey(Client, on_delete=models.CASCADE)
    key = models.CharField(max_length=100)
    #: SM3 of what was sent under the key: other things may not be sent under it.
    fingerprint = models.CharField(max_length=64)
    batch = models.ForeignKey(Batch, on_delete=models.CASCADE)
    at = models.DateTimeField()
    expires_at = models.DateTimeField(db_index=True)

    objects = SendingQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["client", "key"], name="sending_key_once")
        ]


class DropQuerySet(models.QuerySet["Drop"]):
    """The words in which dropped files are asked for."""

    def visible_to(self, actor: "Actor") -> Self:
        """Return what clients in the actor's places dropped."""
        return self.filter(seen_by(actor, "client__place"))


class Drop(models.Model):
    """A file that was taken from a client's inbox (收件箱), and what became of it."""

    class State(models.TextChoices):
        TAKEN = "taken", "办理中"
        ANSWERED = "answered", "已回执"
        REFUSED = "refused", "已退回"

    client = models.ForeignKey(Client, on_delete=models.CASCADE, related_name="drops")
    #: Under which it lies in the folder of what is at work: no two are alike.
    name = models.CharField(max_length=300)
    template = models.CharField(max_length=40)
    #: Its name as it was dropped.
    file_name = models.CharField(max_length=200)
    batch = models.ForeignKey(Batch, null=True, blank=True, on_delete=models.SET_NULL)
    state = models.CharField(max_length=8, choices=State.choices, default=State.TAKEN)
    at = models.DateTimeField()
    #: Bytes that it had when it was received; who goes on writing it is found by them.
    size = models.PositiveBigIntegerField(default=0)
    #: Why nothing was taken of it: a code with its parameters.
    failure = models.JSONField(null=True, blank=True)

    objects = DropQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["client", "name"], name="drop_once")
        ]

    def __str__(self) -> str:
        return self.file_name


class PackageQuerySet(models.QuerySet["Package"]):
    """The words in which packages are asked for."""

    def visible_to(self, actor: "Actor") -> Self:
        """Return what clients in the actor's places signed."""
        return self.filter(seen_by(actor, "client__place"))


class Package(models.Model):
    """A signed package (签名数据包) that was received, and the receipt that went back."""

    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="packages")
    key = models.ForeignKey(ClientKey, on_delete=models.PROTECT)
    #: The package's own number: one that was received is received no more.
    number = models.UUIDField(unique=True)
    #: SM3 of its list of contents.
    digest = models.CharField(max_length=64)
    made_at = models.DateTimeField()
    received_at = models.DateTimeField()
    #: The receipt as it was signed; empty while the files are being taken in.
    receipt = models.TextField(blank=True)
    batches = models.ManyToManyField(Batch)

    objects = PackageQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-id"]

    def __str__(self) -> str:
        return str(self.number)
