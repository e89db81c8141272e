"""Every reason line of a population, as `judge` gives them, a batch of subjects at a time."""

from collections.abc import Callable, Iterator
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from xinlu.rules.columns.engine import opened
from xinlu.rules.columns.members import Members
from xinlu.rules.columns.peers import ranks
from xinlu.rules.columns.sources import Inputs
from xinlu.rules.facts import Facts, Peers
from xinlu.rules.judging import judge
from xinlu.rules.language import Rulebook
from xinlu.rules.messages import FactsError
from xinlu.rules.numbers import decimal_text
from xinlu.rules.peers import population_peers
from xinlu.rules.verdict import Reason
from xinlu.rules.wording import sentence

#: So many subjects are read and judged at a time.
BATCH = 20_000
TEXT, NUMBER = pa.string(), pa.decimal128(38, 0)
#: A number beyond this stands only as text.
MOST = 10**38
SCHEMA = pa.schema(
    {
        "subject": TEXT,
        "line": pa.int32(),
        "kind": TEXT,
        "code": TEXT,
        "title": TEXT,
        "sentence": TEXT,
        "basis": TEXT,
        "component": TEXT,
        "unit": TEXT,
        "events": TEXT,
        "on": pa.date32(),
        "points": TEXT,
        "total": TEXT,
        "total_numerator": NUMBER,
        "total_denominator": NUMBER,
    }
)


def write_reasons(
    rulebook: Rulebook,
    inputs: Inputs,
    on: date,
    file: Path,
    tell: Callable[[str], None] = lambda _: None,
) -> None:
    """Write a Parquet file of every reason line; who has an error has no lines.

    `total` is exact, a decimal or a fraction; the totals of a subject add up to its score. `events`
    are parted by spaces. `tell` is told how far it is.
    """
    part = file.with_name(f".{file.name}.part")
    try:
        with pq.ParquetWriter(part, SCHEMA, compression="zstd") as writer:
            for batch in reason_batches(rulebook, inputs, on, tell):
                writer.write_batch(batch)
        part.replace(file)
    finally:
        part.unlink(missing_ok=True)


def reason_batches(
    rulebook: Rulebook, inputs: Inputs, on: date, tell: Callable[[str], None]
) -> Iterator[pa.RecordBatch]:
    """Yield the reason lines of the population."""
    with opened(inputs, {}) as engine:
        members = Members(rulebook, inputs, engine, on)
        everybody = members.everybody()
        peers = population_peers(rulebook, members.read(everybody)) if ranks(rulebook) else None
        for start in range(0, len(everybody), BATCH):
            tell(f"写出理由 {start:,} / {len(everybody):,}")
            wanted = everybody[start : start + BATCH]
            rows = [
                row for facts in members.read(wanted) for row in rows_of(rulebook, facts, peers)
            ]
            yield pa.RecordBatch.from_pylist(rows, schema=SCHEMA)


def rows_of(rulebook: Rulebook, facts: Facts, peers: Peers | None) -> Iterator[dict[str, Any]]:
    """Yield the rows of one subject."""
    try:
        verdict = judge(rulebook, facts, peers)
    except FactsError:
        return
    for line, reason in enumerate(verdict.reasons, 1):
        yield {"subject": facts.subject, "line": line, **row_of(reason)}


def row_of(reason: Reason) -> dict[str, Any]:
    """Return one reason line as a row."""
    return {
        "kind": reason.kind,
        "code": reason.code,
        "title": reason.title,
        "sentence": sentence(reason),
        "basis": reason.basis,
        "component": reason.component,
        "unit": reason.unit,
        "events": " ".join(reason.events),
        "on": reason.on,
        "points": decimal_text(reason.points),
        "total": decimal_text(reason.total),
        **parts(reason.total),
    }


def parts(total: Fraction) -> dict[str, int]:
    """Return numerator and denominator, where both fit."""
    if max(abs(total.numerator), total.denominator) >= MOST:
        return {}
    return {"total_numerator": total.numerator, "total_denominator": total.denominator}
