"""Formulas read from text: a small arithmetic that becomes a checked tree.

sum     = product { ("+" | "-") product }
product = signed { ("*" | "/") signed }
signed  = [ "-" ] atom
atom    = number | name [ "." aspect ] | function "(" sum { "," sum } ")" | "(" sum ")"
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

from xinlu.rules.language import FUNCTIONS, Call, Formula, Name, Number, Operation
from xinlu.rules.numbers import is_number

#: Bounds that no honest formula comes near.
LONGEST = 1_000
DEEPEST = 40

_TOKEN = re.compile(
    r"\s*(?:(?P<number>\d+(?:\.\d+)?)|(?P<name>[a-z][a-z0-9_-]*(?:\.[a-z]+)?)|(?P<sign>[-+*/(),])|"
    r"(?P<other>\S))"
)
#: A minus between names must stand apart, since names may hold one: `a - b`, not `a-b`.
MINUS = "-"


class FormulaError(ValueError):
    """A formula cannot be read: `code` and `params` say why and where."""

    def __init__(self, code: str, /, **params: object) -> None:
        self.code, self.params = code, params
        super().__init__(f"{code} {params}")


@dataclass(frozen=True, slots=True)
class Token:
    """A word of a formula, and the column in which it begins (from 1)."""

    kind: str
    text: str
    column: int


@lru_cache(maxsize=2_000)
def parse_formula(text: str) -> Formula:
    """Return the tree of a formula; raise `FormulaError` where it is none.

    >>> parse_formula("0.5 * a + b")
    ... # doctest: +NORMALIZE_WHITESPACE
    Operation(operator='+', left=Operation(operator='*', left=Number(value=Fraction(1, 2)),
    right=Name(name='a')), right=Name(name='b'))
    """
    if len(text) > LONGEST:
        raise FormulaError("formula-too-long", most=LONGEST)
    reader = Reader([*tokens(text), Token("end", "", len(text) + 1)])
    found = reader.sum(0)
    reader.expect("end")
    return found


def tokens(text: str) -> Iterator[Token]:
    """Yield the words of a formula."""
    place = 0
    while match := _TOKEN.match(text, place):
        kind = match.lastgroup or "other"
        word, column = match[kind], match.start(kind) + 1
        if kind == "other":
            raise FormulaError("formula-character", character=word, column=column)
        yield Token(kind, word, column)
        place = match.end()


def names_in(formula: Formula) -> Iterator[str]:
    """Yield the names that a formula uses, from left to right."""
    if isinstance(formula, Name):
        yield formula.name
    elif isinstance(formula, Operation):
        yield from names_in(formula.left)
        yield from names_in(formula.right)
    elif isinstance(formula, Call):
        for term in formula.terms:
            yield from names_in(term)


@dataclass(slots=True)
class Reader:
    """A walk over the words of one formula."""

    words: list[Token]
    place: int = 0

    @property
    def word(self) -> Token:
        """Return the word that comes next."""
        return self.words[self.place]

    def take(self) -> Token:
        """Return the next word and go past it."""
        self.place += 1
        return self.words[self.place - 1]

    def expect(self, text: str) -> None:
        """Go past a word that must stand here (`end` for the end)."""
        word = self.word
        if (word.kind if text == "end" else word.text) != text:
            wanted = "+ - * /" if text == "end" else text
            raise FormulaError(
                "formula-expected", found=word.text or "…", column=word.column, wanted=wanted
            )
        if text != "end":
            self.take()

    def sum(self, depth: int) -> Formula:
        """Return what is added up from here on."""
        if depth > DEEPEST:
            raise FormulaError("formula-too-deep", most=DEEPEST, column=self.word.column)
        return self.chain(("+", "-"), depth)

    def chain(self, operators: tuple[str, ...], depth: int) -> Formula:
        """Return terms joined from left to right by operators of one rank."""
        term = self.product if operators == ("+", "-") else self.signed
        left = term(depth)
        while self.word.text in operators:
            operator = self.take().text
            left = Operation(operator, left, term(depth))  # type: ignore[arg-type]
        return left

    def product(self, depth: int) -> Formula:
        """Return what is multiplied from here on."""
        return self.chain(("*", "/"), depth)

    def signed(self, depth: int) -> Formula:
        """Return a term, with its sign."""
        if self.word.text != MINUS:
            return self.atom(depth)
        self.take()
        term = self.atom(depth)
        if isinstance(term, Number):
            return Number(-term.value)
        return Operation("*", Number(Fraction(-1)), term)

    def atom(self, depth: int) -> Formula:
        """Return a number, a name, a function or what stands in brackets."""
        word = self.take()
        if word.kind == "number":
            if not is_number(word.text):
                raise FormulaError("formula-number", column=word.column)
            return Number(Fraction(word.text))
        if word.text == "(":
            found = self.sum(depth + 1)
            self.expect(")")
            return found
        if word.kind != "name":
            raise FormulaError(
                "formula-expected", found=word.text or "…", column=word.column, wanted="a, 1, ("
            )
        if self.word.text != "(":
            return Name(word.text)
        return self.call(word, depth)

    def call(self, word: Token, depth: int) -> Formula:
        """Return a function with its terms."""
        if word.text not in FUNCTIONS:
            raise FormulaError(
                "formula-function", value=word.text, column=word.column, known=", ".join(FUNCTIONS)
            )
        self.expect("(")
        terms = [self.sum(depth + 1)]
        while self.word.text == ",":
            self.take()
            terms.append(self.sum(depth + 1))
        self.expect(")")
        if word.text not in ("min", "max") and len(terms) > 1:
            raise FormulaError("formula-one-term", value=word.text, column=word.column)
        return Call(word.text, tuple(terms))
