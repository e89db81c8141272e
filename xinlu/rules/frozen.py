"""Peer groups as JSON that gives the same groups back: what a run that ranks is kept with."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from xinlu.rules.facts import Peer, Peers


def written(peers: Peers) -> dict[str, Any]:
    """Return the groups as plain JSON data, each with its members one after the other.

    >>> written({"place": {("东", Fraction(1, 2)): [Peer("91", Fraction(3))]}})
    {'place': [[[{'text': '东'}, '1/2'], [['91', '3']]]]}
    """
    return {
        measure: [
            [[_mark(value) for value in among], [_row(peer) for peer in members]]
            for among, members in groups.items()
        ]
        for measure, groups in peers.items()
    }


def read(data: Mapping[str, Any]) -> Peers:
    """Return the groups that `written` wrote.

    >>> read({"place": [[[{"text": "东"}], [["91", "3"]]]]})
    {'place': {('东',): [Peer(subject='91', value=Fraction(3, 1), key=None)]}}
    """
    return {
        measure: {
            tuple(map(_value, among)): [
                Peer(subject, *map(Fraction, numbers)) for subject, *numbers in members
            ]
            for among, members in groups
        }
        for measure, groups in data.items()
    }


def _mark(value: Fraction | str) -> Any:
    return {"text": value} if isinstance(value, str) else str(value)


def _value(held: Any) -> Fraction | str:
    return Fraction(held) if isinstance(held, str) else str(held["text"])


def _row(peer: Peer) -> list[str]:
    row = [peer.subject, str(peer.value)]
    return row if peer.key is None else [*row, str(peer.key)]
