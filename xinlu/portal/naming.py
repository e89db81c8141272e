"""How subjects are called on public pages, and which part of a name a query has found."""

from dataclasses import dataclass

from xinlu.kernel.text import compact, initials, searchable
from xinlu.registry.models import Subject

#: What the public code of a subject is called.
CODE_WORDS = {
    Subject.Kind.FIRM: "统一社会信用代码",
    Subject.Kind.SOLE_TRADER: "统一社会信用代码",
    Subject.Kind.VEHICLE: "车牌",
    Subject.Kind.VESSEL: "船舶识别",
    Subject.Kind.PROJECT: "项目代码",
}


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a text; `hit` where the query occurs."""

    text: str
    hit: bool


def code_of(subject: Subject) -> str:
    """Return the public code as people write it: a plate and its colour apart.

    >>> code_of(Subject(kind="vehicle", code="渝X12345/黄"))
    '渝X12345 黄色'
    """
    if subject.kind != Subject.Kind.VEHICLE:
        return subject.code
    number, _, colour = subject.code.partition("/")
    return f"{number} {colour.removesuffix('色')}色" if colour else number


def title_of(subject: Subject) -> str:
    """Return the name of a subject; without one, its code."""
    return subject.name or code_of(subject)


def pieces(text: str, query: str) -> tuple[Piece, ...]:
    """Return `text` cut where `query` occurs in it, as written or by pinyin initials.

    >>> [piece.text for piece in pieces("示例（重庆）路桥公司", "重庆路")]
    ['示例（', '重庆）路', '桥公司']
    """
    wanted = searchable(query)
    at = [place for place, character in enumerate(text) if searchable(character)]
    folded = "".join(searchable(text[place]) for place in at)
    if not wanted or len(folded) != len(at):
        return (Piece(text, False),)
    start = folded.find(wanted)
    if start < 0 and wanted.isascii():
        letters = initials(text)
        start = letters.find(wanted) if len(letters) == len(at) else -1
    if start < 0:
        return (Piece(text, False),)
    left, right = at[start], at[start + len(wanted) - 1] + 1
    cut = (Piece(text[:left], False), Piece(text[left:right], True), Piece(text[right:], False))
    return tuple(piece for piece in cut if piece.text)


def looks_like_a_persons_number(query: str) -> bool:
    """Say whether a query is written like an identity number: 17 digits and a digit or X.

    >>> looks_like_a_persons_number("500101 1990 0307"), looks_like_a_persons_number("渝X1")
    (False, False)
    >>> looks_like_a_persons_number("50010119900307000X")
    True
    """
    text = compact(query).upper()
    return len(text) == 18 and text[:17].isdigit() and (text[17].isdigit() or text[17] == "X")
