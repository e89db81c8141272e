"""A rulebook as a document to read."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from xinlu.portal.standards import ItemShown, shown
from xinlu.rules import Rulebook
from xinlu.rules.telling import Section, Told, told

#: Sections that the tree of indicators tells in its own way.
IN_TREE = {"得分的组成", "行为", "合并封顶"}


@dataclass(frozen=True, slots=True)
class Leaves:
    """Items that are capped together, or stand alone: the lowest branch of the tree."""

    title: str
    cap: Told | None
    items: tuple[ItemShown, ...]


@dataclass(frozen=True, slots=True)
class Branch:
    """A component of the score with what it is made of; `told` is None for items of none."""

    anchor: str
    title: str
    told: Told | None
    leaves: tuple[Leaves, ...]

    @property
    def count(self) -> int:
        """Return how many items there are in it."""
        return sum(len(each.items) for each in self.leaves)


@dataclass(frozen=True, slots=True)
class Chapter:
    """A heading with its sentences."""

    anchor: str
    title: str
    lines: tuple[Told, ...]


@dataclass(frozen=True, slots=True)
class Document:
    """The rulebook as one reads it: before the tree, the tree, and after it."""

    before: tuple[Chapter, ...]
    tree: tuple[Branch, ...]
    after: tuple[Chapter, ...]


def document(rulebook: Rulebook) -> Document:
    """Return the rulebook as a document; every sentence of it stands there once."""
    sections = told(rulebook)
    chapters = [
        Chapter(f"part-{place}", each.title, each.lines) for place, each in enumerate(sections, 1)
    ]
    places = [place for place, each in enumerate(sections) if each.title in IN_TREE]
    first, last = (min(places), max(places) + 1) if places else (len(chapters), len(chapters))
    between = [each for each in chapters[first:last] if each.title not in IN_TREE]
    return Document(
        tuple(chapters[:first]),
        tuple(tree(rulebook, sections)),
        (*between, *chapters[last:]),
    )


def tree(rulebook: Rulebook, sections: Iterable[Section]) -> Iterator[Branch]:
    """Yield the components in their order with their items; last the items of none."""
    lines = {line.path: line for section in sections for line in section.lines}
    named = [(each.name, each.title, lines.get(each.path)) for each in rulebook.components.values()]
    for name, title, said in [*named, (None, "条目", None)]:
        items = [item for item in rulebook.items.values() if item.component == name]
        groups = list(dict.fromkeys(item.group for item in items))
        leaves = tuple(
            Leaves(
                rulebook.groups[group].title if group else "",
                lines.get(rulebook.groups[group].path) if group else None,
                tuple(shown(item) for item in items if item.group == group),
            )
            for group in groups
        )
        if said or leaves:
            yield Branch(f"component-{name or 'none'}", title, said, leaves)
