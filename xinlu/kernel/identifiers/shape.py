"""What all identifiers share: their error, their normal writing, and how a shape is refused."""

from typing import Final, NoReturn

from xinlu.kernel.text import compact

DIGITS: Final = "0123456789"

_SENTENCES: Final = {
    "length": "A {kind} has {expected} characters, not {length}.",
    "alphabet": "'{found}' at position {position} cannot occur in a {kind}.",
    "check": "The check character of this {kind} (position {position}) should be {expected}.",
    "inner-check": "The inner check character of this {kind} (position {position}) "
    "should be {expected}.",
    "day": "Positions {position} of this {kind} are not a day.",
    "date": "Positions {position} of this {kind} are not a day on which someone was born.",
    "shape": "This is not written like a {kind}; expected: {expected}.",
    "prefix": "A {kind} begins with {expected}.",
    "colour": "'{found}' is no plate colour of JT/T 697.7.",
}


class IdentifierError(ValueError):
    """A text is not the identifier it should be.

    `kind` names the identifier, `reason` what is wrong (the keys of the sentences above), `params`
    where and what was expected. The sentence never repeats the identifier itself.
    """

    def __init__(self, kind: str, reason: str, **params: object) -> None:
        self.kind = kind
        self.reason = reason
        self.params: dict[str, object] = params
        super().__init__(_SENTENCES[reason].format(kind=kind, **params))


def normal(text: str) -> str:
    """Return `text` without blanks, in half width and upper case."""
    return compact(text).upper()


def refuse_shape(kind: str, code: str, length: int, alphabet: str, expected: str) -> NoReturn:
    """Say what is wrong with a code that does not have its kind's shape; always raises."""
    if len(code) != length:
        raise IdentifierError(kind, "length", expected=length, length=len(code))
    for position, found in enumerate(code, 1):
        if found not in alphabet:
            raise IdentifierError(kind, "alphabet", found=found, position=position)
    raise IdentifierError(kind, "shape", expected=expected)


def places(alphabet: str) -> bytes:
    """Return the table that turns an ASCII code into its characters' places in `alphabet`."""
    table = bytearray(128)
    for value, character in enumerate(alphabet):
        table[ord(character)] = value
    return bytes(table.ljust(256, b"\0"))
