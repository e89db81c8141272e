"""How records become facts (映射): which sheets and fields are units, events and earlier results.

A mapping is a data file beside the rulebooks, `mappings/<scheme>.yaml`; it is part of an edition's
text and so of its hash.
"""

from collections.abc import Mapping as Readable
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any, TypeVar

import yaml

from xinlu.accounts import jurisdictions

#: The template of the general ledger (信用评价台账（通用）), whose rows say their category.
LEDGER = "assessment"


class MappingError(ValueError):
    """A mapping cannot be read: which file, which key, and how to mend it."""


Values = Readable[str, str]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet of a data template, by their keys; with `where`, only rows that hold these values."""

    template: str
    sheet: str
    where: Values = field(default_factory=dict, kw_only=True)

    @property
    def rows(self) -> tuple[str, str, tuple[tuple[str, str], ...]]:
        """Return which rows are read: template, sheet, and the values that they hold."""
        return self.template, self.sheet, tuple(sorted(self.where.items()))


@dataclass(frozen=True, slots=True)
class UnitMap(Sheet):
    """A sheet whose rows are units: which field names the unit and which weighs it.

    Their kind is `kind`, or what the field `kind_field` says: a kind of the rulebook, or the title
    of a component of that kind. `on` and `place` name the fields of the unit's day and
    jurisdiction, `quantities` those of its own quantities.
    """

    key: str
    kind: str = ""
    kind_field: str = ""
    weight: str = ""
    #: How the weight is called and measured in Chinese: 合同价, 亿元.
    weight_title: str = ""
    measure: str = ""
    title: str = ""
    day: str = ""
    place: str = ""
    quantities: Values = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class EventMap(Sheet):
    """A sheet whose rows are events.

    `code` and `points` name fields; `item` is the code of rows that have no such field; `unit`
    names the field with the unit's key and `makes_unit` the kind of unit that the event itself
    brings into being, such as a bid that is known only for what went wrong in it. `act` names the
    field that records of one act share, `place` that of the recognising jurisdiction, `until` that
    of the end of a penalty.
    """

    code: str = ""
    item: str = ""
    points: str = ""
    times: str = ""
    unit: str = ""
    makes_unit: str = ""
    title: str = ""
    act: str = ""
    place: str = ""
    until: str = ""


@dataclass(frozen=True, slots=True)
class FieldMap(Sheet):
    """A field of a sheet: the latest record in force that fills it gives the value."""

    field: str


@dataclass(frozen=True, slots=True)
class QuantityMap(Sheet):
    """A sheet that gives quantities (指标) of the subject, or of its units.

    Either each of `fields` is a quantity, by the rulebook's name; or each row is one: the field
    `name` holds its name or title, `value` its value, `unit` the unit that it is of, `day` its day.
    A figure of `nought_with` that was left blank is nought where the one named beside it is.
    """

    fields: Values = field(default_factory=dict)
    nought_with: Values = field(default_factory=dict)
    name: str = ""
    value: str = ""
    unit: str = ""
    day: str = ""


@dataclass(frozen=True, slots=True)
class LinkMap:
    """Other subjects whose results the rulebook reads.

    `relation` is the rulebook's word, `kind` the registry's tie; the others are those that the
    subject has the tie to, or with `reversed` those that have it to the subject. `schemes` are
    those whose announced results are read.
    """

    relation: str
    kind: str
    schemes: tuple[str, ...] = ()
    reversed: bool = False


@dataclass(frozen=True, slots=True)
class PriorMap:
    """Where the grade of the period before comes from, in this order.

    `own` says that our own announced result of the period before follows when the records are
    silent.
    """

    field: FieldMap | None
    own: bool


@dataclass(frozen=True, slots=True)
class Mapping:
    """How one scheme's records become facts.

    `by_year` schemes read the records of one evaluation year; the others every record up to the
    day. `identifier` names what the subject is called by in lists (`code` or a scheme of
    identifiers such as `practitioner`).
    """

    scheme: str
    line: str
    by_year: bool
    identifier: str
    population: tuple[Sheet, ...]
    units: tuple[UnitMap, ...]
    events: tuple[EventMap, ...]
    prior: PriorMap
    dates: Readable[str, FieldMap]
    quantities: tuple[QuantityMap, ...]
    #: Other schemes whose announced results of the subject are read.
    results: tuple[str, ...]
    links: tuple[LinkMap, ...]
    #: How units are counted in Chinese, by kind: 个合同段.
    words: Readable[str, str]
    tree: Readable[str, Any]

    def shapes(self) -> list[Sheet]:
        """Return everything that is read from a sheet."""
        shapes: list[Sheet] = [
            *self.population,
            *self.units,
            *self.events,
            *self.dates.values(),
            *self.quantities,
        ]
        return [*shapes, self.prior.field] if self.prior.field else shapes

    def sheets(self) -> frozenset[tuple[str, str]]:
        """Return every (template, sheet) that the mapping reads."""
        return frozenset((shape.template, shape.sheet) for shape in self.shapes())


KEYS = (
    "scheme",
    "line",
    "years",
    "identifier",
    "population",
    "units",
    "events",
    "prior",
    "dates",
    "quantities",
    "results",
    "links",
    "words",
    "ledger",
)


def path_of(scheme: str) -> Path | None:
    """Return the nearest file that maps the scheme, or None."""
    return jurisdictions.find("mappings", f"{scheme}.yaml")


def load(scheme: str) -> Mapping:
    """Return the nearest mapping of the scheme; raises `MappingError` without one."""
    path = path_of(scheme)
    if path is None:
        raise MappingError(f"There is no mappings/{scheme}.yaml in any jurisdiction's folder.")
    return read(yaml.safe_load(path.read_text(encoding="utf-8")), path)


def read(tree: Readable[str, Any], source: Path | str) -> Mapping:
    """Return the mapping that the plain data `tree` says."""
    unknown = set(tree) - set(KEYS)
    if unknown or "scheme" not in tree or "line" not in tree:
        raise MappingError(
            f"{source}: a mapping has the keys {', '.join(KEYS)}, of which scheme and line are "
            f"needed; unknown here: {', '.join(sorted(unknown)) or 'none'}."
        )
    said = {**tree}
    if "ledger" in said:
        said = with_ledger(said, str(said.pop("ledger")))
    prior = said.get("prior", {})
    past = prior.get("field")
    return Mapping(
        scheme=said["scheme"],
        line=said["line"],
        by_year=bool(said.get("years", False)),
        identifier=said.get("identifier", "code"),
        population=tuple(_shape(Sheet, one, source) for one in said.get("population", ())),
        units=tuple(_shape(UnitMap, one, source) for one in said.get("units", ())),
        events=tuple(_shape(EventMap, one, source) for one in said.get("events", ())),
        prior=PriorMap(_shape(FieldMap, past, source) if past else None, bool(prior.get("own"))),
        dates={name: _shape(FieldMap, one, source) for name, one in said.get("dates", {}).items()},
        quantities=tuple(_shape(QuantityMap, one, source) for one in said.get("quantities", ())),
        results=tuple(said.get("results", ())),
        links=tuple(_link(one, source) for one in said.get("links", ())),
        words=dict(said.get("words", {})),
        tree=said,
    )


def with_ledger(said: Readable[str, Any], category: str) -> dict[str, Any]:
    """Return a mapping that also reads the rows of a category in the general ledger (通用台账)."""

    def sheet(name: str, /, **more: Any) -> dict[str, Any]:
        return {"template": LEDGER, "sheet": name, "where": {"category": category}, **more}

    read_there: dict[str, Any] = {
        "population": [sheet("subject")],
        "units": [
            sheet("unit", key="unit", kind_field="kind", weight="weight", day="day", place="place")
        ],
        "events": [
            sheet(
                "item",
                **{name: name for name in ("code", "points", "times", "unit", "act", "place")},
                until="until",
                title="remark",
            )
        ],
        "quantities": [sheet("quantity", name="name", value="value", unit="unit", day="day")],
    }
    merged = {**said}
    for key, shapes in read_there.items():
        merged[key] = [*said.get(key, ()), *shapes]
    prior = said.get("prior", {})
    merged["prior"] = {"field": sheet("subject", field="prior_grade"), "own": True, **prior}
    return merged


def _link(tree: Readable[str, Any], source: Path | str) -> LinkMap:
    link = _shape(LinkMap, tree, source)
    return replace(link, schemes=tuple(link.schemes))


S = TypeVar("S")


def _shape(kind: type[S], tree: Readable[str, Any], source: Path | str) -> S:
    known = [each.name for each in fields(kind)]  # type: ignore[arg-type]
    unknown = set(tree) - set(known)
    if unknown:
        raise MappingError(
            f"{source}: {', '.join(sorted(unknown))} is not a key here; "
            f"known are {', '.join(known)}."
        )
    try:
        return kind(**tree)
    except TypeError as missing:
        raise MappingError(f"{source}: {dict(tree)} is incomplete: {missing}.") from None
