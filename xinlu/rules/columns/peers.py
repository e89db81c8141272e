"""The peer groups in which one member of a population is ranked."""

from datetime import date

from xinlu.rules.columns.members import members
from xinlu.rules.columns.sources import Inputs
from xinlu.rules.facts import Peers
from xinlu.rules.language import PeerStatistic, Ranked, Rulebook
from xinlu.rules.peers import population_peers


def ranks(rulebook: Rulebook) -> bool:
    """Tell whether a subject's result hangs on others', so that none can be judged by itself."""
    return any(isinstance(each, Ranked | PeerStatistic) for each in rulebook.measures.values())


def peers_of(rulebook: Rulebook, inputs: Inputs, on: date) -> Peers | None:
    """Return the groups of every measure that ranks; None where the rulebook ranks nobody."""
    if not ranks(rulebook):
        return None
    return population_peers(rulebook, members(rulebook, inputs, None, on))
