"""The rules of the risk watch (信用风险监测), as the jurisdiction's files have them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from xinlu.accounts import jurisdictions
from xinlu.accounts.parameters import standing
from xinlu.kernel.yaml_files import read_yaml

#: Which keys a value of each shape has, besides those that all have.
SHAPES: dict[str, frozenset[str]] = {
    "spike": frozenset({"per", "days", "spans", "times"}),
    "crowd": frozenset({"field", "days"}),
    "edge": frozenset({"margin"}),
    "expiry": frozenset({"field", "same", "days"}),
}
_ALL = frozenset({"templates", "least", "handle"})


class RuleMisread(ValueError):
    """A file of the watch is not written as one has to be."""


@dataclass(frozen=True)
class WatchRule:
    """A rule as it stands on a day: its shape, its numbers, and where it comes from."""

    code: str
    title: str
    shape: str
    value: dict[str, Any]
    basis: str
    verified: bool


def rules_on(on: date) -> Iterator[WatchRule]:
    """Yield the rules that stand on the day, by their codes."""
    for code, said in sorted(_files().items()):
        found = standing(said["values"], on)
        if found is not None:
            yield WatchRule(
                code, said["title"], said["shape"], found.value, found.basis, found.verified
            )


def titles() -> dict[str, str]:
    """Return what each rule is called, by its code."""
    return {code: said["title"] for code, said in sorted(_files().items())}


@cache
def _files() -> dict[str, dict[str, Any]]:
    read = {path: read_yaml(path) for path in jurisdictions.files("watch")}
    for path, said in read.items():
        check(str(path), said)
    return {said["code"]: said for said in read.values()}


def check(where: str, said: dict[str, Any]) -> None:
    """Refuse a rule of an unknown shape, or one with keys lacking or over.

    >>> check("a.yaml", {"code": "a", "title": "甲", "shape": "guess", "values": []})
    Traceback (most recent call last):
    xinlu.supervision.watching.RuleMisread: a.yaml: the shape is guess; write one of crowd, edge, \
expiry, spike.
    """
    shape = said.get("shape")
    if shape not in SHAPES:
        raise RuleMisread(
            f"{where}: the shape is {shape}; write one of {', '.join(sorted(SHAPES))}."
        )
    for row in said["values"]:
        wrong = set(row["value"]) ^ (SHAPES[shape] | _ALL)
        if wrong:
            raise RuleMisread(
                f"{where}, since {row['since']}: a {shape} has exactly the keys "
                f"{', '.join(sorted(SHAPES[shape] | _ALL))}; lacking or over: "
                f"{', '.join(sorted(wrong))}."
            )
