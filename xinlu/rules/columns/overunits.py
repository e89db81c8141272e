"""Measures over the units of a kind, and measures of time."""

from typing import cast

from xinlu.rules.columns import rationals
from xinlu.rules.columns.averages import Rows, bring, none_is_nought
from xinlu.rules.columns.formulas import all_hold, number_of
from xinlu.rules.columns.grains import Grain, Value
from xinlu.rules.columns.plan import Plan
from xinlu.rules.columns.rationals import whole
from xinlu.rules.columns.units import grain_of
from xinlu.rules.cycles import whole_spans
from xinlu.rules.language import Average, Elapsed, OverUnits


def over_units(plan: Plan, measure: OverUnits, grain: Grain) -> Value:
    """Bring the units of a kind that meet a condition to one number."""
    kind = measure.kind

    def find(name: str) -> Value:
        return plan.find_in_unit(kind, name)

    met = all_hold(measure.where, find) or "TRUE"
    if measure.take in ("count", "share"):
        return counted(plan, measure, grain, met)
    of = measure.of or "weight"
    value = number_of(find(of), of)
    weight = None
    if measure.take == "weighted":
        by = measure.by or "weight"
        weight = number_of(find(by), by)
    relation = plan.view(
        "units_met",
        f"SELECT * FROM {grain_of(plan, kind).relation} WHERE {met} AND {value.top} IS NOT NULL",
    )
    if weight is not None:
        odd = f"{weight.top} IS NULL OR {weight.top} <= 0"
        plan.suspect(f"SELECT subject FROM {relation} WHERE {odd}")
    brought = bring(plan, cast(Average, measure.take), Rows(relation, value, weight), ("subject",))
    names = {column: plan.fresh(column) for column in brought.columns}
    columns = ", ".join(f"j.{column} AS {name}" for column, name in names.items())
    grain.join(brought.relation, columns, ("subject",))
    found = brought.renamed(brought.value, names)
    if measure.take != "sum":
        return found
    return none_is_nought(found, nothing=f"{brought.renamed(brought.count, names).top} IS NULL")


def counted(plan: Plan, measure: OverUnits, grain: Grain, met: str) -> Value:
    """Count the units that meet the condition, or their share of all units of the kind."""
    relation = grain_of(plan, measure.kind).relation
    found = plan.view(
        "units_counted",
        f"SELECT subject, COUNT(*) FILTER (WHERE {met}) AS met, COUNT(*) AS n"
        f" FROM {relation} GROUP BY subject",
    )
    name = plan.fresh("counted")
    grain.join(found, f"j.met AS {name}, j.n AS {name}_n", ("subject",))
    most = plan.clean.rows.get("units", 0) + 1
    if measure.take == "count":
        return whole(f"COALESCE({name}, 0)", most)
    return rationals.divide(whole(name, most), whole(f"{name}_n", most))


def elapsed(plan: Plan, measure: Elapsed, grain: Grain) -> Value:
    """Return whole days, months or years since a day: worked out once for each day there is."""
    if not plan.clean.has("subjects", measure.date):
        return whole("CAST(NULL AS BIGINT)", 1)
    column = '"' + measure.date.replace('"', '""') + '"'
    days = plan.engine.rows(f"SELECT DISTINCT {column} FROM subjects WHERE {column} IS NOT NULL")
    rows = [[since, whole_spans(since, plan.on, measure.unit_of_time)] for (since,) in days]
    table = plan.engine.rule_table(plan.fresh("spans"), {"since": "DATE", "n": "BIGINT"}, rows)
    name = plan.fresh("elapsed")
    grain.select(f"j.n AS {name}", f"LEFT JOIN {table} AS j ON r.{column} = j.since")
    return whole(name, 10**7)
