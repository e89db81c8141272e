"""What `xinlu migrate` puts into the database from the jurisdiction's files.

An app that has files to bring in keeps a module `seeds` with functions marked `@seeder`; they are
found by that name, run in their order, and may be run any number of times.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from django.db import models
from django.utils.module_loading import autodiscover_modules


class SeedRefused(ValueError):
    """The jurisdiction's files cannot be brought in; the message says which, and the remedy."""


@dataclass(frozen=True)
class Seeded:
    """How many rows a seeder made, changed and found as they should be."""

    made: int = 0
    changed: int = 0
    same: int = 0

    def __add__(self, other: "Seeded") -> "Seeded":
        return Seeded(self.made + other.made, self.changed + other.changed, self.same + other.same)

    @property
    def touched(self) -> int:
        """Return how many rows were written."""
        return self.made + self.changed


@dataclass(frozen=True)
class Seeder:
    """A step of the seeding: its place in the order, its title and what it does."""

    order: int
    title: str
    seed: Callable[[], Seeded]


SEEDERS: list[Seeder] = []


def seeder(order: int, title: str) -> Callable[[Callable[[], Seeded]], Callable[[], Seeded]]:
    """Mark a function as a step of the seeding.

    Orders in use: places 10, lines 20, authorities 30, catalogue 40, regulations 45,
    rulebook editions 50.
    """

    def wrap(seed: Callable[[], Seeded]) -> Callable[[], Seeded]:
        SEEDERS.append(Seeder(order, title, seed))
        return seed

    return wrap


def steps() -> list[Seeder]:
    """Return every app's seeders in their order."""
    autodiscover_modules("seeds")
    return sorted(SEEDERS, key=lambda step: (step.order, step.title))


M = TypeVar("M", bound=models.Model)


def put(
    model: type[M], key: Mapping[str, object], values: Mapping[str, object]
) -> tuple[M, Seeded]:
    """Make the row that `key` names, or bring it to `values`; say which of the two was needed."""
    row, is_new = model._default_manager.get_or_create(**key, defaults=values)
    if is_new:
        return row, Seeded(made=1)
    wrong = [name for name, value in values.items() if getattr(row, name) != value]
    if not wrong:
        return row, Seeded(same=1)
    for name in wrong:
        setattr(row, name, values[name])
    row.save(update_fields=wrong)
    return row, Seeded(changed=1)
