"""The first page's figures: what each county sent this year, and what came of it."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Max, Q, Sum

from xinlu.accounts.actors import Actor
from xinlu.accounts.models import Place
from xinlu.collection.models import Batch
from xinlu.desk.text import percent


@dataclass(frozen=True, slots=True)
class CountyRow:
    """What came from one place this year: batches stored, rows read in them, rows stored."""

    name: str
    code: str
    batches: int
    rows: int
    stored: int

    @property
    def share(self) -> str:
        """Return the share of the rows read that were stored, in percent."""
        return percent(self.stored, self.rows)


@dataclass(frozen=True, slots=True)
class Board:
    """The counties' rows with their sum, and when the newest batch came in."""

    year: int
    rows: tuple[CountyRow, ...]
    total: CountyRow
    silent: tuple[str, ...]
    as_of: object


def board(actor: Actor, on: date) -> Board:
    """Return what the places in the actor's reach have sent this year."""
    batches = Batch.objects.visible_to(actor).filter(sent_at__year=on.year)
    kept = Q(state=Batch.State.STORED)
    told = (
        batches.order_by("place__code")
        .values_list("place__name", "place__code")
        .annotate(
            batches=Count("pk", filter=kept),
            rows=Sum("row_count", filter=kept, default=0),
            stored=Sum("accepted_count", filter=kept, default=0),
        )
    )
    rows = tuple(CountyRow(name or "系统导入", code or "", *rest) for name, code, *rest in told)
    sums = (sum(getattr(row, name) for row in rows) for name in COUNTED)
    as_of = Batch.objects.filter(state=Batch.State.STORED).aggregate(at=Max("stored_at"))["at"]
    return Board(on.year, rows, CountyRow("合计", "", *sums), _silent(actor, rows, on), as_of)


COUNTED = ("batches", "rows", "stored")


def _silent(actor: Actor, rows: tuple[CountyRow, ...], on: date) -> tuple[str, ...]:
    """Return the counties in reach from which nothing has come this year."""
    heard = {row.code for row in rows if row.batches}
    counties = Place.objects.on(on).filter(level=Place.Level.COUNTY).order_by("code")
    if actor.place_ids is not None:
        counties = counties.filter(pk__in=actor.place_ids)
    return tuple(name for code, name in counties.values_list("code", "name") if code not in heard)
