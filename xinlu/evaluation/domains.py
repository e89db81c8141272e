"""Domains (领域) of supervision, their categories (类别), and by which rulebook each is evaluated.

A jurisdiction's files say it, `domains/<code>.yaml`. Where no rulebook is known a category has
none: another place's is never put there instead.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from xinlu.accounts import jurisdictions
from xinlu.kernel.yaml_files import read_yaml


class DomainError(ValueError):
    """A file of a domain cannot be read: which file, which entry, and how to mend it."""


@dataclass(frozen=True, slots=True)
class Scale:
    """The grades (等级) that a domain gives, best first, and where that is written."""

    codes: tuple[str, ...]
    basis: str
    verified: bool


@dataclass(frozen=True, slots=True)
class Category:
    """A kind of subject and the scheme it is evaluated by; None where no rulebook is known.

    `verified` is False where that binding was not seen in a source.
    """

    title: str
    scheme: str | None
    basis: str
    verified: bool
    is_person: bool = False


@dataclass(frozen=True, slots=True)
class Domain:
    """A field of supervision as it stands on a day."""

    code: str
    title: str
    note: str
    scale: Scale | None
    categories: tuple[Category, ...]


#: When a row of a file holds; `until` is the first day on which it no longer does.
DATES = {"since", "until"}
DOMAIN_WORDS = {"code", "title", "order", "note", "grades", "categories"}
SCALE_WORDS = {field.name for field in fields(Scale)} | DATES
CATEGORY_WORDS = {field.name for field in fields(Category)} | DATES


def domains(on: date) -> tuple[Domain, ...]:
    """Return the domains of the jurisdiction as they stand on the day, in its order."""
    return tuple(_domain(said, on) for said in written())


def written() -> list[dict[str, Any]]:
    """Return what the jurisdiction's files say of all days, in its order."""
    found = [_read(path) for path in jurisdictions.files("domains")]
    return sorted(found, key=lambda said: (said.get("order", 0), said["code"]))


@lru_cache(maxsize=64)
def _read(path: Path) -> dict[str, Any]:
    said: dict[str, Any] = read_yaml(path)
    _check(path, said, DOMAIN_WORDS, said.get("code", "the domain"))
    for row in said.get("grades", []):
        _check(path, row, SCALE_WORDS, "a grade scale")
    for row in said["categories"]:
        _check(path, row, CATEGORY_WORDS, row.get("title", "a category"))
    return said


def _check(path: Path, row: Mapping[str, Any], words: set[str], what: str) -> None:
    if unknown := set(row) - words:
        raise DomainError(
            f"{path}: {what} says {', '.join(sorted(unknown))}, which is not known here. "
            f"Known words: {', '.join(sorted(words))}."
        )


def _domain(said: Mapping[str, Any], on: date) -> Domain:
    scales = [
        Scale(tuple(row["codes"]), row["basis"], row["verified"])
        for row in _standing(said.get("grades", []), on)
    ]
    categories = tuple(
        Category(
            row["title"],
            row["scheme"],
            row["basis"],
            row["verified"],
            row.get("is_person", False),
        )
        for row in _standing(said["categories"], on)
    )
    scale = scales[0] if scales else None
    return Domain(said["code"], said["title"], said.get("note", ""), scale, categories)


def _standing(rows: list[dict[str, Any]], on: date) -> Iterator[dict[str, Any]]:
    """Yield the rows that hold on the day; one without a date always does."""
    for row in rows:
        since, until = row.get("since"), row.get("until")
        if (since is None or since <= on) and (until is None or on < until):
            yield row
