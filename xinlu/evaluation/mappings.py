"""How records become facts (映射): which sheets and fields are units, events and earlier results.

A mapping is a data file beside the rulebooks, `mappings/<scheme>.yaml`; it is part of an edition's
text and so of its hash.
"""

from collections.abc import Mapping as Readable
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, TypeVar

import yaml

from xinlu.accounts import jurisdictions


class MappingError(ValueError):
    """A mapping cannot be read: which file, which key, and how to mend it."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet of a data template, by their keys."""

    template: str
    sheet: str


@dataclass(frozen=True, slots=True)
class UnitMap:
    """A sheet whose rows are units: which field names the unit and which weighs it."""

    template: str
    sheet: str
    kind: str
    key: str
    weight: str = ""
    #: How the weight is called and measured in Chinese: 合同价, 亿元.
    weight_title: str = ""
    measure: str = ""


@dataclass(frozen=True, slots=True)
class EventMap:
    """A sheet whose rows are events.

    `code` and `points` name fields; `item` is the code of rows that have no such field; `unit`
    names the field with the unit's key and `makes_unit` the kind of unit that the event itself
    brings into being, such as a bid that is known only for what went wrong in it.
    """

    template: str
    sheet: str
    code: str = ""
    item: str = ""
    points: str = ""
    times: str = ""
    unit: str = ""
    makes_unit: str = ""
    title: str = ""


@dataclass(frozen=True, slots=True)
class FieldMap:
    """A field of a sheet: the latest record in force that fills it gives the value."""

    template: str
    sheet: str
    field: str


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
    #: How units are counted in Chinese, by kind: 个合同段.
    words: Readable[str, str]
    tree: Readable[str, Any]

    def sheets(self) -> frozenset[tuple[str, str]]:
        """Return every (template, sheet) that the mapping reads."""
        shapes: list[Sheet | UnitMap | EventMap | FieldMap] = [
            *self.population,
            *self.units,
            *self.events,
            *self.dates.values(),
        ]
        if self.prior.field:
            shapes.append(self.prior.field)
        return frozenset((shape.template, shape.sheet) for shape in shapes)


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
    "words",
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
    prior = tree.get("prior", {})
    field = prior.get("field")
    return Mapping(
        scheme=tree["scheme"],
        line=tree["line"],
        by_year=bool(tree.get("years", False)),
        identifier=tree.get("identifier", "code"),
        population=tuple(_shape(Sheet, one, source) for one in tree.get("population", ())),
        units=tuple(_shape(UnitMap, one, source) for one in tree.get("units", ())),
        events=tuple(_shape(EventMap, one, source) for one in tree.get("events", ())),
        prior=PriorMap(_shape(FieldMap, field, source) if field else None, bool(prior.get("own"))),
        dates={name: _shape(FieldMap, one, source) for name, one in tree.get("dates", {}).items()},
        words=dict(tree.get("words", {})),
        tree=tree,
    )


S = TypeVar("S")


def _shape(kind: type[S], tree: Readable[str, Any], source: Path | str) -> S:
    known = [field.name for field in fields(kind)]  # type: ignore[arg-type]
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
