"""Which item a penalty is, by its cause (案由), fine, kinds and day: the most specific line wins.

Nothing here knows a database or a clock. Amounts are exact, in 万元 as the data standard has them.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from xinlu.kernel.text import searchable, tight

#: Brackets around the year of a document's number, all for one.
_BRACKETS = str.maketrans("〔〕【】[]{}（）", "()()()()()")


class Ambiguous(ValueError):
    """Lines of a table fit a penalty equally well; somebody has to make one more specific."""

    def __init__(self, codes: Sequence[str], text: str) -> None:
        super().__init__(
            f"The lines {', '.join(codes)} fit '{text}' equally well. Give one of them another "
            f"word, a fine or dates that tell them apart."
        )
        self.codes = tuple(codes)


def normalised(text: str) -> str:
    """Return a cause as it is compared: letters, digits and characters, in one width and case.

    >>> normalised("　未按规定，使用 ＧＰＳ（卫星定位）装置。")
    '未按规定使用gps卫星定位装置'
    """
    return searchable(text)


def number_key(number: str) -> str:
    """Return a document's number as it is compared, however its brackets and blanks were typed.

    >>> number_key("示云渡交罚〔2024〕 00012号") == number_key("示云渡交罚[2024]00012号")
    True
    """
    return tight(number).translate(_BRACKETS)


@dataclass(frozen=True, slots=True)
class Span:
    """Amounts between two ends, each of which belongs to it or not; None: without that end."""

    low: Decimal | None = None
    takes_low: bool = True
    high: Decimal | None = None
    takes_high: bool = True

    def __bool__(self) -> bool:
        return self.low is not None or self.high is not None

    def holds(self, amount: Decimal | None) -> bool:
        """Tell whether an amount lies in it; an amount that there is not lies in no bounded span.

        >>> edge = Span(low=Decimal("0.3"), high=Decimal(1), takes_high=False)
        >>> [edge.holds(Decimal(text)) for text in ("0.299999", "0.3", "0.999999", "1")]
        [False, True, True, False]
        """
        if amount is None:
            return not self
        over = self.low is None or amount > self.low or (self.takes_low and amount == self.low)
        under = self.high is None or amount < self.high or (self.takes_high and amount == self.high)
        return over and under

    def meets(self, other: "Span") -> bool:
        """Tell whether some amount lies in both.

        >>> Span(high=Decimal(1), takes_high=False).meets(Span(low=Decimal(1)))
        False
        """
        return not (self._ends_before(other) or other._ends_before(self))

    def _ends_before(self, other: "Span") -> bool:
        if self.high is None or other.low is None:
            return False
        touching = self.high == other.low and self.takes_high and other.takes_low
        return self.high <= other.low and not touching


@dataclass(frozen=True, slots=True)
class Case:
    """What is known of a penalty: its cause as it was sent, fine, kinds, and day of decision."""

    text: str
    on: date
    fine: Decimal | None = None
    kinds: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a table (对应表), or an officer's confirmed binding: which cause is which item.

    Each entry of `has` is a choice of words of which one must occur; none of `lacks` may;
    `exactly` are whole causes. All words are normalised. A line without an item says that the
    penalty is none on purpose, and `why`. `until` is the first day on which it no longer holds.
    `points` and `times` are given to the item where the rulebook has no usual value or counts
    something else than decisions. `makes_unit` is the kind of unit that the decision itself
    brings into being. A `bound` line is an officer's, about this very text: it goes before those
    of the table.
    """

    code: str
    item: str = ""
    why: str = ""
    has: tuple[tuple[str, ...], ...] = ()
    lacks: tuple[str, ...] = ()
    exactly: tuple[str, ...] = ()
    fine: Span = Span()
    kinds: frozenset[str] = frozenset()
    points: Fraction | None = None
    times: Fraction | None = None
    makes_unit: str = ""
    since: date | None = None
    until: date | None = None
    basis: str = ""
    verified: bool = False
    bound: bool = False

    @property
    def words(self) -> str:
        """Return what a cause must hold, as it is read out."""
        return "、".join("／".join(choice) for choice in (self.exactly, *self.has) if choice)

    def weight(self, case: Case, text: str) -> tuple[bool, bool, int, int] | None:
        """Return how specific the line is for the penalty with this normalised cause, or None.

        An officer's binding, then a whole cause, then the longest words, then more conditions.
        """
        if not self._stands(case):
            return None
        conditions = bool(self.fine) + bool(self.kinds) + bool(self.lacks)
        if self.exactly:
            return (self.bound, True, 0, conditions) if text in self.exactly else None
        if any(word in text for word in self.lacks):
            return None
        length = 0
        for choice in self.has:
            found = max((len(word) for word in choice if word in text), default=0)
            if not found:
                return None
            length += found
        return self.bound, False, length, conditions

    def _stands(self, case: Case) -> bool:
        in_time = (self.since is None or self.since <= case.on) and (
            self.until is None or case.on < self.until
        )
        of_kind = not self.kinds or not self.kinds.isdisjoint(case.kinds)
        return in_time and of_kind and self.fine.holds(case.fine)


def match(lines: Iterable[Line], case: Case) -> Line | None:
    """Return the most specific line that fits the penalty, None where none does.

    Raises `Ambiguous` where two fit equally: no order of lines decides about anybody.
    """
    text = normalised(case.text)
    best: list[Line] = []
    most: tuple[bool, bool, int, int] | None = None
    for line in lines:
        weight = line.weight(case, text)
        if weight is None:
            continue
        if most is None or weight > most:
            best, most = [line], weight
        elif weight == most:
            best.append(line)
    if len(best) > 1:
        raise Ambiguous([line.code for line in best], case.text)
    return best[0] if best else None


def clash(one: Line, other: Line) -> bool:
    """Tell whether two lines with the same words can fit one penalty equally well."""
    words = (set(one.has), set(one.exactly), set(one.lacks), one.bound)
    if words != (set(other.has), set(other.exactly), set(other.lacks), other.bound):
        return False
    same_weight = (bool(one.fine), bool(one.kinds)) == (bool(other.fine), bool(other.kinds))
    shared_kind = not one.kinds or not other.kinds or not one.kinds.isdisjoint(other.kinds)
    return same_weight and shared_kind and one.fine.meets(other.fine) and _same_days(one, other)


def _same_days(one: Line, other: Line) -> bool:
    begins = max(one.since or date.min, other.since or date.min)
    return begins < min(one.until or date.max, other.until or date.max)
