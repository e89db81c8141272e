"""Whom a row is about, as the template says."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from xinlu.collection.checking.conditions import Holds, Values, compile_condition
from xinlu.collection.checking.language import Naming, SubjectKind
from xinlu.collection.checking.rows import SubjectRef
from xinlu.kernel.identifiers import credit_code_division

Finder = Callable[[Values], SubjectRef | None]


@dataclass(frozen=True, slots=True)
class _Named:
    """A naming with its condition compiled."""

    naming: Naming
    holds: Holds | None

    def value(self, values: Values) -> str | None:
        """Return the number under which this naming knows the subject of the row, or None."""
        naming = self.naming
        number = values.get(naming.field)
        if number is None or (self.holds is not None and not self.holds(values)):
            return None
        if naming.qualified_by:
            return f"{values.get(naming.qualified_by, '')}:{number}"
        if naming.joined_with:
            return f"{number}/{values.get(naming.joined_with, '')}"
        return number


def _named(namings: Iterable[Naming]) -> tuple[_Named, ...]:
    return tuple(
        _Named(naming, compile_condition(naming.when) if naming.when else None)
        for naming in namings
    )


def compile_subject(kinds: Iterable[SubjectKind], name_field: str) -> Finder:
    """Return the function that names the subject of a row, or None where it names none."""
    found = [
        (kind.kind, compile_condition(kind.when) if kind.when else None, _named(kind.by), also)
        for kind in kinds
        for also in [_named(kind.also)]
    ]

    def find(values: Values) -> SubjectRef | None:
        for kind, holds, by, also in found:
            if holds is not None and not holds(values):
                continue
            for named in by:
                number = named.value(values)
                if number is None:
                    continue
                scheme = named.naming.scheme
                others = tuple(
                    (other.naming.scheme, value)
                    for other in also
                    if (value := other.value(values)) is not None
                )
                division = credit_code_division(number) if scheme == "credit-code" else None
                name = values.get(name_field, "")
                return SubjectRef(kind, scheme, number, name, others, division)
        return None

    return find
