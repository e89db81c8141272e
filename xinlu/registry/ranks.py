"""字段级权威来源: which source prevails for which field of a subject, as the files have it."""

from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from xinlu.accounts import jurisdictions
from xinlu.accounts.parameters import standing
from xinlu.kernel.yaml_files import read_yaml

#: What the registry itself holds of a subject, from whoever named it first; it gives way to all.
REGISTERED = "registered"
REGISTERED_TITLE = "首次登记"
#: The fields whose value the registry holds as the subject's name.
NAMES = frozenset({"name", "person-name"})


@dataclass(frozen=True)
class Rank:
    """The sources of a field as they stand on a day, by template and title, the first prevails."""

    code: str
    title: str
    kinds: frozenset[str]
    sources: dict[str, str]
    basis: str
    verified: bool

    def place(self, origin: str) -> int:
        """Return the place of a source; one that is not named comes after those that are."""
        return [*self.sources, origin].index(origin)

    def source(self, origin: str) -> str:
        """Return what a source is called."""
        return REGISTERED_TITLE if origin == REGISTERED else self.sources.get(origin, origin)


@dataclass(frozen=True, slots=True)
class Told:
    """A field that a template states: of which kinds of subjects, and by which of its fields."""

    field: str
    kinds: frozenset[str]
    key: str


def ranks(on: date) -> dict[str, Rank]:
    """Return the order of sources of each field on the day `on`."""
    found = {}
    for said in _files():
        row = standing(said["values"], on)
        if row is not None:
            sources = {each["template"]: each["title"] for each in row.value}
            found[said["code"]] = Rank(
                said["code"],
                said["title"],
                frozenset(said["kinds"]),
                sources,
                row.basis,
                row.verified,
            )
    return found


@cache
def told_by(template: str) -> tuple[Told, ...]:
    """Return which fields of subjects the rows of a template state, of whatever time."""
    return tuple(
        dict.fromkeys(
            Told(said["code"], frozenset(said["kinds"]), each["field"])
            for said in _files()
            for row in said["values"]
            for each in row["value"]
            if each["template"] == template
        )
    )


def titles() -> dict[str, str]:
    """Return what each field is called."""
    return {said["code"]: said["title"] for said in _files()}


@cache
def _files() -> list[dict[str, Any]]:
    return [one for path in jurisdictions.files("truth") for one in read_yaml(path)["fields"]]
