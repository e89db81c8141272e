"""What a result says of a whole population: grades, no result, errors, counted."""

from dataclasses import dataclass

import pyarrow as pa

from xinlu.rules.columns.engine import connected

#: So many subjects are named as examples of an error.
EXAMPLES = 3


@dataclass(frozen=True, slots=True)
class Trouble:
    """An error that some subjects have instead of a result, and the first of them."""

    code: str
    count: int
    examples: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Summary:
    """How many subjects there are, with which grades, without result and why, with which errors.

    `grades` counts those without a grade too (None), if they have a score; those with a grade
    though they have no result stand in both. `listed` are the candidates of a list.
    """

    subjects: int
    grades: dict[str | None, int]
    no_result: dict[str, int]
    listed: int
    errors: tuple[Trouble, ...]

    @property
    def judged(self) -> int:
        """Return how many have a result."""
        without = sum(self.no_result.values()) + sum(each.count for each in self.errors)
        return self.subjects - without


def summarised(results: pa.Table) -> Summary:
    """Return what the results of an evaluation say of the population."""
    with connected({}) as connection:
        connection.register("results", results)
        total = connection.execute(
            "SELECT count(*), count(candidate_since) FROM results"
        ).fetchone()
        grades = connection.execute(
            "SELECT grade, count(*) FROM results WHERE error IS NULL"
            " AND (no_result IS NULL OR grade IS NOT NULL) GROUP BY ALL ORDER BY ALL"
        ).fetchall()
        without = connection.execute(
            "SELECT no_result, count(*) FROM results WHERE no_result IS NOT NULL AND error IS NULL"
            " GROUP BY ALL ORDER BY ALL"
        ).fetchall()
        errors = connection.execute(
            "SELECT error, count(*), CAST(min(subject, $most) AS VARCHAR[]) FROM results"
            " WHERE error IS NOT NULL GROUP BY ALL ORDER BY ALL",
            {"most": EXAMPLES},
        ).fetchall()
    subjects, listed = total or (0, 0)
    troubles = tuple(Trouble(code, count, tuple(some)) for code, count, some in errors)
    return Summary(subjects, dict(grades), dict(without), listed, troubles)
