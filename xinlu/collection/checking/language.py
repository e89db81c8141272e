"""The nouns of a data template: sheets, fields, conditions, and whom a row is about.

docs/templates.md tells how they are written in a template's file.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from dataclasses import field as made
from decimal import Decimal
from functools import cached_property
from itertools import chain


@dataclass(frozen=True)
class Test:
    """What a condition asks of one field's value; all that is given must hold."""

    equals: frozenset[str] = frozenset()
    #: True: there is a value; False: there is none.
    filled: bool | None = None
    #: One of these is among the values of a list.
    has: frozenset[str] = frozenset()
    prefix: tuple[str, ...] = ()
    prefix_not: tuple[str, ...] = ()
    above: Decimal | None = None


#: Tests by field key; all must hold.
Condition = Mapping[str, Test]


@dataclass(frozen=True)
class Choice:
    """One value of a list, and what senders write for it."""

    value: str
    aliases: tuple[str, ...] = ()
    #: "may" or "must" be made more precise after a dash, as in 其他-补办; empty: neither.
    open: str = ""


@dataclass(frozen=True)
class Heading:
    """A text at the head of a column by which a field is known."""

    text: str
    #: Columns of one slot exclude each other; a field of several slots may fill several columns.
    slot: str
    #: What a number of this column is multiplied by to be in the field's unit.
    factor: Decimal | None = None
    #: Values of other fields that this heading says without a column of their own.
    implies: Mapping[str, str] = made(default_factory=dict)


@dataclass(frozen=True)
class Field:
    """A column of a template: its names, the kind of its values, when it must be filled."""

    key: str
    name: str
    kind: str
    headings: tuple[Heading, ...]
    code: str = ""
    required: bool = False
    #: Any of these makes the field required.
    required_when: tuple[Condition, ...] = ()
    length: int = 0
    choices: tuple[Choice, ...] = ()
    separators: tuple[str, ...] = ()
    places: int = 6
    min: Decimal | None = None
    max: Decimal | None = None
    above: Decimal | None = None
    unit: str = ""
    not_in_future: bool = False
    #: Words that stand for a value, such as 长期.
    words: Mapping[str, str] = made(default_factory=dict)
    #: True for numbers of persons: encrypted, masked, never in a list.
    secret: bool = False
    #: Who may read it: public, government, authorised or closed; see `collection.openness`.
    openness: str = "government"
    #: Of a number of a person: how many characters stay left and right; else the platform's style.
    mask: tuple[int, int] | None = None
    placeholder: str = ""
    placeholder_when: Condition = made(default_factory=dict)
    #: Of a person's number: the field that says which document it is of.
    type: str = ""
    #: The value of that field with which the number is a 公民身份号码.
    resident_type: str = ""
    pattern: str = ""
    example: str = ""
    #: True where it says what the record is about; what lies outside the catalogue is refused.
    about: bool = False
    #: True where it names a person: sealed when the record's time is over.
    personal: bool = False


@dataclass(frozen=True)
class Naming:
    """One way of naming a subject: a scheme of identifiers and the field that holds the number."""

    scheme: str
    field: str
    when: Condition = made(default_factory=dict)
    #: Field put before the number, because numbers of this scheme differ only with it.
    qualified_by: str = ""
    #: Field put after the number and a slash: a plate and its colour.
    joined_with: str = ""


@dataclass(frozen=True)
class SubjectKind:
    """A kind of subject, when a row is about one, and by which numbers it is known."""

    kind: str
    by: tuple[Naming, ...]
    also: tuple[Naming, ...] = ()
    when: Condition = made(default_factory=dict)
    #: Field naming a section of another sheet, whose contractor the row is about.
    through: str = ""


@dataclass(frozen=True)
class LinkRule:
    """A tie that a row states: which firm its subject belongs to, and how."""

    kind: str
    kinds: tuple[SubjectKind, ...]
    #: Field with the firm's name.
    name: str = ""


@dataclass(frozen=True)
class RowRule:
    """What the cells of a row must be to each other.

    `contradiction` refuses when its condition holds, `order` unless `first` ≤ `then`, `part`
    unless the characters of `column` from place `at` on are the digits of the day `first`.
    """

    rule: str
    code: str
    column: str
    reason: str = ""
    when: Condition = made(default_factory=dict)
    first: str = ""
    then: str = ""
    #: Counted from 1.
    at: int = 0


@dataclass(frozen=True)
class Publicity:
    """What a sheet's rows tell of decisions that have to be publicised (双公示); fields by key."""

    #: "sent": the row is the decision as it is sent up; "registered": that it was made; "received":
    #: that the platform above has it.
    tells: str
    #: "permit" or "penalty", where all rows are of one kind.
    kind: str = ""
    #: Else the field that says so, by the words 行政许可 and 行政处罚.
    kind_from: str = ""
    decided_on: str = ""
    published_on: str = ""
    received_on: str = ""
    #: Fields of which a value keeps the decision out of 双公示, and by what word.
    outside: Mapping[str, Mapping[str, str]] = made(default_factory=dict)
    #: Why it is not sent (未报送依据).
    basis: str = ""

    def spoken_fields(self) -> Iterator[str]:
        """Yield the fields it speaks of."""
        yield from (self.kind_from, self.decided_on, self.published_on, self.received_on)
        yield from (self.basis, *self.outside)


@dataclass(frozen=True)
class SheetTemplate:
    """A sheet of a template; a file's sheet is told by its headings, then by its name."""

    key: str
    title: str
    fields: tuple[Field, ...]
    kinds: tuple[SubjectKind, ...]
    aliases: tuple[str, ...] = ()
    subject_name: str = ""
    #: Field whose subject must be known before (driver points).
    must_be_known: str = ""
    #: Fields that make two rows one fact, `subject`, `year` or `all` among them; empty: none.
    unique_by: tuple[str, ...] = ()
    unique_on: str = ""
    #: True where a later row of the same fact, sent by the same authority, takes its place.
    replaces: bool = False
    happened_on: str = ""
    #: Field that begins with the six digits of the division where it happened.
    division: str = ""
    number: str = ""
    authority_name: str = ""
    authority_code: str = ""
    #: Field by whose value other sheets' rows find this row's subject.
    names: str = ""
    links: tuple[LinkRule, ...] = ()
    rules: tuple[RowRule, ...] = ()
    publicity: Publicity | None = None

    @cached_property
    def field_by_key(self) -> dict[str, Field]:
        """Return the fields by key."""
        return {each.key: each for each in self.fields}

    def spoken_fields(self) -> Iterator[str]:
        """Yield every field key that the sheet's rules speak of, to be checked when it is read."""
        yield from (self.subject_name, self.must_be_known, self.unique_on, self.happened_on)
        yield self.division
        yield from (self.number, self.authority_name, self.authority_code, self.names)
        yield from self.unique_by
        for each in self.fields:
            yield from (each.type, *each.placeholder_when, *chain(*each.required_when))
            yield from chain(*(heading.implies for heading in each.headings))
        for kind in chain(self.kinds, *(link.kinds for link in self.links)):
            yield from (kind.through, *kind.when)
            for naming in (*kind.by, *kind.also):
                yield from (naming.field, naming.qualified_by, naming.joined_with, *naming.when)
        yield from (link.name for link in self.links)
        for rule in self.rules:
            yield from (rule.column, rule.first, rule.then, *rule.when)
        if self.publicity:
            yield from self.publicity.spoken_fields()


@dataclass(frozen=True)
class Template:
    """A data template as its file says it."""

    code: str
    title: str
    #: Catalogue item that the records belong to.
    item: str
    sheets: tuple[SheetTemplate, ...]
    #: SM3 of the file, kept with each batch.
    digest: str
    line: str = ""
    basis: str = ""
    edition: str = ""
    verified: bool = False
    #: Where a file's year comes from, in this order: `dates`, `file-name`, `given`; or `field`.
    year_from: tuple[str, ...] = ()
    year_field: str = ""

    @cached_property
    def names(self) -> dict[str, str]:
        """Return the template names of all fields by key."""
        return {each.key: each.name for sheet in reversed(self.sheets) for each in sheet.fields}

    @cached_property
    def secret_keys(self) -> frozenset[str]:
        """Return the keys of the fields that hold numbers of persons."""
        return frozenset(each.key for sheet in self.sheets for each in sheet.fields if each.secret)

    @cached_property
    def masks(self) -> dict[str, tuple[int, int]]:
        """Return of the fields that are masked otherwise than by the platform's style, how."""
        fields = [each for sheet in self.sheets for each in sheet.fields]
        return {each.key: each.mask for each in fields if each.mask}

    @cached_property
    def secret_with(self) -> dict[str, tuple[str, str]]:
        """Return of the secret fields that hold firms' codes as well: with what they are secret."""
        return {
            each.key: (each.type, each.resident_type)
            for sheet in self.sheets
            for each in sheet.fields
            if each.secret and each.kind == "subject-number"
        }

    def secrets_of(self, values: Mapping[str, str]) -> set[str]:
        """Return the keys of the values that are numbers of persons."""
        secret = self.secret_keys & values.keys()
        if secret and self.secret_with:
            return {
                key
                for key in secret
                if key not in self.secret_with
                or values.get(self.secret_with[key][0]) == self.secret_with[key][1]
            }
        return set(secret)

    @cached_property
    def _sheet_by_key(self) -> dict[str, SheetTemplate]:
        return {each.key: each for each in self.sheets}

    def sheet(self, key: str) -> SheetTemplate:
        """Return the sheet of this key."""
        return self._sheet_by_key[key]
