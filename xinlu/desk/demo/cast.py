"""Who lives in the demo city: firms with a temper, drivers and vehicles."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from itertools import accumulate
from random import Random
from typing import Any

from xinlu.desk.demo import numbers
from xinlu.desk.demo.world import World, draw, one_of
from xinlu.kernel.identifiers.fictional import fictional_credit_code

#: Colours of plates and how many bear them.
_COLOURS = {"黄": 78, "蓝": 12, "黄绿": 6, "渐变绿": 4}
_VEHICLE_TYPES = {
    "黄": "重型半挂牵引车",
    "蓝": "轻型厢式货车",
    "黄绿": "中型客车",
    "渐变绿": "轻型货车",
}
#: How often points are noted beside a driver with 1, and how many are so.
_RISKS = {0.02: 72, 1.0: 17, 4.0: 8, 25.0: 3}
#: The tempers of the second and the third firm of each kind.
_TOLD = {1: "repeat", 2: "spotless"}
#: Of so many drivers one holds a certificate from 29 February.
_LEAP_DAY_EVERY = 400


@dataclass(slots=True)
class Firm:
    """A firm or sole trader, how it errs and how large it is."""

    code: str
    name: str
    kind: str
    place_code: str
    representative: str
    temper: dict[str, Any]
    scale: float
    licence: str
    registered_on: date
    #: A sole trader that has no credit code yet writes noughts and its registration number.
    registration: str = ""
    vehicles: list["Vehicle"] = field(default_factory=list)
    driver_count: int = 0

    @property
    def is_trader(self) -> bool:
        """Say whether it is a sole trader."""
        return self.code.startswith("92")

    def error_at(self, share: float) -> float:
        """Return how often it errs beside an ordinary firm, `share` of the three years in."""
        first, last = self.temper["from"], self.temper["to"]
        return float(first + (last - first) * share)


@dataclass(frozen=True, slots=True)
class Driver:
    """A commercial driver; the licence's number is the 公民身份号码."""

    licence: str
    name: str
    place_code: str
    first_issued: date
    prior_grade: str
    qualification: str
    employer: Firm
    #: How often points are noted, beside an ordinary driver.
    risk: float


@dataclass(frozen=True, slots=True)
class Vehicle:
    """A commercial vehicle, known by plate and colour."""

    plate: str
    colour: str
    certificate: str
    kind: str
    first_registered: date
    operator: Firm
    #: How often it is found overloaded, beside an ordinary one.
    risk: float


class Cast:
    """Everybody in the city, drawn once."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.firms = list(self._firms())
        self.drivers = list(self._drivers())
        self.vehicles = list(self._vehicles())

    @cached_property
    def firms_by_place(self) -> dict[str, list[Firm]]:
        """Return the firms of each county."""
        found: dict[str, list[Firm]] = {place.code: [] for place in self.world.counties}
        for firm in self.firms:
            found[firm.place_code].append(firm)
        return found

    def first_firm(self, kind: str, place_code: str) -> Firm:
        """Return the first firm of a kind in a county."""
        firms = self.firms_by_place[place_code]
        return next(firm for firm in firms if firm.kind == kind)

    def person(self, rng: Random) -> str:
        """Return the name of a fictional person."""
        words = self.world.words
        return f"{rng.choice(words['surnames'])}某{rng.choice(words['ordinals'])}"

    def _firms(self) -> Iterator[Firm]:
        rng, words = draw("firms"), self.world.words
        brands = [a + b for a in words["first"] for b in words["second"]]
        rng.shuffle(brands)
        places = [place.code for place in self.world.counties]
        # The centre has more firms than the rim.
        weights = list(accumulate(3 - 2 * n / len(places) for n in range(len(places))))
        serial, names = 0, set()
        for kind, count in self.world.measure["firms"].items():
            for n in range(count):
                serial += 1
                # Every county has one of each kind before chance shares out the others.
                place = (
                    places[n] if n < len(places) else rng.choices(places, cum_weights=weights)[0]
                )
                suffix = rng.choice(self.world.kinds[kind]["suffixes"])
                name = f"示例{brands[serial % len(brands)]}{suffix}"
                while name in names:
                    name = f"示例{rng.choice(brands)}{suffix}"
                names.add(name)
                firm = self._firm(rng, kind, place, name, serial)
                # The smallest city too has one of each kind that errs, and one that does not.
                if n in _TOLD:
                    firm.temper = self._temper(_TOLD[n])
                yield firm

    def _temper(self, code: str) -> dict[str, Any]:
        return next(each for each in self.world.tempers if each["code"] == code)

    def _firm(self, rng: Random, kind: str, place: str, name: str, serial: int) -> Firm:
        head = "92" if kind == "trader" else "91"
        return Firm(
            code=fictional_credit_code(serial, division=place, head=head),
            name=name,
            kind=kind,
            place_code=place,
            representative=self.person(rng),
            temper=one_of(rng, self.world.tempers, "share"),
            scale=min(8.0, 0.3 + rng.expovariate(1.4)),
            licence=f"{place}{serial:06d}",
            registered_on=date(2005, 1, 1) + timedelta(days=rng.randint(0, 6800)),
            registration=f"{place}6{serial:08d}" if kind == "trader" and rng.random() < 0.1 else "",
        )

    def _employers(self, by: str) -> tuple[list[Firm], list[float]]:
        """Return the firms that have vehicles or drivers, and their shares of them, summed up."""
        kinds = self.world.kinds
        firms = [firm for firm in self.firms if kinds[firm.kind][by]]
        return firms, list(accumulate(kinds[firm.kind][by] * firm.scale for firm in firms))

    def _drivers(self) -> Iterator[Driver]:
        rng = draw("drivers")
        taken: set[str] = set()
        firms, shares = self._employers("drivers")
        while len(taken) < self.world.measure["drivers"]:
            firm = rng.choices(firms, cum_weights=shares)[0]
            licence = numbers.person_number(rng, firm.place_code)
            if licence in taken:
                continue
            taken.add(licence)
            firm.driver_count += 1
            issued = self._first_issue(rng, licence)
            yield Driver(
                licence=licence,
                name=self.person(rng),
                place_code=firm.place_code,
                first_issued=issued,
                prior_grade=_prior_grade(rng, issued, self.world.since),
                qualification="道路旅客运输" if firm.kind == "passenger" else "道路货物运输",
                employer=firm,
                risk=rng.choices(list(_RISKS), list(_RISKS.values()))[0],
            )

    def _first_issue(self, rng: Random, licence: str) -> date:
        """Return when a driver got the certificate: at 21 or later, before the register."""
        earliest = max(date(2006, 1, 1), date(int(licence[6:10]) + 22, 1, 1))
        span = (date(2024, 9, 30) - earliest).days
        if rng.randrange(_LEAP_DAY_EVERY) == 0 and earliest < date(2020, 2, 29):
            return date(2020, 2, 29)
        return earliest + timedelta(days=rng.randint(0, max(span, 1)))

    def _vehicles(self) -> Iterator[Vehicle]:
        rng = draw("vehicles")
        taken: set[tuple[str, str]] = set()
        firms, shares = self._employers("vehicles")
        while len(taken) < self.world.measure["vehicles"]:
            firm = rng.choices(firms, cum_weights=shares)[0]
            colour = rng.choices(list(_COLOURS), list(_COLOURS.values()))[0]
            plate = numbers.plate(rng, colour)
            if (plate, colour) in taken:
                continue
            taken.add((plate, colour))
            vehicle = Vehicle(
                plate=plate,
                colour=colour,
                certificate=f"{firm.place_code}{len(taken):06d}",
                kind=_VEHICLE_TYPES[colour],
                first_registered=date(2013, 1, 1) + timedelta(days=rng.randint(0, 3900)),
                operator=firm,
                risk=rng.choices((0.2, 1.0, 12.0), (70, 28, 2))[0],
            )
            firm.vehicles.append(vehicle)
            yield vehicle


def _prior_grade(rng: Random, issued: date, since: date) -> str:
    """Return the grade of the cycle before; whoever just got the certificate has none."""
    if (since - issued).days < 400:
        return ""
    return rng.choices(("AAA", "AA", "A", "B", ""), (39, 37, 17, 5, 2))[0]
