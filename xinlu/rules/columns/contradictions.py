"""Quantities that are given twice and not the same: which holds, nobody can say."""

from collections.abc import Collection

from xinlu.rules.columns.cleaning import NUMBER_TEXT, Clean
from xinlu.rules.columns.sources import quoted_text
from xinlu.rules.language import Quantity


def refuse_contradictions(clean: Clean, quantities: Collection[Quantity]) -> None:
    """Note the subjects with two values of one quantity, for one unit and one day or without any.

    Rows that say the same are one, also where a number is written in two ways (12 and 12.0).
    """
    if not clean.rows.get("quantities") or not quantities:
        return
    keys = ["subject", "name", *(k for k in ("unit", "kind", "on") if clean.has("quantities", k))]
    by = ", ".join(f'"{key}"' for key in keys)
    names = ", ".join(quoted_text(each.name) for each in quantities)
    value = written_once([each.name for each in quantities if each.kind == "number"])
    sql = (
        f"SELECT subject FROM quantities WHERE name IN ({names}) AND value IS NOT NULL"
        f" GROUP BY {by} HAVING MIN({value}) <> MAX({value})"
    )
    if clean.engine.rows(f"SELECT subject FROM ({sql}) AS twice LIMIT 1"):
        clean.troubles.append(("repeated-quantity", sql))


def written_once(numbers: Collection[str]) -> str:
    """Return the value as SQL, that of a number always written in the same way."""
    if not numbers:
        return "value"
    named = ", ".join(map(quoted_text, numbers))
    pattern = quoted_text(NUMBER_TEXT)
    short = "RTRIM(RTRIM(value, '0'), '.')"
    return (
        f"(CASE WHEN name IN ({named}) AND value LIKE '%.%' AND REGEXP_FULL_MATCH(value, {pattern})"
        f" THEN CASE WHEN {short} = '-0' THEN '0' ELSE {short} END"
        " WHEN value = '-0' THEN '0' ELSE value END)"
    )
