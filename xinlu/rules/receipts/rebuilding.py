"""Judging archived facts again, and telling where the verdict is another one."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from xinlu.rules import archive
from xinlu.rules.editions import read_written, written
from xinlu.rules.facts import Peers
from xinlu.rules.judging import judge
from xinlu.rules.language import Rulebook
from xinlu.rules.messages import FactsError
from xinlu.rules.peers import population_peers, ranks
from xinlu.rules.reading import read_text
from xinlu.rules.strangers import CODES, refuse_strangers


@dataclass(frozen=True, slots=True)
class Difference:
    """Where a rebuilt verdict differs first: the way to it, what was archived, what came now."""

    path: tuple[str | int, ...]
    archived: Any
    rebuilt: Any


def rulebook_of(edition: str) -> Rulebook:
    """Return the rulebook in an edition's canonical text.

    Raises `ValueError` or `RulebookError` where it is none that this version reads.
    """
    tree = read_written(edition)
    if not isinstance(tree, dict) or "rulebook" not in tree:
        raise ValueError("The edition's text holds no rulebook.")
    return read_text(written(tree["rulebook"]))


def again(
    rulebook: Rulebook,
    facts: Mapping[str, Any],
    archived: Mapping[str, Any],
    peers: Peers | None = None,
) -> dict[str, Any]:
    """Return what the rulebook says of the archived facts, as a verdict is archived.

    `peers` are the groups of a rulebook that ranks. What was archived tells whether the facts were
    looked through for strangers: earlier versions did not.
    """
    held = archive.facts(facts)
    try:
        if _found_strange(archived):
            refuse_strangers(rulebook, held)
        return archive.written(judge(rulebook, held, peers))
    except FactsError as error:
        return archive.written_error(error)


def peers_among(
    rulebook: Rulebook, pairs: Iterable[tuple[Mapping[str, Any], Mapping[str, Any]]]
) -> Peers | None:
    """Return the peer groups that all archived facts of a run give; None where nobody is ranked."""
    if not ranks(rulebook):
        return None
    known = (archive.facts(facts) for facts, verdict in pairs if not _found_strange(verdict))
    return population_peers(rulebook, known)


def _found_strange(archived: Mapping[str, Any]) -> bool:
    return archived.get("error", {}).get("code") in CODES


def difference(archived: Any, rebuilt: Any, path: tuple[str | int, ...] = ()) -> Difference | None:
    """Return the first difference, in the order of the fields; None where there is none.

    >>> difference({"a": 1, "b": [1, 2]}, {"a": 1, "b": [1, 3]})
    Difference(path=('b', 1), archived=2, rebuilt=3)
    """
    if isinstance(archived, Mapping) and isinstance(rebuilt, Mapping):
        inner = [(key, archived.get(key), rebuilt.get(key)) for key in {**archived, **rebuilt}]
    elif isinstance(archived, list) and isinstance(rebuilt, list):
        longer = range(max(len(archived), len(rebuilt)))
        inner = [(at, _at(archived, at), _at(rebuilt, at)) for at in longer]
    else:
        same = type(archived) is type(rebuilt) and archived == rebuilt
        return None if same else Difference(path, archived, rebuilt)
    found = (difference(old, new, (*path, key)) for key, old, new in inner)
    return next((one for one in found if one is not None), None)


def _at(held: list[Any], place: int) -> Any:
    return held[place] if place < len(held) else None
