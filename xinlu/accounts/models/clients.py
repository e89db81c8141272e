"""Who sends by machine: an authority's clients, their keys, and how often each one asks."""

from datetime import datetime
from typing import TYPE_CHECKING, ClassVar, Self

from django.db import models

from xinlu.accounts.models.places import Authority, Line, Place

if TYPE_CHECKING:
    from xinlu.accounts.actors import Actor


class Scope(models.TextChoices):
    """What a client may do (权限)."""

    SEND = "send", "报送"
    READ = "read", "查询批次"
    RECORDS = "records", "查询已入库记录"


class ClientQuerySet(models.QuerySet["Client"]):
    """The words in which clients are asked for."""

    def visible_to(self, actor: "Actor") -> Self:
        """Return clients of authorities in the actor's places."""
        if actor.subject_ids is not None:
            return self.none()
        if actor.place_ids is None:
            return self
        return self.filter(authority__place_id__in=actor.place_ids)


class Client(models.Model):
    """A system of an authority that sends without a person at the screen (接口客户端)."""

    #: The name by which the client says who it is, and that of its folder.
    code = models.CharField(max_length=40, unique=True)
    title = models.CharField(max_length=100)
    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="clients")
    #: Where what it sends is decided.
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    #: The line whose templates it may send; none: all of them.
    line = models.ForeignKey(Line, null=True, blank=True, on_delete=models.PROTECT)
    scopes = models.JSONField(default=list)
    #: True: what it sends is stored without anybody's confirmation.
    confirms_itself = models.BooleanField(default=False)
    #: SM3 of the secret, which nobody can read again.
    secret_digest = models.CharField(max_length=64)
    #: The secret before, which holds until `old_until` so that a change needs no pause.
    old_digest = models.CharField(max_length=64, blank=True)
    old_until = models.DateTimeField(null=True, blank=True)
    is_suspended = models.BooleanField(default=False)
    made_at = models.DateTimeField(auto_now_add=True)
    used_at = models.DateTimeField(null=True, blank=True)

    objects = ClientQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["authority__place__code", "code"]

    def __str__(self) -> str:
        return self.title

    @property
    def scope_words(self) -> list[str]:
        """Return what it may do, in words."""
        return [scope.label for scope in Scope if scope in self.scopes]

    def has_two_secrets(self, now: datetime) -> bool:
        """Say whether the secret before still holds."""
        return self.old_until is not None and now < self.old_until


class ClientKey(models.Model):
    """The public half of a key with which a client signs its packages (Ed25519)."""

    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="keys")
    #: The beginning of the public key's digest; two clients never share a key.
    key_id = models.CharField(max_length=16, unique=True)
    public = models.CharField(max_length=64)
    made_at = models.DateTimeField(auto_now_add=True)
    is_revoked = models.BooleanField(default=False)

    class Meta:
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return self.key_id


class ClientMinute(models.Model):
    """How often a client asked within one minute; older minutes are removed."""

    client = models.ForeignKey(Client, on_delete=models.CASCADE)
    minute = models.DateTimeField()
    count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["client", "minute"], name="client_minute_once")
        ]
