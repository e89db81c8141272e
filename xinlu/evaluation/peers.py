"""The peer groups of a run (同行名次): whoever is ranked in it is ranked among these.

They are made from the facts that the run keeps of everybody, so that its archive gives them again.
"""

from collections.abc import Callable, Iterator
from functools import lru_cache
from uuid import UUID

from xinlu.evaluation.editions import Standard
from xinlu.evaluation.models import PeerTable, Result, Run
from xinlu.rules import Facts, Peers, Rulebook, archive, frozen, population_peers
from xinlu.rules.peers import ranks
from xinlu.rules.strangers import is_strange

#: Facts that are read at a time.
_AT_ONCE = 500


def kept_with(run: Run, standard: Standard) -> Peers | None:
    """Return the groups that the run was judged by; None where its rulebook ranks nobody."""
    return _held(run.uid) if ranks(standard.rulebook) else None


@lru_cache(maxsize=8)
def _held(uid: UUID) -> Peers | None:
    """Return the groups of a run that is done: they stand still."""
    table = PeerTable.objects.filter(run__uid=uid).first()
    return frozen.read(table.groups) if table else None


def made(run: Run, standard: Standard) -> Peers:
    """Return the groups that the facts give which the run keeps."""
    return of_all(standard.rulebook, _facts(run))


def of_all(rulebook: Rulebook, population: Iterator[Facts]) -> Peers:
    """Return the groups of a population; whose facts hold a stranger is nobody's peer."""
    known = (facts for facts in population if not is_strange(rulebook, facts))
    return population_peers(rulebook, known)


class Groups:
    """The peer groups of one population by each rulebook that asks for them, made once."""

    def __init__(self, population: Callable[[], Iterator[Facts]]) -> None:
        self.population = population
        self._held: dict[int, tuple[Rulebook, Peers]] = {}

    def of(self, rulebook: Rulebook) -> Peers | None:
        """Return the groups by the rulebook; None where it ranks nobody."""
        if not ranks(rulebook):
            return None
        if id(rulebook) not in self._held:
            self._held[id(rulebook)] = rulebook, of_all(rulebook, self.population())
        return self._held[id(rulebook)][1]


def _facts(run: Run) -> Iterator[Facts]:
    rows = Result.objects.filter(run=run).order_by("subject_id").values_list("inputs", flat=True)
    return map(archive.facts, rows.iterator(chunk_size=_AT_ONCE))
