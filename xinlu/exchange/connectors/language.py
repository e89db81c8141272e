"""What a connector (连接器) is: where a partner's rows are, and what its columns mean to us.

A connector is a YAML file under `jurisdictions/*/connectors/`; a new one needs no code. It never
holds an address or a secret: it names the variables of the environment that do.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final, Literal

#: How a partner lets us at its rows.
KINDS: Final = {"http-feed": "HTTP 接口", "database-view": "数据库视图"}


@dataclass(frozen=True, slots=True)
class Column:
    """A partner's column: which field of our template it is, and in which codes, unit and form."""

    field: str
    #: The partner's codes, each with our word.
    codes: Mapping[str, str] | None = None
    #: What a number is multiplied by to be in our unit.
    factor: Decimal | None = None
    #: How a date is written, as for `strptime`.
    date: str = ""


@dataclass(frozen=True, slots=True)
class Cursor:
    """The partner's number of changes (变更序号): it grows by every change, gaps or not."""

    column: str
    #: Rows asked for at once.
    page: int = 200
    #: So far behind the cursor it is read again, for changes that appear late.
    look_back: int = 0


@dataclass(frozen=True, slots=True)
class Sample:
    """A partner's row from which the simulator makes others; `{n}` is the number of the case."""

    row: Mapping[str, str]
    #: Cells that make it a row to be refused, and cells of a later version of it.
    wrong: Mapping[str, str]
    corrected: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Connector:
    """One partner's rows, and how they become rows of a template."""

    code: str
    title: str
    kind: Literal["http-feed", "database-view"]
    #: The client (接口客户端) in whose name its rows are sent; its authority answers for them.
    client: str
    template: str
    #: Names of the variables that hold the address and the secret.
    address: str
    cursor: Cursor
    #: The columns that name a row, and tell its version.
    key: str
    version: str
    columns: Mapping[str, Column]
    secret: str = ""
    #: The view of a database, as `view` or `schema.view`.
    view: str = ""
    #: The sheet of a template that has several, by its key.
    sheet: str = ""
    #: Seconds from one pull to the next, of patience with an answer; attempts before giving up.
    every: int = 600
    timeout: float = 20.0
    attempts: int = 4
    sample: Sample | None = None

    @property
    def asked(self) -> list[str]:
        """Return all of the partner's columns that are read."""
        return list(dict.fromkeys([self.cursor.column, self.key, self.version, *self.columns]))
