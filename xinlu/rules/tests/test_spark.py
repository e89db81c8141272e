"""Where Spark could mean something else than DuckDB: numbers, texts, files."""

from contextlib import ExitStack
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from xinlu.rules import Facts, read_rulebook
from xinlu.rules.columns import evaluate, from_facts, read_inputs
from xinlu.rules.columns.engine import DoesNotFit, Engine, opened
from xinlu.rules.columns.sources import Inputs
from xinlu.rules.columns.spark import opened_spark
from xinlu.rules.tests.builders import YEAR_END, a_ship, small

pytestmark = pytest.mark.spark

EXAMPLES = Path(__file__).parents[3] / "docs" / "examples"
WIDEST = 10**37
PAIRS = [(0, 7), (7, 2), (-7, 2), (18, 12), (WIDEST, 10**9), (WIDEST - 1, 3 * 10**18), (None, 5)]
DAYS = [
    "2025-01-02",
    "2025/1/2",
    " 2025-01-02 10:11",
    "2025-01-02x",
    "2025-01/02",
    "2025-02-29",
    "2024-02-29",
    "2025",
    "2025-01",
    "20250102",
    "2025-01-002",
    "25-01-02",
    "0000-01-01",
    "明天",
    "",
]
TEXTS = ["12", "-0.5", "012", "12\n", "1e5", "it's \\ a text", ""]


@pytest.fixture
def both(spark: dict[str, Any]):
    """Give DuckDB and Spark, empty."""
    settings = {name: value for name, value in spark.items() if name != "engine"}
    with ExitStack() as stack:
        here = stack.enter_context(opened(Inputs({}), {}))
        yield here, stack.enter_context(opened_spark(Inputs({}), settings))


def same(both: tuple[Engine, Engine], sql: str) -> list[list[Any]]:
    """Return what each engine answers, in order, whole numbers as such."""
    return [sorted(map(whole, each.rows(sql)), key=repr) for each in both]


def whole(row: tuple[Any, ...]) -> tuple[Any, ...]:
    """Return a row as plain values: one engine says decimal where the other says integer."""
    return tuple(int(v) if v is not None and not isinstance(v, str | date) else v for v in row)


def test_quotients_and_divisors_are_exact_on_both(both: tuple[Engine, Engine]):
    types = {"a": "HUGEINT", "b": "HUGEINT"}
    for each in both:
        each.rule_table("pairs", types, PAIRS)

    here, there = same(both, "SELECT a, b, a // b, a % b, a // 0, GCD(a, b) FROM pairs")

    assert there == here


def test_the_least_common_multiple_of_many_is_the_same(both: tuple[Engine, Engine]):
    for each in both:
        rows = [(1, 4), (1, 6), (1, 10**18), (2, 5), (2, 5), (3, 1)]
        each.rule_table("parts", {"k": "BIGINT", "n": "BIGINT"}, rows)

    here, there = same(
        both,
        "SELECT k, LIST_REDUCE(LIST(DISTINCT CAST(n AS HUGEINT)), LAMBDA a, b: LCM(a, b))"
        " FROM parts GROUP BY k",
    )

    assert there == here


def test_texts_and_days_are_read_the_same(both: tuple[Engine, Engine]):
    for each in both:
        each.given("days", pa.table({"t": DAYS}))
        each.rule_table("texts", {"t": "VARCHAR"}, [[text] for text in TEXTS])
    pattern = r"-?(0|[1-9][0-9]*)(\.[0-9]{1,6})?"

    days = same(
        both,
        "SELECT t, TRY_CAST(t AS DATE) FROM days WHERE t <> '0000-01-01'"
        " UNION ALL SELECT t, NULL FROM days WHERE t = '0000-01-01'",
    )
    numbers = same(both, f"SELECT t, REGEXP_FULL_MATCH(t, '{pattern}') FROM texts")

    assert days[1] == days[0]
    assert numbers[1] == numbers[0]


def test_the_latest_value_is_the_latest_that_is_known(both: tuple[Engine, Engine]):
    for each in both:
        each.rule_table(
            "taken", {"x": "VARCHAR", "y": "INTEGER"}, [["a", 1], ["b", 2], [None, 3], ["d", None]]
        )

    here, there = same(both, "SELECT ARG_MAX(x, y) FROM taken")

    assert there == here


def test_a_number_that_does_not_fit_stops_the_step(both: tuple[Engine, Engine]):
    _, there = both
    there.rule_table("wide", {"a": "HUGEINT"}, [[WIDEST]])

    with pytest.raises(DoesNotFit):
        there.rows("SELECT a * 100 FROM wide")


def test_numbers_beyond_the_widest_are_judged_one_by_one(spark: dict[str, Any]):
    ships = [a_ship(key, weight=str(10**36)) for key in ("甲船", "乙船")]
    facts = Facts("示例", YEAR_END, units=ships)

    here = evaluate(small(), from_facts([facts]), YEAR_END)
    there = evaluate(small(), from_facts([facts]), YEAR_END, **spark)

    assert there.results.to_pylist() == here.results.to_pylist()
    assert there.judged == here.judged == 1


@pytest.mark.parametrize("kind", ["csv", "parquet"])
def test_a_folder_gives_the_same_files(tmp_path: Path, spark: dict[str, Any], kind: str):
    folder = EXAMPLES / "populations" / "stations"
    if kind == "parquet":
        for file in folder.glob("*.csv"):
            rows = read_inputs(folder).tables[file.stem].place
            as_parquet(rows, tmp_path / f"{file.stem}.parquet")
        folder = tmp_path
    rulebook = read_rulebook(EXAMPLES / "rulebooks" / "passenger-station" / "2026-01-01.yaml")
    day = date(2026, 12, 31)

    here = evaluate(rulebook, read_inputs(folder), day, reasons=tmp_path / "here")
    there = evaluate(rulebook, read_inputs(folder), day, reasons=tmp_path / "there", **spark)

    assert in_order(there.results) == in_order(here.results)
    assert there.results.schema == here.results.schema
    lines = [pq.read_table(tmp_path / name) for name in ("there", "here")]
    assert in_order(lines[0]) == in_order(lines[1])
    assert lines[0].schema == lines[1].schema


def as_parquet(source: str, file: Path) -> None:
    """Write a table as Parquet, numbers as the binary fractions that other programs write."""
    with opened(Inputs({}), {}) as engine:
        rows = engine.arrow(f"SELECT * FROM {source}")
    for place, field in enumerate(rows.schema):
        if field.name in ("points", "times", "weight"):
            rows = rows.set_column(place, field.name, rows[field.name].cast(pa.float64()))
    pq.write_table(rows, file)


def in_order(rows: pa.Table) -> list[dict[str, Any]]:
    """Return rows in an order of their own: engines have none."""
    return sorted(rows.to_pylist(), key=repr)
