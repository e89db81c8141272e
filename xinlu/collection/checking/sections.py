"""Contract sections by name: rows that name only the section are about its contractor."""

from collections.abc import Callable

from xinlu.collection.checking.cells import Wrong
from xinlu.collection.checking.rows import SubjectRef
from xinlu.kernel.text import tight

#: Answers who holds a contract section in a year, from what was stored before.
KnownSections = Callable[[str, int | None], list[SubjectRef]]


def nothing_stored(name: str, year: int | None) -> list[SubjectRef]:
    """Answer that nothing was stored before."""
    return []


class Sections:
    """The sections of the file at hand, and behind them those stored before."""

    def __init__(self, known: KnownSections, year: int | None) -> None:
        """Begin with no section of the file read yet."""
        self._known = known
        self._year = year
        self._names: dict[str, str] = {}
        self._holders: dict[str, list[SubjectRef]] = {}
        self._stored: dict[str, list[SubjectRef]] = {}

    def add(self, name: str, holder: SubjectRef) -> None:
        """Take note of a section in the file."""
        holders = self._holders.setdefault(tight(name), [])
        if all(each.value != holder.value for each in holders):
            holders.append(holder)

    def written(self, name: str) -> str:
        """Return the section's name as the file wrote it first: units are joined by it."""
        return self._names.setdefault(tight(name), name)

    def holder(self, name: str, code: str | None) -> SubjectRef | Wrong:
        """Return who holds the section, or why nobody can be told.

        `code` is the credit code that the row gives, needed only where several firms hold it.
        """
        key = tight(name)
        holders = self._holders.get(key)
        if holders is None:
            if key not in self._stored:
                self._stored[key] = self._known(name, self._year)
            holders = self._stored[key]
        if code is not None:
            named = [each for each in holders if each.value == code]
            if holders and not named:
                return Wrong("unknown-subject", reason="other-holder", holder=code)
            holders = named
        if not holders:
            return Wrong("unknown-subject", reason="section")
        if len(holders) > 1:
            return Wrong("unknown-subject", reason="several-holders", count=len(holders))
        return holders[0]
