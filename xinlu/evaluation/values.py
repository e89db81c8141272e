"""Values that a rulebook marks unverified, and whether an officer has confirmed them."""

from collections.abc import Iterable
from dataclasses import dataclass

from xinlu.evaluation import editions
from xinlu.evaluation.editions import Standard
from xinlu.evaluation.models import Confirmation, Edition, Run
from xinlu.rules import Unverified
from xinlu.rules.wording import value_words

#: Before the code of a line of a table of causes, in the path of what is confirmed.
CAUSES = "causes."


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
    standard = editions.standard(edition)
    return {value.path: value for value in standard.rulebook.unverified} | _lines(standard)


def _lines(standard: Standard) -> dict[str, Unverified]:
    """Return the lines of the table of causes (案由对应表) that are unverified, by path."""
    found, table = {}, standard.mapping.causes
    for line in table.lines if table else ():
        if line.item and not line.verified:
            path = f"{CAUSES}{line.code}"
            title = f"案由含“{line.words}”的处罚对应的条目（案由对应表 {line.code}）"
            found[path] = Unverified(path, title, line.item, line.basis)
    return found


def of_causes(standard: Standard, codes: Iterable[str]) -> list[str]:
    """Return the paths of those lines of the table, named by events, that are unverified."""
    known = _lines(standard)
    return [path for code in dict.fromkeys(codes) if (path := f"{CAUSES}{code}") in known]


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
