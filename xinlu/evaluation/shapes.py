"""What a mapping may say of records: which sheets and fields are units, events and quantities."""

from collections.abc import Mapping as Readable
from dataclasses import dataclass, field
from typing import Any

from xinlu.evaluation import causes

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
class CausesMap(Sheet):
    """Penalties that a table of causes (案由对应表) makes items of the rulebook, and its lines.

    `cause`, `fine` and `kinds` name fields. A record that is contested `counts` or `waits`.
    """

    table: str
    lines: tuple[causes.Line, ...]
    cause: str
    fine: str
    kinds: str
    contested: str


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
    causes: CausesMap | None
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
        shapes += [each for each in (self.prior.field, self.causes) if each]
        return shapes

    def sheets(self) -> frozenset[tuple[str, str]]:
        """Return every (template, sheet) that the mapping reads."""
        return frozenset((shape.template, shape.sheet) for shape in self.shapes())
