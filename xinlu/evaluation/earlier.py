"""What announced evaluations said before the day: of a subject, and of those tied to it."""

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from xinlu.evaluation.models import Result, Run
from xinlu.evaluation.shapes import LinkMap
from xinlu.registry.models import Link as Tie
from xinlu.registry.selectors import whose
from xinlu.rules.facts import Link
from xinlu.rules.facts import Result as Earlier

#: What the rulebook calls its own scheme in earlier results.
OWN = "own"


@dataclass(frozen=True, slots=True)
class Announced:
    """One announced result: its scheme, year, end of period, grade and score."""

    scheme: str
    year: int
    end: date | None
    grade: str
    score: Fraction | None


#: Tells the results of subjects in schemes before a day, oldest first.
Told = Callable[[Collection[str], Collection[int], date], dict[int, list[Announced]]]


def announced(
    schemes: Collection[str], subject_ids: Collection[int], on: date
) -> dict[int, list[Announced]]:
    """Return the announced results of the subjects in the schemes before the day, oldest first."""
    held: dict[int, list[Announced]] = defaultdict(list)
    if not schemes:
        return held
    rows = (
        Result.objects.filter(
            subject__in=subject_ids,
            run__edition__scheme__in=schemes,
            run__state=Run.State.ANNOUNCED,
            run__on__lt=on,
        )
        .exclude(grade="", score="")
        .order_by("run__on", "id")
        .values_list(
            "subject_id", "run__edition__scheme", "run__year", "period_end", "grade", "score"
        )
    )
    for subject_id, scheme, year, end, grade, score in rows:
        exact = Fraction(score) if score else None
        held[subject_id].append(Announced(scheme, year, end, grade, exact))
    return held


def as_of_one(
    held: Mapping[int, list[Announced]], stands_for: Mapping[int, int]
) -> dict[int, list[Announced]]:
    """Return results by who stands for each subject; its own come last, and so prevail."""
    found: dict[int, list[Announced]] = defaultdict(list)
    for pk, survivor in sorted(stands_for.items(), key=lambda pair: pair[0] == pair[1]):
        found[survivor] += held.get(pk, [])
    return found


def as_results(
    found: Sequence[Announced], schemes: Collection[str], own: str
) -> tuple[Earlier, ...]:
    """Return results as a rulebook reads them; of several for one year the one announced last."""
    named = {(each.scheme, each.year): each for each in found if each.scheme in schemes}
    return tuple(
        Earlier(OWN if scheme == own else scheme, year, each.grade or None, each.score)
        for (scheme, year), each in named.items()
    )


def links_for(
    maps: Sequence[LinkMap],
    stands_for: Mapping[int, int],
    own: str,
    on: date,
    told: Told = announced,
) -> Mapping[int, list[Link]]:
    """Return, by subject, the others that the rulebook's relations name, with their results.

    `stands_for` says who stands for each of the subjects and for all merged into them; `told`
    tells the results of the others.
    """
    held: dict[int, list[Link]] = defaultdict(list)
    ids = list(stands_for)
    for each in maps:
        schemes = schemes_of(each.schemes, own)
        mine, other = ("to", "of") if each.reversed else ("of", "to")
        ties = (
            Tie.objects.visible()
            .on(on)
            .filter(kind=each.kind, **{f"{mine}__in": ids, f"{other}__is_pending": False})
            .select_related(f"{other}__survivor")
            .order_by("id")
        )
        pairs = dict.fromkeys(
            (stands_for[getattr(tie, f"{mine}_id")], getattr(tie, other).standing) for tie in ties
        )
        others = whose({to.pk for _, to in pairs})
        results = as_of_one(told(schemes, others, on), others)
        for subject_id, to in pairs:
            found = as_results(results.get(to.pk, ()), schemes, own)
            held[subject_id].append(Link(each.relation, to.code or str(to.uid), found))
    return held


def schemes_of(named: Collection[str], own: str) -> list[str]:
    """Return schemes by their codes; `own` is the rulebook's."""
    return [own if scheme == OWN else scheme for scheme in named]
