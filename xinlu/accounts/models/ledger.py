"""The audit ledger (操作留痕) and the announcements made from acts."""

from collections.abc import Iterable
from typing import Any, ClassVar, NoReturn

from django.db import models


class LedgerIsFinal(RuntimeError):
    """Something tried to change or remove an entry of the ledger."""

    def __init__(self) -> None:
        super().__init__(
            "An entry of the audit ledger is never changed or removed; write a new act instead."
        )


class AuditEntryQuerySet(models.QuerySet["AuditEntry"]):
    """Entries can be read and added, and nothing else."""

    def update(self, **kwargs: Any) -> NoReturn:
        """Refuse."""
        raise LedgerIsFinal

    def bulk_update(
        self, objs: Iterable[Any], fields: Iterable[str], batch_size: int | None = None
    ) -> NoReturn:
        """Refuse."""
        raise LedgerIsFinal

    def delete(self) -> NoReturn:
        """Refuse."""
        raise LedgerIsFinal


class AuditEntry(models.Model):
    """One act: who did what to which thing, by ids and digests only.

    An entry is written with the act and sealed into the chain afterwards; neither is ever changed.
    """

    at = models.DateTimeField()
    act = models.CharField(max_length=60, db_index=True)
    actor_kind = models.CharField(max_length=10)
    actor_id = models.CharField(max_length=40, blank=True, db_index=True)
    authority_id = models.CharField(max_length=40, blank=True)
    target_kind = models.CharField(max_length=40, blank=True)
    target_id = models.CharField(max_length=40, blank=True)
    #: SM3 of the details, which live elsewhere and may have to be erased.
    digest = models.CharField(max_length=64)
    #: What may be read beside the digest: counts, states, reason codes; never personal data.
    facts = models.JSONField(default=dict)
    position = models.PositiveBigIntegerField(null=True, unique=True)
    previous = models.CharField(max_length=64, blank=True)
    hash = models.CharField(max_length=64, blank=True)

    objects = AuditEntryQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["id"]
        indexes: ClassVar = [models.Index(fields=["target_kind", "target_id"])]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M:%S} {self.act} {self.target_kind} {self.target_id}"

    def save(self, **kwargs: Any) -> None:
        """Add the entry; one that exists is final."""
        if self.pk is not None:
            raise LedgerIsFinal
        super().save(**kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        """Refuse."""
        raise LedgerIsFinal


class AuditHead(models.Model):
    """The chain's head at the end of a sealing, and of each day (每日账首指纹)."""

    day = models.DateField(unique=True)
    position = models.PositiveBigIntegerField()
    hash = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["day"]

    def __str__(self) -> str:
        return f"{self.day} {self.position} {self.hash}"


class Announcement(models.Model):
    """Something that happened, for whoever delivers it onwards; the id is the cursor."""

    at = models.DateTimeField()
    topic = models.CharField(max_length=60, db_index=True)
    target_kind = models.CharField(max_length=40)
    target_id = models.CharField(max_length=40)
    body = models.JSONField(default=dict)


class UsedNonce(models.Model):
    """A form nonce or idempotency key that has been spent, with what it led to."""

    key = models.CharField(max_length=80, unique=True)
    act = models.CharField(max_length=60)
    target_id = models.CharField(max_length=40, blank=True)
    at = models.DateTimeField()
