"""Drafts (草案): a text read into what it would be as an edition, and what is wrong with it."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from xinlu.accounts import jurisdictions
from xinlu.accounts.acts import Refused
from xinlu.evaluation import editions, mappings
from xinlu.evaluation.editions import Standard
from xinlu.evaluation.models import Draft, Edition
from xinlu.rules import Problem, Rulebook, RulebookError, read_text
from xinlu.rules.authoring import whole_text
from xinlu.rules.cases import Case, cases_in, differences_in
from xinlu.rules.comparing import clauses
from xinlu.rules.trees import read_tree

#: What the text of a draft is called in messages.
NAME = "草案"
CASES_NAME = "用例"


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


def beside_base(draft: Draft) -> tuple[clauses.Compared, ...]:
    """Return the draft beside its base edition; nothing for a new scheme or an unread text."""
    if draft.based_on is None or not draft.reads:
        return ()
    old = editions.standard(draft.based_on).rulebook
    return clauses.compared(old, standard_of(draft).rulebook)


def mapping_of(source: str) -> dict[str, Any]:
    """Return the mapping that an edition's canonical text holds."""
    mapping: dict[str, Any] = json.loads(source)["mapping"]
    return mapping


def problems_of(reading: Reading) -> list[dict[str, Any]]:
    """Return what is wrong with a text as a draft keeps it: line, key and sentence of each."""
    return [
        {"line": each.line, "key": each.key, "said": _sentence(each)} for each in reading.problems
    ]


def _sentence(problem: Problem) -> str:
    place = f"{problem.file}:{problem.line}" + (f": {problem.key}" if problem.key else "")
    return problem.chinese().removeprefix(f"{place}: ")


def source_of(edition: Edition) -> str:
    """Return the text with which a draft of the edition begins.

    It is the author's own, comments and all; of an edition that extends another, the whole of what
    came of it, since a draft stands by itself.
    """
    source = edition.source.lstrip("\ufeff")
    tree = read_tree(source, NAME)
    if "extends" not in tree.value:
        return source
    return whole_text(editions.standard(edition).rulebook)


def cases_of(edition: Edition) -> str:
    """Return the cases beside an edition: those of the draft it came from, or of its file."""
    draft = Draft.objects.filter(edition=edition).first()
    if draft is not None:
        return draft.cases
    path = jurisdictions.find(
        "rulebooks", f"{edition.scheme}/{edition.edition.isoformat()}.cases.yaml"
    )
    return path.read_text(encoding="utf-8") if path else ""


@dataclass(frozen=True, slots=True)
class CaseOutcome:
    """A case held against a draft: its sentence, and where the verdict is another."""

    sentence: str
    line: int
    differences: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class CasesRun:
    """The cases of a draft: what came of each, or what is wrong with their text."""

    outcomes: tuple[CaseOutcome, ...] = ()
    problems: tuple[dict[str, Any], ...] = ()

    @property
    def differing(self) -> tuple[CaseOutcome, ...]:
        """Return the cases that come out otherwise than they say."""
        return tuple(each for each in self.outcomes if each.differences)


def run_cases(draft: Draft) -> CasesRun:
    """Return what comes of the draft's cases; raises `Unreadable` while its text is no rulebook."""
    if not draft.reads:
        raise Unreadable(f"The text of {draft} cannot be read yet.")
    if not draft.cases.strip():
        return CasesRun()
    try:
        return CasesRun(tuple(_outcomes(draft.text, cases_in(draft.cases, CASES_NAME))))
    except RulebookError as error:
        return CasesRun(problems=tuple(problems_of(Reading(None, error.problems))))


def _outcomes(text: str, cases: list[Case]) -> Iterator[CaseOutcome]:
    for case in cases:
        rulebook = read_text(text, NAME, case.parameters) if case.parameters else _rulebook(text)
        yield CaseOutcome(case.sentence, case.line, tuple(differences_in(rulebook, case)))
