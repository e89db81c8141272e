"""What an officer filled in on a phone (移动采集): a form of one row, with photos and a place."""

from typing import TYPE_CHECKING, ClassVar, Self

from django.db import models

from xinlu.accounts.models import Place, User
from xinlu.collection.models import Batch

if TYPE_CHECKING:
    from xinlu.accounts.actors import Actor


class MobileFormQuerySet(models.QuerySet["MobileForm"]):
    """The words in which forms are asked for."""

    def visible_to(self, actor: "Actor") -> Self:
        """Return forms that were sent from the actor's places."""
        if actor.subject_ids is not None or actor.kind == "client":
            return self.none()
        if actor.place_ids is None:
            return self
        return self.filter(place_id__in=actor.place_ids)


class MobileForm(models.Model):
    """One form (移动采集表) by the number that the phone gave it: it becomes one batch."""

    uid = models.UUIDField(unique=True)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    place = models.ForeignKey(Place, null=True, blank=True, on_delete=models.PROTECT)
    template = models.CharField(max_length=40)
    sheet = models.CharField(max_length=40)
    #: SM3 of what was filled in: a form that became a record takes nothing else.
    fingerprint = models.CharField(max_length=64)
    #: The batch of the last sending; one that was refused whole gives way to the mended one.
    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, related_name="forms")
    sent_at = models.DateTimeField()
    #: Where the phone was, in degrees (WGS 84) and metres, if its officer agreed to tell.
    latitude = models.DecimalField(max_digits=8, decimal_places=6, null=True, blank=True)
    longitude = models.DecimalField(max_digits=9, decimal_places=6, null=True, blank=True)
    accuracy = models.PositiveIntegerField(null=True, blank=True)
    located_at = models.DateTimeField(null=True, blank=True)

    objects = MobileFormQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-id"]

    def __str__(self) -> str:
        return str(self.uid)


class FormPhoto(models.Model):
    """A photo that was sent with a form, kept sealed and without what the camera noted in it."""

    form = models.ForeignKey(MobileForm, on_delete=models.CASCADE, related_name="photos")
    #: SM3 of the picture as it is kept.
    digest = models.CharField(max_length=64)
    stored_name = models.CharField(max_length=200)
    size = models.PositiveIntegerField()

    class Meta:
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["form", "digest"], name="form_photo_once")
        ]

    def __str__(self) -> str:
        return self.digest[:12]
