"""Whether a file that was sent before would be judged otherwise by now."""

from collections.abc import Iterable
from datetime import date

from xinlu.collection.models import Batch, Refusal
from xinlu.kernel.values import ValueRefused, parse_date
from xinlu.registry.models import Identifier
from xinlu.registry.selectors import section_names

_DONE = (Batch.State.CHECKED, Batch.State.STORED)
_MANY = 1000


def could_pass_now(batch: Batch, on: date) -> bool:
    """Say whether a row that was refused for what was so then might be accepted on the day `on`.

    That is a subject or contract section that is known by now, a day that is past by now, and a
    fact whose batch was withdrawn. Everything else about a file never changes.
    """
    codes = batch.outline.get("codes", {})
    if batch.state not in _DONE:
        return False
    return (
        ("unknown-subject" in codes and _known_by_now(batch))
        or ("date-in-future" in codes and _past_by_now(batch, on))
        or ("duplicate" in codes and _withdrawn_by_now(batch))
    )


def _known_by_now(batch: Batch) -> bool:
    """Say whether somebody or something that was not known then is known."""
    sections = section_names()
    lookups: set[str] = set()
    for refusal in batch.refusals.filter(code="unknown-subject").iterator():
        if lookup := refusal.params.get("lookup"):
            lookups.add(lookup)
        elif refusal.value in sections:
            return True
    return any(
        Identifier.objects.filter(
            lookup__in=some, until__isnull=True, subject__is_pending=False
        ).exists()
        for some in _by_the_thousand(sorted(lookups))
    )


def _past_by_now(batch: Batch, on: date) -> bool:
    """Say whether a day that lay in the future then does not by now."""
    refusals = Refusal.objects.filter(batch=batch, code="date-in-future")
    for value in refusals.values_list("value", flat=True).distinct().iterator():
        try:
            if parse_date(value) <= on:
                return True
        except ValueRefused:
            continue
    return False


def _withdrawn_by_now(batch: Batch) -> bool:
    """Say whether a batch that held some of the rows then holds them no more."""
    holders: set[int] = set()
    for params in batch.refusals.filter(code="duplicate").values_list("params", flat=True):
        if "batch" in params:
            holders.add(params["batch"])
    return Batch.objects.filter(pk__in=holders, state__in=Batch.DEAD).exists()


def _by_the_thousand(values: list[str]) -> Iterable[list[str]]:
    return (values[at : at + _MANY] for at in range(0, len(values), _MANY))
