"""opponents.py WHICH DIR: the same rule by hand, in other ways; prints one line of JSON.

`floor` only groups events by unit and item, which any way must do. `sql` is DuckDB SQL as a careful
person writes it, `polars` the streaming engine, `pandas` frames in memory. All but the floor give
the same hash: SHA-256 of `subject,score,grade` lines in the order of subjects.
"""

import sys
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from measured import report
from rule import BASE, FIRST, LAST, bands, group_caps, item_rows


def floor(folder: Path) -> None:
    """Group the events of the year by unit and item."""
    import duckdb

    events = folder / "events.parquet"
    duckdb.connect(config={"threads": 2}).execute(
        f"""create temp table grouped as
        select unit_id, item, sum(quantity) as times from '{events}'
        where "on" between '{FIRST}' and '{LAST}' group by all"""
    )


def sql(folder: Path) -> Any:
    """Write the rule as SQL, its items and groups as tables."""
    import duckdb

    connection = duckdb.connect(config={"threads": 2})
    connection.execute(
        "create temp table item (code text, grp text, points bigint, cap bigint, veto int)"
    )
    rows = [[i.code, i.group, i.points, i.cap, int(i.veto)] for i in item_rows()]
    connection.executemany("insert into item values (?, ?, ?, ?, ?)", rows)
    connection.execute("create temp table grp (code text, cap bigint)")
    connection.executemany("insert into grp values (?, ?)", list(map(list, group_caps().items())))
    grade = " ".join(f"when score >= {low} then '{name}'" for name, low in bands())
    events, units = folder / "events.parquet", folder / "units.parquet"
    return connection.execute(
        f"""
        with counted as (
            select unit_id, item, sum(quantity)::bigint as times from '{events}'
            where "on" between '{FIRST}' and '{LAST}' group by all),
        grouped as (
            select unit_id, grp, sum(least(times * points, cap))::bigint as taken, max(veto) as veto
            from counted join item on counted.item = item.code group by all),
        sections as (
            select unit_id, sum(least(taken, cap))::bigint as taken, max(veto) as veto
            from grouped join grp on grouped.grp = grp.code group by all),
        scored as (
            select subject_id, amount, greatest({BASE} - coalesce(taken, 0), 0) as score,
                   coalesce(veto, 0) as veto
            from '{units}' left join sections using (unit_id)),
        firms as (
            select subject_id, max(veto) as veto,
                   (2 * sum(score * amount) + sum(amount)) // (2 * sum(amount)) as score
            from scored group by subject_id)
        select subject_id, score::bigint as score, case when veto = 1 then 'D' {grade} end as grade
        from firms"""
    ).fetchnumpy()


def polars(folder: Path) -> Any:
    """Write the rule for the streaming engine of Polars."""
    import polars as pl

    items = pl.LazyFrame([asdict(item) for item in item_rows()])
    caps = pl.LazyFrame([{"group": code, "most": most} for code, most in group_caps().items()])
    sections = (
        pl.scan_parquet(folder / "events.parquet")
        .filter(pl.col("on").is_between(FIRST, LAST))
        .group_by("unit_id", "item")
        .agg(times=pl.col("quantity").sum())
        .join(items, left_on="item", right_on="code")
        .with_columns(taken=pl.min_horizontal(pl.col("times") * pl.col("points"), "cap"))
        .group_by("unit_id", "group")
        .agg(pl.col("taken").sum(), pl.col("veto").max())
        .join(caps, on="group")
        .with_columns(taken=pl.min_horizontal("taken", "most"))
        .group_by("unit_id")
        .agg(pl.col("taken").sum(), pl.col("veto").max())
    )
    firms = (
        pl.scan_parquet(folder / "units.parquet")
        .join(sections, on="unit_id", how="left")
        .with_columns(
            score=pl.max_horizontal(BASE - pl.col("taken").fill_null(0), 0),
            veto=pl.col("veto").fill_null(value=False),
        )
        .group_by("subject_id")
        .agg(
            above=(pl.col("score") * pl.col("amount")).sum(),
            below=pl.col("amount").sum(),
            veto=pl.col("veto").max(),
        )
        .with_columns(score=(2 * pl.col("above") + pl.col("below")) // (2 * pl.col("below")))
    )
    grade = pl.when(pl.col("veto")).then(pl.lit("D"))
    for name, low in bands():
        grade = grade.when(pl.col("score") >= low).then(pl.lit(name))
    found = firms.select("subject_id", "score", grade=grade).collect(engine="streaming")
    return {name: found[name].to_numpy() for name in found.columns}


def pandas(folder: Path) -> Any:
    """Write the rule with pandas, all in memory."""
    import numpy as np
    import pandas as pd

    year = [("on", ">=", FIRST), ("on", "<=", LAST)]
    columns = ["unit_id", "item", "quantity"]
    events = pd.read_parquet(folder / "events.parquet", columns=columns, filters=year)
    counted = (
        events.groupby(["unit_id", "item"], sort=False).quantity.sum().reset_index(name="times")
    )
    items = pd.DataFrame([asdict(item) for item in item_rows()])
    counted = counted.merge(items, left_on="item", right_on="code")
    counted["taken"] = np.minimum(counted.times * counted.points, counted.cap)
    grouped = counted.groupby(["unit_id", "group"], sort=False)
    grouped = grouped.agg(taken=("taken", "sum"), veto=("veto", "max")).reset_index()
    caps = pd.DataFrame(group_caps().items(), columns=["group", "most"])
    grouped = grouped.merge(caps, on="group")
    grouped["taken"] = np.minimum(grouped.taken, grouped.most)
    sections = grouped.groupby("unit_id", sort=False)
    sections = sections.agg(taken=("taken", "sum"), veto=("veto", "max"))
    units = pd.read_parquet(folder / "units.parquet")
    units = units.merge(sections, how="left", left_on="unit_id", right_index=True)
    units["score"] = np.maximum(BASE - units.taken.fillna(0).astype("int64"), 0)
    units["above"] = units.score * units.amount
    units["veto"] = units.veto.fillna(value=False).astype(bool)
    firms = units.groupby("subject_id").agg(
        above=("above", "sum"), below=("amount", "sum"), veto=("veto", "max")
    )
    firms = firms.reset_index()
    firms["score"] = (2 * firms.above + firms.below) // (2 * firms.below)
    steps = [firms.score >= low for _, low in bands()]
    names = [name for name, _ in bands()]
    firms["grade"] = np.where(firms.veto, "D", np.select(steps, names, default="D"))
    return {name: firms[name].to_numpy() for name in ("subject_id", "score", "grade")}


WAYS: dict[str, Callable[[Path], Any]] = {
    "floor": floor,
    "sql": sql,
    "polars": polars,
    "pandas": pandas,
}

if __name__ == "__main__":
    which, folder = sys.argv[1], Path(sys.argv[2])
    library = "duckdb" if which in ("floor", "sql") else which
    report(which, library, lambda: WAYS[which](folder))
