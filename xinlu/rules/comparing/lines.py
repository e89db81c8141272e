"""Two verdicts on one subject side by side, line by line."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction

from xinlu.rules.verdict import Reason, Verdict
from xinlu.rules.wording import sentence

#: What makes a line the same in both: kind, code, component, unit, records, day, and which one.
Key = tuple[str, str, str | None, str | None, tuple[str, ...], object, int]


@dataclass(frozen=True, slots=True)
class Pair:
    """A line of the old verdict and the one of the new that says the same; one may be missing."""

    old: Reason | None
    new: Reason | None

    @property
    def here(self) -> Reason:
        """Return the line, the new one where there are two."""
        found = self.new or self.old
        assert found is not None
        return found

    @property
    def shift(self) -> Fraction:
        """Return what the new line adds to the score beyond the old one."""
        before = self.old.total if self.old else Fraction(0)
        return (self.new.total if self.new else Fraction(0)) - before

    @property
    def differs(self) -> bool:
        """Tell whether the two lines say something else."""
        if self.old is None or self.new is None:
            return True
        return bool(self.shift) or sentence(self.old) != sentence(self.new)


def pairs(old: Verdict | None, new: Verdict | None) -> tuple[Pair, ...]:
    """Return all lines of both, in the new one's order; a line that is gone keeps its place."""
    before = dict(keyed(old.reasons if old else ()))
    after = dict(keyed(new.reasons if new else ()))
    found: list[Pair] = []
    gone = iter(before)
    for key, reason in after.items():
        if key in before:
            # Whatever stood before it in the old verdict and is gone comes first.
            found += [Pair(before[each], None) for each in up_to(key, gone) if each not in after]
        found.append(Pair(before.get(key), reason))
    shown = {id(each.old) for each in found}
    left = [each for key, each in before.items() if key not in after and id(each) not in shown]
    return (*found, *(Pair(each, None) for each in left))


def up_to(key: Key, keys: Iterator[Key]) -> Iterator[Key]:
    """Yield the keys that come before the one given; nothing once they are past it."""
    for each in keys:
        if each == key:
            return
        yield each


def keyed(reasons: Iterable[Reason]) -> Iterator[tuple[Key, Reason]]:
    """Yield the lines by what makes them the same; of equal ones the first is the first."""
    seen: Counter[object] = Counter()
    for each in reasons:
        # A verdict has one grade of its score, whichever band gives it.
        code = "" if each.kind == "band" else each.code
        told = (each.kind, code, each.component, each.unit, tuple(each.events), each.on)
        yield (*told, seen[told]), each
        seen[told] += 1
