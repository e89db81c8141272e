"""Peer groups of a population, worked out from the facts of all its members."""

from collections.abc import Iterable, Iterator

from xinlu.rules.cycles import period_of, year_of
from xinlu.rules.dependencies import made_of
from xinlu.rules.facts import Facts, Peer, Peers
from xinlu.rules.language import PeerStatistic, Ranked, Rulebook
from xinlu.rules.messages import FactsError
from xinlu.rules.sifting import sift
from xinlu.rules.values import Values

Groups = dict[str, dict[tuple[object, ...], list[Peer]]]


def population_peers(rulebook: Rulebook, population: Iterable[Facts]) -> Peers:
    """Return the peer groups of every measure that ranks, to be frozen for a run.

    A subject whose facts cannot be judged is nobody's peer. A measure that rests on the place in
    another group is worked out after that group.
    """
    wanted = in_order(rulebook)
    groups: Groups = {}
    members = list(fit(rulebook, population)) if wanted else []
    for measure in wanted:
        found: dict[tuple[object, ...], list[Peer]] = {}
        for facts in members:
            values = values_of(rulebook, facts, groups)
            value = values.number(measure.of)
            group = tuple(values.value(name) for name in measure.among)
            asks_key = isinstance(measure, Ranked) and measure.key
            key = values.number(str(measure.key)) if asks_key else None  # type: ignore[union-attr]
            if value is None or None in group or (asks_key and key is None):
                continue
            found.setdefault(group, []).append(Peer(facts.subject, value, key))
        groups[measure.name] = found
    return groups  # type: ignore[return-value]  # None was ruled out of the groups


def in_order(rulebook: Rulebook) -> list[Ranked | PeerStatistic]:
    """Return the measures that rank, each after those that it rests on."""
    ranking = [m for m in rulebook.measures.values() if isinstance(m, Ranked | PeerStatistic)]
    names = {measure.name for measure in ranking}
    return sorted(ranking, key=lambda measure: len(made_of(rulebook, measure.name) & names))


def peerless(rulebook: Rulebook) -> list[str]:
    """Return the components that rest on no place among peers."""
    return [
        name
        for name in rulebook.components
        if not any(
            isinstance(rulebook.measures.get(each), Ranked | PeerStatistic)
            for each in made_of(rulebook, name)
        )
    ]


def fit(rulebook: Rulebook, population: Iterable[Facts]) -> Iterator[Facts]:
    """Yield those whose facts can be judged, as far as no peers are asked for."""
    alone = peerless(rulebook)
    for facts in population:
        try:
            values = values_of(rulebook, facts, {})
            for name in alone:
                values.component(name)
        except FactsError:
            continue
        if period_of(rulebook.cycle, facts) is not None or rulebook.cycle.kind == "rolling":
            yield facts


def values_of(rulebook: Rulebook, facts: Facts, peers: Groups) -> Values:
    """Return the named quantities of one member."""
    period = period_of(rulebook.cycle, facts)
    sifted = sift(rulebook, facts, period)
    values = Values(rulebook, facts, sifted, year_of(period, facts.on), peers)  # type: ignore[arg-type]
    values.refuse_unfit()
    return values
