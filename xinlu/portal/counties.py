"""The counties on the home page: how many of their firms were graded among the better ones."""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from urllib.parse import urlencode

from django.conf import settings
from django.core.cache import cache
from django.db.models import QuerySet
from django.urls import reverse

from xinlu.accounts.models import Place
from xinlu.evaluation import selectors as evaluations
from xinlu.evaluation.explanation import GradeShown
from xinlu.evaluation.models import Run
from xinlu.portal.context import about
from xinlu.portal.figures import KEPT
from xinlu.portal.look.numbers import rate
from xinlu.portal.look.tiles import Tile
from xinlu.portal.results import grades_of, rulebook_of, state_of

#: From these shares on a tile is as dark; under the last it is outlined with its figure.
SHARES = ((Fraction(1), 1), (Fraction(4, 5), 2), (Fraction(3, 5), 3))
#: How a tile without any result is drawn: no data is neither good nor bad.
NO_DATA = 4
LEGENDS = (
    (1, "全部"),
    (2, "八成以上"),
    (3, "六成以上"),
    (0, "六成以下，标出户数"),
    (NO_DATA, "暂无结果"),
)


@dataclass(frozen=True, slots=True)
class CountyBoard:
    """A published run seen county by county; `good` results of the better half among `total`."""

    title: str
    year: int
    scheme: str
    state_sentence: str
    better: str
    good: int
    total: int
    share: str
    grades: tuple[tuple[GradeShown, int], ...]
    tiles: tuple[Tile, ...]


def counties(on: date) -> QuerySet[Place]:
    """Return the counties of the jurisdiction in force, as of the day."""
    whole = about(settings.JURISDICTION).get("place", "")
    return Place.objects.on(on).filter(level=Place.Level.COUNTY, parent__code=whole)


def board(on: date) -> CountyBoard | None:
    """Return the newest published firm evaluation by county; None before the first one."""
    key = f"portal:counties:{on}"
    kept: tuple[CountyBoard | None] | None = cache.get(key)
    if kept is None:
        run = newest_run()
        kept = (by_county(run, on) if run else None,)
        cache.set(key, kept, KEPT)
    return kept[0]


def newest_run() -> Run | None:
    """Return the newest public run that grades firms by a score."""
    runs = []
    for run in evaluations.newest_runs():
        rulebook = rulebook_of(run.edition)
        if rulebook.subject_kind == "firm" and rulebook.kind == "score":
            runs.append(run)
    return max(runs, key=lambda run: (run.year, run.on, run.pk), default=None)


def by_county(run: Run, on: date) -> CountyBoard:
    """Return a public run by county."""
    grades = grades_of(rulebook_of(run.edition))
    better = [grade.code for grade in grades if grade.rank <= grade.of // 2]
    told = {place.place_id: place.counts for place in evaluations.by_place(run)}
    tiles = [
        _tile(place, _tally(told.get(place.pk, {}), better), run)
        for place in counties(on)
        if place.map_row is not None and place.map_column is not None
    ]
    counts = run.summary.get("grades", {})
    good, total = _tally(counts, better)
    return CountyBoard(
        title=run.edition.title,
        year=run.year,
        scheme=run.edition.scheme,
        state_sentence=state_of(run)[2],
        better="、".join(f"{code} 级" for code in better),
        good=good,
        total=total,
        share=rate(good, total),
        grades=tuple((grade, counts.get(grade.code, 0)) for grade in grades),
        tiles=tuple(tiles),
    )


def _tally(counts: dict[str, int], better: list[str]) -> tuple[int, int]:
    """Return how many grades are among the better ones, of how many."""
    graded = {code: count for code, count in counts.items() if code}
    return sum(graded.get(code, 0) for code in better), sum(graded.values())


def _tile(place: Place, tally: tuple[int, int], run: Run) -> Tile:
    good, total = tally
    address = reverse("portal:result_list", args=[run.edition.scheme, run.year])
    return Tile(
        name=place.short_name or place.name,
        column=(place.map_column or 0) + 1,
        row=(place.map_row or 0) + 1,
        value=f"{good} / {total}" if total else "暂无结果",
        step=_step(good, total),
        url=f"{address}?{urlencode({'place': place.code})}" if total else "",
    )


def _step(good: int, total: int) -> int:
    if not total:
        return NO_DATA
    share = Fraction(good, total)
    return next((step for least, step in SHARES if share >= least), 0)
