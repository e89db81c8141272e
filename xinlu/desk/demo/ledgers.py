"""The yearly ledger of road builders (公路施工企业信用评价台账): one workbook a year."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from xinlu.desk.demo.cast import Cast, Firm
from xinlu.desk.demo.deeds import Row
from xinlu.desk.demo.world import World, count, draw, one_of

#: Grades before the first year of the demo, by temper: good firms were good before.
_GRADES_BEFORE = {
    "spotless": ("AA", "A", "A", ""),
    "steady": ("A", "A", "B", ""),
    "improving": ("C", "B", "D"),
    "worsening": ("AA", "A"),
    "repeat": ("B", "C", ""),
}


@dataclass
class Ledger:
    """The rows of one year by sheet."""

    year: int
    sheets: dict[str, list[Row]] = field(
        default_factory=lambda: {
            key: [] for key in ("firm", "section", "bid", "performance", "other")
        }
    )


def ledger(cast: Cast, year: int) -> Ledger:
    """Return the ledger of a year; a firm's temper tells how it builds."""
    found = Ledger(year)
    builders = [firm for firm in cast.firms if firm.kind == "builder"]
    for number, firm in enumerate(builders, 1):
        rng = draw("ledger", firm.code, year)
        # A firm that builds nothing this year is listed and has no result.
        is_idle = rng.random() < 0.06
        prior = (
            rng.choice(_GRADES_BEFORE[firm.temper["code"]]) if year == cast.world.since.year else ""
        )
        named = {"credit_code": firm.code, "firm_name": firm.name}
        found.sheets["firm"].append(named | {"prior_grade": prior})
        if not is_idle:
            level = firm.error_at((date(year, 7, 1) - cast.world.since).days / 1096)
            _build(rng, cast.world, found, firm, level, number)
    return found


def _build(rng: Random, world: World, found: Ledger, firm: Firm, level: float, number: int) -> None:
    """Add what one firm bid for and built."""
    said, year = world.ledger, found.year
    named = {"credit_code": firm.code, "firm_name": firm.name}
    for n in range(1, rng.choice((1, 2, 2, 3, 4)) + 1):
        section = f"示例{rng.choice(said['roads'])}{year % 100}-{number:03d}-{n}合同段"
        price = f"{rng.randint(30, 900) / 100:.2f}"
        found.sheets["section"].append(named | {"section": section, "contract_price": price})
        for _ in range(count(rng, 1.5 * level)):
            row = _deed(rng, world, "performance", year)
            found.sheets["performance"].append({"section": section} | row)
        if level > 1.5 and rng.random() < 0.05 * level:
            found.sheets["performance"].append(
                {"section": section} | _deed(rng, world, "grave", year)
            )
    for n in range(count(rng, 0.8 * level)):
        row = _deed(rng, world, "bid", year) | {"bid": f"SLZB{year}-{number:03d}{n}"}
        found.sheets["bid"].append({"credit_code": firm.code} | row)
    if rng.random() < 0.09 * level:
        found.sheets["other"].append({"credit_code": firm.code} | _deed(rng, world, "other", year))


def _deed(rng: Random, world: World, kind: str, year: int) -> Row:
    """Return one behaviour with its points and the day of its recognition."""
    deed = one_of(rng, world.ledger[kind], "weight")
    first, last = date(year, 1, 10), min(date(year, 12, 21), world.until)
    day = first + timedelta(days=rng.randint(0, (last - first).days))
    return {
        "behaviour_code": deed["code"],
        "points": rng.choice(deed["points"]) if deed["points"] else "",
        "recognised_on": day,
        "document_number": f"示交建〔{year}〕{rng.randint(1, 999):03d}号",
        "remark": deed["remark"],
    }
