"""Which information may be collected (信用信息目录), by edition."""

from datetime import date
from typing import ClassVar, Self

from django.db import models
from django.db.models import Q


class EditionQuerySet(models.QuerySet["CatalogueEdition"]):
    """The words in which editions are asked for."""

    def in_force(self, on: date) -> Self:
        """Return the editions that bind on the day `on`; one without a known day does not."""
        return self.filter(Q(until__isnull=True) | Q(until__gt=on), since__lte=on)

    def of_information(self) -> Self:
        """Return editions of the catalogue of information."""
        return self.filter(kind=CatalogueEdition.Kind.INFORMATION)

    def of_measures(self) -> Self:
        """Return editions of the list of measures (失信惩戒措施清单)."""
        return self.filter(kind=CatalogueEdition.Kind.MEASURES)


class CatalogueEdition(models.Model):
    """An edition of the catalogue or of the list of measures, national or a local supplement."""

    class Kind(models.TextChoices):
        INFORMATION = "information", "信用信息目录"
        MEASURES = "measures", "失信惩戒措施清单"

    code = models.CharField(max_length=60, unique=True)
    kind = models.CharField(max_length=12, choices=Kind.choices, default=Kind.INFORMATION)
    title = models.CharField(max_length=200)
    jurisdiction = models.CharField(max_length=40)
    basis = models.CharField(max_length=300)
    #: None where the day was not seen: such an edition is told of and never in force.
    since = models.DateField(null=True, blank=True)
    until = models.DateField(null=True, blank=True)
    verified = models.BooleanField(default=False)
    note = models.CharField(max_length=300, blank=True)
    hash = models.CharField(max_length=64)

    objects = EditionQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["jurisdiction", "since"]

    def __str__(self) -> str:
        return self.title

    @property
    def is_national(self) -> bool:
        """Say whether it is the nation's, which no city revises."""
        return self.jurisdiction == "national"

    @property
    def is_measures(self) -> bool:
        """Say whether it lists measures, not information."""
        return self.kind == self.Kind.MEASURES


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


class SanctionMeasure(models.Model):
    """One measure (惩戒措施) that may follow, with its class and legal basis."""

    class Class(models.TextChoices):
        A = "A", "A 类：公共管理机构依法减损权益、增加义务"
        B = "B", "B 类：公共管理机构的管理措施"
        C = "C", "C 类：公共管理机构以外的组织自主实施"

    edition = models.ForeignKey(CatalogueEdition, on_delete=models.CASCADE, related_name="measures")
    code = models.CharField(max_length=40)
    kind = models.CharField(max_length=1, choices=Class.choices)
    title = models.CharField(max_length=100)
    target = models.CharField(max_length=300)
    content = models.CharField(max_length=500)
    basis = models.CharField(max_length=300)
    body = models.CharField(max_length=200)
    verified = models.BooleanField(default=False)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering: ClassVar = ["edition", "order"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["edition", "code"], name="sanction_measure_code_once")
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"
