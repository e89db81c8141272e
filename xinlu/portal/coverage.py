"""The table of domains (领域) and their rulebooks: who is evaluated by what, and who by nothing."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from xinlu.evaluation import domains, library
from xinlu.evaluation.domains import Category, Domain, Scale
from xinlu.evaluation.library import Volume


@dataclass(frozen=True, slots=True)
class Row:
    """A category with its edition in force; None where there is no rulebook for it.

    `other_grades` are the rulebook's own grades where the domain's are not the same.
    """

    category: Category
    volume: Volume | None
    other_grades: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Field:
    """A domain with its categories."""

    domain: Domain
    rows: tuple[Row, ...]

    @property
    def missing(self) -> int:
        """Return how many categories have no rulebook."""
        return sum(row.volume is None for row in self.rows)


@dataclass(frozen=True, slots=True)
class Coverage:
    """The whole table, and the editions that stand in it nowhere."""

    fields: tuple[Field, ...]
    others: tuple[Volume, ...]

    @property
    def category_count(self) -> int:
        """Return how many categories there are."""
        return sum(len(field.rows) for field in self.fields)

    @property
    def missing(self) -> int:
        """Return how many categories have no rulebook."""
        return sum(field.missing for field in self.fields)


def coverage(on: date) -> Coverage:
    """Return the table as it stands on the day."""
    held = library.current(on)
    fields = tuple(_field(domain, held) for domain in domains.domains(on))
    bound = {row.volume.scheme for field in fields for row in field.rows if row.volume}
    others = tuple(each for scheme, each in held.items() if scheme not in bound)
    return Coverage(fields, others)


def _field(domain: Domain, held: Mapping[str, Volume]) -> Field:
    rows = []
    for category in domain.categories:
        volume = held.get(category.scheme) if category.scheme else None
        rows.append(Row(category, volume, _other_grades(domain.scale, volume)))
    return Field(domain, tuple(rows))


def _other_grades(scale: Scale | None, volume: Volume | None) -> tuple[str, ...]:
    if volume is None:
        return ()
    codes = tuple(grade.code for grade in volume.rulebook.grades)
    return () if scale is not None and codes == scale.codes else codes
