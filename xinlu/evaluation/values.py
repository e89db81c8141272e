"""Values that a rulebook marks unverified, and whether an officer has confirmed them."""

from dataclasses import dataclass

from xinlu.evaluation import editions
from xinlu.evaluation.models import Confirmation, Edition, Run
from xinlu.rules import Unverified
from xinlu.rules.wording import value_words


@dataclass(frozen=True, slots=True)
class UnconfirmedValue:
    """An unverified value on which results of a run rest, not yet confirmed."""

    path: str
    title: str
    value: str
    basis: str
    result_count: int

    @property
    def words(self) -> str:
        """Return the value as it is read out."""
        return value_words(self.value)


def unverified(edition: Edition) -> dict[str, Unverified]:
    """Return the values that the edition marks unverified, by path."""
    return {value.path: value for value in editions.standard(edition).rulebook.unverified}


def confirmations(edition: Edition) -> dict[str, Confirmation]:
    """Return what was confirmed of the edition, by path."""
    held = Confirmation.objects.filter(edition=edition).select_related("by")
    return {confirmation.path: confirmation for confirmation in held}


def unconfirmed(run: Run) -> tuple[UnconfirmedValue, ...]:
    """Return the unverified values on which the run's results rest and nobody confirmed."""
    used = run.summary.get("rests_on", {})
    known, confirmed = unverified(run.edition), confirmations(run.edition)
    return tuple(
        UnconfirmedValue(path, value.title, value.value, value.basis, used[path])
        for path, value in known.items()
        if path in used and path not in confirmed
    )
