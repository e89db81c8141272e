"""Registers and roads: drivers, vehicles, driver points, overload penalties, yearly figures."""

from datetime import date, timedelta
from itertools import accumulate
from random import Random

from xinlu.desk.demo.cast import Cast, Driver, Firm, Vehicle
from xinlu.desk.demo.deeds import Row
from xinlu.desk.demo.world import draw

#: Values that the rulebook allows for points, and how often each is noted.
_POINTS = {1: 25, 3: 30, 5: 22, 10: 17, 20: 6}
#: Notes become more as offices get used to them: this power of chance leans to the later days.
_LEANS_LATE = 0.7
_BEHAVIOURS = {
    1: "未按规定携带从业资格证件",
    3: "未按规定填写行车日志",
    5: "不按批准的线路或站点运行",
    10: "超限运输未经许可",
    20: "驾驶无道路运输证的车辆从事营运",
}
_FLEETS = ("freight", "trader", "passenger", "hazardous")


def driver_row(driver: Driver) -> Row:
    """Return a driver as the register has it."""
    return {
        "licence": driver.licence,
        "name": driver.name,
        "resident_id": driver.licence,
        "first_issued": driver.first_issued,
        "prior_grade": driver.prior_grade,
        "qualification": driver.qualification,
        "employer": driver.employer.name,
        "employer_code": driver.employer.code,
    }


def vehicle_row(vehicle: Vehicle) -> Row:
    """Return a vehicle as the register has it."""
    return {
        "plate": vehicle.plate,
        "plate_colour": vehicle.colour,
        "transport_certificate": vehicle.certificate,
        "operator_code": vehicle.operator.code,
        "operator": vehicle.operator.name,
        "vehicle_type": vehicle.kind,
        "first_registered": vehicle.first_registered,
    }


def points(cast: Cast) -> list[tuple[date, Driver, Row]]:
    """Return every note of driver points, in the order of their days."""
    rng, world = draw("points"), cast.world
    shares = list(accumulate(driver.risk for driver in cast.drivers))
    offices = {place.code: world.office_of(place.code).name for place in world.counties}
    span = (world.until - world.since).days
    found = []
    for n in range(world.measure["points"]):
        driver = rng.choices(cast.drivers, cum_weights=shares)[0]
        day = world.since + timedelta(days=int(span * rng.random() ** _LEANS_LATE))
        day = max(day, driver.first_issued + timedelta(days=30))
        value = rng.choices(list(_POINTS), list(_POINTS.values()))[0]
        row = {
            "licence": driver.licence,
            "name": driver.name,
            "happened_on": day,
            "points": value,
            "behaviour": _BEHAVIOURS[value],
            # Not every office numbers its notes.
            "document_number": f"示计分〔{day.year}〕{n:06d}号" if rng.random() < 0.7 else "",
            "decided_by": offices[driver.place_code],
        }
        found.append((day, driver, row))
    return sorted(found, key=lambda each: (each[0], each[1].licence))


def overloads(cast: Cast) -> list[tuple[date, Row]]:
    """Return every overload penalty, in the order of their days; some vehicles come again."""
    rng, world = draw("overloads"), cast.world
    heavy = [one for one in cast.vehicles if one.operator.kind in ("freight", "trader")]
    shares = list(accumulate(one.risk * one.operator.error_at(0.5) for one in heavy))
    span = (world.until - world.since).days
    found: list[tuple[date, Vehicle]] = []
    while len(found) < world.measure["overloads"]:
        vehicle = rng.choices(heavy, cum_weights=shares)[0]
        day = world.since + timedelta(days=rng.randint(0, span))
        found.append((day, vehicle))
        # Whoever is hardened is found again within the year.
        if vehicle.risk > 1 and rng.random() < 0.25:
            found += [
                (min(world.until, day + timedelta(days=rng.randint(10, 330))), vehicle)
                for _ in range(rng.randint(2, 5))
            ]
    found.sort(key=lambda each: (each[0], each[1].plate))
    office = world.offices["demo-enforcement"]
    rows = []
    for serial, (day, vehicle) in enumerate(found, 1):
        told = {
            "document_number": f"示超罚〔{day.year}〕{serial:05d}号",
            "decided_by": office.name,
            "decided_by_code": office.credit_code,
        }
        rows.append((day, _overload(rng, day, vehicle) | told))
    return rows


def _overload(rng: Random, day: date, vehicle: Vehicle) -> Row:
    """Return one overload penalty, but for its number and office."""
    excess = rng.choice((2, 4, 7, 11, 18))
    return {
        "plate": vehicle.plate,
        "plate_colour": vehicle.colour,
        "decided_on": day,
        "happened_on": day - timedelta(days=rng.randint(0, 6)),
        "total_weight": f"{49 + excess + rng.randint(0, 9) / 10:.1f}",
        "fine": f"{excess * 0.05:.2f}",
        "transport_certificate": vehicle.certificate,
        "operator": vehicle.operator.name,
        "operator_code": vehicle.operator.code,
    }


def entry_row(number: int, firm: Firm) -> Row:
    """Return a firm as market regulation registered it; some were renamed or have a new head."""
    rng = draw("entry", firm.code)
    name = firm.name.replace("有限公司", "集团有限公司") if number % 5 == 1 else firm.name
    return {
        "credit_code": firm.code,
        "name": name,
        "legal_representative": "示某新" if number % 5 == 3 else firm.representative,
        "address": f"示例路{rng.randint(1, 300)}号",
        "founded_on": firm.registered_on,
        "approved_on": date(2025, rng.randint(1, 8), rng.randint(1, 28)),
        "status": "存续",
    }


def firm_years(cast: Cast, year: int) -> dict[str, list[Row]]:
    """Return the yearly figures of transport firms by county."""
    share = min(1.0, max(0.0, (date(year, 7, 1) - cast.world.since).days / 1096))
    return {
        place: [
            _firm_year(draw("firm-year", firm.code, year), firm, year, share)
            for firm in firms
            if firm.kind in _FLEETS and firm.registered_on.year <= year
        ]
        for place, firms in cast.firms_by_place.items()
    }


def _firm_year(rng: Random, firm: Firm, year: int, share: float) -> Row:
    """Return the figures of a firm for a year; what is nought is written 0."""
    count = max(1, len(firm.vehicles))
    level = firm.error_at(share)
    accidents = sum(rng.random() < 0.012 * level for _ in range(count))
    deaths = sum(rng.random() < 0.2 for _ in range(accidents))
    row: Row = {
        "credit_code": firm.code,
        "firm_name": firm.name,
        "year": year,
        "operating_licence": firm.licence,
        "vehicles": count,
        "average_vehicles": f"{count + rng.randint(-5, 5) / 10:.2f}",
        "drivers": max(1, firm.driver_count),
        "accidents": accidents,
        "violations": sum(rng.random() < 0.08 * level for _ in range(count)),
        "complaints": sum(rng.random() < 0.05 * level for _ in range(count)),
        "uninsured_drivers": 0,
        "uninsured_vehicles": 0,
    }
    if accidents:
        row |= {"deaths": deaths, "injuries": rng.randint(0, 3)}
    if deaths:
        row["most_deaths"] = 1 if deaths > 1 and rng.random() < 0.7 else deaths
    return row
