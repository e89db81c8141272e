"""Which information may be collected (信用信息目录), by edition."""

from datetime import date
from typing import ClassVar, Self

from django.db import models
from django.db.models import Q


class CatalogueEdition(models.Model):
    """An edition of the catalogue, national or a lawful local supplement."""

    code = models.CharField(max_length=60, unique=True)
    title = models.CharField(max_length=200)
    jurisdiction = models.CharField(max_length=40)
    basis = models.CharField(max_length=300)
    since = models.DateField()
    until = models.DateField(null=True, blank=True)
    verified = models.BooleanField(default=False)
    hash = models.CharField(max_length=64)

    class Meta:
        ordering: ClassVar = ["jurisdiction", "since"]

    def __str__(self) -> str:
        return self.title


class CatalogueItemQuerySet(models.QuerySet["CatalogueItem"]):
    """The words in which items are asked for."""

    def in_force(self, on: date) -> Self:
        """Return the items that may be collected on the day `on`."""
        return self.filter(
            Q(edition__until__isnull=True) | Q(edition__until__gt=on), edition__since__lte=on
        )


class CatalogueItem(models.Model):
    """One kind of information that may be collected, with its legal basis."""

    class Openness(models.TextChoices):
        PUBLIC = "public", "社会公开"
        GOVERNMENT = "government", "政务共享"
        AUTHORISED = "authorised", "授权查询"

    edition = models.ForeignKey(CatalogueEdition, on_delete=models.CASCADE, related_name="items")
    code = models.CharField(max_length=40)
    head = models.CharField(max_length=60)
    title = models.CharField(max_length=100)
    subject_kinds = models.JSONField(default=list)
    basis = models.CharField(max_length=300)
    provider = models.CharField(max_length=200)
    openness = models.CharField(max_length=12, choices=Openness.choices)
    frequency = models.CharField(max_length=60)
    templates = models.JSONField(default=list)
    verified = models.BooleanField(default=False)
    order = models.PositiveSmallIntegerField(default=0)

    objects = CatalogueItemQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["edition", "order"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["edition", "code"], name="catalogue_item_code_once")
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"
