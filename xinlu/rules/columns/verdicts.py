"""Lines of single verdicts as rows, some thousands at a time, and where all lines go."""

from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from xinlu.rules.columns.plan import Plan
from xinlu.rules.verdict import Verdict

NUMBERS = ("points_numerator", "points_denominator", "total_numerator", "total_denominator")
TEXTS = ("kind", "code", "component", "unit", "event")
#: Rows that are held as Python's objects at one time.
ROWS = 50_000

Row = dict[str, Any]


def lines_of_verdict(subject: Any, verdict: Verdict) -> Iterator[Row]:
    """Yield the lines of one verdict as rows."""
    for reason in verdict.reasons:
        yield {
            "subject": subject,
            "kind": reason.kind,
            "code": reason.code,
            "component": reason.component,
            "unit": reason.unit,
            "event": reason.events[0] if len(reason.events) == 1 else None,
            "points_numerator": reason.points.numerator,
            "points_denominator": reason.points.denominator,
            "total_numerator": reason.total.numerator,
            "total_denominator": reason.total.denominator,
        }


def schema_of(plan: Plan) -> pa.Schema:
    """Return the columns of the lines."""
    subject = plan.engine.schema("SELECT subject FROM subjects").field("subject").type
    number = pa.decimal128(38, 0)
    fields = [("subject", subject), *((name, pa.string()) for name in TEXTS)]
    return pa.schema([*fields, *((name, number) for name in NUMBERS)])


def tables_of(rows: Iterable[Row], schema: pa.Schema) -> Iterator[pa.Table]:
    """Yield rows as tables, none of them large."""
    rest = iter(rows)
    while some := list(islice(rest, ROWS)):
        yield pa.Table.from_pylist(some, schema=schema)


def streamed(plan: Plan, rows: Iterable[Row], path: Path | None) -> pa.Table | None:
    """Write rows to a file as they come, or return them all."""
    schema = schema_of(plan)
    tables = tables_of(rows, schema)
    if path is None:
        return pa.concat_tables([schema.empty_table(), *tables])
    with pq.ParquetWriter(path, schema, compression="zstd") as file:
        for each in tables:
            file.write_table(each)
    return None


def joined(plan: Plan, relation: str, rows: Iterable[Row], path: Path | None) -> pa.Table | None:
    """Write the lines of a relation and of single verdicts to a file, or return them."""
    schema = schema_of(plan)
    single = pa.concat_tables([schema.empty_table(), *tables_of(rows, schema)])
    both = f"SELECT * FROM {relation}"
    if single.num_rows:
        both += f" UNION ALL SELECT * FROM {plan.engine.given('single_lines', single)}"
    if path is None:
        return plan.engine.arrow(both)
    plan.engine.write(both, path)
    return None
