"""Judging by points: what runs up in a person's cycle, and a decision table at its end."""

from collections.abc import Callable
from dataclasses import dataclass, field
from fractions import Fraction

from xinlu.rules.cycles import anniversary_cycle, calendar_year
from xinlu.rules.facts import Facts, Period
from xinlu.rules.grading import prior_grade
from xinlu.rules.language import Account, Condition, Cycle, Decision, Rulebook
from xinlu.rules.messages import FactsError
from xinlu.rules.numbers import decimal_text
from xinlu.rules.sifting import Hit, Sifted, sift
from xinlu.rules.verdict import Notice, Reason, Verdict


@dataclass(slots=True)
class Running:
    """A person's account in a cycle: what stands on it, the most that did, and all recorded."""

    points: Fraction = Fraction(0)
    peak: Fraction = Fraction(0)
    recorded: Fraction = Fraction(0)
    reasons: list[Reason] = field(default_factory=list)
    warnings: list[Notice] = field(default_factory=list)


def judge_points(rulebook: Rulebook, facts: Facts) -> Verdict:
    """Return the points and the grade of the last cycle completed, or that there is none."""
    period = cycle_of(rulebook.cycle, facts)
    base = {
        "subject": facts.subject,
        "scheme": rulebook.scheme,
        "edition": rulebook.edition,
        "on": facts.on,
        "period": period,
    }
    if period is None:
        line = Reason(rulebook.cycle.path, rulebook.cycle.title, rulebook.cycle.basis, "absent")
        return Verdict(
            **base,  # type: ignore[arg-type]
            no_result="no-cycle-completed",
            reasons=(line,),
            rests_on=rulebook.cycle.leans_on,
        )
    sifted = sift(rulebook, facts, period)
    assert rulebook.account is not None, "the schema asks for it"
    running = run_up(rulebook.account, sifted)
    decided = Decided(rulebook, facts, running)
    grade_line = decided.grade()
    leans = [*rulebook.cycle.leans_on, *decided.leans]
    for hit in sifted.hits:
        if hit.item.effect == "reset":
            leans += rulebook.account.leans_on
        if hit.usual:
            leans += hit.item.leans_on
    return Verdict(
        **base,  # type: ignore[arg-type]
        score=running.points,
        exact=running.points,
        score_text=decimal_text(running.points),
        grade=grade_line.params["to"],
        reasons=(window_line(rulebook.cycle, period), *running.reasons, *decided.lines, grade_line),
        warnings=(*sifted.warnings, *running.warnings),
        ignored=sifted.ignored,
        rests_on=tuple(dict.fromkeys(leans)),
        measures={
            "points": running.points,
            "peak": running.peak,
            "recorded": running.recorded,
        },
    )


def cycle_of(cycle: Cycle, facts: Facts) -> Period | None:
    """Return the days that count: those given, or the last cycle completed by the day."""
    if facts.period is not None:
        return facts.period
    if cycle.kind != "anniversary":
        return calendar_year(facts.on)
    if cycle.of not in facts.dates:
        raise FactsError("missing-date", value=cycle.of)
    return anniversary_cycle(facts.dates[cycle.of], facts.on, cycle.years, cycle.leap_day)


def window_line(cycle: Cycle, period: Period) -> Reason:
    """Return the line that says which days were looked at."""
    params = {"start": period.start, "end": period.end}
    return Reason(cycle.path, cycle.title, cycle.basis, "window", params=params)


def run_up(account: Account, sifted: Sifted) -> Running:
    """Add the points up day by day; on one day they come before what clears them.

    Only a full account is cleared: clearing one that is not full is left out and reported.
    """
    running = Running()
    order = sorted(
        sifted.hits, key=lambda hit: (hit.event.on, hit.item.effect == "reset", hit.event.key)
    )
    for hit in order:
        if hit.item.effect == "points":
            running.points += hit.points
            running.recorded += hit.points
            running.peak = max(running.peak, running.points)
            running.reasons.append(line_of(hit, "points", hit.points))
        elif hit.item.effect == "reset" and running.points >= account.full:
            running.reasons.append(line_of(hit, "reset", -running.points))
            running.points = Fraction(0)
        elif hit.item.effect == "reset":
            params = {"points": running.points, "full": account.full}
            running.warnings.append(Notice("reset-below-full", hit.event.key, params))
    return running


def line_of(hit: Hit, kind: str, points: Fraction) -> Reason:
    """Return the line of one record."""
    return Reason(
        hit.item.code,
        hit.item.title,
        hit.item.basis,
        kind,  # type: ignore[arg-type]  # `points` or `reset`
        points=points,
        total=points,
        events=(hit.event.key,),
        on=hit.event.on,
        params={"usual": hit.usual},
    )


@dataclass(slots=True)
class Decided:
    """A walk down the decision table, with what was asked on the way."""

    rulebook: Rulebook
    facts: Facts
    running: Running
    lines: list[Reason] = field(default_factory=list)
    leans: list[str] = field(default_factory=list)

    def grade(self) -> Reason:
        """Return the line of the first decision whose conditions all hold."""
        for decision in self.rulebook.decisions:
            self.leans += decision.leans_on
            if all(self.holds(condition) for condition in decision.conditions):
                return self.line(decision)
        raise AssertionError("reading proved that the last line has no conditions")

    def line(self, decision: Decision) -> Reason:
        """Return the line that gives the grade."""
        params = {
            "to": decision.grade,
            "points": self.running.points,
            "peak": self.running.peak,
            "prior": self.facts.prior.get("grade"),
        }
        return Reason(decision.path, decision.title, decision.basis, "band", params=params)

    def holds(self, condition: Condition) -> bool:
        """Tell whether one condition holds; of grades, the better is the more."""
        if condition.quantity == "previous":
            rank = self.rulebook.rank
            return TESTS[condition.test](-rank(self.previous()), -rank(str(condition.value)))
        return TESTS[condition.test](self.quantity(condition.quantity), condition.value)

    def quantity(self, name: str) -> Fraction:
        """Return a measure of the account or a quantity of the facts."""
        own = {
            "points": self.running.points,
            "peak": self.running.peak,
            "recorded": self.running.recorded,
        }
        if name in own:
            return own[name]
        if name not in self.facts.quantities:
            raise FactsError("missing-quantity", value=name)
        given = self.facts.quantities[name]
        assert isinstance(given, Fraction), "a decision asks for a number of one day"
        return given

    def previous(self) -> str:
        """Return the grade of the cycle before, or a new holder's, and say so once."""
        prior = prior_grade(self.rulebook, self.facts)
        if prior is not None:
            return prior
        rule = self.rulebook.initial_grade
        assert rule is not None, "the schema asks for it"
        if not self.lines:
            params = {"what": "initial", "grade": rule.grade}
            self.lines.append(Reason(rule.path, rule.title, rule.basis, "absent", params=params))
            self.leans += rule.leans_on
        return rule.grade


TESTS: dict[str, Callable[..., bool]] = {
    "at_least": lambda one, other: one >= other,
    "more_than": lambda one, other: one > other,
    "at_most": lambda one, other: one <= other,
    "less_than": lambda one, other: one < other,
    "exactly": lambda one, other: one == other,
}
