"""From when to when a record of misconduct is displayed, and from when its repair may be asked."""

from dataclasses import dataclass
from datetime import date, timedelta

from xinlu.kernel.periods import add_months
from xinlu.rules.display.rulesets import RuleSet, Tier

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Misconduct:
    """What is known of a decision about misconduct, as far as its display depends on it.

    `tiers` holds the tier of each penalty that the decision imposes. `necessary`: the sector's
    authority finds it necessary to show a tier that is not shown in principle. `repaired_on` is
    the day on which repair was approved; `promise_broken`: a promise made for repair (信用修复型
    承诺) was broken. `unfulfilled` is the sector's own rule for duties open at the longest period.
    """

    decided_on: date
    tiers: tuple[str, ...]
    duty_done_on: date | None = None
    repaired_on: date | None = None
    promise_broken: bool = False
    necessary: bool = False
    unfulfilled: str | None = None

    def __post_init__(self) -> None:
        if not self.tiers:
            raise ValueError("A decision about misconduct has at least one tier.")


@dataclass(frozen=True, slots=True)
class Display:
    """When a record is displayed under a rule set, and why.

    `least_until` and `most_until` are the last days of the shortest and the longest period. From
    `may_apply_from` on repair may be asked for; None while the duty is open, or for good after a
    broken promise. From `hidden_from` on it is hidden; None while no such day is known.
    `because` holds codes, in the order in which they were met (`display-*`).
    """

    rule_set: str
    version: str
    tier: str
    shown_from: date | None
    least_until: date | None
    most_until: date
    may_apply_from: date | None
    hidden_from: date | None
    because: tuple[str, ...]
    verified: bool

    def is_on(self, day: date) -> bool:
        """Say whether the record is on display on the day."""
        if self.shown_from is None or day < self.shown_from:
            return False
        return self.hidden_from is None or day < self.hidden_from


def display(found: Misconduct, by: RuleSet) -> Display:
    """Return when a record is displayed by a rule set; the start day itself is not counted.

    A period ends with its last day and never rolls over rest days: it ends a display, and is no
    time given to a party to act in. Raises `KeyError` for a tier that the set does not have.
    """
    tiers = [by.tiers[code] for code in found.tiers]
    tier = max(tiers, key=_weight)
    least = add_months(found.decided_on, tier.least) if tier.least else None
    most = add_months(found.decided_on, tier.most)
    because = [f"display-tier-{'longest' if len(set(found.tiers)) > 1 else 'alone'}"]
    shown = tier.shown or found.necessary
    if not shown:
        because.append("display-not-shown-in-principle")
    elif not tier.shown:
        because.append("display-found-necessary")
    return Display(
        rule_set=by.code,
        version=by.version,
        tier=tier.code,
        shown_from=found.decided_on if shown else None,
        least_until=least,
        most_until=most,
        may_apply_from=_may_apply(found, least),
        hidden_from=_hidden(found, by, most, because),
        because=tuple(because),
        verified=tier.verified and (len(set(found.tiers)) == 1 or by.several_verified),
    )


def _weight(tier: Tier) -> tuple[int, int, int]:
    """Order tiers by how long they last, then by how grave they are."""
    return tier.most, tier.least or 0, tier.rank


def _may_apply(found: Misconduct, least: date | None) -> date | None:
    if found.duty_done_on is None or found.promise_broken:
        return None
    return found.duty_done_on if least is None else max(found.duty_done_on, least + _DAY)


def _hidden(found: Misconduct, by: RuleSet, most: date, because: list[str]) -> date | None:
    """Return from which day on it is hidden: repaired, at the longest period, or never yet."""
    unfulfilled = found.unfulfilled or by.unfulfilled
    if found.duty_done_on is not None:
        at_most: date | None = max(most + _DAY, found.duty_done_on)
        because.append("display-ends-at-most")
    elif unfulfilled == "ends":
        at_most = most + _DAY
        because.append("display-ends-at-most-unfulfilled")
    else:
        at_most = None
        because.append("display-stays-unfulfilled")
    if found.promise_broken:
        because.append("display-promise-broken")
        return at_most
    if found.repaired_on is None:
        return at_most
    because.append("display-repaired")
    return found.repaired_on if at_most is None else min(found.repaired_on, at_most)
