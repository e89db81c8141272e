"""What others may ask of the risk watch."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q

from xinlu.accounts.actors import Actor
from xinlu.supervision.models import Alert
from xinlu.supervision.watching import WatchRule, rules_on, titles


@dataclass(frozen=True)
class Usefulness:
    """How many alerts of a rule were raised, and what came of them."""

    title: str
    #: The rule as it stands today; None for one that no longer raises any.
    rule: WatchRule | None
    raised: int
    confirmed: int
    dismissed: int
    passed: int

    @property
    def at_hand(self) -> int:
        """Return how many nobody has brought to an end yet."""
        return self.raised - self.confirmed - self.dismissed - self.passed


def usefulness(actor: Actor, on: date) -> tuple[Usefulness, ...]:
    """Return what came of each rule's alerts, as far as the actor sees them."""
    ended = {
        name: Count("pk", filter=Q(state=name)) for name in ("confirmed", "dismissed", "passed")
    }
    rows = Alert.objects.visible_to(actor).order_by().values("rule")
    names = ("raised", *ended)
    counted = {
        row[0]: row[1:]
        for row in rows.annotate(raised=Count("pk"), **ended).values_list("rule", *names)
    }
    standing = {rule.code: rule for rule in rules_on(on)}
    called = titles()
    none = (0,) * len(names)
    return tuple(
        Usefulness(called.get(code, code), standing.get(code), *counted.get(code, none))
        for code in sorted({*standing, *counted})
    )
