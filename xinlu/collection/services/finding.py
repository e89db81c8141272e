"""Finding suspected omissions (疑似漏报) from what the store knows; each becomes a case once."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q, Sum

from xinlu.accounts.actors import Actor
from xinlu.accounts.acts import act
from xinlu.accounts.calendars import calendar
from xinlu.accounts.models import Authority
from xinlu.accounts.parameters import parameter
from xinlu.collection import clocks, omissions, reconciling
from xinlu.collection.models import Decision, Record, Statement, Suspicion, Tally
from xinlu.collection.months import before
from xinlu.collection.templates import load_template

#: Document numbers that a case shows.
_SHOWN = 50


@dataclass(frozen=True, slots=True)
class Found:
    """A sign of an omission: whose, what makes it one case, and the evidence."""

    kind: str
    key: str
    authority: int
    count: int
    facts: dict[str, Any]


@act("suspicion.find", title="核查疑似漏报")
def find(target: None, *, by: Actor, on: date) -> int:
    """Raise what is newly suspected as of `on`, and close what was mended; return how many opened.

    A case that was explained or mended opens again only when more is missing than before.
    """
    said = parameter("suspected-omissions", on).value
    due = clocks.due_on(on, said["explain"], calendar())
    found = {
        one.key: one for finder in (_gaps, _known, _counts, _silence) for one in finder(said, on)
    }
    places = dict(Authority.objects.values_list("pk", "place_id"))
    opened = 0
    for case in Suspicion.objects.all():
        one = found.pop(case.key, None)
        if one is None:
            if Suspicion.State.MENDED in Suspicion.MOVES.get(case.state, ()):
                _set(case, Suspicion.State.MENDED)
        elif case.state not in Suspicion.FINAL:
            _set(case, case.state, facts=one.facts, count=one.count)
        elif case.state != Suspicion.State.CONFIRMED and one.count > case.count:
            _set(
                case,
                Suspicion.State.OPEN,
                facts=one.facts,
                count=one.count,
                raised_on=on,
                due_on=due,
            )
            opened += 1
    Suspicion.objects.bulk_create(
        Suspicion(
            kind=one.kind,
            key=one.key,
            authority_id=one.authority,
            place_id=places[one.authority],
            facts=one.facts,
            count=one.count,
            raised_on=on,
            due_on=due,
        )
        for one in found.values()
    )
    return opened + len(found)


def _set(case: Suspicion, state: str, **changes: Any) -> None:
    Suspicion.objects.filter(pk=case.pk, state=case.state).update(state=state, **changes)


def _gaps(said: dict[str, Any], on: date) -> Iterator[Found]:
    """Yield the gaps in document numbers of this year and the last, by unit and sequence."""
    years = {on.year - 1, on.year}
    rows = Decision.objects.filter(authority__isnull=False, month__year__in=years)
    numbers = rows.exclude(number="").order_by().values_list("authority_id", "number")
    for one in omissions.sequences(numbers.iterator(), years, float(said["dense"])):
        about = f"{one.prefix}〔{one.year}〕"
        yield Found(
            Suspicion.Kind.GAP,
            f"gap|{one.unit}|{about}"[:200],
            one.unit,
            omissions.missing(one.runs),
            {"about": about, "missing": omissions.in_words(one.runs)},
        )


def _known(said: dict[str, Any], on: date) -> Iterator[Found]:
    """Yield document numbers that enforcement's own records name and no decision has."""
    reported = Decision.objects.filter(number=OuterRef("number"), sent_on__isnull=False)
    rows = Record.objects.in_force().filter(
        ~Exists(reported), template__in=said["known_from"], batch__authority__isnull=False
    )
    told: dict[tuple[int, str], list[str]] = defaultdict(list)
    for unit, template, number in (
        rows.exclude(number="")
        .order_by("number")
        .values_list("batch__authority_id", "template", "number")
    ):
        told[unit, template].append(number)
    for (unit, template), numbers in sorted(told.items()):
        yield Found(
            Suspicion.Kind.KNOWN,
            f"known|{unit}|{template}",
            unit,
            len(numbers),
            {"about": load_template(template).title, "numbers": numbers[:_SHOWN]},
        )


def _counts(said: dict[str, Any], on: date) -> Iterator[Found]:
    """Yield the months of which a unit says that it made more, or fined otherwise, than known."""
    counts = reconciling.known_counts()
    for one in Statement.objects.all():
        found = reconciling.compared(one, counts)
        if not found.agrees:
            about = f"{one.month:%Y-%m} {one.get_kind_display()}"
            yield Found(
                Suspicion.Kind.COUNT,
                f"count|{one.authority_id}|{about}",
                one.authority_id,
                found.lacking,
                found.facts(about),
            )


def _silence(said: dict[str, Any], on: date) -> Iterator[Found]:
    """Yield units that made decisions month after month, and none in the last whole month."""
    months = [before(on, back) for back in range(1, said["months"] + 2)]
    last, earlier = months[0], months[1:]
    counts: dict[int, dict[date, int]] = defaultdict(dict)
    rows = Tally.objects.filter(Q(authority__isnull=False), month__in=months).order_by()
    for row in rows.values("authority", "month").annotate(made=Sum("made")):
        counts[row["authority"]][row["month"]] = row["made"]
    for unit, made in sorted(counts.items()):
        if omissions.silent(made, last, earlier, said["least"]):
            about = f"{last:%Y-%m}"
            usual = sum(made[month] for month in earlier) // len(earlier)
            facts = {"about": about, "usual": usual, "months": len(earlier)}
            yield Found(Suspicion.Kind.SILENCE, f"silence|{unit}|{about}", unit, usual, facts)
