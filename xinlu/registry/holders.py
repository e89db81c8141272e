"""Who held a number on a day that is past: a plate that was handed in may be another's by now."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from xinlu.registry import sealing
from xinlu.registry.matching import Known, Number
from xinlu.registry.models import Identifier


def holders_on(asked: Iterable[tuple[Number, date]]) -> dict[tuple[Number, date], Known]:
    """Return who held each number on the day beside it, of those whose number has ended since.

    Whoever is left out holds the number still, or nobody ever did.
    """
    if not Identifier.objects.filter(until__isnull=False).exists():
        return {}
    wanted = set(asked)
    lookups: dict[str, set[str]] = defaultdict(set)
    for (scheme, value), _ in wanted:
        for each in sealing.schemes_of(scheme, value):
            lookups[each].add(sealing.lookup_of(scheme, value))
    ended: dict[Number, list[Identifier]] = defaultdict(list)
    for scheme, keys in lookups.items():
        rows = Identifier.objects.filter(scheme=scheme, lookup__in=keys, until__isnull=False)
        for number in rows.select_related("subject__survivor").order_by("until", "pk"):
            ended[scheme, number.lookup].append(number)
    found = {}
    for (scheme, value), on in wanted:
        key = sealing.lookup_of(scheme, value)
        for each in sealing.schemes_of(scheme, value):
            held = [number for number in ended[each, key] if _held(number, on)]
            if held and ((scheme, value), on) not in found:
                found[(scheme, value), on] = _known(held[0])
    return found


def _held(number: Identifier, on: date) -> bool:
    """Say whether an ended number held on the day."""
    assert number.until is not None
    return on < number.until and (number.since is None or number.since <= on)


def _known(number: Identifier) -> Known:
    subject = number.subject
    return Known(subject.pk, subject.home_place_id, subject.name, is_pending=subject.is_pending)
