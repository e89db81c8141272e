"""Every edition that can be read here: those that are evaluated by, and files that are only read.

A rulebook without a mapping is no row of the database (see `editions.rulebook_files`), and is read
and tried like any other. Those of other places are read to be compared, and decide about nobody.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

from xinlu.accounts import jurisdictions
from xinlu.evaluation import editions
from xinlu.evaluation.models import Edition
from xinlu.rules import Rulebook, edition_hash, read_rulebook

#: What a scheme may be called, so that an address never leaves the folder of rulebooks.
SCHEME = re.compile(r"[a-z0-9][a-z0-9-]{0,60}")
#: How a file of cases beside a rulebook ends.
CASES = ".cases.yaml"


@dataclass(frozen=True, slots=True)
class Volume:
    """An edition to be read: its rulebook, and its row where there is one.

    `place` is the code of the other jurisdiction that it is of; empty for our own.
    """

    rulebook: Rulebook
    edition: Edition | None
    place: str = ""

    @property
    def scheme(self) -> str:
        """Return the scheme that it is an edition of."""
        return self.rulebook.scheme

    @property
    def day(self) -> date:
        """Return the day by which the edition is known."""
        return self.rulebook.edition

    @property
    def hash(self) -> str:
        """Return the fingerprint: of the row with its mapping, else of the rulebook alone."""
        return self.edition.hash if self.edition else edition_hash(self.rulebook)

    @property
    def state(self) -> str:
        """Return in a word whether subjects are evaluated by it."""
        if self.place:
            return "供比较，不用于本地评价"
        return self.edition.get_state_display() if self.edition else "未接入数据"


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """Another jurisdiction with its own editions."""

    code: str
    title: str
    volumes: tuple[Volume, ...]


def volume(scheme: str, day: date) -> Volume | None:
    """Return one edition, or None where there is none; drafts are not shown."""
    rows = Edition.objects.filter(scheme=scheme, edition=day).exclude(state=Edition.State.DRAFT)
    row = rows.select_related("line").first()
    if row is not None:
        return Volume(editions.standard(row).rulebook, row)
    if not SCHEME.fullmatch(scheme):
        return None
    path = jurisdictions.find("rulebooks", f"{scheme}/{day.isoformat()}.yaml")
    return _of_file(path) if path else None


def volumes(scheme: str = "") -> tuple[Volume, ...]:
    """Return every edition, by title and the newest first; with `scheme` those of one scheme."""
    rows = Edition.objects.exclude(state=Edition.State.DRAFT).select_related("line")
    if scheme:
        rows = rows.filter(scheme=scheme)
    found = {
        (row.scheme, row.edition): Volume(editions.standard(row).rulebook, row) for row in rows
    }
    for path in _files(scheme):
        read = _of_file(path)
        found.setdefault((read.scheme, read.day), read)
    held = sorted(found.values(), key=lambda each: each.day, reverse=True)
    return tuple(sorted(held, key=lambda each: (each.rulebook.title, each.scheme)))


def current(on: date) -> dict[str, Volume]:
    """Return the newest edition of each scheme that has begun by the day, by scheme.

    One that is evaluated by goes before a file that is only read.
    """
    found: dict[str, Volume] = {}
    for each in volumes():
        if each.day <= on and each.state != Edition.State.RETIRED.label:
            held = found.get(each.scheme)
            if held is None or (each.edition is not None and held.edition is None):
                found[each.scheme] = each
    return found


def elsewhere() -> tuple[Elsewhere, ...]:
    """Return the other jurisdictions that have rulebooks, by code."""
    found = []
    for folder in jurisdictions.beside():
        paths = sorted((folder / "rulebooks").rglob("*.yaml"))
        held = tuple(_of_file(path, folder.name) for path in paths if not path.name.endswith(CASES))
        if held:
            title = str(jurisdictions.describe(folder)["title"])
            found.append(Elsewhere(folder.name, title, held))
    return tuple(found)


def volume_elsewhere(place: str, scheme: str, day: date) -> Volume | None:
    """Return an edition of another jurisdiction, or None where there is none."""
    held = (each for one in elsewhere() if one.code == place for each in one.volumes)
    return next((each for each in held if (each.scheme, each.day) == (scheme, day)), None)


def _files(scheme: str) -> Iterator[Path]:
    for path in jurisdictions.files("rulebooks"):
        is_rulebook = not path.name.endswith(CASES)
        if is_rulebook and scheme in ("", path.parent.name):
            yield path


def _of_file(path: Path, place: str = "") -> Volume:
    return _read(path, path.stat().st_mtime_ns, place)


@lru_cache(maxsize=128)
def _read(path: Path, _changed: int, place: str) -> Volume:
    return Volume(read_rulebook(path), None, place)
