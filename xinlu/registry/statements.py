"""What sources state of subjects: noted where it is new, compared, and the one that prevails."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from django.db.models import F, Max, Min, Q, QuerySet
from django.utils import timezone

from xinlu.kernel import crypto
from xinlu.kernel.text import tight
from xinlu.registry.bulk import insert
from xinlu.registry.models import Discrepancy, Source, StatedValue, Subject
from xinlu.registry.ranks import NAMES, REGISTERED, Rank, ranks
from xinlu.registry.selectors import standing_of

#: Subjects compared in one query.
_MANY = 500
#: Subject and field.
About = tuple[int, str]


class Said(NamedTuple):
    """A value that a row states, of which day, and the record that the row became."""

    on: date
    value: str
    record: str


def source_named(name: str, origin: str) -> Source:
    """Return the source of this name; a new one is seen by nobody until `show`."""
    return Source.objects.get_or_create(name=name, defaults={"origin": origin})[0]


def note(source: Source, said: Mapping[About, Said]) -> None:
    """Keep what the source states, except what its kind stated last of the subject already."""
    if not said:
        return
    last = _last_said({subject for subject, _ in said}, source)
    insert(
        StatedValue,
        ("subject", "field", "value", "stated_on", "source", "record"),
        (
            (subject, field, one.value, one.on, source.pk, one.record)
            for (subject, field), one in said.items()
            if last.get((subject, field)) != one.value
        ),
    )


def _last_said(subjects: set[int], source: Source) -> dict[About, str]:
    """Return what sources of the same kind stated last of these subjects."""
    mine = Q(source__is_pending=False) | Q(source=source)
    rows = StatedValue.objects.filter(
        mine, subject__in=list(subjects), source__origin=source.origin
    )
    told = rows.order_by("stated_on", "pk").values_list("subject_id", "field", "value")
    return {(subject, field): value for subject, field, value in told}


def show(name: str) -> None:
    """Let what the source states stand, and find where it does not agree with others."""
    _set(name, is_pending=False)


def hide(name: str) -> None:
    """Let what the source stated stand no more; what others state stays."""
    _set(name, is_pending=True)


def _set(name: str, *, is_pending: bool) -> None:
    source = Source.objects.filter(name=name).first()
    if source is None:
        return
    Source.objects.filter(pk=source.pk).update(is_pending=is_pending)
    told = StatedValue.objects.filter(source=source).values("subject")
    about = StatedValue.objects.filter(subject__in=told)
    known = Discrepancy.objects.filter(is_current=True)
    subjects = Subject.objects.filter(pk__in=told)
    wanted = _differing(about) | {
        (pk, field)
        for pk, field in known.filter(subject__in=told).values_list("subject_id", "field")
    }
    if subjects.filter(survivor__isnull=False).exists():
        into = list(subjects.filter(survivor__isnull=False).values_list("survivor", flat=True))
        family = Q(subject__in=into) | Q(subject__survivor__in=into)
        wanted |= _differing(StatedValue.objects.filter(family))
        wanted |= set(known.filter(subject__in=into).values_list("subject_id", "field"))
    _settle(wanted)


def compare(subjects: Iterable[int]) -> None:
    """Find anew where the sources of these subjects, and of all merged into them, do not agree."""
    ids = list(subjects)
    rows = StatedValue.objects.filter(Q(subject__in=ids) | Q(subject__survivor__in=ids))
    known = Discrepancy.objects.filter(subject__in=ids, is_current=True)
    _settle(_differing(rows) | set(known.values_list("subject_id", "field")))


def _differing(rows: QuerySet[StatedValue]) -> set[About]:
    """Return who stands for whom of a subject more than one value was ever stated, by field."""
    stated = standing_of(rows.filter(source__is_pending=False))
    groups = (
        stated.order_by().values("standing", "field").annotate(lo=Min("value"), hi=Max("value"))
    )
    found = {(row["standing"], row["field"]) for row in groups.exclude(lo=F("hi"))}
    names = stated.filter(field__in=NAMES).exclude(subject__name="")
    renamed = names.exclude(value=F("subject__name")).values_list("standing", "field")
    return found | set(renamed)


def _settle(wanted: set[About]) -> None:
    """Write down which of these fields are stated differently now, and which no more."""
    by_subject: dict[int, set[str]] = defaultdict(set)
    for subject, field in wanted:
        by_subject[subject].add(field)
    ids = list(by_subject)
    for at in range(0, len(ids), _MANY):
        some = ids[at : at + _MANY]
        standing = Subject.objects.in_bulk(some)
        latest = latest_of(some)
        for pk in some:
            for field in by_subject[pk]:
                _settle_one(standing[pk], field, latest.get((pk, field), {}))


def _settle_one(subject: Subject, field: str, latest: Mapping[str, Said]) -> None:
    values = {origin: one.value for origin, one in latest.items()}
    if field in NAMES and subject.name and values:
        values[REGISTERED] = subject.name
    rows = Discrepancy.objects.filter(subject=subject, field=field)
    digest = ""
    if len({tight(value) for value in values.values()}) > 1:
        digest = digest_of(values)
        Discrepancy.objects.get_or_create(
            subject=subject,
            field=field,
            digest=digest,
            defaults={"evidence": values, "found_at": timezone.now()},
        )
        rows.filter(digest=digest, is_current=False).update(is_current=True)
    rows.filter(is_current=True).exclude(digest=digest).update(is_current=False)


def digest_of(values: Mapping[str, str]) -> str:
    """Return the digest of who states what, in whatever writing of blanks and brackets.

    >>> digest_of({"a": "示例（甲）"}) == digest_of({"a": "示例(甲)"})
    True
    """
    text = "\x1f".join(f"{origin}={tight(value)}" for origin, value in sorted(values.items()))
    return crypto.sm3(text.encode()).hex()


def latest_of(subjects: list[int]) -> dict[About, dict[str, Said]]:
    """Return by who stands for the subject, and field, what each kind of source stated last."""
    family = Q(subject__in=subjects) | Q(subject__survivor__in=subjects)
    rows = standing_of(StatedValue.objects.visible().filter(family))
    found: dict[About, dict[str, Said]] = defaultdict(dict)
    for standing, field, origin, on, value, record in rows.order_by("stated_on", "pk").values_list(
        "standing", "field", "source__origin", "stated_on", "value", "record"
    ):
        found[standing, field][origin] = Said(on, value, str(record))
    return found


@dataclass(frozen=True, slots=True)
class Voice:
    """What one source says of a field."""

    source: str
    value: str
    on: date | None
    record: str
    prevails: bool


@dataclass(frozen=True, slots=True)
class ShownField:
    """A field of a subject: the value that is shown, why it is, and what every source says."""

    title: str
    value: str
    why: str
    basis: str
    verified: bool
    voices: tuple[Voice, ...]
    discrepancy: Discrepancy | None

    @property
    def differs(self) -> bool:
        """Say whether sources do not agree."""
        return self.discrepancy is not None


def shown_fields(subject: Subject, on: date) -> list[ShownField]:
    """Return the fields of which sources state something, each with the value that prevails."""
    latest = latest_of([subject.pk])
    found = Discrepancy.objects.filter(subject=subject, is_current=True)
    known = {one.field: one for one in found.select_related("decided_by", "subject__home_place")}
    return [
        _shown(subject, rank, latest[subject.pk, code], known.get(code))
        for code, rank in ranks(on).items()
        if (subject.pk, code) in latest
    ]


def _shown(
    subject: Subject, rank: Rank, latest: Mapping[str, Said], known: Discrepancy | None
) -> ShownField:
    said = {**latest}
    if rank.code in NAMES and subject.name:
        said[REGISTERED] = Said(subject.registered_on, subject.name, "")
    order = sorted(said, key=lambda origin: (rank.place(origin), -said[origin].on.toordinal()))
    first = order[0]
    if known is not None and known.accepted in said:
        first = known.accepted
    voices = tuple(
        Voice(
            rank.source(origin),
            said[origin].value,
            said[origin].on,
            said[origin].record,
            origin == first,
        )
        for origin in order
    )
    return ShownField(
        rank.title,
        said[first].value,
        why(rank, first, known),
        rank.basis,
        rank.verified,
        voices,
        known,
    )


def why(rank: Rank, first: str, known: Discrepancy | None) -> str:
    """Return why the value of the source `first` is shown, in a sentence."""
    source = rank.source(first)
    if known is None:
        return f"取自{source}；各来源一致"
    if known.accepted:
        return f"经办认定以{source}为准"
    return f"按来源次序，{source}在先"
