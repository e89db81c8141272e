"""What others may ask of running results."""

from dataclasses import dataclass

from xinlu.accounts.actors import Actor
from xinlu.evaluation import explaining
from xinlu.evaluation.explanation import Explanation
from xinlu.evaluation.models import Result, Run, RunningResult, RunningStep
from xinlu.evaluation.running.refreshing import KEPT
from xinlu.registry.models import Subject

#: Steps of a curve that are shown: the latest.
STEPS = 200


@dataclass(frozen=True, slots=True)
class Stepped:
    """A step of the curve with the score and grade before it; empty before the first."""

    step: RunningStep
    score_before: str
    grade_before: str


def of_subject(subject: Subject, actor: Actor) -> list[RunningResult]:
    """Return the subject's running results that the actor may see, by the schemes' titles."""
    rows = RunningResult.objects.visible_to(actor).filter(subject=subject)
    return list(rows.select_related("edition", "subject").order_by("edition__title"))


def explain(running: RunningResult) -> Explanation:
    """Return why the running result is what it is, told as a trial (试算): nobody confirmed it."""
    run = Run(edition=running.edition, on=running.on, year=running.on.year, state=Run.State.TRIAL)
    said = {name: getattr(running, name) for name in KEPT}
    return explaining.explain(
        Result(run=run, subject=running.subject, inputs=running.inputs, **said)
    )


def curve(subject: Subject, scheme: str) -> list[Stepped]:
    """Return the latest steps of the subject's running result, the newest first."""
    rows = RunningStep.objects.filter(subject__in=subject.family(), scheme=scheme)
    found = list(rows.order_by("-id")[: STEPS + 1])
    pairs = zip(found, [*found[1:], None], strict=True)
    return [
        Stepped(step, before.score_text if before else "", before.grade if before else "")
        for step, before in pairs
    ][:STEPS]
