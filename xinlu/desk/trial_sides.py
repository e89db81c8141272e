"""One who moves in a trial: the lines of the old verdict and of the new side by side."""

from dataclasses import dataclass
from fractions import Fraction

from xinlu.desk.trialling import Shown
from xinlu.evaluation import peers
from xinlu.evaluation.computing import strictly
from xinlu.evaluation.models import TrialMove
from xinlu.rules import FactsError, Peers, Reason, Rulebook, Verdict, archive
from xinlu.rules.comparing.lines import Pair, pairs
from xinlu.rules.wording import KINDS, sentence


@dataclass(frozen=True, slots=True)
class Row:
    """A line of both verdicts: what it is, what it says and adds on either side."""

    kind: str
    title: str
    basis: str
    old: str
    new: str
    old_effect: Fraction | None
    new_effect: Fraction | None
    shift: Fraction | None
    differs: bool


@dataclass(frozen=True, slots=True)
class Sides:
    """Both verdicts, line by line; an error stands where facts fit no verdict."""

    rows: tuple[Row, ...]
    old_error: str
    new_error: str

    @property
    def differing(self) -> int:
        """Return how many lines differ."""
        return sum(row.differs for row in self.rows)


def sides(shown: Shown, move: TrialMove) -> Sides:
    """Return the verdicts on the facts that were kept with the move, side by side."""
    was, now = peers.of_trial(shown.trial)
    old, old_error = verdict_on(shown.old, move.inputs, was)
    new, new_error = verdict_on(shown.new, move.draft_inputs or move.inputs, now)
    return Sides(tuple(map(row_of, pairs(old, new))), old_error, new_error)


def verdict_on(
    rulebook: Rulebook, inputs: dict[str, object], among: Peers | None
) -> tuple[Verdict | None, str]:
    """Return the verdict on archived facts, among these peers, or why there is none."""
    try:
        return strictly(rulebook, archive.facts(inputs), among), ""
    except FactsError as error:
        return None, error.chinese()


def row_of(pair: Pair) -> Row:
    """Return a pair of lines as a row."""
    here = pair.here
    return Row(
        KINDS[here.kind],
        here.title,
        here.basis,
        sentence(pair.old) if pair.old else "",
        sentence(pair.new) if pair.new else "",
        effect(pair.old),
        effect(pair.new),
        pair.shift or None,
        pair.differs,
    )


def effect(reason: Reason | None) -> Fraction | None:
    """Return what a line adds to the score, None where it adds nothing."""
    return reason.total or None if reason else None
