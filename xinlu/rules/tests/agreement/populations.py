"""Populations drawn at random for a drawn rulebook: subjects with everything that it may read."""

from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from random import Random
from typing import Any

from xinlu.rules import Event, Facts, Unit
from xinlu.rules.facts import Link, Result
from xinlu.rules.tests.agreement.drawing import GRADES, ON, UNITS

PLACES = ["东县", "西县", ""]
SECTORS = ["客运", "货运", "维修"]
QUARTERS = [Fraction(n, 4) for n in (0, 1, 2, 4, 5, 10, 20, 40)]
#: Days at which spans and periods begin or end, and their neighbours.
EDGES = [
    date(2024, 6, 30),
    date(2024, 1, 1),
    date(2023, 12, 31),
    date(2023, 12, 30),
    date(2023, 6, 30),
    date(2023, 7, 1),
    date(2022, 6, 30),
    date(2022, 12, 30),
    date(2024, 7, 1),
]


def a_population(tree: dict[str, Any], seed: int, size: int) -> list[Facts]:
    """Return so many subjects, the same for the same seed."""
    random = Random(seed)
    return [a_subject(tree, random, f"示例{n:03d}") for n in range(size)]


def a_subject(tree: dict[str, Any], random: Random, name: str) -> Facts:
    """Return one subject; one in twelve is given something that no rulebook can judge."""
    units = [a_unit(random, "check", f"查{n}") for n in range(random.choice([0, 1, 2, 4]))]
    units += [a_unit(random, "section", f"标{n}") for n in range(random.choice([0, 1, 3]))]
    events = [
        an_event(random, item, f"{name}-{n}", units)
        for n, item in enumerate(random.choices(tree["items"], k=random.choice([0, 1, 3, 9])))
    ]
    vehicles = Fraction(random.choice([1, 2, 3, 8, 10, 20, 40]))
    quantities: dict[str, Any] = {
        "vehicles": vehicles,
        "mean_vehicles": {date(2020, 1, 1): vehicles, date(2024, 3, 1): Fraction(5)},
        "sector": random.choice(SECTORS),
    }
    if random.random() < 0.7:
        quantities["mileage"] = Fraction(random.choice([0, 40, 80, 120, 160, 300]))
    facts = Facts(
        name,
        ON,
        units=units,
        events=[event for event in events if event is not None],
        quantities=quantities,
        prior={"grade": random.choice(GRADES)} if random.random() < 0.6 else {},
        dates={"licensed": random.choice([date(2020, 2, 29), date(2021, 6, 30), date(2024, 5, 1)])},
        results=[
            Result("own", year, random.choice(GRADES), random.choice(QUARTERS) * 9)
            for year in (2021, 2022, 2023, 2024)
            if random.random() < 0.6
        ],
        links=[
            Link(
                "driver",
                f"{name}驾{n}",
                [Result("driver", 2023, random.choice(GRADES), Fraction(60 + n))],
            )
            for n in range(random.choice([0, 1, 4]))
        ],
    )
    return spoilt(facts, random) if random.random() < 1 / 12 else facts


def a_unit(random: Random, kind: str, key: str) -> Unit:
    """Return a check or a section."""
    return Unit(
        kind,
        key,
        weight=Fraction(random.choice([1, 2, 3, 10])),
        place=random.choice(PLACES),
        on=random.choice(EDGES),
        quantities={"inspected": Fraction(random.choice([1, 2, 4, 5, 7]))}
        if kind == "check"
        else {},
    )


def an_event(random: Random, item: dict[str, Any], key: str, units: list[Unit]) -> Event | None:
    """Return a record of the item, or None where it would need a unit and there is none."""
    kind = UNITS[item["component"]] if "component" in item else one_of_the_kinds(random)
    homes = [unit.key for unit in units if unit.kind == kind]
    if kind and not homes:
        return None
    ranged = "low" in item
    return Event(
        key,
        item["code"],
        random.choice(EDGES) if random.random() < 0.5 else ON - timedelta(random.randint(0, 1200)),
        points=random.choice(QUARTERS) if ranged or random.random() < 0.2 else None,
        unit=random.choice(homes) if kind else None,
        number=random.choice(["甲1号", "甲2号", None]),
        effective=random.random() > 0.05,
        times=random.choice([None, None, Fraction(2), Fraction(3)]),
        act=random.choice(["一", "二", None]),
        place=random.choice(PLACES),
        until=random.choice([None, None, date(2024, 8, 1)]),
    )


def one_of_the_kinds(random: Random) -> str | None:
    """Return where a record stands that belongs to no component: a unit, or the subject itself."""
    return random.choice([None, "check", "section"])


def spoilt(facts: Facts, random: Random) -> Facts:
    """Return the facts with one thing wrong in them."""
    stranger = Event("x", "NO-SUCH", date(2024, 3, 1))
    choices = [
        replace(facts, events=[*facts.events, stranger]),
        replace(facts, prior={"grade": "Z"}),
        replace(facts, quantities={**facts.quantities, "vehicles": Fraction(0)}),
        replace(facts, quantities={}),
    ]
    if facts.units:
        light = replace(facts.units[0], weight=Fraction(0))
        choices.append(replace(facts, units=[light, *facts.units[1:]]))
        choices.append(replace(facts, units=[*facts.units, facts.units[0]]))
    if facts.events:
        event = facts.events[0]
        choices.append(replace(facts, events=[*facts.events, event]))
        choices.append(replace(facts, events=[replace(event, points=Fraction(-1), key="n")]))
        choices.append(replace(facts, events=[replace(event, unit="没有这个", key="u")]))
    return random.choice(choices)
