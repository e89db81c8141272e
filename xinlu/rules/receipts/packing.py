"""The archive of a run (评价归档): its inputs and verdicts as one Parquet file, edition included.

A row a subject: facts and verdict as JSON, and the digest of the entry that both make. The
edition's canonical text stands in the file's footer. Pages carry checksums and row groups are
small, so that damage is found and its place can be told.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Protocol

import pyarrow as pa
import pyarrow.parquet as pq

from xinlu.rules.receipts.plain import canonical
from xinlu.rules.receipts.statements import Entry
from xinlu.rules.receipts.trees import Tree

COLUMNS: Final = ("subject", "facts", "verdict", "leaf")
#: The footer's key under which the edition's text stands.
EDITION: Final = b"xinlu.edition"
#: Rows of one group: damage to a page is told to this many rows.
GROUP: Final = 100

_SCHEMA = pa.schema([(name, pa.string()) for name in COLUMNS])

#: What is archived of one subject: facts and verdict, as `rules.archive` writes them.
Pair = tuple[Mapping[str, Any], Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Row:
    """A row as it was read: its number from 0 and the four texts."""

    number: int
    subject: str
    facts: str
    verdict: str
    leaf: str


class Target(Protocol):
    """What an archive is written to: a file, or what passes on what it is given."""

    def write(self, data: bytes, /) -> int:
        """Take the bytes that come next."""

    def tell(self) -> int:
        """Return how many bytes were written."""


class Unreadable(Exception):
    """The file is no Parquet file, or its footer is damaged."""


def pack(target: Target, edition: str, pairs: Iterable[Pair]) -> Tree:
    """Write the archive and return the tree over its entries, in the order of the pairs."""
    leaves: list[bytes] = []
    with pq.ParquetWriter(
        target,
        _SCHEMA,
        compression="zstd",
        use_dictionary=False,
        write_statistics=False,
        write_page_checksum=True,
        store_schema=False,
    ) as writer:
        writer.add_key_value_metadata({EDITION: edition.encode()})
        rows: list[tuple[str, ...]] = []
        for facts, verdict in pairs:
            entry = Entry.of(facts, verdict)
            leaves.append(entry.leaf)
            rows.append((entry.subject, canonical(facts), canonical(verdict), entry.leaf.hex()))
            if len(rows) == GROUP:
                writer.write_table(_table(rows), row_group_size=GROUP)
                rows = []
        if rows:
            writer.write_table(_table(rows), row_group_size=GROUP)
    return Tree(leaves)


def _table(rows: list[tuple[str, ...]]) -> Any:
    columns = [pa.array(column, pa.string()) for column in zip(*rows, strict=True)]
    return pa.table(columns, schema=_SCHEMA)


class Archive:
    """An archive opened for reading; close it after use."""

    def __init__(self, path: Path) -> None:
        try:
            self._file = pq.ParquetFile(path, page_checksum_verification=True)
            names = tuple(self._file.schema_arrow.names)
            held = self._file.metadata.metadata or {}
        except (pa.ArrowException, OSError, ValueError) as error:
            raise Unreadable(str(error)) from error
        if names != COLUMNS or EDITION not in held:
            self._file.close()
            raise Unreadable("The columns or the edition's text are not there.")
        self.edition = held[EDITION].decode("utf-8", "replace")
        self.count: int = self._file.metadata.num_rows

    def __enter__(self) -> "Archive":
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def groups(self) -> Iterator[tuple[range, tuple[str, ...], list[Row]]]:
        """Yield, for each row group, its row numbers, the columns that cannot be read, its rows.

        There are rows where every column could be read.
        """
        start = 0
        for number in range(self._file.num_row_groups):
            span = range(start, start + self._file.metadata.row_group(number).num_rows)
            broken, texts = self._group(number, len(span))
            read = [] if broken else zip(span, *texts, strict=True)
            yield span, broken, [Row(*each) for each in read]
            start = span.stop

    def row(self, wanted: int) -> Row | None:
        """Return one row, or None where it cannot be read or is not there."""
        for span, _, rows in self.groups():
            if wanted in span:
                return next((row for row in rows if row.number == wanted), None)
        return None

    def _group(self, number: int, size: int) -> tuple[tuple[str, ...], list[list[str]]]:
        """Return the columns of a row group that cannot be read, and the texts of the others."""
        broken: list[str] = []
        texts: list[list[str]] = []
        for name in COLUMNS:
            try:
                held = self._file.read_row_group(number, columns=[name]).column(name).to_pylist()
            except (pa.ArrowException, OSError, ValueError, KeyError):
                held = []
            if len(held) == size and None not in held:
                texts.append(held)
            else:
                broken.append(name)
        return tuple(broken), texts
