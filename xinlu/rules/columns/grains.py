"""Rows of one sort (subjects, units of a kind) to which values are added column by column."""

from dataclasses import dataclass, field, replace

from xinlu.rules.columns.engine import Engine
from xinlu.rules.columns.rationals import Rational


@dataclass(frozen=True, slots=True)
class Text:
    """A text as SQL; NULL where it is not known."""

    sql: str


@dataclass(frozen=True, slots=True)
class Ranked:
    """A grade as SQL: its place among `grades`, 0 for the best; NULL where there is none."""

    sql: str
    grades: tuple[str, ...]


Value = Rational | Text | Ranked


def sql_of(value: Value) -> str:
    """Return the SQL that is NULL just where the value is not known."""
    return value.top if isinstance(value, Rational) else value.sql


def guarded(value: Value, condition: str | None) -> Value:
    """Return the value, not known where a condition does not hold."""
    if condition is None:
        return value
    sql = f"(CASE WHEN {condition} THEN {sql_of(value)} END)"
    return replace(value, top=sql) if isinstance(value, Rational) else replace(value, sql=sql)


@dataclass(slots=True)
class Grain:
    """The relation as it stands, its key columns, and the values by name that it holds."""

    engine: Engine
    relation: str
    keys: tuple[str, ...]
    label: str
    values: dict[str, Value] = field(default_factory=dict)
    steps: int = 0
    kept: bool = False

    def fresh(self) -> str:
        """Return a name for the next step."""
        self.steps += 1
        return f"{self.label}_{self.steps}"

    def select(self, columns: str, rest: str = "") -> None:
        """Go on with everything there is, and more columns; `rest` joins what they need."""
        name = self.fresh()
        self.engine.view(name, f"SELECT r.*, {columns} FROM {self.relation} AS r {rest}")
        self.relation, self.kept = name, False

    def add(self, value: Value) -> Value:
        """Hold a value in columns of its own, so that what uses it stays short; return it there."""
        name = f"v{self.fresh()}"
        if not isinstance(value, Rational):
            self.select(f"{value.sql} AS {name}")
            return replace(value, sql=name)
        below = "" if isinstance(value.bottom, int) else f", {value.bottom} AS {name}_d"
        self.select(f"{value.top} AS {name}{below}")
        return replace(value, top=name, bottom=f"{name}_d" if below else value.bottom)

    def join(self, relation: str, columns: str, on: tuple[str, ...] = ()) -> None:
        """Take columns of another relation that has the same keys, where it has a row."""
        keys = on or self.keys
        same = " AND ".join(f"r.{key} = j.{key}" for key in keys)
        self.select(columns, f"LEFT JOIN {relation} AS j ON {same}")

    def keep(self) -> str:
        """Compute what there is so far, because more than one step goes on from here."""
        if not self.kept:
            name = self.fresh()
            self.engine.table(name, f"SELECT * FROM {self.relation}")
            self.relation, self.kept = name, True
        return self.relation
