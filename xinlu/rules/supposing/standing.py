"""How well a verdict leaves a subject, so that two verdicts of one rulebook can be compared."""

from dataclasses import dataclass
from fractions import Fraction

from xinlu.rules.language import Rulebook
from xinlu.rules.messages import FactsError
from xinlu.rules.verdict import Verdict

#: Two values of which the greater is the better; the second tells equal grades apart.
Standing = tuple[int, Fraction]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a supposition comes to: a verdict, or why there can be none."""

    verdict: Verdict | None
    error: FactsError | None = None


def standing(rulebook: Rulebook, outcome: Outcome) -> Standing:
    """Return how well the subject stands: the better the grade, then the better the score.

    No result is below every grade, and an error below that.
    """
    verdict = outcome.verdict
    if verdict is None:
        return -len(rulebook.grades) - 2, Fraction(0)
    if rulebook.kind == "list":
        since = verdict.candidate_since
        return (1, Fraction(0)) if since is None else (0, Fraction(since.toordinal()))
    if verdict.grade is None:
        return -len(rulebook.grades) - 1, Fraction(0)
    score = Fraction(0) if verdict.score is None else verdict.score
    return -rulebook.rank(verdict.grade), score * direction(rulebook)


def direction(rulebook: Rulebook) -> int:
    """Return 1 if a higher score is the better one, -1 if a lower one is."""
    if rulebook.account:
        return 1 if rulebook.account.falling else -1
    best = rulebook.bands[0] if rulebook.bands else None
    return -1 if best and best.lower is None and len(rulebook.bands) > 1 else 1


def is_best(rulebook: Rulebook, verdict: Verdict) -> bool:
    """Tell whether nothing is better: the best grade, or off the list."""
    if rulebook.kind == "list":
        return verdict.candidate_since is None
    return verdict.grade == next((each.code for each in rulebook.grades if not each.outside), None)


def is_better(rulebook: Rulebook, was: Verdict, said: Verdict) -> bool:
    """Tell whether a verdict has a better grade, or is off the list, where the other was not.

    A grade outside the order is neither better nor worse than any other.
    """
    if rulebook.kind == "list":
        return was.candidate_since is not None and said.candidate_since is None
    ordered = [grade.code for grade in rulebook.grades if not grade.outside]
    if said.grade not in ordered or was.grade not in ordered:
        return False
    return ordered.index(said.grade) < ordered.index(was.grade)
