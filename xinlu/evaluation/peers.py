"""The peer groups of a run or a trial (同行名次): whoever is ranked in it is ranked among these.

They are made from the facts that the run keeps of everybody, so that its archive gives them again.
"""

from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Any, Final
from uuid import UUID

from xinlu.evaluation.editions import Standard
from xinlu.evaluation.models import PeerTable, Result, Run, Trial, TrialPeers
from xinlu.rules import Facts, Peers, Rulebook, archive, frozen, population_peers
from xinlu.rules.peers import ranks
from xinlu.rules.strangers import is_strange

#: Facts that are read at a time.
_AT_ONCE = 500
#: Keys of a rulebook by which nobody's place among peers is made.
_AFTERWARDS: Final = frozenset({"edition", "title", "basis", "parents", "bands", "limits"})


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


def rank_alike(one: Rulebook, other: Rulebook) -> bool:
    """Tell whether two editions differ at most in what is read after everybody has a place."""
    return _ranking(one) == _ranking(other)


def _ranking(rulebook: Rulebook) -> dict[str, Any]:
    return {key: value for key, value in rulebook.tree.items() if key not in _AFTERWARDS}


def of_trial(trial: Trial) -> tuple[Peers | None, Peers | None]:
    """Return the groups among which a trial judged by its edition and by its draft."""
    return _tried(trial.uid)


@lru_cache(maxsize=8)
def _tried(uid: UUID) -> tuple[Peers | None, Peers | None]:
    """Return the groups of a trial that is done: they stand still."""
    table = TrialPeers.objects.filter(trial__uid=uid).first()
    return table.read() if table else (None, None)


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
            same = (peers for held, peers in self._held.values() if rank_alike(held, rulebook))
            peers = next(same, None)
            self.keep(rulebook, of_all(rulebook, self.population()) if peers is None else peers)
        return self._held[id(rulebook)][1]

    def keep(self, rulebook: Rulebook, peers: Peers | None) -> None:
        """Take these for the groups by the rulebook, as they were frozen."""
        if peers is not None:
            self._held[id(rulebook)] = rulebook, peers


def _facts(run: Run) -> Iterator[Facts]:
    rows = Result.objects.filter(run=run).order_by("subject_id").values_list("inputs", flat=True)
    return map(archive.facts, rows.iterator(chunk_size=_AT_ONCE))
