"""Errors of rulebooks and of facts, written for the person who can mend them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from xinlu.rules.messages.of_facts import REFUSALS
from xinlu.rules.messages.of_files import OF_FILES
from xinlu.rules.messages.of_rulebooks import OF_RULEBOOKS

SENTENCES = OF_FILES | OF_RULEBOOKS
#: As many problems are told at once as an author can mend before reading again.
MOST_PROBLEMS = 50


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong in a rulebook: where it stands, what it is, and how to mend it."""

    code: str
    file: str
    line: int
    key: str
    params: Mapping[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        return self._said(0, " (did you mean '{}'?)")

    def chinese(self) -> str:
        """Return the sentence for an author who reads Chinese."""
        return self._said(1, "（是否想写 “{}”？）")

    def _said(self, language: int, meant: str) -> str:
        params = dict(self.params)
        close = params.get("meant")
        params["meant"] = meant.format(close) if close else ""
        place = f"{self.file}:{self.line}" + (f": {self.key}" if self.key else "")
        return f"{place}: {SENTENCES[self.code][language].format(**params)}"


class RulebookError(ValueError):
    """A rulebook, a case or a file of facts cannot be read; `problems` says why.

    Of very many problems the first are told, and that there are more.
    """

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems[:MOST_PROBLEMS])
        if len(problems) > MOST_PROBLEMS:
            last = problems[MOST_PROBLEMS]
            params = {"most": MOST_PROBLEMS}
            self.problems += (Problem("more-problems", last.file, last.line, "", params),)
        super().__init__("\n".join(str(problem) for problem in self.problems))


class FactsError(ValueError):
    """The facts of a subject cannot be judged: `code` and `params` say which and why."""

    def __init__(self, code: str, /, **params: Any) -> None:
        self.code = code
        self.params = {"meant": "", **params}
        super().__init__(REFUSALS[code][0].format(**self.params))

    def chinese(self) -> str:
        """Return the sentence for an officer."""
        return REFUSALS[self.code][1].format(**self.params)
