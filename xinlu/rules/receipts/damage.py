"""Where an archive is not what was signed: the edition, a column of some rows, one row."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from xinlu.rules.receipts.packing import Archive, Row
from xinlu.rules.receipts.plain import digest
from xinlu.rules.receipts.statements import Entry, Statement
from xinlu.rules.receipts.trees import Tree


@dataclass(frozen=True, slots=True)
class Damage:
    """One place that is not as it was signed; `code` says what is wrong with it."""

    code: str
    params: dict[str, Any]


def leaf_of(row: Row) -> bytes | None:
    """Return the digest of the entry that the row's facts and verdict make; None for neither."""
    try:
        return Entry.of(json.loads(row.facts), json.loads(row.verdict)).leaf
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None


def damages(archive: Archive, statement: Statement) -> Iterator[Damage]:
    """Yield every place where the archive is not what the statement was signed over.

    Where all rows and the edition are what was signed, only the packing was changed. Where the
    rows agree with their digests but not with the root, the whole was written anew: nothing in
    the file then tells which row it was.
    """
    sound = True
    if digest(archive.edition) != statement.edition_hash:
        sound = False
        yield Damage("edition", {})
    if archive.count != statement.count:
        sound = False
        yield Damage("count", {"signed": statement.count, "found": archive.count})
    leaves: list[bytes] = []
    for span, broken, rows in archive.groups():
        if broken:
            sound = False
            yield Damage(
                "rows", {"first": span.start + 1, "last": span.stop, "columns": list(broken)}
            )
        for row in rows:
            made = leaf_of(row)
            leaves.append(made or b"")
            if made is None or made.hex() != row.leaf:
                sound = False
                yield Damage("row", {"row": row.number + 1, "subject": row.subject})
    if sound:
        root = Tree(leaves).root.hex() if leaves else ""
        yield Damage("packing" if root == statement.root else "rewritten", {})
