"""A look of the risk watch (信用风险监测): what is newly seen becomes an alert, once."""

from datetime import date

from xinlu.accounts.actors import Actor
from xinlu.accounts.acts import act
from xinlu.accounts.calendars import calendar
from xinlu.collection import clocks
from xinlu.registry.models import Subject
from xinlu.supervision.models import Alert
from xinlu.supervision.seeing import Sight, see
from xinlu.supervision.watching import WatchRule, rules_on


@act("alert.watch", title="信用风险监测")
def watch(target: None, *, by: Actor, on: date) -> int:
    """Raise an alert for what the rules newly see on the day `on`; return how many.

    One that is at hand takes up the new evidence. What was dealt with is raised again only with as
    many pieces of evidence that nobody has looked at as the rule asks for at `least`.
    """
    return sum(_taken_up(rule, sight, on) for rule in rules_on(on) for sight in see(rule, on))


def _taken_up(rule: WatchRule, sight: Sight, on: date) -> bool:
    """Keep what was seen, and say whether it made a new alert."""
    facts = {**sight.facts, "shape": rule.shape}
    earlier = Alert.objects.filter(rule=rule.code, about=sight.about)
    if at_hand := earlier.at_hand().first():
        Alert.objects.filter(pk=at_hand.pk).update(facts=facts, result=sight.result)
        at_hand.records.add(*sight.records)
        return False
    seen = set(earlier.values_list("records", flat=True))
    if len(set(sight.records) - seen) < rule.value["least"]:
        return False
    made = Alert.objects.create(
        rule=rule.code,
        about=sight.about,
        subject_id=sight.subject,
        place_id=_home(sight),
        line_id=sight.line,
        facts=facts,
        result_id=sight.result,
        raised_on=on,
        due_on=clocks.due_on(on, rule.value["handle"], calendar()),
    )
    made.records.add(*sight.records)
    return True


def _home(sight: Sight) -> int | None:
    if sight.subject is None:
        return sight.place
    return Subject.objects.values_list("home_place_id", flat=True).get(pk=sight.subject)
