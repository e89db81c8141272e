"""How much of the penalties a scheme's table of causes maps (案由对应率), and what is left over.

The same lines answer here as in a run: what the page counts as mapped is what a run counts.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, Literal

from django.db.models import Count, Q
from django.db.models.fields.json import KeyTextTransform

from xinlu.accounts.actors import Actor
from xinlu.collection.models import Record
from xinlu.collection.models.records import RecordQuerySet
from xinlu.evaluation import bindings, causes, charging, editions
from xinlu.evaluation.editions import Standard
from xinlu.evaluation.facts import rows_of
from xinlu.evaluation.models import Run
from xinlu.evaluation.shapes import CausesMap

#: What became of a penalty: an item, none on purpose, nothing, or two lines at once.
Fate = Literal["item", "none", "unmapped", "ambiguous"]
FATES: tuple[Fate, ...] = ("item", "none", "unmapped", "ambiguous")


@dataclass(slots=True)
class Share:
    """Penalties by what became of them."""

    counts: dict[Fate, int] = field(default_factory=lambda: dict.fromkeys(FATES, 0))

    @property
    def total(self) -> int:
        """Return how many penalties there are."""
        return sum(self.counts.values())

    @property
    def covered(self) -> int:
        """Return how many the table answers for: items, and none on purpose."""
        return self.counts["item"] + self.counts["none"]

    @property
    def open(self) -> int:
        """Return how many it does not answer for."""
        return self.total - self.covered

    @property
    def percent(self) -> str:
        """Return the share that is answered for, with one decimal; empty without penalties."""
        return f"{Decimal(self.covered * 100) / self.total:.1f}" if self.total else ""


@dataclass(slots=True)
class Unmapped:
    """A cause that no line maps: how often, from when to when, and which amounts."""

    text: str
    written: str
    count: int = 0
    first: date | None = None
    last: date | None = None
    least: Decimal | None = None
    most: Decimal | None = None
    is_ambiguous: bool = False
    spellings: set[str] = field(default_factory=set)

    @property
    def fines(self) -> str:
        """Return the fines that there were, from the least to the most; empty without any."""
        if self.least is None or self.most is None:
            return ""
        ends = dict.fromkeys(f"{end.normalize():f}" for end in (self.least, self.most))
        return "—".join(ends)


@dataclass(slots=True)
class Coverage:
    """What became of a scheme's penalties: in all, by month, by line, and the causes left over."""

    whole: Share = field(default_factory=Share)
    months: dict[date, Share] = field(default_factory=lambda: defaultdict(Share))
    lines: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    left: dict[str, Unmapped] = field(default_factory=dict)

    @property
    def queue(self) -> list[Unmapped]:
        """Return the causes left over, the most frequent first."""
        return sorted(self.left.values(), key=lambda one: (-one.count, one.text))


def coverage(
    standard: Standard,
    actor: Actor,
    since: date,
    until: date,
    kept: bindings.Kept | None = None,
) -> Coverage:
    """Return what becomes of the penalties decided from `since` to `until`, both included.

    With `kept`, by those bindings; else by the bindings that count now.
    """
    found = Coverage()
    shape = standard.mapping.causes
    if shape is None:
        return found
    lines = bindings.lines_for(standard.mapping, kept)
    records = penalties(standard, actor).filter(happened_on__range=(since, until))
    for row in _groups(shape, records):
        case = charging.case_of(shape, row, row["happened_on"])
        fate, code = fate_of(lines, case)
        found.whole.counts[fate] += row["count"]
        found.months[case.on.replace(day=1)].counts[fate] += row["count"]
        if code:
            found.lines[code] += row["count"]
        if fate in ("unmapped", "ambiguous"):
            _leave(found.left, case, row["count"], is_ambiguous=fate == "ambiguous")
    return found


def of_run(run: Run, actor: Actor) -> Share:
    """Return what became of the penalties of a run's year, by the bindings that it kept."""
    standard = editions.standard(run.edition)
    kept = run.summary.get("bindings", {})
    return coverage(standard, actor, date(run.on.year, 1, 1), run.on, kept).whole


def fate_of(lines: Iterable[causes.Line], case: causes.Case) -> tuple[Fate, str]:
    """Return what becomes of a penalty, and by which line."""
    try:
        line = causes.match(lines, case)
    except causes.Ambiguous:
        return "ambiguous", ""
    if line is None:
        return "unmapped", ""
    return ("item" if line.item else "none"), line.code


def penalties(standard: Standard, actor: Actor) -> RecordQuerySet:
    """Return the penalties in force, of those whom the scheme evaluates, that the actor sees."""
    shape = standard.mapping.causes
    assert shape is not None
    whom = Record.objects.in_force().filter(rows_of(standard.mapping.population))
    return (
        Record.objects.visible_to(actor)
        .in_force()
        .filter(rows_of([shape]), subject__in=whom.values("subject"), happened_on__isnull=False)
    )


def samples(
    standard: Standard, actor: Actor, spellings: Iterable[str], limit: int = 5
) -> RecordQuerySet:
    """Return the latest penalties with a cause written in one of these ways."""
    shape = standard.mapping.causes
    assert shape is not None
    asked = Q()
    for written in spellings:
        asked |= Q(**{f"values__{shape.cause}": written})
    rows = penalties(standard, actor).filter(asked).select_related("subject", "deciding_place")
    return rows.order_by("-happened_on", "-pk")[:limit]


def _groups(shape: CausesMap, records: RecordQuerySet) -> Iterator[dict[str, Any]]:
    """Yield penalties that are alike to the table, with their number; the database counts them."""
    names = {shape.cause, shape.fine, shape.kinds}
    alike = {f"v_{name}": KeyTextTransform(name, "values") for name in names}
    rows = (
        records.order_by()
        .annotate(**alike)
        .values("happened_on", *alike)
        .annotate(count=Count("pk"))
    )
    for row in rows.iterator(chunk_size=2000):
        yield {
            **{name: row[f"v_{name}"] for name in names},
            "happened_on": row["happened_on"],
            "count": row["count"],
        }


def _leave(left: dict[str, Unmapped], case: causes.Case, count: int, *, is_ambiguous: bool) -> None:
    text = causes.normalised(case.text)
    one = left.setdefault(text, Unmapped(text, case.text))
    one.count += count
    one.spellings.add(case.text)
    one.first = min(one.first or case.on, case.on)
    one.last = max(one.last or case.on, case.on)
    one.is_ambiguous |= is_ambiguous
    if case.fine is not None:
        one.least = case.fine if one.least is None else min(one.least, case.fine)
        one.most = case.fine if one.most is None else max(one.most, case.fine)
