"""A rule set (公示规则): tiers of misconduct and how long each is shown, as a file has them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any, Literal

from xinlu.kernel.yaml_files import parsed

Unfulfilled = Literal["stays", "ends"]
_KEYS = frozenset(
    {"code", "title", "basis", "domain", "since", "until", "unfulfilled", "several", "tiers"}
)
_TIER_KEYS = frozenset({"title", "rank", "shown", "least", "most", "basis", "verified"})


class RuleSetMisread(ValueError):
    """A rule set's file is not written as one has to be; the text names file, place and mend."""


class NoRuleSet(LookupError):
    """No rule set of the domain holds for decisions of the day."""


@dataclass(frozen=True, slots=True)
class Tier:
    """How grave misconduct is (轻微, 一般, 严重), and what follows for its display.

    `least` and `most` are whole months from the date of the document; without `least` repair may
    be asked for as soon as the duty is discharged. A tier that is not `shown` in principle is
    shown where the sector's authority finds it necessary.
    """

    code: str
    title: str
    rank: int
    shown: bool
    least: int | None
    most: int
    basis: str
    verified: bool


@dataclass(frozen=True, slots=True)
class RuleSet:
    """The rules by which decisions of certain days are displayed; `version` is its text's digest.

    `until` is the first day whose decisions it no longer governs.
    """

    code: str
    title: str
    basis: str
    domain: str
    since: date
    until: date | None
    unfulfilled: Unfulfilled
    tiers: Mapping[str, Tier]
    #: False where it is not seen that the longest period governs several penalties.
    several_verified: bool
    version: str

    def governs(self, domain: str, decided_on: date) -> bool:
        """Say whether a decision of the day, in the domain, is displayed by this set."""
        begun = self.since <= decided_on and (self.until is None or decided_on < self.until)
        return begun and self.domain == domain


def rule_set_for(sets: Iterable[RuleSet], domain: str, decided_on: date) -> RuleSet:
    """Return the set that governs; a domain without one of its own follows the general one.

    Raises `NoRuleSet` for a day before every set.
    """
    known = list(sets)
    for of in dict.fromkeys((domain, "general")):
        for each in known:
            if each.governs(of, decided_on):
                return each
    raise NoRuleSet(f"No rule set is entered for decisions of {decided_on} ({domain}).")


def read_rule_set(path: Path) -> RuleSet:
    """Return the rule set that a file holds. Raises `RuleSetMisread`."""
    text = path.read_text(encoding="utf-8")
    said: dict[str, Any] = parsed(text)
    _keys(f"{path.name}", said, _KEYS | {"verified"})
    if said["unfulfilled"] not in ("stays", "ends"):
        raise RuleSetMisread(f"{path.name}, unfulfilled: write stays or ends.")
    if said["several"] != "longest":
        raise RuleSetMisread(f"{path.name}, several: only longest is known.")
    if said["until"] is not None and said["until"] <= said["since"]:
        raise RuleSetMisread(f"{path.name}, until: it has to lie after since.")
    tiers = {code: _tier(f"{path.name}, {code}", code, row) for code, row in said["tiers"].items()}
    return RuleSet(
        code=said["code"],
        title=said["title"],
        basis=said["basis"],
        domain=said["domain"],
        since=said["since"],
        until=said["until"],
        unfulfilled=said["unfulfilled"],
        tiers=tiers,
        several_verified=said["verified"]["several"],
        version=sha256(text.encode()).hexdigest(),
    )


def _tier(where: str, code: str, row: dict[str, Any]) -> Tier:
    _keys(where, row, _TIER_KEYS)
    tier = Tier(code, **row)
    if tier.most < 1 or (tier.least is not None and not 0 < tier.least <= tier.most):
        raise RuleSetMisread(f"{where}: least has to lie within most, both in whole months.")
    return tier


def _keys(where: str, said: Mapping[str, Any], wanted: frozenset[str]) -> None:
    wrong = set(said) ^ wanted
    if wrong:
        raise RuleSetMisread(f"{where}: lacking or over: {', '.join(sorted(wrong))}.")
