"""The peer groups of a population, frozen for judging single members of it."""

from datetime import date

from xinlu.rules.columns.evaluating import planned
from xinlu.rules.columns.groups import groups_of
from xinlu.rules.columns.members import members
from xinlu.rules.columns.plan import OneByOne
from xinlu.rules.columns.sources import Inputs
from xinlu.rules.facts import Peers
from xinlu.rules.language import Rulebook
from xinlu.rules.peers import in_order, population_peers, ranks


def peers_of(rulebook: Rulebook, inputs: Inputs, on: date) -> Peers | None:
    """Return the groups of every measure that ranks; None where the rulebook ranks nobody.

    They come from the plan of the population, or one by one where there is no plan for it.
    """
    if not ranks(rulebook):
        return None
    try:
        with planned(rulebook, inputs, on, None, {}) as (plan, _, _):
            return {each.name: groups_of(plan, each) for each in in_order(rulebook)}
    except OneByOne:
        return population_peers(rulebook, members(rulebook, inputs, None, on))
