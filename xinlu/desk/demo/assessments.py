"""The general ledgers of the counties (信用评价台账（通用）), one workbook a county and year."""

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random
from typing import Any

from xinlu.desk.demo.cast import Cast, Firm
from xinlu.desk.demo.deeds import Row
from xinlu.desk.demo.world import count, draw, one_of

SHEETS = ("subject", "unit", "item", "quantity")
#: How often a firm errs that is as bad as any.
_WORST = 4.0


def ledgers(cast: Cast, year: int) -> dict[str, dict[str, list[Row]]]:
    """Return the rows of a year by county and sheet."""
    return {place: _ledger(cast, firms, year) for place, firms in cast.firms_by_place.items()}


def _ledger(cast: Cast, firms: list[Firm], year: int) -> dict[str, list[Row]]:
    """Return what a county writes of its firms, by sheet; sheets without a row are left out."""
    sheets: dict[str, list[Row]] = {key: [] for key in SHEETS}
    for category in cast.world.assessments:
        for firm in firms:
            if firm.kind not in category["kinds"] or firm.registered_on.year > year:
                continue
            # Who is assessed at all stays so over the years.
            if draw("assessed", category["category"], firm.code).random() > category.get(
                "share", 1
            ):
                continue
            for sheet, row in _of_firm(cast, category, firm, year):
                sheets[sheet].append(row)
    return {key: rows for key, rows in sheets.items() if rows}


def _of_firm(
    cast: Cast, category: dict[str, Any], firm: Firm, year: int
) -> Iterator[tuple[str, Row]]:
    """Yield the rows of a firm in a category, each with its sheet."""
    rng = draw("assessment", category["category"], firm.code, year)
    level = firm.error_at((date(year, 7, 1) - cast.world.since).days / 1096)
    who: Row = {
        "category": category["category"],
        "year": year,
        "credit_code": firm.code,
        "subject_name": firm.name,
    }
    yield "subject", who
    kinds = (("items", category.get("slips", 0) * level), ("honours", _merits(category, level)))
    for key, expected in kinds:
        for _ in range(count(rng, expected)):
            yield "item", who | _item(rng, one_of(rng, category[key], "weight"), year)
    # A firm that does well in one thing mostly does so in the others.
    luck = rng.uniform(-0.9, 0.9)
    for name, steps in category.get("figures", {}).items():
        figure = _figure(steps, level, luck + rng.uniform(-0.3, 0.3))
        yield "quantity", who | {"name": name, "value": str(figure)}
    for name, text in category.get("texts", {}).items():
        yield "quantity", who | {"name": name, "value": text}


def _merits(category: dict[str, Any], level: float) -> float:
    """Return how many merits are expected: the worse a firm, the fewer."""
    return float(category.get("merits", 0)) * max(0.0, 1.6 - 0.6 * level)


def _figure(steps: list[int], level: float, luck: float) -> int:
    """Return a figure between two steps from the worst to the best, as the firm's errors go."""
    place = (1 - min(level, _WORST) / _WORST) * (len(steps) - 1) + luck
    lower = min(max(int(place), 0), len(steps) - 2)
    share = min(max(place - lower, 0.0), 1.0)
    return round(steps[lower] + (steps[lower + 1] - steps[lower]) * share)


def _item(rng: Random, said: dict[str, Any], year: int) -> Row:
    """Return one item recognised in the year, with its points or how often."""
    day = date(year, 1, 10) + timedelta(days=rng.randrange(340))
    row: Row = {
        "code": said["code"],
        "recognised_on": day,
        "document_number": f"示交评〔{year}〕{rng.randint(1, 9999):04d}号",
        "remark": said["remark"],
    }
    for key in ("points", "times"):
        if key in said:
            row[key] = rng.choice(said[key])
    return row
