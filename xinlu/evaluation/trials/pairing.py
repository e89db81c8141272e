"""Judging a chunk of subjects by the edition in force and by a draft, and finding who moves."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from typing import Any

from xinlu.evaluation.computing import facts_of_all, judged, judged_by, strictly
from xinlu.evaluation.editions import Standard
from xinlu.evaluation.facts import facts_for, population
from xinlu.evaluation.gathering import Words
from xinlu.evaluation.keeping import Judged
from xinlu.evaluation.peers import Groups
from xinlu.registry.models import Subject
from xinlu.rules import Facts, Rulebook, Verdict
from xinlu.rules.comparing import Turn, cause_of, place, turns
from xinlu.rules.comparing.moving import Way, place_of, way

#: The path that stands for a change in how records become facts.
MAPPING = "mapping"


@dataclass(frozen=True, slots=True)
class Why:
    """How the changes moved somebody, and their paths; `how` is empty where nobody looked."""

    how: str = ""
    paths: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Both:
    """A subject as the edition in force judged it and as the draft did, with its places."""

    old: Judged
    new: Judged
    old_place: str
    new_place: str
    way: Way

    @property
    def subject(self) -> Subject:
        """Return whom it is about."""
        return self.new.subject

    @property
    def moves(self) -> bool:
        """Tell whether the draft puts the subject elsewhere."""
        return self.way != "same"


@dataclass(slots=True)
class Pairing:
    """The two standards over one day's records; `judgements` counts what looking for causes took.

    `kept` are the batches and the bindings of causes that the trial keeps to. Facts are
    gathered once where both read the same from the records.
    """

    old: Standard
    new: Standard
    on: date
    kept: dict[str, Any]
    judgements: int = 0
    turns: list[Turn] = field(init=False)
    same_facts: bool = field(init=False)
    old_groups: Groups = field(init=False)
    new_groups: Groups = field(init=False)

    def __post_init__(self) -> None:
        """Find the changes, and whether both read the same facts."""
        self.turns = turns(self.old.rulebook, self.new.rulebook)
        self.same_facts = reads_the_same(self.old, self.new)
        self.old_groups, self.new_groups = (
            Groups(partial(facts_of_all, each, self.on, **self.kept))
            for each in (self.old, self.new)
        )

    def subjects(self, after: int, limit: int) -> list[Subject]:
        """Return the next subjects that either standard evaluates, by id."""
        found: dict[int, Subject] = {}
        for standard in (self.new,) if self.same_facts else (self.new, self.old):
            some = population(
                standard, self.on, after=after, limit=limit, batches=self.kept["batches"]
            )
            found |= {subject.pk: subject for subject in some}
        return [found[pk] for pk in sorted(found)][:limit]

    def judged(self, subjects: Sequence[Subject]) -> Iterator[Both]:
        """Yield the subjects as both judged them."""
        was, now = self.old_groups.of(self.old.rulebook), self.new_groups.of(self.new.rulebook)
        if self.same_facts:
            for subject, facts in facts_for(self.new, self.on, subjects, **self.kept):
                old = judged_by(self.old.rulebook, subject, facts, was)
                yield self.both(old, judged_by(self.new.rulebook, subject, facts, now))
            return
        sides = (
            judged(each, self.on, list(subjects), peers, **self.kept)
            for each, peers in ((self.old, was), (self.new, now))
        )
        for old, new in zip(*sides, strict=True):
            yield self.both(old, new)

    def both(self, old: Judged, new: Judged) -> Both:
        """Return the two verdicts with their places."""
        was = place_of(self.old.rulebook, old.verdict)
        now = place_of(self.new.rulebook, new.verdict)
        return Both(old, new, was, now, way(was, now, self.new.rulebook))

    def why(self, both: Both) -> Why:
        """Return which changes moved somebody."""
        was = place(self.old.rulebook, both.old.facts, partial(self.judge, groups=self.old_groups))
        now = place(self.new.rulebook, both.new.facts, self.judge)
        assert was is not None
        assert now is not None
        read: tuple[str, ...] = ()
        if both.old.facts != both.new.facts:
            by_mapping = place(self.old.rulebook, both.new.facts, self.judge)
            if by_mapping == now:
                return Why("alone", (MAPPING,))
            assert by_mapping is not None
            read, was = ((MAPPING,) if by_mapping != was else ()), by_mapping
        cause = cause_of(self.turns, both.new.facts, was, now, self.judge)
        how = "together" if read else cause.how
        return Why(how, (*read, *(each.path for each in cause.changed)))

    def judge(self, rulebook: Rulebook, facts: Facts, groups: Groups | None = None) -> Verdict:
        """Return the verdict, and count it; whoever is ranked is so among the draft's facts."""
        self.judgements += 1
        return strictly(rulebook, facts, (groups or self.new_groups).of(rulebook))


def reads_the_same(old: Standard, new: Standard) -> bool:
    """Tell whether both standards make the same facts of the same records."""
    return _reading(old) == _reading(new)


def _reading(standard: Standard) -> tuple[object, ...]:
    """Return everything by which facts are made."""
    rulebook, words = standard.rulebook, Words(standard.rulebook)
    names = (words.quantities, words.kinds, words.only_kind, words.texts)
    return standard.mapping.tree, rulebook.scheme, rulebook.period, rulebook.cycle.of, names
