"""The library of regulations (法规库) as pages show it: words, links, chains, what rests on it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from xinlu.catalogue import regulations
from xinlu.catalogue.citing import Citation, Reader
from xinlu.catalogue.models import Clause, Regulation, RegulationChange
from xinlu.catalogue.standing import ChangeSaid, Standing, touched
from xinlu.evaluation.grounds import Ground, change_word
from xinlu.portal.look.svg import Markup, el

#: How a regulation stands, with the kind of its tag.
STANDINGS: dict[str, tuple[str, str]] = {
    Standing.IN_FORCE: ("施行中", "info"),
    Standing.PENDING: ("尚未施行", "plain"),
    Standing.ENDED: ("已失效", "bad"),
    Standing.UNKNOWN: ("日期待核", "warn"),
    Standing.NOT_BINDING: ("不具约束力", "plain"),
}


def address(citation: Citation) -> str:
    """Return the address of the regulation that is named, at its clause."""
    page = reverse("portal:regulation", args=[citation.regulation])
    return f"{page}#{citation.clause}" if citation.clause else page


class Cited:
    """Writes the bases of one edition with a link to each clause, and a mark where it changed."""

    def __init__(
        self,
        edition: date,
        today: date,
        reader: Reader,
        changes: Mapping[str, tuple[ChangeSaid, ...]],
        within: tuple[str, ...],
        beside: tuple[str, ...] = (),
    ) -> None:
        self.edition, self.today = edition, today
        self.reader, self.changes = reader, changes
        self.within, self.beside = within, beside

    def written(self, text: str) -> Markup:
        """Return a basis as a page shows it."""
        parts: list[Markup | str] = []
        at = 0
        marks: dict[str, Markup] = {}
        for each in self.reader.read(text, self.within, self.beside).citations:
            for change in touched(
                self.changes.get(each.regulation, ()), each.clause, self.edition, self.today
            ):
                word = change_word(change)
                marks[word] = el("span", word, class_="tag tag-warn")
            if each.start < at:
                continue
            parts.append(text[at : each.start])
            parts.append(el("a", text[each.start : each.end], href=address(each), class_="linked"))
            at = each.end
        parts.append(text[at:])
        return el("span", *parts, *(piece for mark in marks.values() for piece in (" ", mark)))


def cited_of(grounds: Iterable[Ground], edition: date, basis: str, today: date) -> Cited:
    """Return what writes the bases of an edition, of which the lines are `grounds`."""
    reader = regulations.reader()
    named = dict.fromkeys(
        each.regulation for ground in grounds for each in ground.reading.citations
    )
    return Cited(edition, today, reader, regulations.changes(), reader.within(basis), tuple(named))


@dataclass(frozen=True, slots=True)
class Link:
    """One of the regulations that followed one another."""

    regulation: Regulation
    is_here: bool
    changes: tuple[RegulationChange, ...]


def chain(regulation: Regulation) -> list[Link]:
    """Return what came before the regulation and after it, the earliest first, itself among them.

    Where a day is not known, what was changed stands before what changed it.
    """
    held: dict[int, Regulation] = {}
    waiting = [regulation]
    made: dict[int, list[RegulationChange]] = {}
    while waiting:
        each = waiting.pop()
        if each.pk in held:
            continue
        held[each.pk] = each
        made[each.pk] = list(each.made.select_related("of", "by"))
        waiting += [change.of for change in made[each.pk]]
        waiting += [change.by for change in each.changes.select_related("by")]
    placed: list[Regulation] = []
    for each in sorted(held.values(), key=_day):
        _place(each, made, held, placed)
    return [Link(each, each == regulation, tuple(made[each.pk])) for each in placed]


def _place(
    each: Regulation,
    made: Mapping[int, list[RegulationChange]],
    held: Mapping[int, Regulation],
    placed: list[Regulation],
) -> None:
    if each in placed:
        return
    for change in made[each.pk]:
        if change.of_id != each.pk:
            _place(held[change.of_id], made, held, placed)
    if each not in placed:
        placed.append(each)


def _day(each: Regulation) -> tuple[date, str]:
    return (each.since or each.issued or date.max, each.code)


@dataclass(frozen=True, slots=True)
class ClauseShown:
    """A clause with its changes and what rests on it."""

    clause: Clause
    is_current: bool
    is_first: bool
    changes: tuple[RegulationChange, ...]
    editions: tuple["Resting", ...]
    others: tuple[Ground, ...]

    @property
    def count(self) -> int:
        """Return how many lines and entries rest on it."""
        return sum(len(each.grounds) for each in self.editions) + len(self.others)


@dataclass(frozen=True, slots=True)
class Resting:
    """The lines of one edition that rest on the same clause."""

    title: str
    scheme: str
    day: date
    grounds: tuple[Ground, ...]


def resting(grounds: Iterable[Ground]) -> tuple[tuple[Resting, ...], tuple[Ground, ...]]:
    """Return lines by their edition, and what rests on the same beside them."""
    editions: dict[tuple[str, str, date], list[Ground]] = {}
    others: dict[tuple[str, str, str], Ground] = {}
    for each in grounds:
        if each.day is None:
            others.setdefault((each.kind, each.document, each.title), each)
        else:
            editions.setdefault((each.document, each.scheme, each.day), []).append(each)
    held = tuple(Resting(*key, tuple(lines)) for key, lines in editions.items())
    return held, tuple(others.values())


def clauses_shown(
    regulation: Regulation, grounds: Iterable[Ground], today: date
) -> list[ClauseShown]:
    """Return the clauses of a regulation as its page shows them."""
    by_label: dict[str, list[Ground]] = {}
    for ground in grounds:
        for label in dict.fromkeys(
            each.clause for each in ground.reading.citations if each.regulation == regulation.code
        ):
            by_label.setdefault(label, []).append(ground)
    changes = list(regulation.changes.all())
    shown: list[ClauseShown] = []
    for clause in regulation.clauses.all():
        is_first = all(each.clause.label != clause.label for each in shown)
        editions, others = resting(by_label.get(clause.label, ()) if is_first else ())
        shown.append(
            ClauseShown(
                clause,
                clause.in_force(today),
                is_first,
                tuple(each for each in changes if clause.label in each.clauses),
                editions,
                others,
            )
        )
    return shown
