"""How measures and components ask for the named quantities of a subject (see `values`)."""

from collections.abc import Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Protocol

from xinlu.rules.facts import Facts, Peers, Unit
from xinlu.rules.language import Condition, Formula, Rulebook
from xinlu.rules.sifting import Hit, Sifted

if TYPE_CHECKING:
    from xinlu.rules.units import Valued


class Asked(Protocol):
    """One subject, as somebody asks about it."""

    rulebook: Rulebook
    facts: Facts
    sifted: Sifted
    year: int
    peers: Peers | None

    def value(self, name: str, unit: Unit | None = None) -> Fraction | str | None:
        """Return what a name stands for."""

    def number(self, name: str, unit: Unit | None = None) -> Fraction | None:
        """Return a number by its name."""

    def component(self, name: str) -> "Valued":
        """Return a component with its units."""

    def records_of(self, unit: Unit, *, ever: bool = False) -> list[Hit]:
        """Return the records of a unit: those of the period, or all up to the day."""

    def hold(self, conditions: Sequence[Condition], unit: Unit | None = None) -> bool:
        """Tell whether all conditions hold."""

    def formula(self, formula: Formula, unit: Unit | None = None, at: str = "") -> Fraction | None:
        """Return what a formula comes to."""

    def grades_of(self, name: str) -> Sequence[str]:
        """Return the order of the grades that a name is one of."""
