"""What an edition becomes with the opinions adopted, and how two editions differ. Pure."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from xinlu.catalogue.sanctions import Problem

Entries = Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Change:
    """A change that was adopted: an entry added, changed in some attributes, or removed."""

    kind: str
    code: str
    says: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Difference:
    """An entry that only one of two editions has, or that they word otherwise."""

    kind: str
    code: str
    title: str
    old: Mapping[str, Any]
    new: Mapping[str, Any]

    @property
    def keys(self) -> tuple[str, ...]:
        """Return the attributes that differ; none for an entry that is wholly new or gone."""
        if self.kind != "change":
            return ()
        return tuple(key for key in self.new if self.new[key] != self.old.get(key))


def revised(base: Entries, changes: Iterable[Change]) -> dict[str, dict[str, Any]]:
    """Return the entries of `base` with the changes made; what was touched counts as seen.

    >>> held = revised({"A": {"title": "甲"}}, [Change("change", "A", {"title": "乙"})])
    >>> held["A"]["title"]
    '乙'
    """
    held = {code: dict(entry) for code, entry in base.items()}
    for change in changes:
        if change.kind == "remove":
            held.pop(change.code, None)
        else:
            old = held.get(change.code, {})
            held[change.code] = {**old, **change.says, "code": change.code, "verified": True}
    return held


def clashes(base: Entries, changes: Iterable[Change]) -> tuple[Problem, ...]:
    """Return which changes cannot all be made: two of one entry, or of one that is not there."""
    listed = list(changes)
    counts = Counter(change.code for change in listed)
    found = [Problem("opinions-clash", {"entry": code}) for code, n in counts.items() if n > 1]
    for change in listed:
        is_there = change.code in base
        if change.kind == "add" and is_there:
            found.append(Problem("entry-there", {"entry": change.code}))
        if change.kind != "add" and not is_there:
            found.append(Problem("entry-missing", {"entry": change.code}))
    return tuple(found)


#: Attributes in which a difference is no news to anybody: how sure we are of an entry.
_QUIET = frozenset({"verified"})


def differences(old: Entries, new: Entries) -> tuple[Difference, ...]:
    """Return how `new` differs from `old`: what is new, what changed, what is gone.

    >>> [each.kind for each in differences({"A": {"title": "甲"}}, {"B": {"title": "乙"}})]
    ['add', 'remove']
    """
    found = []
    for code, entry in new.items():
        before = old.get(code)
        if before is None:
            found.append(Difference("add", code, entry["title"], {}, entry))
        elif _plain(before) != _plain(entry):
            told = Difference("change", code, entry["title"], _plain(before), _plain(entry))
            found.append(told)
    gone = [
        Difference("remove", code, entry["title"], entry, {})
        for code, entry in old.items()
        if code not in new
    ]
    return (*found, *gone)


def _plain(entry: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in entry.items() if key not in _QUIET}
