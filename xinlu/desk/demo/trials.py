"""The drafts of the demo city tried on a past year, through the acts that an officer has."""

from datetime import date

from django.utils.timezone import localdate

from xinlu.desk.demo import officers
from xinlu.evaluation.models import Draft, Trial
from xinlu.evaluation.services import trials
from xinlu.evaluation.trials import computing

#: The year's end on which drafts are tried: its results were announced.
ON = date(2024, 12, 31)


def carry_out() -> None:
    """Try every draft that reads and is still on its way."""
    for draft in Draft.objects.filter(state__in=Draft.OPEN).order_by("pk"):
        if draft.reads:
            tried(draft)


def tried(draft: Draft, on: date = ON) -> Trial:
    """Return the finished trial of the draft's text on the day, made unless it was before."""
    done = Trial.objects.finished_of(draft).filter(on=on).first()
    if done is not None:
        return done
    under_way = Trial.objects.unfinished().filter(draft=draft, hash=draft.hash, on=on).first()
    by = officers.actor("city-evaluator")
    trial = under_way or trials.ask(None, by=by, draft=draft, on=on, today=localdate())
    computing.compute(trial.pk)
    return Trial.objects.get(pk=trial.pk)
