"""An edition that inherits: its parent's tree with patches by code, removals and new entries.

The child says who it is (`scheme`, `edition`, `title`, `basis`), whom it `extends` (a path from its
own file), and what differs. What comes of it is an ordinary tree that names its `parents`.
"""

from collections.abc import Callable, Iterator
from pathlib import Path

from xinlu.rules.messages import Problem, RulebookError
from xinlu.rules.sources import Source, candidate_paths, decision_paths, text, weights_path
from xinlu.rules.trees import Tree
from xinlu.rules.validating import closest, listed

#: What a child says of itself, and how it says what differs.
IDENTITY = ("scheme", "edition", "title", "basis", "note", "language")
MEANS = ("extends", "patches", "removes")
#: What stays as the parent has it: another kind of rulebook is another rulebook.
FIXED = ("kind", "subject")
#: How many parents may stand above each other.
DEEPEST = 8
#: What the entries of a list are called by, where it is not a path of its own.
CALLED = {
    "grades": "code",
    "items": "code",
    "groups": "code",
    "limits": "code",
    "components": "name",
    "quantities": "name",
    "measures": "name",
    "bans": "name",
    "bands": "grade",
}


def inherited(child: Tree, parent: Tree, named: Tree, file: str) -> list[Problem]:
    """Make the parent's tree the child's, and return what could not be done.

    `named` are the child's `parents`, with their hashes.
    """
    problems = [
        Problem("fixed-key", file, child.keys[key], key, {"key": key})
        for key in FIXED
        if key in child.value
    ]
    for key in IDENTITY:
        if key in child.value:
            parent.value[key], parent.keys[key] = child.value[key], child.keys[key]
    problems += removed(child, parent, file)
    problems += patched(child, parent, file)
    problems += added(child, parent, file)
    parent.value["parents"], parent.keys["parents"] = named, child.keys["extends"]
    return problems


def removed(child: Tree, parent: Tree, file: str) -> Iterator[Problem]:
    """Take entries of the parent away; yield those that are not there."""
    node = child.value.get("removes")
    for each in node.value if node else ():
        place = found_at(parent, each.text)
        if place is None:
            yield nothing_there(parent, each, file, "removes")
            continue
        key, entry = place
        if entry is parent.value[key]:
            del parent.value[key]
        elif parent.value[key].kind == "object":
            inside = parent.value[key].value
            del inside[next(name for name, node in inside.items() if node is entry)]
        else:
            parent.value[key].value.remove(entry)
            if not parent.value[key].value:
                del parent.value[key]


def patched(child: Tree, parent: Tree, file: str) -> Iterator[Problem]:
    """Change entries of the parent key by key; yield patches of nothing."""
    node = child.value.get("patches")
    for path, change in node.value.items() if node else ():
        at = Tree(path, node.keys[path], path)
        place = found_at(parent, path)
        if place is None:
            yield nothing_there(parent, at, file, "patches")
            continue
        key, entry = place
        before = entry.plain()
        if entry.kind == "object" and change.kind != "object":
            yield Problem("patch-not-keys", file, at.line, f"patches.{path}", {"path": path})
            continue
        if change.kind == "object" and entry.kind == "object":
            name = CALLED.get(key, "")
            if name in change.value and change.value[name].text != text(entry, name):
                params = {"path": path, "key": name}
                yield Problem("patch-renames", file, at.line, f"patches.{path}", params)
                continue
            merge(entry, change)
        elif entry is parent.value[key]:
            parent.value[key] = entry = change
        if entry.plain() == before:
            params = {"path": path}
            yield Problem("patch-changes-nothing", file, at.line, f"patches.{path}", params)


def merge(entry: Tree, change: Tree) -> None:
    """Put the keys of a change into an entry; an empty one takes the key away."""
    for key, node in change.value.items():
        if node.kind == "null" and key != "value":
            entry.value.pop(key, None)
        else:
            entry.value[key], entry.keys[key] = node, change.keys[key]


def added(child: Tree, parent: Tree, file: str) -> Iterator[Problem]:
    """Add the child's own entries; yield those that the parent has already."""
    for key, node in child.value.items():
        if key in (*IDENTITY, *MEANS, *FIXED):
            continue
        there = parent.value.get(key)
        if there is None:
            parent.value[key], parent.keys[key] = node, child.keys[key]
        elif there.kind == node.kind == "object" and key == "parameters":
            for name, each in node.value.items():
                if name in there.value:
                    yield patch_instead(f"{key}.{name}", node.keys[name], file)
                there.value.setdefault(name, each)
                there.keys.setdefault(name, node.keys[name])
        elif there.kind == node.kind == "array" and key in CALLED:
            known = {each.value[CALLED[key]].text for each in there.value}
            for each in node.value:
                called = each.value.get(CALLED[key]) if each.kind == "object" else None
                if called is not None and called.text in known:
                    yield patch_instead(f"{key}.{called.text}", each.line, file)
                else:
                    there.value.append(each)
        else:
            yield patch_instead(key, child.keys[key], file)


def patch_instead(path: str, line: int, file: str) -> Problem:
    """Return the problem of an entry that the parent has already."""
    return Problem("patch-instead", file, line, path, {"path": path})


def nothing_there(parent: Tree, node: Tree, file: str, key: str) -> Problem:
    """Return the problem of a path that leads to nothing in the parent."""
    known = [path for path, _, _ in paths(parent)]
    section = node.text.partition(".")[0]
    near = [path for path in known if path.partition(".")[0] == section] or known
    params = {"path": node.text, "meant": closest(node.text, known), "known": listed(near[:12])}
    return Problem("patch-of-nothing", file, node.line, f"{key}.{node.text}", params)


def found_at(parent: Tree, path: str) -> tuple[str, Tree] | None:
    """Return the section and the entry at a path, as `items.GLSG1-2-1` or `rounding`."""
    for each, key, entry in paths(parent):
        if each == path:
            return key, entry
    return None


def paths(tree: Tree) -> Iterator[tuple[str, str, Tree]]:
    """Yield every path of a tree that can be patched or removed: path, section, entry."""
    source = Source(tree, "")
    for key, node in tree.value.items():
        if key in ("parents", *IDENTITY, *FIXED):
            continue
        yield key, key, node
        if key == "parameters":
            yield from ((f"{key}.{name}", key, each) for name, each in node.value.items())
        elif key in CALLED:
            for each in node.value:
                yield f"{key}.{text(each, CALLED[key])}", key, each
        elif key in LISTED:
            yield from ((path, key, each) for path, each in LISTED[key](source))


LISTED: dict[str, Callable[[Source], Iterator[tuple[str, Tree]]]] = {
    "weights": lambda source: ((weights_path(each), each) for each in source.shapes("weights")),
    "total": lambda source: numbered(source, "total"),
    "requirements": lambda source: numbered(source, "requirements"),
    "decisions": lambda source: decision_paths(source, "decisions"),
    "without_result": lambda source: decision_paths(source, "without_result"),
    "candidates": candidate_paths,
}


def numbered(source: Source, key: str) -> Iterator[tuple[str, Tree]]:
    """Yield the lines of a list that are called by their place."""
    return ((f"{key}.{n}", each) for n, each in enumerate(source.shapes(key), 1))


def parent_path(node: Tree, file: Path, chain: tuple[Path, ...]) -> Path:
    """Return the parent's file; refuse one that leads elsewhere or back."""
    found = (file.parent / node.text).resolve()
    root = root_of(file.resolve())
    params = {"value": node.text, "root": root.name}
    if Path(node.text).is_absolute() or not found.is_relative_to(root):
        raise RulebookError([Problem("extends-outside", str(file), node.line, "extends", params)])
    if found in chain:
        way = " → ".join(each.name for each in (*chain[chain.index(found) :], found))
        raise RulebookError([Problem("circle", str(file), node.line, "extends", {"way": way})])
    if len(chain) > DEEPEST:
        most = {"most": DEEPEST}
        raise RulebookError([Problem("extends-too-deep", str(file), node.line, "extends", most)])
    return found


def root_of(file: Path) -> Path:
    """Return the folder that inheritance stays in: of all jurisdictions, or of all rulebooks."""
    for name in ("jurisdictions", "rulebooks"):
        for folder in reversed(file.parents):
            if folder.name == name:
                return folder
    return file.parent
