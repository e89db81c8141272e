"""The evaluations of the demo city, taken through the acts as far as each has come."""

from dataclasses import dataclass
from datetime import date, timedelta

from xinlu.desk.demo import officers
from xinlu.evaluation import computing, sealing, values
from xinlu.evaluation.models import Run
from xinlu.evaluation.services import confirmations, runs

#: Why values are confirmed here; the act itself marks the confirmation as fictional.
_REASON = "演示城市虚构的确认，不代表任何机关意见"


#: Schemes that are evaluated by the general ledgers, and the years of them that were announced.
ASSESSED = (
    "road-passenger-firm",
    "road-freight-firm",
    "dangerous-goods-firm",
    "vehicle-repair",
    "driver-training",
    "coach-station",
    "safety-credit",
)
YEARS = (2024, 2025)


@dataclass(frozen=True, slots=True)
class Evaluation:
    """A run that is asked for on the day `asked`, and the days of the steps that it has taken."""

    asked: date
    scheme: str
    on: date
    proposed: bool = False
    publicised: date | None = None
    announced: date | None = None


def evaluations(today: date) -> list[Evaluation]:
    """Return the city's evaluations, in the order of the days: one at least at every step."""
    firms, drivers = "highway-construction", "driver"
    found = [
        _announced(date(2024, 3, 4), firms, date(2023, 12, 31)),
        _announced(date(2025, 3, 3), firms, date(2024, 12, 31)),
        _announced(date(2026, 1, 26), drivers, date(2025, 12, 31)),
        Evaluation(date(2026, 3, 2), firms, date(2025, 12, 31), proposed=True, publicised=today),
        Evaluation(date(2026, 10, 20), firms, date(2026, 9, 30)),
        Evaluation(date(2026, 10, 20), drivers, date(2026, 9, 30)),
        Evaluation(date(2026, 10, 20), "overload", date(2026, 9, 30), proposed=True),
        _announced(date(2025, 1, 27), drivers, date(2024, 12, 31)),
    ]
    for year in YEARS:
        for days, scheme in enumerate(ASSESSED):
            asked = date(year + 1, 3, 24) + timedelta(days=days)
            found.append(_announced(asked, scheme, date(year, 12, 31)))
    return sorted(found, key=lambda each: each.asked)


def _announced(asked: date, scheme: str, on: date) -> Evaluation:
    """Return an evaluation that was publicised after a week and announced four weeks later."""
    publicised = asked + timedelta(weeks=1)
    return Evaluation(asked, scheme, on, True, publicised, publicised + timedelta(weeks=4))


def carry_out(one: Evaluation) -> Run:
    """Take an evaluation as far as it has come, going on where an earlier attempt ended."""
    run = _computed(one)
    approver = officers.actor("city-approver")
    if run.state == Run.State.TRIAL and one.proposed:
        for value in values.unconfirmed(run):
            confirmations.confirm(
                run.edition, by=approver, path=value.path, value=value.value, reason=_REASON
            )
        run = runs.propose(run, by=officers.actor("city-evaluator"))
    if run.state == Run.State.PROPOSED and one.publicised is not None:
        run = runs.publicise(run, by=approver, on=one.publicised)
    if run.state == Run.State.PUBLICISED and one.announced is not None:
        run = runs.announce(run, by=officers.actor("city-approver2"), on=one.announced)
    sealing.seal(run.pk)
    return run


def _computed(one: Evaluation) -> Run:
    """Return the evaluation's run with its results, asked for unless it was before."""
    dead = [Run.State.CANCELLED, Run.State.FAILED, Run.State.WITHDRAWN]
    before = Run.objects.filter(edition__scheme=one.scheme, on=one.on).exclude(state__in=dead)
    run = before.select_related("edition").first()
    if run is None:
        by = officers.actor("city-evaluator")
        run = runs.ask(None, by=by, scheme=one.scheme, on=one.on)
    computing.compute(run.pk)
    return Run.objects.select_related("edition").get(pk=run.pk)
