"""Penalties and permits: what authorities decided about firms and persons in three years."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random
from typing import Any

from xinlu.desk.demo.cast import Cast, Driver, Firm
from xinlu.desk.demo.world import Office, World, draw

Row = dict[str, Any]

_LONG_TERM = "长期"
_PLACEHOLDER = "0" * 17 + "X"
#: Of penalties, so many are about the driver and not about the firm.
_PERSONAL = 0.14
#: Who decides: the home county, the city's corps, another county.
_DECIDERS = (62, 18, 20)
_FINE_STEP = 100


@dataclass(frozen=True, slots=True)
class Decision:
    """A row of penalties or permits before it has a document number."""

    on: date
    office: Office
    row: Row


def arrivals(
    rng: Random, a_year: float, since: date, until: date, level: Callable[[float], float]
) -> Iterator[date]:
    """Yield days at which something happens `a_year` times, more or less often as time goes by.

    `level` returns how often, beside `a_year`, when a share of the time has passed.
    """
    span = (until - since).days
    highest = max(level(0.0), level(1.0))
    if not (a_year and highest):
        return
    passed = 0.0
    while (passed := passed + rng.expovariate(a_year * highest / 365)) <= span:
        if rng.random() * highest <= level(passed / span):
            yield since + timedelta(days=int(passed))


def penalties(cast: Cast) -> dict[str, list[Decision]]:
    """Return the penalties of each authority by its code, in the order of their days."""
    drivers: dict[str, list[Driver]] = defaultdict(list)
    for driver in cast.drivers:
        drivers[driver.place_code].append(driver)
    found = []
    for firm in cast.firms:
        rng, kind = draw("penalties", firm.code), cast.world.kinds[firm.kind]
        for day in arrivals(
            rng, kind["penalties"], cast.world.since, cast.world.until, firm.error_at
        ):
            office = _decider(rng, cast.world, firm.place_code)
            if rng.random() < _PERSONAL and drivers[firm.place_code]:
                about = _person(rng.choice(drivers[firm.place_code]))
                row = _penalty(rng, cast.world, cast.world.deeds["personal"], day) | about
            else:
                row = _penalty(rng, cast.world, kind["deeds"], day) | _firm(rng, firm)
            found.append(Decision(day, office, row))
    return _numbered(found, "交罚", "decided_by")


def permits(cast: Cast) -> dict[str, list[Decision]]:
    """Return the permits of each authority by its code, in the order of their days."""
    found = []
    for firm in cast.firms:
        rng, kind = draw("permits", firm.code), cast.world.kinds[firm.kind]
        office = cast.world.office_of(firm.place_code)
        for day in arrivals(
            rng, kind["permits"] * 1.05, cast.world.since, cast.world.until, lambda _: 1.0
        ):
            about = _firm(rng, firm)
            row = _permit(rng, cast.world, rng.choice(kind["grants"]), day, firm) | about
            found.append(Decision(day, office, row))
    return _numbered(found, "交许", "decided_by")


def _decider(rng: Random, world: World, place_code: str) -> Office:
    """Return who decides about somebody at home in a county."""
    which = rng.choices(("home", "corps", "other"), _DECIDERS)[0]
    if which == "corps":
        return world.offices["demo-enforcement"]
    if which == "other":
        place_code = rng.choice(world.counties).code
    return world.office_of(place_code)


def _penalty(rng: Random, world: World, deeds: dict[str, int], day: date) -> Row:
    """Return the cells that say what was done, one of these deeds, and what follows."""
    [deed] = rng.choices(list(deeds), list(deeds.values()))
    said = world.deeds["penalties"][deed]
    kinds, contents, row = [], [], {}
    if said["fine"]:
        least, most = said["fine"]
        fine = _FINE_STEP * rng.randint(least // _FINE_STEP, most // _FINE_STEP)
        kinds.append("罚款")
        contents.append(f"罚款人民币{fine}元")
        row["fine"] = f"{fine / 10000:.4f}".rstrip("0").rstrip(".")
    if also := said.get("also"):
        kinds.append(also)
        contents.append(also)
        if also.startswith("没收"):
            row["confiscated"] = "0.12"
    return row | {
        "violation_type": said["type"],
        "violation_facts": said["facts"],
        "legal_basis": said["basis"],
        "penalty_kinds": "；".join(kinds),
        "penalty_content": "，".join(contents),
        "decided_on": day,
        "valid_until": _LONG_TERM,
        "public_until": date(day.year + 1, day.month, min(day.day, 28)),
    }


def _permit(rng: Random, world: World, grant: str, day: date, firm: Firm) -> Row:
    """Return the cells that say what was permitted and for how long."""
    said = world.deeds["permits"][grant]
    years = said["years"]
    until = date(day.year + years, day.month, min(day.day, 28)) if years else day + timedelta(30)
    return {
        "document_name": said["document"],
        "permit_kinds": said.get("kind", "普通"),
        "permit_name": said["name"],
        "permit_number": f"{firm.licence}{rng.randint(1, 99):02d}",
        "permit_content": said["content"],
        "decided_on": day,
        "valid_from": day,
        "valid_until": until,
        "state": "1" if rng.random() < 0.97 else "2",
    }


def _firm(rng: Random, firm: Firm) -> Row:
    """Return the cells that name a firm or sole trader."""
    row = {
        "subject_name": firm.name,
        "category": "个体工商户" if firm.is_trader else "法人及非法人组织",
        "credit_code": firm.code,
        "legal_representative": firm.representative,
    }
    if firm.registration and rng.random() < 0.3:
        row |= {"credit_code": _PLACEHOLDER, "registration_number": firm.registration}
    elif firm.registration:
        row["registration_number"] = firm.registration
    return row


def _person(driver: Driver) -> Row:
    """Return the cells that name a natural person."""
    return {
        "subject_name": driver.name,
        "category": "自然人",
        "id_type": "身份证",
        "id_number": driver.licence,
    }


def _numbered(found: list[Decision], word: str, by: str) -> dict[str, list[Decision]]:
    """Return decisions by office, in order, each with its number and the names of the office."""
    whole: dict[str, list[Decision]] = defaultdict(list)
    serials: dict[tuple[str, int], int] = defaultdict(int)
    for each in sorted(found, key=lambda one: (one.on, one.office.code, one.row["subject_name"])):
        office = each.office
        serials[office.code, each.on.year] += 1
        serial = serials[office.code, each.on.year]
        short = "" if office.place_code == "990000" else office.place_name
        number = f"示{short}{word}〔{each.on.year}〕{serial:05d}号"
        named = {
            "document_number": number,
            by: office.name,
            f"{by}_code": office.credit_code,
            "source_unit": office.name,
            "source_unit_code": office.credit_code,
        }
        whole[office.code].append(replace(each, row=each.row | named))
    return dict(whole)


def weekly(cast: Cast, template: str, since: date, until: date, each: int) -> list[Decision]:
    """Return up to `each` decisions a week of every county from `since` to `until`, numbered.

    They are what clocks of 双公示 run for; firms come in turn.
    """
    found = []
    for place in cast.world.counties:
        firms = [
            firm for firm in cast.firms if firm.place_code == place.code and not firm.is_trader
        ]
        rng, office = draw("weekly", template, place.code), cast.world.office_of(place.code)
        for start in range(0, (until - since).days, 7):
            for _ in range(rng.randint(1, each) if firms else 0):
                day = min(since + timedelta(start + rng.randrange(5)), until)
                firm, kind = _one_of_kind(rng, cast, firms, template)
                about = _firm(rng, firm)
                if template == "penalty":
                    row = _penalty(rng, cast.world, kind["deeds"], day) | about
                else:
                    row = _permit(rng, cast.world, rng.choice(kind["grants"]), day, firm) | about
                found.append(Decision(day, office, row))
    word = "交罚新" if template == "penalty" else "交许新"
    numbered = _numbered(found, word, "decided_by")
    return [one for office in sorted(numbered) for one in numbered[office]]


def _one_of_kind(
    rng: Random, cast: Cast, firms: list[Firm], template: str
) -> tuple[Firm, dict[str, Any]]:
    """Draw a firm, and its kind if something is decided about such firms."""
    key = "deeds" if template == "penalty" else "grants"
    able = [firm for firm in firms if cast.world.kinds[firm.kind].get(key)]
    firm = rng.choice(able or firms)
    return firm, cast.world.kinds[firm.kind]
