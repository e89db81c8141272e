"""Subjects whose facts do not fit: found by questions to the tables, then judged one by one.

A question may find more than is wrong: what `judge` says stands. What no facts can hold (a record
without a key, a day that is none) gets its error at once.
"""

from collections.abc import Iterator
from typing import Any

import pyarrow as pa

from xinlu.rules.columns.groups import groups_of
from xinlu.rules.columns.plan import Plan
from xinlu.rules.columns.results import PARTS, row_of
from xinlu.rules.columns.single import facts_of
from xinlu.rules.columns.sources import InputsError
from xinlu.rules.columns.verdicts import lines_of_verdict
from xinlu.rules.facts import Facts, Peers
from xinlu.rules.judging import judge
from xinlu.rules.messages import FactsError
from xinlu.rules.peers import fit, in_order, population_peers

#: Errors of rows that no facts can hold.
OF_ROWS = ("no-key", "impossible-date", "unknown-subject", "repeated-quantity")
#: Effects whose records must be worth something.
WORTH = ("deduct", "add", "points")
#: Subjects whose facts are held at one time.
AT_ONCE = 10_000


def look_for(plan: Plan) -> None:
    """Ask the tables, as far as their bounds leave something to ask, what cannot be right."""
    for code, sql in plan.clean.troubles:
        plan.suspect(sql, code)
    stop_without_subjects(plan)
    orphans(plan)
    repeated(plan, "units", "unit", "kind, unit")
    if "events" in plan.clean.rows:
        repeated(plan, "events", "event", "event")
        records(plan)


def stop_without_subjects(plan: Plan) -> None:
    """Stop where rows have no subject at all: nobody could be told."""
    for table in plan.clean.rows:
        without = plan.clean.missing.get((table, "subject"), 0)
        if without:
            raise InputsError(f"{table}: {without} rows have no subject; mend or remove them.")
    twice = distinct_short(plan, "subjects", "subject")
    if twice:
        again = plan.engine.rows(
            "SELECT subject FROM subjects GROUP BY subject HAVING COUNT(*) > 1 LIMIT 1"
        )
        raise InputsError(f"subjects: {again[0][0]} stands there more than once.")


def orphans(plan: Plan) -> None:
    """Suspect whoever has units, or records, and is not there: nobody would miss them."""
    tables = ["units"] if plan.rulebook.kind == "score" else ["units", "events"]
    for table in tables:
        if table in plan.clean.rows:
            plan.suspect(
                f"SELECT t.subject FROM {table} AS t ANTI JOIN subjects AS s"
                " ON t.subject = s.subject"
            )


def distinct_short(plan: Plan, table: str, column: str) -> int:
    """Return how many rows are not told apart by a column."""
    rows = plan.clean.rows[table]
    return rows - plan.engine.distinct(table, column, rows)


def repeated(plan: Plan, table: str, column: str, keys: str) -> None:
    """Suspect subjects that have a key twice, or a row without one."""
    if table not in plan.clean.rows:
        return
    if plan.clean.missing.get((table, column)):
        plan.suspect(f"SELECT subject FROM {table} WHERE {column} IS NULL", "no-key")
    if table == "units" and plan.clean.missing.get(("units", "kind")):
        plan.suspect("SELECT subject FROM units WHERE kind IS NULL", "no-key")
    if distinct_short(plan, table, column):
        plan.suspect(f"SELECT subject FROM {table} GROUP BY subject, {keys} HAVING COUNT(*) > 1")


def records(plan: Plan) -> None:
    """Suspect subjects with records that name no item, or of which nobody knows the worth."""
    clean, items = plan.clean, plan.rulebook.items
    counts = plan.engine.rows("SELECT item, COUNT(*) FROM events GROUP BY item")
    plan.present = {item: count for item, count in counts if item in items}
    odd = []
    if any(item is None for item, _ in counts):
        plan.suspect("SELECT e.subject FROM ever AS e WHERE e.item IS NULL", "unknown-item")
    if any(item is not None and item not in items for item, _ in counts):
        known = plan.engine.rule_table("known", {"code": "VARCHAR"}, [[code] for code in items])
        odd.append(f"e.item NOT IN (SELECT code FROM {known})")
    if clean.missing.get(("events", "on")):
        plan.suspect('SELECT subject FROM events WHERE "on" IS NULL', "impossible-date")
    points, times = clean.numbers.get(("events", "points")), clean.numbers.get(("events", "times"))
    if points is not None and points.least < 0:
        odd.append("e.points < 0")
    if times is not None and times.least < 0:
        odd.append("e.times < 0")
    odd += worthless(plan, points is None or points.missing > 0, times is None or times.missing > 0)
    if odd:
        plan.suspect(f"SELECT e.subject FROM ever AS e WHERE {' OR '.join(odd)}")


def worthless(plan: Plan, points: bool, times: bool) -> list[str]:
    """Return what finds records without points, or without a count, whose items need them."""
    unpriced, counted = [], []
    for item in plan.rulebook.items.values():
        if item.effect in WORTH and item.code in plan.present:
            unpriced += [item.code] if item.value is None else []
            counted += [item.code] if item.per != "次" else []
    odd = []
    has = plan.clean.has
    without = "e.points IS NULL" if has("events", "points") else "TRUE"
    uncounted = "e.times IS NULL" if has("events", "times") else "TRUE"
    if points and unpriced:
        table = plan.engine.rule_table("unpriced", {"code": "VARCHAR"}, [[c] for c in unpriced])
        odd.append(f"({without} AND e.item IN (SELECT code FROM {table}))")
    if points and times and counted:
        table = plan.engine.rule_table("uncounted", {"code": "VARCHAR"}, [[c] for c in counted])
        odd.append(f"({without} AND {uncounted} AND e.item IN (SELECT code FROM {table}))")
    return odd


def unfit(plan: Plan) -> str:
    """Return the subjects whose facts cannot be judged, as far as no peers are asked for."""
    if not plan.suspects:
        return plan.view("unfit", "SELECT subject FROM subjects WHERE FALSE")
    found = suspected(plan)
    chosen = plan.view("doubtful", f"SELECT subject FROM {found} WHERE code IS NULL")
    people = people_of(plan, chosen)
    good = [subject for subject, facts in people if list(fit(plan.rulebook, [facts]))]
    kind = plan.engine.schema("SELECT subject FROM subjects").field("subject").type
    name = plan.engine.given(plan.fresh("fit"), pa.table({"subject": pa.array(good, kind)}))
    return plan.view(
        "unfit", f"SELECT subject FROM {found} WHERE subject NOT IN (SELECT subject FROM {name})"
    )


def people_of(plan: Plan, chosen: str) -> Iterator[tuple[Any, Facts]]:
    """Yield chosen subjects with their facts, read so many at a time that memory stays bounded."""
    numbered = plan.table(
        "numbered", f"SELECT subject, ROW_NUMBER() OVER (ORDER BY subject) AS place FROM {chosen}"
    )
    [(count,)] = plan.engine.rows(f"SELECT COUNT(*) FROM {numbered}")
    for start in range(0, int(count), AT_ONCE):
        inside = f"place > {start} AND place <= {start + AT_ONCE}"
        some = plan.view("some", f"SELECT subject FROM {numbered} WHERE {inside}")
        yield from facts_of(
            plan.engine, plan.clean, plan.rulebook, some, plan.on, plan.given_period
        )


def suspected(plan: Plan) -> str:
    """Return the suspects so far, with the error that is known at once."""
    parts = [f"SELECT subject, {quoted(code)} AS code FROM ({sql})" for code, sql in plan.suspects]
    return plan.table(
        "suspects",
        f"SELECT subject, MAX(code) AS code FROM ({' UNION ALL '.join(parts)}) GROUP BY subject",
    )


def peers_of(plan: Plan, found: str) -> Peers | None:
    """Return the peer groups that single subjects are judged by, if the rulebook ranks.

    Of the suspects those are no peers whose rows no facts can hold.
    """
    if not in_order(plan.rulebook):
        return None
    held = plan.view(
        "peers",
        "SELECT subject FROM subjects WHERE subject NOT IN"
        f" (SELECT subject FROM {found} WHERE code IS NOT NULL)",
    )
    everybody = facts_of(plan.engine, plan.clean, plan.rulebook, held, plan.on, plan.given_period)
    return population_peers(plan.rulebook, [facts for _, facts in everybody])


def verdicts_on(plan: Plan, relation: str) -> tuple[Plan, str, int]:
    """Return the relation of the results, the suspects' as `judge` gives them."""
    if not plan.suspects:
        return plan, relation, 0
    rows: list[dict[str, Any]] = []
    found = suspected(plan)
    if not plan.engine.rows(f"SELECT 1 FROM {found} LIMIT 1"):
        return plan, relation, 0
    fixed = plan.engine.rows(f"SELECT subject, code FROM {found} WHERE code IS NOT NULL")
    rows += [row_of(plan, subject, error=code) for subject, code in fixed]
    chosen = plan.view("chosen", f"SELECT subject FROM {found} WHERE code IS NULL")
    known = set()
    people = people_of(plan, chosen)
    peers = peers_of(plan, found) if plan.engine.rows(f"SELECT 1 FROM {chosen} LIMIT 1") else None
    for subject, facts in people:
        known.add(subject)
        try:
            verdict = judge(plan.rulebook, facts, peers)
            rows.append(row_of(plan, subject, verdict))
            plan.lines += lines_of_verdict(subject, verdict) if plan.reasons else ()
        except FactsError as error:
            rows.append(row_of(plan, subject, error=error.code))
    strangers = plan.engine.rows(f"SELECT subject FROM {chosen}")
    rows += [
        row_of(plan, subject, error="unknown-subject")
        for (subject,) in strangers
        if subject not in known
    ]
    if not rows:
        return plan, relation, 0
    plan.judged = found
    schema = roomy(plan.engine.schema(f"SELECT * FROM {relation}"))
    plan.engine.given("judged", pa.Table.from_pylist(rows, schema=schema))
    both = plan.view(
        "all_results",
        f"SELECT * FROM {relation} WHERE subject NOT IN (SELECT subject FROM {found})"
        " UNION ALL SELECT * FROM judged",
    )
    return plan, both, len(rows)


def lines_one_by_one(plan: Plan) -> Iterator[dict[str, Any]]:
    """Yield every reason line of every subject that can be judged, as `judge` gives them."""
    yield from plan.lines
    others = f" EXCEPT SELECT subject FROM {plan.judged}" if plan.judged else ""
    chosen = plan.view("the_others", f"SELECT subject FROM subjects{others}")
    ranking = in_order(plan.rulebook)
    peers = {each.name: groups_of(plan, each) for each in ranking} if ranking else None
    for subject, facts in people_of(plan, chosen):
        yield from lines_of_verdict(subject, judge(plan.rulebook, facts, peers))


def roomy(schema: pa.Schema) -> pa.Schema:
    """Return the columns of the results, with room for the numbers of any single verdict."""
    number = pa.decimal128(38, 0)
    return pa.schema(
        pa.field(each.name, number if each.name.endswith(PARTS) else each.type) for each in schema
    )


def quoted(code: str | None) -> str:
    """Return an error's code as SQL."""
    return "CAST(NULL AS VARCHAR)" if code is None else f"'{code}'"
