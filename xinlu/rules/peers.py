"""Peer groups of a population, worked out from the facts of all its members."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from xinlu.rules.cycles import period_of, year_of
from xinlu.rules.dependencies import made_of
from xinlu.rules.facts import Facts, Peer, Peers
from xinlu.rules.language import PeerStatistic, Ranked, Rulebook
from xinlu.rules.messages import FactsError
from xinlu.rules.sifting import sift
from xinlu.rules.values import Values

#: A measure that asks for the others.
Ranking = Ranked | PeerStatistic
Groups = dict[str, dict[tuple[object, ...], list[Peer]]]


def population_peers(rulebook: Rulebook, population: Iterable[Facts]) -> Peers:
    """Return the peer groups of every measure that ranks, to be frozen for a run.

    A subject whose facts cannot be judged is nobody's peer. A measure that rests on the place in
    another group is worked out after that group; unless there is one, nobody's facts are kept.
    """
    waves = in_waves(rulebook)
    members: Iterable[Facts] = fit(rulebook, population) if waves else ()
    if len(waves) > 1:
        members = list(members)
    groups: Groups = {}
    for wave in waves:
        groups |= _wave(rulebook, wave, members, groups)
    return groups  # type: ignore[return-value]  # None was ruled out of the groups


def _wave(
    rulebook: Rulebook, wave: Sequence[Ranking], members: Iterable[Facts], groups: Groups
) -> Groups:
    """Return the groups of measures that rest on none but the groups given."""
    found: Groups = {measure.name: {} for measure in wave}
    for facts in members:
        values = values_of(rulebook, facts, groups)
        for measure in wave:
            value = values.number(measure.of)
            group = tuple(values.value(name) for name in measure.among)
            key_name = measure.key if isinstance(measure, Ranked) else None
            key = values.number(key_name) if key_name else None
            if value is None or None in group or (key_name and key is None):
                continue
            found[measure.name].setdefault(group, []).append(Peer(facts.subject, value, key))
    return found


def ranks(rulebook: Rulebook) -> bool:
    """Tell whether a subject's result hangs on others', so that none can be judged by itself."""
    return any(isinstance(each, Ranking) for each in rulebook.measures.values())


def in_waves(rulebook: Rulebook) -> list[list[Ranking]]:
    """Return the measures that rank, those together that rest on the same groups or on none."""
    ranking = [m for m in rulebook.measures.values() if isinstance(m, Ranking)]
    names = {measure.name for measure in ranking}

    def depth(measure: Ranking) -> int:
        return len(made_of(rulebook, measure.name) & names)

    return [list(wave) for _, wave in groupby(sorted(ranking, key=depth), key=depth)]


def in_order(rulebook: Rulebook) -> list[Ranking]:
    """Return the measures that rank, each after those that it rests on."""
    return [measure for wave in in_waves(rulebook) for measure in wave]


def peerless(rulebook: Rulebook) -> list[str]:
    """Return the components that rest on no place among peers."""
    return [
        name
        for name in rulebook.components
        if not any(
            isinstance(rulebook.measures.get(each), Ranking) for each in made_of(rulebook, name)
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
