"""How large a subject is, and whether it is at home here (本地、外地)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from xinlu.accounts.models import Place
from xinlu.accounts.parameters import parameter
from xinlu.registry.models import Subject
from xinlu.rules import Facts

#: The size of those of whom no figure is known.
UNSIZED = "没有规模数据"
LOCAL, OUTSIDE, UNKNOWN = "local", "outside", "unknown"
#: The digits of a division code that name the province or the city under the nation.
PROVINCE = 2
CREDIT_CODE = 18


@dataclass(frozen=True, slots=True)
class Measure:
    """A figure of size: a quantity, or the units of a kind, with the steps where a size begins."""

    title: str
    measure: str
    steps: tuple[int, ...]
    quantity: str = ""
    units: str = ""

    def figure(self, facts: Facts) -> Fraction | None:
        """Return the subject's figure, None where its facts hold none."""
        if self.units:
            count = sum(unit.kind == self.units for unit in facts.units)
            return Fraction(count) if count else None
        given = facts.quantities.get(self.quantity)
        return given if isinstance(given, Fraction) else None

    def size(self, figure: Fraction) -> str:
        """Return the size that the figure falls into, in words.

        >>> Measure("营运车辆", "辆", (10, 50)).size(Fraction(49))
        '营运车辆 10 至 49 辆'
        """
        return self.words(sum(step <= figure for step in self.steps))

    def words(self, place: int) -> str:
        """Return the size of this place, the smallest first."""
        if place == 0:
            return f"{self.title}不足 {self.steps[0]} {self.measure}"
        low = self.steps[place - 1]
        if place == len(self.steps):
            return f"{self.title} {low} {self.measure}及以上"
        return f"{self.title} {low} 至 {self.steps[place] - 1} {self.measure}"


def measures(on: date) -> tuple[Measure, ...]:
    """Return the figures of size that hold on the day, the first that is known to be taken."""
    rows: list[dict[str, Any]] = parameter("trial-sizes", on).value
    return tuple(Measure(**{**row, "steps": tuple(row["steps"])}) for row in rows)


def size_of(facts: Facts, held: Sequence[Measure]) -> str:
    """Return the size of a subject, in words."""
    for measure in held:
        figure = measure.figure(facts)
        if figure is not None:
            return measure.size(figure)
    return UNSIZED


def order_of_sizes(held: Sequence[Measure]) -> list[str]:
    """Return every size there is, the smallest of each figure first."""
    sizes = [each.words(place) for each in held for place in range(len(each.steps) + 1)]
    return [*sizes, UNSIZED]


def origin_of(subject: Subject, levels: dict[int, str], city: str) -> str:
    """Return whether the subject is at home here, elsewhere, or nobody knows.

    `levels` are those of the places by id, `city` is the code of the city.
    """
    level = levels.get(subject.home_place_id or 0)
    if level is not None:
        return OUTSIDE if level == Place.Level.NATION else LOCAL
    code = subject.code
    if len(code) != CREDIT_CODE or not city:
        return UNKNOWN
    return UNKNOWN if code[PROVINCE : 2 * PROVINCE] == city[:PROVINCE] else OUTSIDE
