"""Two results of one population held against each other: who moved from where to where."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import duckdb
import pyarrow as pa

from xinlu.rules.columns.engine import connected
from xinlu.rules.comparing.moving import (
    ERROR,
    LISTED,
    NO_RESULT,
    UNGRADED,
    UNLISTED,
    Move,
    Way,
    directions,
)
from xinlu.rules.language import Rulebook


@dataclass(frozen=True, slots=True)
class Mover:
    """One subject whose place changed, with its scores."""

    subject: str
    old: str
    new: str
    old_score: str | None
    new_score: str | None


@dataclass(frozen=True, slots=True)
class Comparison:
    """All moves, those among them that stay included, and the first movers by their ids."""

    moves: tuple[Move, ...]
    movers: tuple[Mover, ...]

    def directions(self, rulebook: Rulebook) -> dict[Way, int]:
        """Return how many went up, down, stayed, or came to or from no grade (`other`)."""
        return directions(self.moves, rulebook)


def compared(old: pa.Table, new: pa.Table, *, lists: bool, most: int | None) -> Comparison:
    """Return how two results of one population differ, with `most` movers (None for all)."""
    with paired(old, new, lists=lists) as connection:
        moves = connection.execute(
            "SELECT old_place, new_place, count(*) FROM pairs GROUP BY ALL ORDER BY ALL"
        ).fetchall()
        movers = connection.execute(movers_sql(most)).fetchall()
    return Comparison(tuple(Move(*row) for row in moves), tuple(Mover(*row) for row in movers))


@contextmanager
def paired(old: pa.Table, new: pa.Table, *, lists: bool) -> Iterator[duckdb.DuckDBPyConnection]:
    """Give both results side by side, as `pairs`; a place is a grade or what stands for one."""
    was, now = place_sql("o", lists=lists), place_sql("n", lists=lists)
    with connected({}) as connection:
        connection.register("old_results", old)
        connection.register("new_results", new)
        connection.execute(
            "CREATE TEMP VIEW pairs AS SELECT coalesce(o.subject, n.subject) AS subject,"
            f" {was} AS old_place, {now} AS new_place, o.score AS old_score, n.score AS new_score"
            " FROM old_results AS o FULL JOIN new_results AS n ON o.subject = n.subject"
        )
        yield connection


def place_sql(side: str, *, lists: bool) -> str:
    """Return the SQL of a place."""
    if lists:
        graded = f"CASE WHEN {side}.candidate_since IS NULL THEN '{UNLISTED}' ELSE '{LISTED}' END"
    else:
        graded = f"coalesce({side}.grade, '{UNGRADED}')"
    return (
        f"CASE WHEN {side}.error IS NOT NULL THEN '{ERROR}'"
        f" WHEN {side}.no_result IS NOT NULL AND {side}.grade IS NULL THEN '{NO_RESULT}'"
        f" ELSE {graded} END"
    )


def movers_sql(most: int | None) -> str:
    """Return the SQL of those who moved, by their ids."""
    limit = "" if most is None else f" LIMIT {most}"
    return (
        "SELECT CAST(subject AS VARCHAR), old_place, new_place, old_score, new_score FROM pairs"
        f" WHERE old_place <> new_place ORDER BY subject{limit}"
    )


def standing_at(results: pa.Table, places: Mapping[str, str], *, lists: bool) -> set[str]:
    """Return those subjects whom a result puts at the place that is given for them."""
    given = {
        "subject": pa.array(list(places), pa.string()),
        "place": pa.array(list(places.values()), pa.string()),
    }
    with connected({}) as connection:
        connection.register("results", results)
        connection.register("given", pa.table(given))
        found = connection.execute(
            "SELECT g.subject FROM given AS g"
            " JOIN results AS r ON CAST(r.subject AS VARCHAR) = g.subject"
            f" WHERE {place_sql('r', lists=lists)} = g.place"
        ).fetchall()
    return {subject for (subject,) in found}


def movers_with_causes(
    old: pa.Table, new: pa.Table, causes: Sequence[tuple[str, str, str]], *, lists: bool
) -> pa.Table:
    """Return all who moved, with how and by which clauses where that is known.

    `causes` are of subject, how, and the paths of what changed.
    """
    text = pa.string()
    names = ("subject", "how", "clauses")
    held = {name: pa.array([cause[n] for cause in causes], text) for n, name in enumerate(names)}
    with paired(old, new, lists=lists) as connection:
        connection.register("causes", pa.table(held))
        return connection.execute(
            "SELECT p.subject, old_place, new_place, old_score, new_score, how, clauses"
            " FROM pairs AS p LEFT JOIN causes AS c ON CAST(p.subject AS VARCHAR) = c.subject"
            " WHERE old_place <> new_place ORDER BY p.subject"
        ).to_arrow_table()
