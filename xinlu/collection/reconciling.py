"""对账: what a unit says that it decided in a month, held against what is known here."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, Final, Self

from django.db.models import Sum

from xinlu.collection.checking.uniqueness import fold
from xinlu.collection.models import Decision, Record, Statement, Tally

#: Document numbers that one statement may name, and that a difference shows.
MOST_NUMBERS: Final = 10_000
SHOWN: Final = 50
#: The field of penalties that holds the fine, in 万元.
_FINE: Final = "fine"
_MONTH: Final = re.compile(r"(20\d\d)-(0[1-9]|1[0-2])")
_MOST: Final = 1_000_000


@dataclass(frozen=True, slots=True)
class Total:
    """What a sender states of one kind and month: a count, and fines or numbers if it will."""

    month: date
    kind: str
    count: int
    fines: Decimal | None = None
    numbers: tuple[str, ...] = ()

    @classmethod
    def read(cls, told: Mapping[str, Any]) -> Self:
        """Return the total that a sender's object holds, or raise `ValueError`.

        >>> Total.read({"month": "2026-09", "kind": "penalty", "count": 3, "fines": "1.5"}).fines
        Decimal('1.5')
        """
        month, kind, count = _MONTH.fullmatch(str(told["month"])), told["kind"], told["count"]
        if month is None or kind not in Decision.Kind.values:
            raise ValueError("month or kind")
        if not isinstance(count, int) or isinstance(count, bool) or not 0 <= count <= _MOST:
            raise ValueError("count")
        numbers = told.get("numbers") or ()
        if len(numbers) > MOST_NUMBERS or not all(isinstance(one, str) for one in numbers):
            raise ValueError("numbers")
        fines = told.get("fines")
        return cls(
            date(int(month[1]), int(month[2]), 1),
            kind,
            count,
            None if fines is None else _amount(fines),
            tuple(one.strip()[:200] for one in numbers if one.strip()),
        )

    def told(self) -> dict[str, Any]:
        """Return it as plain values, the same for the same total."""
        fines = None if self.fines is None else format(self.fines.normalize(), "f")
        numbers = list(self.numbers)
        about = {"month": f"{self.month:%Y-%m}", "kind": self.kind, "count": self.count}
        return {**about, "fines": fines, "numbers": numbers}


def _amount(said: Any) -> Decimal:
    try:
        amount = Decimal(str(said))
    except InvalidOperation:
        raise ValueError("fines") from None
    if not amount.is_finite() or not 0 <= amount < 10**12 or amount != round(amount, 6):
        raise ValueError("fines")
    return amount


@dataclass(frozen=True, slots=True)
class Compared:
    """A statement beside what is known here."""

    said: int
    known: int
    said_fines: Decimal | None = None
    known_fines: Decimal | None = None
    #: Numbers that the unit named and nobody has seen.
    missing: tuple[str, ...] = ()
    #: Numbers whose rows were refused and not mended: what they hold is in no sum.
    refused: tuple[str, ...] = ()

    @property
    def lacking(self) -> int:
        """Return how many decisions are missing, as far as the statement tells."""
        return max(self.said - self.known, len(self.missing), 0)

    @property
    def agrees(self) -> bool:
        """Say whether nothing is missing, and the fines are the same where they were stated."""
        return not self.lacking and self.said_fines == self.known_fines

    def facts(self, about: str) -> dict[str, Any]:
        """Return the evidence of a difference."""
        facts: dict[str, Any] = {"about": about, "said": self.said, "known": self.known}
        if self.missing:
            facts["numbers"] = list(self.missing[:SHOWN])
        if self.said_fines != self.known_fines:
            facts["said_fines"] = _plain(self.said_fines)
            facts["known_fines"] = _plain(self.known_fines)
            if self.refused:
                facts["refused"] = list(self.refused[:SHOWN])
        return facts


def _plain(amount: Decimal | None) -> str:
    return "" if amount is None else format(amount.normalize(), "f")


def known_counts(**of: Any) -> dict[tuple[int | None, str, date], int]:
    """Return how many decisions are known, by unit, kind and month."""
    rows = Tally.objects.filter(**of).order_by().values("authority", "kind", "month")
    return {
        (row["authority"], row["kind"], row["month"]): row["known"]
        for row in rows.annotate(known=Sum("made"))
    }


def compared(one: Statement, counts: Mapping[tuple[int | None, str, date], int]) -> Compared:
    """Return a statement beside what is known; `counts` as of `known_counts`."""
    known = counts.get((one.authority_id, one.kind, one.month), 0)
    if one.fines is None and not one.numbers:
        return Compared(one.count, known)
    rows = Decision.objects.filter(authority=one.authority_id, kind=one.kind, month=one.month)
    seen = {fold(number) for number in rows.exclude(number="").values_list("number", flat=True)}
    missing = tuple(number for number in one.numbers if fold(number) not in seen)
    if one.fines is None:
        return Compared(one.count, known, missing=missing)
    stored = Record.objects.in_force().filter(decision__in=rows)
    fines = sum(
        (
            Decimal(str(fine))
            for values in stored.values_list("values", flat=True).iterator()
            if (fine := values.get(_FINE)) not in (None, "")
        ),
        Decimal(0),
    )
    refused = rows.filter(record__isnull=True, sent_on__isnull=False).exclude(number="")
    return Compared(
        one.count,
        known,
        one.fines.normalize(),
        fines.normalize(),
        missing,
        tuple(refused.order_by("number").values_list("number", flat=True)[:SHOWN]),
    )
