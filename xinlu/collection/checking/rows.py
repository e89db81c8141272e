"""What checking gives: rows, the reasons why some are refused, and the subjects they are about."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

#: The codes for which a row may be refused, the most telling first.
REFUSAL_CODES = (
    "outside-catalogue",
    "category",
    "identifier-check",
    "code-value",
    "date",
    "date-in-future",
    "number",
    "length",
    "missing",
    "missing-conditional",
    "unknown-subject",
    "duplicate",
)


class SheetFailure(Exception):
    """A file without a sheet that can be checked; `code` and `params` tell why.

    Codes: `no-header`, `missing-column`, `header-repeated`, `second-header`, `no-year`, `no-rows`.
    """

    def __init__(self, code: str, **params: Any) -> None:
        self.code = code
        self.params = params
        super().__init__(f"{code}: {params}")


@dataclass(frozen=True, slots=True)
class RowRefusal:
    """One reason why a row was refused."""

    key: str
    #: The column by its template name.
    column: str
    #: Where the column stands in the sender's sheet, from 0; None where it is missing.
    position: int | None
    code: str
    #: The cell as it was sent, as text of at most 500 characters.
    value: str
    params: Mapping[str, Any] = field(default_factory=dict)


class SubjectRef(NamedTuple):
    """Whom a row is about, by the number that it gives; equal references are one subject.

    `scheme` is one of `registry.Identifier.Scheme`. A number of another document than 身份证 is
    written with the kind of document before it, `护照:E00000000`, a plate as `渝X00000/黄`.
    """

    kind: str
    scheme: str
    value: str
    name: str = ""
    #: Further numbers of the same subject, as (scheme, value).
    also: tuple[tuple[str, str], ...] = ()
    #: Division in the number, from which a home is taken provisionally.
    division: str | None = None


@dataclass(frozen=True, slots=True)
class LinkRef:
    """A tie stated by a row, from the firm `of` to the row's subject."""

    kind: str
    of: SubjectRef


@dataclass(slots=True)
class CheckedRow:
    """A row as sent, as read, and what is wrong with it."""

    sheet: str
    sheet_name: str
    #: The row as the spreadsheet numbers it, from 1.
    number: int
    cells: list[Any]
    #: Normalised texts by field key: dates as ISO, numbers as plain decimals. Blank fields are
    #: absent. Numbers of persons are plain here; whoever stores them seals them.
    values: dict[str, str]
    happened_on: date | None = None
    #: Number of the document, or "".
    number_text: str = ""
    #: Rows of equal key are one fact; "" where nothing makes two rows one.
    key_text: str = ""
    subject: SubjectRef | None = None
    links: tuple[LinkRef, ...] = ()
    refusals: list[RowRefusal] = field(default_factory=list)
    #: How many cells were written in another way than the normal one.
    normalised: int = 0
    #: Cells of columns that the template does not know, by their heading.
    raw: dict[str, str] = field(default_factory=dict)
    #: Who decided: credit code and name, either may be "".
    authority: tuple[str, str] = ("", "")
    year: int | None = None

    @property
    def is_accepted(self) -> bool:
        """Say whether nothing is wrong with the row."""
        return not self.refusals
