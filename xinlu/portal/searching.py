"""What the search box answers: hits with the found part marked, or what to do instead."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from django.core.paginator import Page, Paginator

from xinlu.kernel.text import searchable
from xinlu.portal import naming
from xinlu.portal.naming import Piece
from xinlu.portal.results import ResultShown, grades_by_subject
from xinlu.registry import selectors as registry
from xinlu.registry.models import Subject

#: Hits of one page, and hits that are looked for at all: who needs more adds a character.
PAGE, MOST = 50, 500
#: The fewest characters a query must have.
FEWEST = 2

#: The tabs above the search box: the kind, its name and what may be typed there.
TABS: tuple[tuple[str, str, str], ...] = (
    ("", "全部", "名称中任意两个字、拼音首字母、代码或车牌"),
    ("firm", "企业", "企业名称中任意两个字，或统一社会信用代码"),
    ("sole-trader", "个体工商户", "名称中任意两个字，或统一社会信用代码"),
    ("vehicle", "车辆", "车牌，颜色可写可不写"),
    ("vessel", "船舶", "船名中任意两个字，或 MMSI、IMO 编号"),
    ("project", "项目", "项目名称中任意两个字，或项目代码"),
    ("person", "从业人员", ""),
)

State = Literal["blank", "short", "persons", "none", "found"]


@dataclass(frozen=True, slots=True)
class Hit:
    """A subject that was found: its name and code with the found part marked, and its grade."""

    subject: Subject
    name: tuple[Piece, ...]
    code: tuple[Piece, ...]
    result: ResultShown | None


@dataclass(frozen=True, slots=True)
class Answer:
    """What a query came to.

    `elsewhere` says how many subjects of other kinds it finds where it finds none of this kind.
    """

    state: State
    hits: tuple[Hit, ...] = ()
    page: Page[Subject] | None = None
    has_more: bool = False
    elsewhere: int = 0
    is_persons_number: bool = False


def answer(query: str, kind: str = "", page: str | int = 1) -> Answer:
    """Return what a stranger's query finds."""
    if kind == Subject.Kind.PERSON:
        return Answer("persons")
    if not query.strip():
        return Answer("blank")
    if len(searchable(query)) < FEWEST:
        return Answer("short")
    found = registry.find(query, kind=kind or None, limit=MOST + 1)
    if not found:
        return _nothing(query, kind)
    shown = Paginator(found[:MOST], PAGE).get_page(page)
    return Answer("found", hits_of(list(shown), query), shown, has_more=len(found) > MOST)


def _nothing(query: str, kind: str) -> Answer:
    elsewhere = len(registry.find(query, limit=MOST)) if kind else 0
    person = naming.looks_like_a_persons_number(query)
    return Answer("none", elsewhere=elsewhere, is_persons_number=person)


def hits_of(subjects: Sequence[Subject], query: str) -> tuple[Hit, ...]:
    """Return subjects as hits of `query`, each with its newest public grade."""
    grades = grades_by_subject(subjects)
    return tuple(
        Hit(
            subject,
            naming.pieces(naming.title_of(subject), query),
            naming.pieces(naming.code_of(subject), query) if subject.name else (),
            grades.get(subject.pk),
        )
        for subject in subjects
    )
