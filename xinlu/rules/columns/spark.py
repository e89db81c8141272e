"""Spark, for a population that outgrows one machine: the same plan, step by step.

Whoever wants it installs the extra `spark`, and Java. Everything is exact there too: ANSI mode
stops where a number does not fit, and no step computes with binary fractions.
"""

import logging
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from decimal import Decimal
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.parquet as pq

from xinlu.rules.columns.engine import Columns, DoesNotFit, EngineError, Rows, connected
from xinlu.rules.columns.sources import Inputs, Table
from xinlu.rules.columns.sparksql import spoken

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

#: Where the cluster is, unless `spark-submit` says so; without either, this machine.
MASTER = "XINLU_SPARK_MASTER"
#: What the plan rests on, whatever the cluster's own settings are.
SETTINGS = {
    "spark.sql.ansi.enabled": "true",
    "spark.sql.ansi.doubleQuotedIdentifiers": "false",
    "spark.sql.ansi.enforceReservedKeywords": "false",
    "spark.sql.caseSensitive": "false",
    "spark.sql.decimalOperations.allowPrecisionLoss": "true",
    "spark.sql.parser.escapedStringLiterals": "false",
}
#: What a value that does not fit its type is called.
UNFIT = ("ARITHMETIC_OVERFLOW", "NUMERIC_VALUE_OUT_OF_RANGE", "CAST_OVERFLOW", "CAST_INVALID_INPUT")
#: Spark's types by the names that DuckDB has for them.
TYPES = {"string": "VARCHAR", "int": "INTEGER"}
ARROW = {
    "TINYINT": pa.int8(),
    "SMALLINT": pa.int16(),
    "INTEGER": pa.int32(),
    "BIGINT": pa.int64(),
    "HUGEINT": pa.decimal128(38, 0),
    "VARCHAR": pa.string(),
    "DATE": pa.date32(),
    "BOOLEAN": pa.bool_(),
}


class Spark:
    """A session of Spark: steps are data frames under their names."""

    def __init__(self, session: "SparkSession") -> None:
        self.session = session
        self.steps: list[str] = []

    def source(self, name: str, table: Table) -> tuple[str, Mapping[str, str]]:
        """Read Parquet in parallel, CSV and what is in memory here; fractions as their text."""
        raw = f"raw_{name}"
        frame = self._frame(table)
        frame.createOrReplaceTempView(raw)
        binary = {column for column, kind in frame.dtypes if kind in ("double", "float")}
        if binary:
            wanted = (
                written_out(column) if column in binary else quoted(column)
                for column in frame.columns
            )
            frame = self.session.sql(f"SELECT {', '.join(wanted)} FROM {raw}")
            frame.createOrReplaceTempView(raw)
        return raw, {column: TYPES.get(kind, kind.upper()) for column, kind in frame.dtypes}

    def fetched(self, name: str, table: Table, columns: Columns) -> str:
        """Leave the rows where they are: they are read in parallel, or were sent already."""
        return f"raw_{name}"

    def _frame(self, table: Table) -> "DataFrame":
        if table.rows is not None:
            return self._given(table.rows)
        assert table.file is not None, "databases were refused"
        if table.file.suffix == ".csv":
            with connected({}) as here:
                found = here.execute(f"SELECT * FROM {table.place}").to_arrow_table()
            return self._given(found)
        with telling(table.place):
            return self.session.read.parquet(f"file://{table.file.resolve()}")

    def _given(self, rows: pa.Table) -> "DataFrame":
        return self.session.createDataFrame(rows)

    def given(self, name: str, rows: pa.Table) -> str:
        """Send the rows to where the session runs."""
        self._given(rows).createOrReplaceTempView(name)
        return name

    def rule_table(self, name: str, types: Mapping[str, str], rows: Rows) -> str:
        """Send the rows column by column, so that no text of theirs is read as SQL."""
        columns = {
            column: pa.array([exact(row[place]) for row in rows], ARROW[kind])
            if kind == "HUGEINT"
            else pa.array([row[place] for row in rows], ARROW[kind])
            for place, (column, kind) in enumerate(types.items())
        }
        return self.given(name, pa.table(columns))

    def view(self, name: str, sql: str) -> str:
        """Name a data frame."""
        self._asked(sql, name).createTempView(name)
        return name

    def table(self, name: str, sql: str) -> str:
        """Compute a data frame where the executors are, and forget how it was made.

        Where the cluster has a place for checkpoints, it is kept there: an executor may then go.
        """
        frame = self._asked(sql, name)
        reliable = self.session.conf.get("spark.checkpoint.dir", None) is not None
        with telling(name):
            kept = frame.checkpoint() if reliable else frame.localCheckpoint()
        kept.createTempView(name)
        return name

    def _asked(self, sql: str, name: str | None = None) -> "DataFrame":
        text = spoken(sql)
        if name is not None:
            self.steps.append(f"{name} AS {text}")
        with telling(text):
            return self.session.sql(text)

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """Collect all."""
        frame = self._asked(sql)
        with telling(sql):
            return [tuple(row) for row in frame.collect()]

    def arrow(self, sql: str) -> pa.Table:
        """Collect all, column by column."""
        frame = self._asked(sql)
        with telling(sql):
            found = frame.toArrow()
        return found.cast(nullable(found.schema))

    def schema(self, sql: str) -> pa.Schema:
        """Ask for the types alone."""
        types = import_module("pyspark.sql.pandas.types")
        return nullable(types.to_arrow_schema(self._asked(sql).schema))

    def distinct(self, table: str, column: str, among: int) -> int:
        """Count what is left when equal values fall together."""
        return int(self.rows(f"SELECT COUNT(DISTINCT {column}) FROM {table}")[0][0])

    def write(self, sql: str, file: Path) -> None:
        """Write parts beside the file, in parallel, then join them into it."""
        frame = self._asked(sql)
        with TemporaryDirectory(prefix=f".{file.name}.", dir=file.parent) as folder:
            parts = Path(folder).resolve() / "parts"
            with telling(sql):
                frame.write.option("compression", "zstd").parquet(f"file://{parts}")
            join(sorted(parts.glob("*.parquet")), file)


def nullable(schema: pa.Schema) -> pa.Schema:
    """Return the columns as DuckDB has them, of which none promises a value in each row."""
    return pa.schema([pa.field(each.name, each.type) for each in schema])


def join(parts: list[Path], file: Path) -> None:
    """Write the rows of many Parquet files to one, a piece at a time."""
    schema = nullable(pq.read_schema(parts[0]))
    with pq.ParquetWriter(file, schema, compression="zstd") as writer:
        for part in parts:
            for batch in pq.ParquetFile(part).iter_batches():
                writer.write_batch(pa.record_batch(batch.columns, schema=schema))


def written_out(column: str) -> str:
    """Return a binary fraction as its shortest decimal text, as DuckDB writes it.

    What DuckDB writes with an exponent stays so, and is refused as no number.
    """
    text = f"CAST({quoted(column)} AS STRING)"
    plain = f"CAST(TRY_CAST({text} AS DECIMAL(38, 20)) AS STRING)"
    short = f"REGEXP_REPLACE({plain}, '([0-9])0+$', '$1')"
    size = f"ABS({quoted(column)})"
    moderate = f"{size} = 0 OR ({size} >= 1E-4 AND {size} < 1E16)"
    return f"CASE WHEN {moderate} THEN {short} ELSE {text} END AS {quoted(column)}"


def quoted(column: str) -> str:
    """Return a column's name as Spark quotes it."""
    return "`" + column.replace("`", "``") + "`"


def exact(value: int | None) -> Decimal | None:
    """Return a whole number as a decimal without places."""
    return None if value is None else Decimal(value)


@contextmanager
def telling(what: str) -> Iterator[None]:
    """Say in our own words why Spark stopped: a value did not fit, or something else."""
    errors = import_module("pyspark.errors")
    protocol = import_module("py4j.protocol")
    try:
        yield
    except (errors.PySparkException, protocol.Py4JError) as error:
        said = str(error)
        if any(f"[{name}" in said for name in UNFIT):
            raise DoesNotFit(what) from error
        first = said.strip().partition("\n")[0]
        raise EngineError(f"Spark 无法完成：{first}") from error


@contextmanager
def opened_spark(inputs: Inputs, settings: Mapping[str, Any]) -> Iterator[Spark]:
    """Open a session of its own, with our settings, in the Spark of this process."""
    if inputs.opening:
        raise EngineError(
            "Spark 引擎只读取 .parquet、.csv 数据表所在的文件夹，不直接读取数据库；"
            "请先导出，或去掉 --engine 由 DuckDB 读取。"
        )
    session = started().newSession()
    for name, value in {**settings, **SETTINGS}.items():
        session.conf.set(name, str(value))
    yield Spark(session)


def started() -> "SparkSession":
    """Return the Spark of this process, started if it is not; on the machine unless told where."""
    if find_spec("pyspark") is None:
        raise EngineError(
            "没有安装 Spark：请安装附加依赖 spark（pip install 'xinlu[spark]'）和 Java 17。"
        )
    for name in ("SQLQueryContextLogger", "DataFrameQueryContextLogger"):
        logging.getLogger(name).setLevel(logging.CRITICAL)
    spark, errors = import_module("pyspark.sql"), import_module("pyspark.errors")
    configured = import_module("pyspark").SparkConf()
    builder = spark.SparkSession.builder.appName("xinlu")
    master = os.environ.get(MASTER)
    if master or not configured.contains("spark.master"):
        builder = builder.master(master or "local[*]")
    for name, value in {
        "spark.ui.showConsoleProgress": "false",
        "spark.log.level": "ERROR",
        "spark.driver.maxResultSize": "0",
    }.items():
        if not configured.contains(name):
            builder = builder.config(name, value)
    try:
        session: SparkSession = builder.getOrCreate()
    except errors.PySparkRuntimeError as error:
        raise EngineError(
            f"Spark 无法启动：请安装 Java 17 或更高版本（{error.getCondition()}）。"
        ) from error
    return session
