"""What was given to be judged by, and is nothing that the rulebook asks for."""

from typing import Final

from xinlu.rules.facts import Facts
from xinlu.rules.language import Rulebook
from xinlu.rules.messages import FactsError

#: The codes of these errors; `judge` itself knows none of them.
CODES: Final = ("ambiguous-cause", "unknown-kind", "unknown-quantity")


def refuse_strangers(rulebook: Rulebook, facts: Facts) -> None:
    """Raise `FactsError` where a quantity or a kind of units was written that is none here.

    So too where two lines of a table of causes fit a penalty equally well: it has no code.
    `judge` passes over what a rulebook does not ask for; what a mapping gives was meant for it.
    """
    said = {"scheme": rulebook.scheme, "edition": rulebook.edition}
    kinds = {each.unit for each in rulebook.components.values()}
    kinds |= {each.unit for each in rulebook.quantities.values()}
    kinds |= {each.unit for each in rulebook.measures.values()}
    for event in facts.events:
        if not event.code:
            raise FactsError(
                "ambiguous-cause", event=event.key, value=event.title, lines=event.cause
            )
    for unit in facts.units:
        if unit.kind not in kinds:
            raise FactsError("unknown-kind", value=unit.key, kind=unit.kind, **said)
    for name in (*facts.quantities, *(n for unit in facts.units for n in unit.quantities)):
        if name not in rulebook.quantities:
            raise FactsError("unknown-quantity", value=name, **said)


def is_strange(rulebook: Rulebook, facts: Facts) -> bool:
    """Tell whether the facts hold what the rulebook does not ask for."""
    try:
        refuse_strangers(rulebook, facts)
    except FactsError:
        return True
    return False
