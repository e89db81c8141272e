"""Records that count in the period but that nothing read: they are ignored by name."""

from collections.abc import Iterable, Iterator

from xinlu.rules.language import Recorded, Rulebook
from xinlu.rules.sifting import Hit
from xinlu.rules.values import Values
from xinlu.rules.verdict import Ignored, Reason

#: Effects that move the grade or the score, not a component.
MOVING = ("grade", "step-down", "score")


def unread(
    values: Values, reasons: Iterable[Reason], ignored: Iterable[Ignored]
) -> Iterator[Ignored]:
    """Yield the records that are in no line, were not ignored, and that no measure or ban reads."""
    named = {event for reason in reasons for event in reason.events}
    named.update(each.event for each in ignored)
    readers = read_codes(values.rulebook)
    for hit in values.sifted.hits:
        if hit.event.key not in named and hit.item.code not in readers:
            why = why_unread(values, hit)
            if why:
                yield Ignored(hit.event.key, why)


def read_codes(rulebook: Rulebook) -> frozenset[str]:
    """Return the codes whose records a measure or a ban reads."""
    codes: list[str] = []
    for measure in rulebook.measures.values():
        codes += measure.items if isinstance(measure, Recorded) else ()
    for ban in rulebook.bans.values():
        codes += [*ban.items, *ban.extends]
    return frozenset(codes)


def why_unread(values: Values, hit: Hit) -> str | None:
    """Return why a record that is in no line does not count, None where a component reads it."""
    if hit.item.component is None:
        return "not-read"
    if values.component(hit.item.component).value is None:
        return "not-evaluated"
    if hit.item.effect == "score":
        return "outweighed"
    return "not-read" if hit.item.effect in MOVING else None
