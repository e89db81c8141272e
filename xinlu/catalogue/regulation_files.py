"""The library of regulations (法规库) as the jurisdictions' files hold it: read, and held together.

Files are `regulations/*.yaml` of a jurisdiction. Other than rulebooks they may be mended at any
time: they say what is known of the law, and decide nothing. `docs/regulations.md` says how.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

from xinlu.accounts import jurisdictions
from xinlu.catalogue.citing import Known
from xinlu.kernel.yaml_files import read_yaml

ENDING = ("replace", "repeal")
KINDS = frozenset({"law", "regulation", "local", "rule", "document", "form", "draft", "practice"})
T = TypeVar("T")


class LibraryError(ValueError):
    """A file of regulations cannot be read: which file, which entry, and how to mend it."""


@dataclass(frozen=True, slots=True)
class ClauseText:
    """A clause of a file."""

    label: str
    says: str
    also: tuple[str, ...] = ()
    since: date | None = None
    until: date | None = None
    verified: bool = False


@dataclass(frozen=True, slots=True)
class ChangeText:
    """A change to another regulation, as the later one's entry tells it."""

    of: str
    kind: str
    since: date | None = None
    clauses: tuple[str, ...] = ()
    verified: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True)
class RegulationText:
    """A regulation of a file."""

    code: str
    title: str
    kind: str
    jurisdiction: str
    number: str = ""
    issuer: str = ""
    lines: tuple[str, ...] = ()
    issued: date | None = None
    since: date | None = None
    until: date | None = None
    names: tuple[str, ...] = ()
    short: tuple[str, ...] = ()
    note: str = ""
    verified: bool = False
    clauses: tuple[ClauseText, ...] = field(default=())
    changes: tuple[ChangeText, ...] = field(default=())

    @property
    def known(self) -> Known:
        """Return what is needed to read its name in a text."""
        return known(self.code, self.title, self.number, self.names, self.short, labels(self))


def known(
    code: str,
    title: str,
    number: str,
    names: tuple[str, ...],
    short: tuple[str, ...],
    clauses: tuple[tuple[str, str], ...],
) -> Known:
    """Return what is needed to read the name of a regulation in a text."""
    return Known(code, tuple(filter(None, (title, number, *names))), short, clauses)


def labels(text: RegulationText) -> tuple[tuple[str, str], ...]:
    """Return every name of a clause with the label that the clause goes by."""
    return tuple((name, each.label) for each in text.clauses for name in (each.label, *each.also))


def library(code: str = "") -> tuple[RegulationText, ...]:
    """Return the library of a jurisdiction (by default the one in force) and of those above it."""
    held = jurisdictions.files("regulations", code=code)
    return read({path: path.parent.parent.name for path in held})


def read(files: Mapping[Path, str]) -> tuple[RegulationText, ...]:
    """Return the regulations of files (with the jurisdiction of each), changes worked in.

    A regulation that another one replaced or repealed as a whole ends on that day.
    """
    texts: dict[str, RegulationText] = {}
    for path, jurisdiction in files.items():
        for each in _of_file(path, jurisdiction):
            if each.code in texts:
                raise LibraryError(f"{path}: {each.code} stands in two files. Keep one of them.")
            texts[each.code] = each
    for later in texts.values():
        for change in later.changes:
            if change.of not in texts:
                raise LibraryError(
                    f"{later.code} changes {change.of}, which no file has. Enter it, or mend `of`."
                )
            earlier = texts[change.of]
            if change.kind in ENDING and not change.clauses and earlier.until is None:
                texts[change.of] = replace(earlier, until=change.since)
    return tuple(texts.values())


def _of_file(path: Path, jurisdiction: str) -> Iterator[RegulationText]:
    said = read_yaml(path)
    for entry in said["regulations"]:
        where = f"{path}: {entry.get('code', 'an entry without a code')}"
        held = {"jurisdiction": jurisdiction, **entry}
        held["clauses"] = [_made(ClauseText, each, where) for each in entry.get("clauses", ())]
        held["changes"] = [_made(ChangeText, each, where) for each in entry.get("changes", ())]
        if entry.get("kind") not in KINDS:
            raise LibraryError(f"{where} has no kind of {', '.join(sorted(KINDS))}.")
        yield _made(RegulationText, held, where)


def _made(form: type[T], said: Mapping[str, Any], where: str) -> T:
    """Return an entry in its form; lists become tuples."""
    values = {
        key: tuple(value) if isinstance(value, list) else value for key, value in said.items()
    }
    try:
        return form(**values)
    except TypeError as wrong:
        raise LibraryError(f"{where} cannot be read: {wrong}.") from None
