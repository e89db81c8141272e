"""Who is supervised (信用主体) and by which identifiers they are known."""

import uuid
from typing import TYPE_CHECKING, ClassVar, Self

from django.db import models
from django.db.models import Q

from xinlu.accounts.models import Place

if TYPE_CHECKING:
    from xinlu.accounts.actors import Actor


class SubjectQuerySet(models.QuerySet["Subject"]):
    """The words in which subjects are asked for."""

    def registered(self) -> Self:
        """Return subjects whose registration is complete, those merged into others among them."""
        return self.filter(is_pending=False)

    def known(self) -> Self:
        """Return subjects that stand for themselves: registered, and merged into no other."""
        return self.registered().filter(survivor__isnull=True)

    def public(self) -> Self:
        """Return subjects that a stranger may find: everyone but natural persons."""
        return self.known().exclude(kind=Subject.Kind.PERSON)

    def visible_to(self, actor: "Actor") -> Self:
        """Return subjects at home within the actor's places; subjects' users see their own."""
        known = self.known()
        if actor.subject_ids is not None:
            return known.filter(pk__in=actor.subject_ids)
        if actor.place_ids is None:
            return known
        return known.filter(home_place_id__in=actor.place_ids)


class Subject(models.Model):
    """A firm, sole trader, person, vehicle, vessel or project that records are about."""

    class Kind(models.TextChoices):
        FIRM = "firm", "企业"
        SOLE_TRADER = "sole-trader", "个体工商户"
        PERSON = "person", "从业人员"
        VEHICLE = "vehicle", "车辆"
        VESSEL = "vessel", "船舶"
        PROJECT = "project", "项目"

    class Status(models.TextChoices):
        ACTIVE = "active", "存续"
        CLOSED = "closed", "注销"

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(max_length=12, choices=Kind.choices)
    name = models.CharField(max_length=200, blank=True)
    #: What identifies it in public: credit code, plate/colour, MMSI; empty for persons.
    code = models.CharField(max_length=60, blank=True, db_index=True)
    status = models.CharField(max_length=8, choices=Status.choices, default=Status.ACTIVE)
    home_place = models.ForeignKey(Place, null=True, blank=True, on_delete=models.PROTECT)
    #: True while the home is only the division in the code (登记数据未核定).
    home_is_provisional = models.BooleanField(default=True)
    registered_on = models.DateField()
    #: What first made it known, such as `batch:<uid>`.
    registered_from = models.CharField(max_length=60, blank=True)
    #: True while the batch that registers it is being stored; nobody sees it until then.
    is_pending = models.BooleanField(default=False)
    #: Who stands for it since a merging (归并): the last of the chain. Its own rows stay its own.
    survivor = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="absorbed",
        db_index=False,
    )

    objects = SubjectQuerySet.as_manager()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["kind", "home_place"]),
            models.Index(fields=["name"]),
            models.Index(
                fields=["registered_from"], condition=Q(is_pending=True), name="pending_by"
            ),
            models.Index(
                fields=["survivor"], condition=Q(survivor__isnull=False), name="absorbed_by"
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.code

    @property
    def standing(self) -> "Subject":
        """Return who stands for it: itself, or the subject into which it was merged."""
        return self.survivor or self

    def family(self) -> list[int]:
        """Return the ids of the subject and of all that were merged into it."""
        return [self.pk, *self.absorbed.values_list("pk", flat=True)]


class FormerName(models.Model):
    """A name by which a subject was known before (曾用名), from one day to another."""

    subject = models.ForeignKey(Subject, on_delete=models.CASCADE, related_name="former_names")
    name = models.CharField(max_length=200, db_index=True)
    since = models.DateField(null=True, blank=True)
    #: The first day on which it was no longer the name.
    until = models.DateField()
    #: What tells of the change, such as 变更登记 and its number.
    source = models.CharField(max_length=200)

    class Meta:
        ordering: ClassVar = ["-until", "-id"]

    def __str__(self) -> str:
        return self.name


class Identifier(models.Model):
    """One number by which a subject is known, from one day to another.

    Numbers of persons are kept encrypted; `lookup` is then a keyed index, else the number itself.
    """

    class Scheme(models.TextChoices):
        CREDIT_CODE = "credit-code", "统一社会信用代码"
        REGISTRATION = "registration", "工商注册号"
        RESIDENT_ID = "resident-id", "公民身份号码"
        OTHER_ID = "other-id", "其他证件号码"
        PRACTITIONER = "practitioner", "从业资格证号"
        PLATE = "plate", "车牌"
        TRANSPORT_CERTIFICATE = "transport-certificate", "道路运输证号"
        OPERATING_LICENCE = "operating-licence", "道路运输经营许可证号"
        MMSI = "mmsi", "MMSI"
        IMO = "imo", "IMO 编号"
        SHIP_ID = "ship-id", "船舶识别号"
        PROJECT_CODE = "project-code", "项目代码"

    SECRET: ClassVar = frozenset({"resident-id", "other-id", "practitioner"})

    uid = models.UUIDField(default=uuid.uuid4, editable=False)
    subject = models.ForeignKey(Subject, on_delete=models.CASCADE, related_name="identifiers")
    scheme = models.CharField(max_length=24, choices=Scheme.choices)
    lookup = models.CharField(max_length=64)
    #: The sealed number where it is secret, else empty.
    token = models.CharField(max_length=200, blank=True)
    since = models.DateField(null=True, blank=True)
    until = models.DateField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["scheme", "lookup"], condition=Q(until__isnull=True), name="identifier_once"
            )
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["scheme", "lookup"],
                condition=Q(until__isnull=False),
                name="identifier_ended",
            )
        ]


class SearchGram(models.Model):
    """A piece of a name and whose name it is of, as `xinlu.registry.grams` makes them.

    A city has tens of millions of them, so the one index that finds is the one index there is.
    """

    gram = models.CharField(max_length=8)
    subject = models.ForeignKey(Subject, on_delete=models.CASCADE, db_index=False)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["gram", "subject"], name="gram_of_subject")]
