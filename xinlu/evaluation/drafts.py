"""Drafts (草案): a text read into what it would be as an edition, and what is wrong with it."""

import json
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from xinlu.accounts.acts import Refused
from xinlu.evaluation import editions, mappings
from xinlu.evaluation.editions import Standard
from xinlu.evaluation.models import Draft
from xinlu.rules import Problem, Rulebook, RulebookError, read_text
from xinlu.rules.trees import read_tree

#: What the text of a draft is called in messages.
NAME = "草案"


class Unreadable(Refused):
    """The draft's text is no rulebook yet."""

    code = "draft-unreadable"


@dataclass(frozen=True, slots=True)
class Reading:
    """What came of reading a text: a rulebook, or what is wrong at which line."""

    rulebook: Rulebook | None
    problems: tuple[Problem, ...]


def read(text: str) -> Reading:
    """Return the rulebook that the text says, or what is wrong with it.

    A draft is whole: it extends no file, and claims no parents.
    """
    try:
        tree = read_tree(text, NAME)
        if tree.kind == "object" and "parents" in tree.value:
            written = Problem("parents-written", NAME, tree.keys["parents"], "parents")
            return Reading(None, (written,))
        return Reading(_rulebook(text), ())
    except RulebookError as error:
        return Reading(None, error.problems)


@lru_cache(maxsize=32)
def _rulebook(text: str) -> Rulebook:
    return read_text(text, NAME)


def canonical_of(rulebook: Rulebook, mapping: dict[str, Any]) -> str:
    """Return the canonical text of the edition that the draft would be."""
    return editions.text_of(rulebook, mappings.read(mapping, "the draft's mapping"))


def standard_of(draft: Draft) -> Standard:
    """Return the draft's rulebook and mapping; raises `Unreadable` while its text is no rulebook.

    Both come from the canonical text, of which the draft's hash is made.
    """
    if not draft.canonical:
        raise Unreadable(f"The text of {draft} cannot be read yet.")
    return editions.standard_of_text(draft.canonical)


def mapping_of(source: str) -> dict[str, Any]:
    """Return the mapping that an edition's canonical text holds."""
    mapping: dict[str, Any] = json.loads(source)["mapping"]
    return mapping
