"""Where, which line of business, which authority: the three measures of scope."""

from datetime import date
from typing import ClassVar, Self, TypeVar

from django.db import models
from django.db.models import Q

M = TypeVar("M", bound=models.Model)


class DatedQuerySet(models.QuerySet[M]):
    """Words for rows that hold from one day to another."""

    def on(self, day: date) -> Self:
        """Return the rows that hold on `day`.

        `until` is the first day on which a row no longer holds.
        """
        return self.filter(
            Q(since__isnull=True) | Q(since__lte=day), Q(until__isnull=True) | Q(until__gt=day)
        )


class Place(models.Model):
    """A division (行政区划) or reporting unit, for as long as it exists.

    A code never disappears from identifiers: an abolished division keeps its row with `until`.
    """

    class Level(models.TextChoices):
        NATION = "nation", "国家"
        CITY = "city", "省级"
        COUNTY = "county", "区县"

    code = models.CharField(max_length=12, unique=True)
    name = models.CharField(max_length=40)
    short_name = models.CharField(max_length=20, blank=True)
    level = models.CharField(max_length=8, choices=Level.choices)
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT)
    #: False for a reporting unit without a division code of its own (开发区).
    is_division = models.BooleanField(default=True)
    verified = models.BooleanField(default=True)
    since = models.DateField(null=True, blank=True)
    until = models.DateField(null=True, blank=True)
    #: The division that took over its files when it was abolished, and so reads them.
    successor = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="predecessors"
    )
    #: Where its tile stands on the schematic map.
    map_row = models.SmallIntegerField(null=True, blank=True)
    map_column = models.SmallIntegerField(null=True, blank=True)

    objects = DatedQuerySet["Place"].as_manager()

    class Meta:
        ordering: ClassVar = ["code"]

    def __str__(self) -> str:
        return self.name


class Line(models.Model):
    """A line of business (条线), such as 道路运输 or 公路建设."""

    code = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=40)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering: ClassVar = ["order", "code"]

    def __str__(self) -> str:
        return self.name


class Authority(models.Model):
    """An organisation that sends, decides or supervises (机构)."""

    code = models.CharField(max_length=40, unique=True)
    credit_code = models.CharField(max_length=18, blank=True, db_index=True)
    name = models.CharField(max_length=200, db_index=True)
    short_name = models.CharField(max_length=40, blank=True)
    place = models.ForeignKey(Place, on_delete=models.PROTECT)
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT)
    #: Lines it works in; none means all.
    lines = models.ManyToManyField(Line, blank=True)
    #: An agency outside transport: it sends data, and its posts reach no one else's records.
    is_partner = models.BooleanField(default=False)
    since = models.DateField(null=True, blank=True)
    until = models.DateField(null=True, blank=True)
    verified = models.BooleanField(default=True)

    objects = DatedQuerySet["Authority"].as_manager()

    class Meta:
        ordering: ClassVar = ["code"]
        verbose_name_plural = "authorities"

    def __str__(self) -> str:
        return self.name
