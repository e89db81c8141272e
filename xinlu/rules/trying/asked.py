"""What a rulebook asks about a subject that somebody makes up, worked out from its shapes."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from typing import Any

from xinlu.rules.language import (
    Ban,
    Candidate,
    Condition,
    Decision,
    Earlier,
    Elapsed,
    Item,
    Linked,
    Name,
    OverUnits,
    Quantity,
    Ranked,
    Recorded,
    Rulebook,
    Streak,
)

#: How many years back somebody may say what they were graded.
YEARS_BACK = 3


@dataclass(frozen=True, slots=True)
class UnitAsked:
    """What is asked of each unit of a kind: its weight, its place, its day, its own quantities."""

    kind: str
    title: str
    weight: bool
    place: bool
    day: bool
    quantities: tuple[Quantity, ...]


@dataclass(frozen=True, slots=True)
class ResultAsked:
    """An earlier result that is read: of which scheme, by how many years back, with what grades."""

    scheme: str
    back: int
    grades: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LinkAsked:
    """Linked subjects of which results are read; `grades` is empty where only scores are."""

    relation: str
    scheme: str
    grades: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RecordAsked:
    """What is asked of a record of an item besides what it is; `kind` is the kind of its unit."""

    points: bool
    times: bool
    unit: bool
    kind: str | None
    until: bool
    act: bool
    number: bool
    place: bool


@dataclass(frozen=True, slots=True)
class Asked:
    """Everything that a rulebook may read about one subject.

    `choices` are the texts with which a quantity is compared.
    """

    dates: tuple[str, ...]
    quantities: tuple[Quantity, ...]
    choices: Mapping[str, tuple[str, ...]]
    units: Mapping[str, UnitAsked]
    prior: bool
    results: tuple[ResultAsked, ...]
    links: tuple[LinkAsked, ...]
    ranks: tuple[Ranked, ...]
    records: Mapping[str, RecordAsked]


def asked_by(rulebook: Rulebook) -> Asked:
    """Return what the rulebook asks about a subject."""
    shapes = list(shapes_in(rulebook))
    own = [quantity for quantity in rulebook.quantities.values() if quantity.unit is None]
    return Asked(
        dates=tuple(dates(rulebook)),
        quantities=tuple(own),
        choices=choices(shapes),
        units=units(rulebook, shapes),
        prior=reads_prior(rulebook, shapes),
        results=tuple(results(rulebook)),
        links=tuple(dict.fromkeys(links(rulebook))),
        ranks=tuple(each for each in rulebook.measures.values() if isinstance(each, Ranked)),
        records={code: record(rulebook, item) for code, item in rulebook.items.items()},
    )


def shapes_in(held: Any) -> Iterator[Any]:
    """Yield every shape in a rulebook, and every shape inside it."""
    if isinstance(held, Mapping):
        for each in held.values():
            yield from shapes_in(each)
    elif isinstance(held, tuple | list):
        for each in held:
            yield from shapes_in(each)
    elif is_dataclass(held):
        yield held
        for field in fields(held):
            if field.name != "tree":
                yield from shapes_in(getattr(held, field.name))


def dates(rulebook: Rulebook) -> Iterator[str]:
    """Yield the named days that are read."""
    names = [each.date for each in rulebook.measures.values() if isinstance(each, Elapsed)]
    if rulebook.cycle.kind == "anniversary":
        names.insert(0, rulebook.cycle.of)
    if rulebook.term is not None:
        names.append("published")
    yield from dict.fromkeys(names)


def choices(shapes: list[Any]) -> dict[str, tuple[str, ...]]:
    """Return the texts with which each quantity is compared, in the order of the rulebook."""
    found: dict[str, dict[str, None]] = {}
    for each in shapes:
        if isinstance(each, Condition):
            values = each.value if isinstance(each.value, tuple) else (each.value,)
            texts = [value for value in values if isinstance(value, str)]
            found.setdefault(each.quantity, {}).update(dict.fromkeys(texts))
    return {name: tuple(texts) for name, texts in found.items() if texts}


def units(rulebook: Rulebook, shapes: list[Any]) -> dict[str, UnitAsked]:
    """Return what is asked of the units of each kind."""
    titles = {each.unit: each.title for each in rulebook.components.values() if each.unit}
    for shape in (*rulebook.quantities.values(), *rulebook.measures.values()):
        if shape.unit:
            titles.setdefault(shape.unit, shape.unit)
    for measure in rulebook.measures.values():
        if isinstance(measure, OverUnits):
            titles.setdefault(measure.kind, measure.title)
    names = {each.name for each in shapes if isinstance(each, Name)}
    names |= {each.quantity for each in shapes if isinstance(each, Condition)}
    return {
        kind: UnitAsked(
            kind,
            title,
            weight=weighs(rulebook, kind) or "weight" in names,
            place="place" in names or any(c.within for c in of_kind(rulebook, kind)),
            day=any(c.ages and c.ages_weigh == "units" for c in of_kind(rulebook, kind)),
            quantities=tuple(q for q in rulebook.quantities.values() if q.unit == kind),
        )
        for kind, title in titles.items()
    }


def of_kind(rulebook: Rulebook, kind: str) -> list[Any]:
    """Return the components that average units of a kind."""
    return [each for each in rulebook.components.values() if each.unit == kind]


def weighs(rulebook: Rulebook, kind: str) -> bool:
    """Tell whether units of a kind are averaged by their own weight."""
    if any(c.average == "weighted" and not c.weight_by for c in of_kind(rulebook, kind)):
        return True
    return any(
        isinstance(each, OverUnits)
        and each.kind == kind
        and each.take == "weighted"
        and not each.by
        for each in rulebook.measures.values()
    )


def reads_prior(rulebook: Rulebook, shapes: list[Any]) -> bool:
    """Tell whether last period's grade is read."""
    if rulebook.rise is not None or rulebook.initial_grade is not None:
        return True
    return any(
        (isinstance(each, Condition) and each.quantity == "previous")
        or (isinstance(each, Decision) and each.grade == "previous")
        for each in shapes
    )


def results(rulebook: Rulebook) -> Iterator[ResultAsked]:
    """Yield the earlier results that are read, the newest year first."""
    own = tuple(grade.code for grade in rulebook.grades)
    found: dict[tuple[str, int], tuple[str, ...]] = {}
    for each in rulebook.measures.values():
        if isinstance(each, Earlier | Streak):
            back = each.back if isinstance(each, Earlier) else None
            grades = own if each.scheme == "own" else each.grades
            for years in range(1, YEARS_BACK + 1) if back is None else (back,):
                found.setdefault((each.scheme, years), grades)
    for (scheme, years), grades in sorted(found.items(), key=lambda each: each[0]):
        yield ResultAsked(scheme, years, grades)


def links(rulebook: Rulebook) -> Iterator[LinkAsked]:
    """Yield which linked subjects are read."""
    grades: dict[tuple[str, str], tuple[str, ...]] = {}
    for each in rulebook.measures.values():
        if isinstance(each, Linked):
            key = (each.relation, each.scheme)
            grades[key] = grades.get(key) or each.grades
    yield from (LinkAsked(*key, held) for key, held in grades.items())


def record(rulebook: Rulebook, item: Item) -> RecordAsked:
    """Return what is asked of a record of the item."""
    component = rulebook.components.get(item.component) if item.component else None
    counted = [m for m in rulebook.measures.values() if reads(m, item)]
    takes = {each.take for each in counted if isinstance(each, Recorded)}
    weighs_points = item.effect in ("deduct", "add", "points", "score")
    given = item.value is None or bool(item.allowed) or item.low is not None
    fined = any(reads(each, item) and each.points_at_least for each in rulebook.candidates)
    return RecordAsked(
        points=(weighs_points and given)
        or fined
        or (item.effect == "count" and bool(takes & POINTS)),
        times=(weighs_points and item.value is not None) or bool(takes & {"times", "most-times"}),
        unit=bool(component and component.unit) or any(each.unit for each in counted),
        kind=component.unit if component else None,
        until=any(reads(each, item) for each in rulebook.bans.values()),
        act=bool(component and component.overlap == "of-act"),
        number="numbers" in takes or any(reads(each, item) for each in rulebook.candidates),
        place="places" in takes,
    )


POINTS = {"points", "most-points"}


def reads(shape: Any, item: Item) -> bool:
    """Tell whether a measure, a ban or a candidate reads records of the item."""
    return isinstance(shape, Recorded | Ban | Candidate) and item.code in shape.items
