"""Errors of rulebooks and of facts, written for the person who can mend them."""

from collections.abc import Mapping
from typing import Any


class RulebookError(ValueError):
    """A rulebook cannot be read; every problem found is in `problems`."""

    def __init__(self, problems: "list[Problem]") -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in problems))


class FactsError(ValueError):
    """The facts of a subject cannot be judged: `code` and `params` say which and why."""

    def __init__(self, code: str, params: Mapping[str, Any], sentence: str) -> None:
        self.code = code
        self.params = dict(params)
        super().__init__(sentence)


class Problem:
    """One thing wrong in a rulebook: where, what, and how to mend it."""
