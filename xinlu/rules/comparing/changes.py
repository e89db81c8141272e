"""Where two editions say something else, and editions between the two."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from xinlu.rules.editions import written
from xinlu.rules.language import Rulebook
from xinlu.rules.messages import RulebookError
from xinlu.rules.reading import read_text
from xinlu.rules.sources import ABOUT
from xinlu.rules.telling import Told, told

#: Keys that say what an edition is, not what it does.
IDENTITY = {"language", "scheme", "edition", "title", "basis", "note", "kind", "subject", "parents"}
#: Lists whose entries are changes of their own, and what an entry is called by. Entries of other
#: lists, as bands, only mean something together.
NAMED = {
    "items": "code",
    "components": "name",
    "quantities": "name",
    "measures": "name",
    "groups": "code",
    "limits": "code",
    "bans": "name",
    "candidates": "code",
}


@dataclass(frozen=True, slots=True)
class Changed:
    """A shape, or a list of shapes, that the new edition says otherwise (None: it is not there)."""

    key: str
    name: str
    old: Any
    new: Any

    @property
    def path(self) -> str:
        """Return the path under which the shape stands."""
        return f"{self.key}.{self.name}" if self.name else self.key


def changes(old: Rulebook, new: Rulebook) -> list[Changed]:
    """Return every difference that may change a verdict; titles and clauses may not."""
    found = []
    for key in {**old.tree, **new.tree}:
        if key not in IDENTITY:
            found += list(changes_under(key, old.tree.get(key), new.tree.get(key)))
    return found


def changes_under(key: str, old: Any, new: Any) -> Iterator[Changed]:
    """Yield the differences under one key."""
    if key not in NAMED and key != "parameters":
        if effect(old) != effect(new):
            yield Changed(key, "", old, new)
        return
    before, after = by_name(key, old), by_name(key, new)
    for name in {**before, **after}:
        if effect(before.get(name)) != effect(after.get(name)):
            yield Changed(key, name, before.get(name), after.get(name))


def by_name(key: str, value: Any) -> dict[str, Any]:
    """Return the entries under a key by their names."""
    if value is None:
        return {}
    if isinstance(value, Mapping):
        return dict(value)
    return {str(each.get(NAMED[key], place)): each for place, each in enumerate(value, 1)}


def effect(value: Any) -> Any:
    """Return what a value does, without what it is called and where it comes from."""
    if isinstance(value, Mapping):
        return {key: effect(each) for key, each in value.items() if key not in ABOUT}
    return [effect(each) for each in value] if isinstance(value, list) else value


def between(base: Rulebook, turned: Iterable[Changed], *, forward: bool) -> Rulebook | None:
    """Return an edition with some changes made (`forward`) or undone; None if it makes no sense.

    An item of a component that is not there yet makes none.
    """
    tree = dict(base.tree)
    for each in turned:
        put(tree, each, each.new if forward else each.old)
    try:
        return read_text(written(tree), base.title)
    except RulebookError:
        return None


def put(tree: dict[str, Any], changed: Changed, value: Any) -> None:
    """Put a value where a change says, or take away what is there."""
    key = changed.key
    if not changed.name:
        held = value
    else:
        entries = by_name(key, tree.get(key))
        entries[changed.name] = value
        kept = {name: each for name, each in entries.items() if each is not None}
        held = kept if key == "parameters" else list(kept.values())
    if held is None or held in ([], {}):
        tree.pop(key, None)
    else:
        tree[key] = held


@dataclass(frozen=True, slots=True)
class ChangeTold:
    """A change in sentences: what it is about, what held, what holds, and by which clause."""

    path: str
    title: str
    old: str
    new: str
    basis: str


def changes_told(old: Rulebook, new: Rulebook, found: Iterable[Changed]) -> list[ChangeTold]:
    """Return the changes in sentences."""
    before = [line for section in told(old) for line in section.lines]
    after = [line for section in told(new) for line in section.lines]
    return [change_told(each.path, lines_of(each, before), lines_of(each, after)) for each in found]


def lines_of(changed: Changed, lines: Iterable[Told]) -> list[Told]:
    """Return what an edition tells of the shape that changed."""
    path = changed.path
    return [each for each in lines if each.path == path or each.path.startswith(f"{path}.")]


def change_told(path: str, before: list[Told], after: list[Told]) -> ChangeTold:
    """Return one change in sentences; of several lines only those that are not the same."""
    same = {line.sentence for line in before} & {line.sentence for line in after}
    gone = [line for line in before if line.sentence not in same]
    come = [line for line in after if line.sentence not in same]
    first = next(iter([*come, *gone, *after, *before]), None)
    return ChangeTold(
        path,
        first.title if first else path,
        "；".join(line.sentence for line in gone) or "—",
        "；".join(line.sentence for line in come) or "—",
        first.basis if first else "",
    )
