"""Small arithmetic over named quantities, as a tree that was checked on reading; never `eval`."""

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

Operator = Literal["+", "-", "*", "/"]
Function = Literal["min", "max", "abs", "floor", "ceil"]
FUNCTIONS: tuple[Function, ...] = ("min", "max", "abs", "floor", "ceil")


@dataclass(frozen=True, slots=True)
class Number:
    """A number written in the formula, or a parameter's that stood there."""

    value: Fraction


@dataclass(frozen=True, slots=True)
class Name:
    """A named quantity; what it may be called is told in `language.names`."""

    name: str


@dataclass(frozen=True, slots=True)
class Operation:
    """Two terms joined; a formula with a term that is not known is not known."""

    operator: Operator
    left: "Formula"
    right: "Formula"


@dataclass(frozen=True, slots=True)
class Call:
    """A function of one or more terms: `min`, `max`; of just one: `abs`, `floor`, `ceil`."""

    function: Function
    terms: tuple["Formula", ...]


Formula = Number | Name | Operation | Call
