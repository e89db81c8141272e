"""Characters that nobody sees: in a title they show a reader another text than the one there."""

import re
import unicodedata
from collections.abc import Iterator

from xinlu.rules.messages import Problem
from xinlu.rules.trees import Tree, below

#: Controls but line ends and tabs, blanks without width, and what turns the direction of writing.
UNSEEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]"
)


def character_problems(tree: Tree, file: str) -> Iterator[Problem]:
    """Yield texts with a character that cannot be seen."""
    yield from below_node(tree, file, "")


def below_node(tree: Tree, file: str, at: str) -> Iterator[Problem]:
    """Yield the texts at a node and below it that hold such a character."""
    if tree.kind == "object":
        for key, child in tree.value.items():
            yield from below_node(child, file, below(at, key))
    elif tree.kind == "array":
        for place, child in enumerate(tree.value):
            yield from below_node(child, file, f"{at}[{place}]")
    elif tree.kind == "string" and (found := UNSEEN.search(tree.text)):
        params = {
            "code": f"{ord(found[0]):04X}",
            "name": unicodedata.name(found[0], "control"),
            "place": found.start() + 1,
        }
        yield Problem("unseen-character", file, tree.line, at, params)
