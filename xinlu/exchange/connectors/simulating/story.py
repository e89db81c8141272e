"""What a simulated partner has to tell: its changes in order, the same for the same seed.

Its numbers of change have gaps, some of which are filled late; rows are told again; some have a
code that nobody agreed on, and some of those are corrected later, as are some that were right.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from random import Random
from typing import Any, Final

from xinlu.exchange.connectors.language import Connector

#: One in so many numbers of change is skipped, appears late, is told again, is wrong, is corrected.
_GAP, _LATE, _AGAIN, _WRONG, _CORRECTED = 12, 25, 10, 15, 8
#: A late change appears when so many numbers behind it have been given out.
_BEHIND: Final = 40


@dataclass(frozen=True, slots=True)
class Change:
    """A row in one version as the partner tells it; a late one appears after others behind it."""

    number: int
    key: str
    version: int
    is_wrong: bool
    is_late: bool
    row: Mapping[str, Any]


class Story:
    """All changes of a simulated partner, and which of them can be seen by now."""

    def __init__(self, connector: Connector, *, rows: int, seed: int) -> None:
        if connector.sample is None:
            raise ValueError(f"{connector.code} has no `sample` to make rows from.")
        self.connector, self._sample = connector, connector.sample
        self.changes: list[Change] = []
        self._random = Random(seed)  # noqa: S311 - a story, no secret
        waiting: list[tuple[int, str, int, bool]] = []
        for case in range(1, rows + 1):
            is_wrong = self._one_in(_WRONG)
            self._tell(f"case-{case:06d}", case, 1, is_wrong)
            if self._one_in(_AGAIN):
                waiting.append((case, f"case-{case:06d}", 1, is_wrong))
            if self._one_in(_CORRECTED):
                waiting.append((case, f"case-{case:06d}", 2, False))
            while waiting and self._one_in(3):
                self._tell_later(waiting.pop(0))
        for one in waiting:
            self._tell_later(one)

    def _one_in(self, times: int) -> bool:
        return self._random.randrange(times) == 0

    def _tell_later(self, one: tuple[int, str, int, bool]) -> None:
        case, key, version, is_wrong = one
        self._tell(key, case, version, is_wrong)

    def _tell(self, key: str, case: int, version: int, is_wrong: bool) -> None:
        last = self.changes[-1].number if self.changes else 0
        number = last + (self._random.randrange(2, 5) if self._one_in(_GAP) else 1)
        cells = {
            name: text.replace("{n}", f"{case:06d}") for name, text in self._sample.row.items()
        }
        cells |= self._sample.wrong if is_wrong else {}
        cells |= self._sample.corrected if version > 1 else {}
        named = {
            self.connector.cursor.column: number,
            self.connector.key: key,
            self.connector.version: version,
        }
        row = {**cells, **named}
        self.changes.append(Change(number, key, version, is_wrong, self._one_in(_LATE), row))

    def seen(self, now: int) -> list[Change]:
        """Return the changes that can be seen when the numbers up to `now` have been given out."""
        return [one for one in self.changes if one.number + (_BEHIND if one.is_late else 0) <= now]

    @property
    def end(self) -> int:
        """Return by when everything can be seen."""
        return self.changes[-1].number + _BEHIND

    def ledger(self) -> dict[str, Any]:
        """Return what the partner told: by row its versions, and which of them were wrong."""
        told: dict[str, dict[str, bool]] = {}
        for one in self.changes:
            told.setdefault(one.key, {})[str(one.version)] = one.is_wrong
        return {
            "rows": len(told),
            "changes": len(self.changes),
            "last": self.changes[-1].number,
            "versions": told,
        }
