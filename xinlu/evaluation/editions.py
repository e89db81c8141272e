"""Editions (评价标准版本): from files in the jurisdictions to rows that never change."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from xinlu.accounts import jurisdictions
from xinlu.accounts.acts import Refused
from xinlu.accounts.models import Line
from xinlu.accounts.seeding import Seeded, SeedRefused
from xinlu.evaluation import charging, mappings
from xinlu.evaluation.models import Edition
from xinlu.evaluation.shapes import Mapping
from xinlu.rules import Rulebook, read_rulebook, read_text
from xinlu.rules.editions import read_written, written


class EditionChanged(SeedRefused):
    """A file says something else than the edition of its day that is in force."""

    def __init__(self, path: Path, edition: Edition, hashed: str) -> None:
        origin = "was approved on the desk" if hasattr(edition, "draft") else "is in force"
        super().__init__(
            f"{path} differs from the edition {edition.scheme} {edition.edition} that {origin} "
            f"(hash {edition.hash[:12]}, the file and its mapping have {hashed[:12]}). "
            f"An edition in force is never changed: put the change into a new file with its own "
            f"edition date."
        )
        self.path, self.edition = path, edition


class NoEdition(Refused):
    """No edition of the scheme is in force on the day."""

    code = "no-edition"


@dataclass(frozen=True, slots=True)
class Standard:
    """An edition ready for use: its rulebook and its mapping."""

    rulebook: Rulebook
    mapping: Mapping


def text_of(rulebook: Rulebook, mapping: Mapping) -> str:
    """Return the canonical text of an edition: the rulebook's and the mapping's."""
    return written({"rulebook": rulebook.tree, "mapping": mapping.tree})


def hash_of(text: str) -> str:
    """Return the SHA-256 of an edition's canonical text, in hex."""
    return hashlib.sha256(text.encode()).hexdigest()


def standard(edition: Edition) -> Standard:
    """Return the rulebook and mapping of the edition, from its stored text alone."""
    return standard_of_text(edition.canonical)


# Pages that list the standards read each edition in force: there is room for all of them.
@lru_cache(maxsize=128)
def standard_of_text(text: str) -> Standard:
    """Return the rulebook and mapping that a canonical text says."""
    tree: dict[str, Any] = read_written(text)
    rulebook = read_text(written(tree["rulebook"]))
    return Standard(rulebook, mappings.read(tree["mapping"], "the edition's text"))


def in_force(scheme: str, on: date) -> Edition:
    """Return the edition of the scheme in force on the day; raises `NoEdition`."""
    held = Edition.objects.filter(scheme=scheme, edition__lte=on, state=Edition.State.IN_FORCE)
    edition = held.select_related("line").order_by("-edition").first()
    if edition is None:
        known = sorted(set(Edition.objects.values_list("scheme", flat=True)))
        raise NoEdition(
            f"No edition of the scheme {scheme} is in force on {on}. "
            f"Known schemes: {', '.join(known) or 'none; run `xinlu migrate` first'}.",
            scheme=scheme,
            on=on,
            known=known,
        )
    return edition


def rulebook_files() -> Iterator[Path]:
    """Yield the rulebooks of the jurisdiction in force and of those it inherits from.

    One without a mapping is left out: no records are collected for it, so here nobody could be
    evaluated by it. It is a file for `xinlu rules` until it has one.
    """
    for path in jurisdictions.files("rulebooks"):
        if not path.name.endswith(".cases.yaml") and mappings.path_of(path.parent.name):
            yield path


def seed() -> Seeded:
    """Store the files' editions that are not stored yet.

    Raises `EditionChanged` when a file differs from its edition in force.
    """
    return sum((_seed_one(path) for path in rulebook_files()), start=Seeded())


def _seed_one(path: Path) -> Seeded:
    rulebook = read_rulebook(path)
    mapping = mappings.load(rulebook.scheme)
    charging.refuse_unfit_lines(rulebook, mapping.causes)
    text = text_of(rulebook, mapping)
    hashed = hash_of(text)
    held = Edition.objects.filter(scheme=rulebook.scheme, edition=rulebook.edition).first()
    if held is not None:
        if held.hash != hashed:
            raise EditionChanged(path, held, hashed)
        return Seeded(same=1)
    Edition.objects.create(
        scheme=rulebook.scheme,
        edition=rulebook.edition,
        title=rulebook.title,
        basis=rulebook.basis,
        source=path.read_text(encoding="utf-8"),
        canonical=text,
        hash=hashed,
        line=Line.objects.filter(code=mapping.line).first(),
    )
    return Seeded(made=1)
