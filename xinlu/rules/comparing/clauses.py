"""Two editions of one scheme held side by side, clause by clause, as one reads them."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import pairwise

from xinlu.rules.language import Rulebook
from xinlu.rules.telling import Told, told

#: A number stays whole where two sentences are compared.
PIECES = re.compile(r"[-−]?\d+(?:\.\d+)?%?|[A-Za-z-]+|.", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text, marked where the other edition has something else."""

    text: str
    is_changed: bool


@dataclass(frozen=True, slots=True)
class Pair:
    """A clause in both editions; None where one of them has it not."""

    path: str
    title: str
    old: tuple[Piece, ...] | None
    new: tuple[Piece, ...] | None
    old_basis: str
    new_basis: str
    word: str

    @property
    def is_changed(self) -> bool:
        """Tell whether the editions differ here."""
        return bool(self.word)


@dataclass(frozen=True, slots=True)
class Compared:
    """A heading with its clauses in both editions."""

    title: str
    pairs: tuple[Pair, ...]

    @property
    def changes(self) -> tuple[Pair, ...]:
        """Return the clauses that differ."""
        return tuple(each for each in self.pairs if each.is_changed)


def compared(old: Rulebook, new: Rulebook) -> tuple[Compared, ...]:
    """Return both editions clause by clause, in the order of the new one, then what is gone."""
    before, after = by_title(old), by_title(new)
    found = []
    for title in {**after, **before}:
        was, now = before.get(title, {}), after.get(title, {})
        pairs = tuple(pair(path, was.get(path), now.get(path)) for path in {**now, **was})
        found.append(Compared(title, pairs))
    return tuple(found)


def by_title(rulebook: Rulebook) -> dict[str, dict[str, Told]]:
    """Return the sentences by heading and path; what the edition is called stands first."""
    about = {"basis": Told("basis", "名称与依据", rulebook.title, rulebook.basis)}
    return {"名称": about} | {each.title: keyed(each.lines) for each in told(rulebook)}


def keyed(lines: Iterable[Told]) -> dict[str, Told]:
    """Return sentences by path; several of one path are told apart by their number."""
    found: dict[str, Told] = {}
    for line in lines:
        path, number = line.path, 2
        while path in found:
            path, number = f"{line.path}#{number}", number + 1
        found[path] = line
    return found


def pair(path: str, old: Told | None, new: Told | None) -> Pair:
    """Return a clause of both editions with what differs marked."""
    named = new or old
    assert named is not None, "a path comes from one of the editions"
    left, right = marked(sentence(old), sentence(new))
    return Pair(
        path,
        named.title,
        left if old else None,
        right if new else None,
        old.basis if old else "",
        new.basis if new else "",
        difference(old, new),
    )


def sentence(line: Told | None) -> str:
    """Return a sentence with what it is about."""
    return f"{line.title}：{line.sentence}" if line else ""


def difference(old: Told | None, new: Told | None) -> str:
    """Return in a word how a clause differs, empty where it does not."""
    if old is None or new is None:
        return "新增" if old is None else "删去"
    if sentence(old) != sentence(new):
        return "改动"
    if old.basis != new.basis:
        return "依据改动"
    return "" if old.verified == new.verified else "核实状态改动"


def marked(old: str, new: str) -> tuple[tuple[Piece, ...], tuple[Piece, ...]]:
    """Return both sentences in runs, those that differ marked; numbers are never cut.

    >>> [piece.text for piece in marked("扣 20 分", "扣 25 分")[1] if piece.is_changed]
    ['25']
    """
    left, right = PIECES.findall(old), PIECES.findall(new)
    blocks = SequenceMatcher(None, left, right, autojunk=False).get_matching_blocks()
    return runs(left, [(b.a, b.size) for b in blocks]), runs(right, [(b.b, b.size) for b in blocks])


def runs(pieces: list[str], same: list[tuple[int, int]]) -> tuple[Piece, ...]:
    """Return runs of a sentence from the stretches that are the same in the other."""
    found = []
    for (start, size), (following, _) in pairwise([(0, 0), *same, (len(pieces), 0)]):
        kept = Piece("".join(pieces[start : start + size]), is_changed=False)
        changed = Piece("".join(pieces[start + size : following]), is_changed=True)
        found += [piece for piece in (kept, changed) if piece.text]
    return tuple(found)


def change_count(sections: Iterable[Compared]) -> Mapping[str, int]:
    """Return how many clauses differ, by the word for how."""
    counts: dict[str, int] = {}
    for section in sections:
        for each in section.changes:
            counts[each.word] = counts.get(each.word, 0) + 1
    return counts
