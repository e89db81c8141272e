"""Records that count in the period but that nothing read: they are ignored by name."""

from collections.abc import Iterable, Iterator

from xinlu.rules.dependencies import asked, of_component, of_measure
from xinlu.rules.language import Recorded, Rulebook
from xinlu.rules.parsing import names_in
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
    parts = asked_components(values.rulebook)
    for hit in values.sifted.hits:
        if hit.event.key not in named and hit.item.code not in readers:
            why = why_unread(values, hit, parts)
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


def asked_components(rulebook: Rulebook) -> frozenset[str]:
    """Return the components that something asks for besides the sum of a total."""
    names: list[str] = []
    for measure in rulebook.measures.values():
        names += of_measure(measure)
    for component in rulebook.components.values():
        own = f"{component.name}."
        names += [name for name in of_component(component) if not name.startswith(own)]
    tables = (rulebook.decisions, rulebook.without_result, rulebook.limits, rulebook.requirements)
    for line in (line for table in tables for line in table):
        names += asked(line.conditions)
    for total in rulebook.total:
        names += [name for name in names_in(total.formula) if "." in name]
    return frozenset(name.partition(".")[0] for name in names)


def why_unread(values: Values, hit: Hit, parts: frozenset[str]) -> str | None:
    """Return why a record that is in no line does not count, None where its component is asked for.

    `parts` are the components that more than the total asks for.
    """
    if hit.item.component is None:
        return "not-read"
    if values.component(hit.item.component).value is None:
        return "not-evaluated"
    if hit.item.effect == "score":
        return "outweighed"
    if hit.item.effect in MOVING:
        return "not-read"
    return None if hit.item.component in parts else "not-in-total"
