"""The lists of a rulebook's tree, and names in them that are not there or twice there."""

from collections.abc import Iterator

from xinlu.rules.messages import Problem
from xinlu.rules.trees import Tree
from xinlu.rules.validating import closest, listed


def entries(tree: Tree, key: str) -> list[Tree]:
    """Return the entries of a list under a key, or none."""
    node = tree.value.get(key)
    return list(node.value) if node else []


def names(tree: Tree, key: str, name: str) -> list[str]:
    """Return what the entries of a list are called."""
    return [each.value[name].text for each in entries(tree, key)]


def unknown(what: str, node: Tree, known: list[str], file: str, at: str) -> Iterator[Problem]:
    """Yield the problem of a name that is not among the known ones."""
    if node.text not in known:
        params = {
            "what": what,
            "value": node.text,
            "meant": closest(node.text, known),
            "known": listed(known),
        }
        yield Problem("unknown-name", file, node.line, at, params)


def repeated(tree: Tree, key: str, name: str, file: str) -> Iterator[Problem]:
    """Yield entries of a list that are called as an earlier one."""
    first: dict[str, int] = {}
    for each in entries(tree, key):
        node = each.value[name]
        if node.text in first:
            params = {"what": name, "value": node.text, "first": first[node.text]}
            yield Problem("repeated-code", file, node.line, f"{key}.{node.text}", params)
        first.setdefault(node.text, node.line)
