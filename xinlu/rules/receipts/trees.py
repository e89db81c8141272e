"""One digest over many entries, from which each can be proved without showing the others.

A Merkle tree over SHA-256. Entries and inner nodes are hashed with different first bytes, so that
none can pass for the other (RFC 9162, 2.1); a node without a neighbour goes up unchanged.
"""

import hashlib
from collections.abc import Sequence

_ENTRY, _NODE = b"\x00", b"\x01"


def leaf(text: str) -> bytes:
    """Return the digest of one entry."""
    return hashlib.sha256(_ENTRY + text.encode()).digest()


class Tree:
    """The digests over entries, level by level, down from the entries' own."""

    def __init__(self, leaves: Sequence[bytes]) -> None:
        if not leaves:
            raise ValueError("A tree needs an entry.")
        self.levels = [list(leaves)]
        while len(below := self.levels[-1]) > 1:
            paired = [_joined(*below[at : at + 2]) for at in range(0, len(below) - 1, 2)]
            self.levels.append(paired + below[len(below) & ~1 :])

    @property
    def root(self) -> bytes:
        """Return the digest over all entries."""
        return self.levels[-1][0]

    def path(self, index: int) -> list[bytes]:
        """Return the neighbours that lead from the entry at `index` to the root."""
        path = []
        for level in self.levels[:-1]:
            if (beside := index ^ 1) < len(level):
                path.append(level[beside])
            index //= 2
        return path


def root_of(entry: bytes, index: int, count: int, path: Sequence[bytes]) -> bytes | None:
    """Return the root to which the path leads; None where it fits no tree of so many entries.

    >>> leaves = [leaf(name) for name in "abcde"]
    >>> tree = Tree(leaves)
    >>> all(root_of(leaves[at], at, 5, tree.path(at)) == tree.root for at in range(5))
    True
    """
    if not 0 <= index < count:
        return None
    node, left = entry, list(path)
    while count > 1:
        if index ^ 1 < count:
            if not left:
                return None
            beside = left.pop(0)
            node = _joined(beside, node) if index % 2 else _joined(node, beside)
        index, count = index // 2, (count + 1) // 2
    return None if left else node


def _joined(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(_NODE + left + right).digest()
