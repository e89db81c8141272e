"""What the rules of the risk watch see in the store: one finder for each shape of rule."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from django.db.models import Count, F, Q
from django.db.models.functions import Coalesce

from xinlu.collection.checking.uniqueness import fold
from xinlu.collection.models import Record
from xinlu.evaluation import editions
from xinlu.evaluation import selectors as evaluations
from xinlu.evaluation.models import Result, Run
from xinlu.evaluation.trials.tally import scale_of
from xinlu.rules.language.scoring import Band
from xinlu.supervision.watching import WatchRule

#: The subject that stands for the record's own, should that have been merged into another.
_STANDING = Coalesce("subject__survivor_id", "subject_id")


@dataclass
class Sight:
    """What a rule saw: about what, the numbers of its sentence, and the evidence."""

    about: str
    facts: dict[str, Any]
    records: list[int]
    subject: int | None = None
    #: The county it is about, where it is about no subject.
    place: int | None = None
    result: int | None = None
    lines: set[int | None] = field(default_factory=set)

    @property
    def line(self) -> int | None:
        """Return the line of business, if all of the evidence is of one."""
        return next(iter(self.lines)) if len(self.lines) == 1 else None


def see(rule: WatchRule, on: date) -> Iterator[Sight]:
    """Yield what the rule sees on the day, each thing once."""
    return _FINDERS[rule.shape](rule.value, on)


def _spikes(said: dict[str, Any], on: date) -> Iterator[Sight]:
    """Yield subjects or counties with more records in the last span than in those before it."""
    begins = on - timedelta(days=said["days"])
    past_begins = begins - timedelta(days=said["days"] * said["spans"])
    whose = _STANDING if said["per"] == "subject" else F("deciding_place_id")
    rows = Record.objects.in_force().filter(
        template__in=said["templates"], happened_on__gt=past_begins, happened_on__lte=on
    )
    recent = Q(happened_on__gt=begins)
    counted = (
        rows.order_by()
        .annotate(whose=whose)
        .values("whose")
        .annotate(now=Count("pk", filter=recent), past=Count("pk", filter=~recent))
        .filter(now__gte=said["least"], whose__isnull=False)
    )
    times = Fraction(str(said["times"]))
    for one in counted:
        if one["now"] * said["spans"] < times * one["past"]:
            continue
        evidence = rows.filter(recent).annotate(whose=whose).filter(whose=one["whose"])
        kept = list(evidence.values_list("pk", "line_id"))
        yield Sight(
            f"{said['per']}:{one['whose']}",
            {"now": one["now"], "past": one["past"], "days": said["days"], "spans": said["spans"]},
            [pk for pk, _ in kept],
            lines={line for _, line in kept},
            **{said["per"]: one["whose"]},
        )


def _crowds(said: dict[str, Any], on: date) -> Iterator[Sight]:
    """Yield addresses at which many subjects became known of late."""
    address = f"values__{said['field']}"
    rows = Record.objects.in_force().filter(
        template__in=said["templates"],
        subject__registered_on__gt=on - timedelta(days=said["days"]),
        subject__registered_on__lte=on,
    )
    at: dict[str, list[tuple[Any, ...]]] = defaultdict(list)
    told = rows.order_by("pk").annotate(whose=_STANDING)
    for row in told.values_list("pk", "whose", "subject__home_place_id", "line_id", address):
        if row[4]:
            at[fold(str(row[4]))].append(row)
    for folded, found in sorted(at.items()):
        subjects = {row[1] for row in found}
        if len(subjects) >= said["least"]:
            yield Sight(
                f"address:{folded}"[:200],
                {"about": found[0][4], "subjects": len(subjects), "days": said["days"]},
                [row[0] for row in found],
                place=_commonest(row[2] for row in found),
                lines={row[3] for row in found},
            )


def _commonest(places: Iterable[int | None]) -> int | None:
    known = Counter(place for place in places if place is not None)
    return known.most_common(1)[0][0] if known else None


def _edges(said: dict[str, Any], on: date) -> Iterator[Sight]:
    """Yield subjects close above a worse grade that erred since the newest public result."""
    for run in evaluations.newest_runs():
        rulebook = editions.standard(run.edition).rulebook
        margin = Fraction(str(said["margin"])) * scale_of(rulebook)
        floors = floors_of(rulebook.bands)
        erred = Record.objects.in_force().filter(
            template__in=said["templates"], happened_on__gt=run.on, happened_on__lte=on
        )
        near = run.results.filter(
            subject__in=erred.order_by().values("subject"), grade__in=list(floors)
        )
        for result in near.exclude(score="").defer("inputs", "verdict"):
            gap = abs(Fraction(result.score) - floors[result.grade])
            if gap <= margin:
                yield _near(run, result, floors[result.grade], erred)


def _near(run: Run, result: Result, edge: Fraction, erred: Any) -> Sight:
    records = list(erred.filter(subject=result.subject_id).values_list("pk", flat=True))
    return Sight(
        f"subject:{result.subject_id}|{run.edition.scheme}",
        {
            "scheme": run.edition.title,
            "year": run.year,
            "score": result.score_text,
            "grade": result.grade,
            "edge": str(edge),
            "now": len(records),
        },
        records,
        subject=result.subject_id,
        result=result.pk,
        lines={run.edition.line_id},
    )


def floors_of(bands: tuple[Band, ...]) -> dict[str, Fraction]:
    """Return for each grade but the worst the score at which the next worse one begins."""
    rises = bool(bands) and bands[0].lower is not None
    ends = {band.grade: band.lower if rises else band.upper for band in bands[:-1]}
    return {grade: end.at for grade, end in ends.items() if end is not None}


def _expiries(said: dict[str, Any], on: date) -> Iterator[Sight]:
    """Yield permits and certificates that end soon, and that no later one stands in for."""
    until, same = f"values__{said['field']}", f"values__{said['same']}"
    last = on + timedelta(days=said["days"])
    rows = Record.objects.in_force().filter(template__in=said["templates"])
    ending = rows.filter(**{f"{until}__gte": on.isoformat(), f"{until}__lte": last.isoformat()})
    later = rows.filter(
        subject__in=ending.order_by().values("subject"),
        **{f"{until}__gt": last.isoformat()},
    )
    replaced = set(
        later.annotate(whose=_STANDING).values_list("whose", "template", same).iterator()
    )
    latest: dict[tuple[Any, ...], tuple[Any, ...]] = {}
    told = ending.order_by(until, "pk").annotate(whose=_STANDING)
    for row in told.values_list("whose", "template", same, until, "pk", "line_id"):
        latest[row[:3]] = row
    for (subject, template, name), row in latest.items():
        if (subject, template, name) not in replaced:
            yield Sight(
                f"subject:{subject}|{template}|{name or ''}"[:200],
                {"template": template, "name": name or "", "until": row[3]},
                [row[4]],
                subject=subject,
                lines={row[5]},
            )


_FINDERS: dict[str, Callable[[dict[str, Any], date], Iterator[Sight]]] = {
    "spike": _spikes,
    "crowd": _crowds,
    "edge": _edges,
    "expiry": _expiries,
}
