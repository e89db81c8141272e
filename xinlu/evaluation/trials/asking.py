"""What may be asked about trials: which are there, and which past days a draft may be tried on."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Max, Min, QuerySet

from xinlu.accounts.actors import Actor
from xinlu.collection.models import Record
from xinlu.evaluation import drafts, editions
from xinlu.evaluation.editions import NoEdition
from xinlu.evaluation.facts import population_ids, stored_batches
from xinlu.evaluation.models import Draft, Edition, Run, Trial, TrialMove, TrialQuerySet

#: Years back that a draft may be tried on.
YEARS = 8


@dataclass(frozen=True, slots=True)
class Day:
    """A day that a draft may be tried on, with its public run, if there was one."""

    on: date
    run: Run | None

    @property
    def words(self) -> str:
        """Return the day as it is chosen from a list."""
        told = f"{self.on.year} 年度，截至 {self.on}"
        return f"{told}（有{self.run.get_state_display()}的结果）" if self.run else told


def days_of(draft: Draft, today: date) -> tuple[Day, ...]:
    """Return the past days of which there are records to try the draft on, the latest first."""
    standard = drafts.standard_of(draft)
    runs = Run.objects.computed().filter(edition__scheme=draft.scheme, on__lt=today)
    days = {on: public_run(draft.scheme, on) for on in set(runs.values_list("on", flat=True))}
    batches = stored_batches(standard)
    for on in ends_of_years(Record.objects.filter(batch__in=batches), today):
        if on not in days and population_ids(standard, on, batches=batches)[:1]:
            days[on] = None
    return tuple(Day(on, days[on]) for on in sorted(days, reverse=True) if base_of(draft, on))


def ends_of_years(records: QuerySet[Record], today: date) -> Iterable[date]:
    """Return the last days of the past years that the records are from."""
    told = records.in_force().aggregate(  # type: ignore[attr-defined]
        first=Min("happened_on"), last=Max("happened_on"), low=Min("year"), high=Max("year")
    )
    years = [day.year for day in (told["first"], told["last"]) if day]
    years += [year for year in (told["low"], told["high"]) if year]
    if not years:
        return ()
    first = max(min(years), today.year - YEARS)
    return [date(year, 12, 31) for year in range(first, today.year) if year <= max(years)]


def public_run(scheme: str, on: date) -> Run | None:
    """Return the scheme's public run of the day, the newest."""
    runs = Run.objects.public().filter(edition__scheme=scheme, on=on)
    return runs.select_related("edition").order_by("-pk").first()


def base_of(draft: Draft, on: date) -> Edition | None:
    """Return the edition to compare with: the one in force on the day, else the draft's own base.

    None for a new scheme.
    """
    try:
        return editions.in_force(draft.scheme, on)
    except NoEdition:
        return draft.based_on


def trials_for(actor: Actor) -> TrialQuerySet:
    """Return the trials that the actor may see, the newest first."""
    related = ("draft", "base", "run__edition", "asked_by")
    return Trial.objects.visible_to(actor).select_related(*related)


def trials_of(draft: Draft, actor: Actor) -> TrialQuerySet:
    """Return the trials of a draft that the actor may see, the newest first."""
    return trials_for(actor).filter(draft=draft)


def moves_of(trial: Trial, actor: Actor) -> QuerySet[TrialMove]:
    """Return who moves in a trial, for whom it is; none until it is done."""
    done = Trial.objects.visible_to(actor).filter(pk=trial.pk, state=Trial.State.DONE)
    rows = TrialMove.objects.filter(trial__in=done)
    return rows.select_related("subject__home_place").order_by("shift", "pk")
