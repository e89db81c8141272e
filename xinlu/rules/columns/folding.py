"""What runs through time, as one pure function for both evaluators: accounts and bans.

Only the records of these shapes are fetched, and of an account only those of the subjects for whom
order matters; what they come to goes back as a table.
"""

from collections.abc import Iterable, Mapping
from fractions import Fraction
from itertools import groupby
from math import lcm
from typing import Any

import pyarrow as pa

from xinlu.rules.columns.counts import worth_view
from xinlu.rules.columns.plan import Plan
from xinlu.rules.columns.rationals import literal, whole
from xinlu.rules.columns.sums import narrow_table
from xinlu.rules.folds import Balance, Entry, Spell, ban_end, run_account
from xinlu.rules.language import Account, Ban

#: Effects that an account reads.
MOVING = ("points", "deduct", "add", "reset")
ASKED = ("points", "peak", "recorded", "bonus", "reached")


def hold_ban(plan: Plan, ban: Ban) -> None:
    """Give the subjects whether a ban is in force on the day, and its end."""
    rows = [[code] for code in dict.fromkeys((*ban.items, *ban.extends))]
    table = plan.engine.rule_table(plan.fresh("ban"), {"code": "VARCHAR"}, rows)
    until = "e.until" if plan.clean.has("events", "until") else "CAST(NULL AS DATE)"
    found = plan.engine.rows(
        f'SELECT e.subject, e."on", CAST(e.event AS VARCHAR) AS key, e.item, {until}'
        f" FROM ever AS e JOIN {table} AS b ON e.item = b.code ORDER BY e.subject"
    )
    ends = {}
    for subject, records in groupby(found, key=lambda row: row[0]):
        spells = [Spell.of(ban, item, day, key, own) for _, day, key, item, own in records]
        end = ban_end(ban, spells)
        if end is not None and plan.on < end:
            ends[subject] = end
    name = plan.fresh("banned")
    returned = back(plan, ends, {name: (pa.date32(), list(ends.values()))})
    plan.subjects.join(returned, f"j.{name}")
    held = f"(CASE WHEN {name} IS NULL THEN 0 ELSE 1 END)"
    plan.subjects.values[ban.name] = whole(f"CAST({held} AS BIGINT)", 1)
    so_far = plan.days.get("until")
    plan.days["until"] = name if so_far is None else f"GREATEST({so_far}, {name})"


def back(plan: Plan, subjects: Iterable[Any], columns: Mapping[str, tuple[Any, Any]]) -> str:
    """Give the engine what was worked out for some subjects."""
    kind = plan.engine.schema("SELECT subject FROM subjects").field("subject").type
    held = {"subject": pa.array(list(subjects), kind)}
    held |= {name: pa.array(values, kind_of) for name, (kind_of, values) in columns.items()}
    return plan.engine.given(plan.fresh("worked_out"), pa.table(held))


def hold_account(plan: Plan, account: Account) -> None:
    """Give the subjects what their account comes to at the end of the cycle.

    Where records only add, as they do for most, their sum is all there is to it.
    """
    items = [item for item in plan.rulebook.items.values() if item.effect in MOVING]
    relation, own_scale, _ = worth_view(plan, items, "counted")
    numbers = [account.start, account.full, account.floor or 0, account.bonus_at_most or 0]
    scale = lcm(own_scale, *(Fraction(each).denominator for each in numbers))
    adding = not account.falling and (account.floor is None or account.floor <= account.start)
    others = plan.table(
        "in_order",
        f"SELECT DISTINCT subject FROM {relation}" + (" WHERE effect <> 'points'" * adding),
    )
    folded = run_all(
        plan, account, f"{relation} WHERE subject IN (SELECT * FROM {others})", own_scale
    )
    columns = {
        name: (pa.int64(), [int(value[name] * scale) for value in folded.values()])
        for name in ASKED
    }
    relations = [f"SELECT subject, {', '.join(ASKED)} FROM {back(plan, folded, columns)}"]
    if adding:
        relations.append(sums(account, relation, others, scale, scale // own_scale))
    found, most = narrow_table(plan, "account", " UNION ALL ".join(relations), ("subject",), ASKED)
    name = plan.fresh("account")
    empty = told(run_account(account, ()))
    wanted = ", ".join(
        f"COALESCE(j.{each}, {literal(int(empty[each] * scale))}) AS {name}_{each}"
        for each in ASKED
    )
    plan.subjects.join(found, wanted)
    for each, bound in zip(ASKED, most, strict=True):
        limit = max(bound, abs(int(empty[each] * scale)), 1)
        plan.subjects.values[each] = whole(f"{name}_{each}", limit, scale)


def sums(account: Account, relation: str, others: str, scale: int, factor: int) -> str:
    """Return what an account comes to where its records only add."""
    total = f"SUM(worth) * {literal(factor)}"
    balance = f"({total} + {literal(int(account.start * scale))})"
    full = literal(int(account.full * scale))
    reached = f"CASE WHEN {balance} >= {full} THEN {scale} ELSE 0 END"
    return (
        f"SELECT subject, {balance} AS points, {balance} AS peak, {total} AS recorded,"
        f" 0 AS bonus, {reached} AS reached FROM {relation}"
        f" WHERE subject NOT IN (SELECT subject FROM {others}) GROUP BY subject"
    )


def run_all(plan: Plan, account: Account, rows: str, scale: int) -> dict[Any, dict[str, Fraction]]:
    """Return the accounts of subjects for whom the order of records matters."""
    found = plan.engine.rows(
        f"SELECT subject, day, CAST(event AS VARCHAR), effect, worth FROM {rows} ORDER BY subject"
    )
    balances = {}
    for subject, records in groupby(found, key=lambda row: row[0]):
        entries = [
            Entry(day, key, effect, Fraction(int(worth or 0), scale))
            for _, day, key, effect, worth in records
        ]
        balances[subject] = told(run_account(account, entries))
    return balances


def told(balance: Balance) -> dict[str, Fraction]:
    """Return what decisions may ask of an account."""
    return {
        "points": balance.points,
        "peak": balance.peak,
        "recorded": balance.recorded,
        "bonus": balance.bonus,
        "reached": Fraction(balance.reached),
    }
