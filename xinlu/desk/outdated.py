"""依据已变更的条目: lines of editions whose regulation or clause was changed, as a list."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.utils.timezone import localdate

from xinlu.accounts.actors import Actor
from xinlu.catalogue import regulations
from xinlu.catalogue.standing import Timing
from xinlu.desk.forms import Query, choice
from xinlu.evaluation import grounds, library
from xinlu.evaluation.grounds import Shaken, change_word
from xinlu.evaluation.library import Volume
from xinlu.kernel.spreadsheets import Written

#: When a change came, with the tag of it.
TIMINGS: dict[str, tuple[str, str]] = {
    Timing.SINCE: ("本版施行后变更", "bad"),
    Timing.BEFORE: ("本版之前已失效", "bad"),
    Timing.COMING: ("将要变更", "info"),
    Timing.UNKNOWN: ("日期待核", "warn"),
}
HEADINGS = (
    *("评价标准", "版本", "条目", "所写依据", "法规", "条款"),
    *("变更", "由何文件变更", "变更日期", "核实", "说明"),
)


class OutdatedQuery(Query):
    """Asks for lines that rest on what was changed."""

    scheme = choice("评价标准", [])
    timing = choice("何时变更", [(each.value, TIMINGS[each][0]) for each in Timing])

    def complete(self) -> None:
        """Offer the editions that count, by title."""
        self.choose("scheme", [(each.scheme, each.rulebook.title) for each in counting(None)])


def counting(actor: Actor | None) -> list[Volume]:
    """Return the editions that count today or are to come, of the actor's lines where one asks."""
    on = localdate()
    coming = [each for each in library.volumes() if each.day > on and each.edition is not None]
    held = [*library.current(on).values(), *coming]
    if actor is None or actor.line_ids is None:
        return held
    return [each for each in held if _line(each) is None or _line(each) in actor.line_ids]


def _line(volume: Volume) -> int | None:
    """Return the line of business that an edition is of; a file that is only read has none."""
    return volume.edition.line_id if volume.edition else None


def rows(actor: Actor, asked: dict[str, Any]) -> list[Shaken]:
    """Return the lines that are asked for, by edition and in its order."""
    volumes = [each for each in counting(actor) if asked.get("scheme", each.scheme) == each.scheme]
    found = grounds.lines_resting_on_changed(volumes, localdate())
    timing = asked.get("timing")
    return [each for each in found if timing in (None, each.touched.timing)]


def written(found: Iterable[Shaken]) -> Iterator[Sequence[Written]]:
    """Yield the lines as rows of a workbook."""
    held = list(found)
    titles = regulations.titles({each.citation.regulation for each in held})
    for each in held:
        change = each.touched.change
        yield (
            each.volume.rulebook.title,
            each.volume.day,
            each.ground.title,
            each.ground.reading.text,
            titles[each.citation.regulation],
            each.citation.clause or "整部",
            change_word(each.touched),
            change.by_title,
            change.on,
            "见于原文" if change.verified else "待核实",
            change.note,
        )
