"""Judging for a list: the first day on which so many records fell inside a rolling window."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from xinlu.rules.barring import ban_lines
from xinlu.rules.cycles import same_day, window_start
from xinlu.rules.dependencies import asked, leaned_on
from xinlu.rules.facts import Facts, Peers, Period
from xinlu.rules.language import Candidate, Rulebook
from xinlu.rules.sifting import Hit, sift
from xinlu.rules.values import Values
from xinlu.rules.verdict import Ignored, Notice, Reason, Verdict


def judge_list(rulebook: Rulebook, facts: Facts, peers: Peers | None = None) -> Verdict:
    """Return since when the subject is a candidate, if it is, and by which records.

    Of several conditions the one that was met first counts, else the first one. Its records are
    told, and of each other condition the window and what is in it.
    """
    sifted = sift(rulebook, facts, None)
    values = Values(rulebook, facts, sifted, facts.on.year, peers)
    values.refuse_unfit()
    found = [counting(rule, values) for rule in rulebook.candidates]
    met = [each for each in found if each.since is not None]
    told = min(met, key=lambda each: each.since or facts.on, default=found[0])
    others = [each.window() for each in found if each is not told]
    until, term_lines, term_leans = shown_until(rulebook, facts)
    bans, banned_until, ban_leans = ban_lines(values)
    asked_leans = leaned_on(rulebook, asked(told.rule.conditions))
    leans = [*rulebook.cycle.leans_on, *told.leans(), *asked_leans, *term_leans, *ban_leans]
    everywhere = [ignored_everywhere(found, hit) for hit in sifted.hits]
    return Verdict(
        subject=facts.subject,
        scheme=rulebook.scheme,
        edition=rulebook.edition,
        on=facts.on,
        period=Period(same_end(told.start), same_end(told.day)),
        candidate_since=told.since,
        until=until or banned_until,
        reasons=(*told.lines(), *others, *term_lines, *bans),
        warnings=(*sifted.warnings, *told.unnumbered),
        ignored=(*sifted.ignored, *(each for each in everywhere if each)),
        rests_on=tuple(dict.fromkeys(leans)),
        measures={
            "count": Fraction(len(told.inside)),
            **{n: values.value(n) for n, m in rulebook.measures.items() if m.unit is None},
        },
    )


@dataclass(frozen=True, slots=True)
class Counting:
    """One condition of a list held against the records: the window, what is in it, since when."""

    rule: Candidate
    start: date
    day: date
    since: date | None
    inside: tuple[Hit, ...]
    repeated: dict[str, Ignored]
    unnumbered: tuple[Notice, ...]

    def lines(self) -> list[Reason]:
        """Return the line of the window, then one of each record in it."""
        return [self.window(), *map(record_line, self.inside)]

    def window(self) -> Reason:
        """Return the line of the window."""
        return window_line(self.rule, self.start, self.day, len(self.inside), self.since)

    def leans(self) -> list[str]:
        """Return the unverified values that it rests on."""
        return [*self.rule.leans_on, *(p for hit in self.inside for p in hit.item.leans_on)]


def counting(rule: Candidate, values: Values) -> Counting:
    """Hold one condition of a list against the records."""
    counted, repeated, unnumbered = told_apart(rule, values.sifted.hits)
    since = first_day(rule, counted) if values.hold(rule.conditions) else None
    day = since or values.facts.on
    start = window_start(day, rule.window, rule.window_unit, rule.leap_day)
    inside = tuple(hit for hit in counted if start < hit.event.on <= day)
    ignored = {each.event: each for each in repeated}
    return Counting(rule, start, day, since, inside, ignored, tuple(unnumbered))


def ignored_everywhere(found: Sequence[Counting], hit: Hit) -> Ignored | None:
    """Return why a record counts for no condition, as the first one says that asks for its item."""
    whys = [each.repeated.get(hit.event.key) for each in found]
    if not all(whys):
        return None
    asked = [why for why in whys if why and why.why != "other-item"]
    return asked[0] if asked else whys[0]


def same_end(day: date) -> date:
    """Return the day after: a window (start, end] is [start + 1, end + 1) half-open."""
    return date.fromordinal(day.toordinal() + 1)


def told_apart(
    rule: Candidate, hits: Sequence[Hit]
) -> tuple[list[Hit], list[Ignored], list[Notice]]:
    """Return the records that count, by day, those that repeat a document, and those without one.

    Of several rows of one document the earliest day counts, whatever order they came in.
    """
    counted: list[Hit] = []
    repeated: list[Ignored] = []
    unnumbered: list[Notice] = []
    seen: set[str] = set()
    for hit in hits:
        number = hit.event.number
        least = rule.points_at_least
        if hit.item.code not in rule.items or (least is not None and hit.points < least):
            repeated.append(Ignored(hit.event.key, "other-item"))
            continue
        if rule.distinct == "number" and number is None:
            unnumbered.append(Notice("no-number", hit.event.key, {"item": hit.item.code}))
        elif rule.distinct == "number" and number in seen:
            repeated.append(Ignored(hit.event.key, "repeated"))
            continue
        if number is not None:
            seen.add(number)
        counted.append(hit)
    return counted, repeated, unnumbered


def met(rule: Candidate, count: int) -> bool:
    """Tell whether so many records are enough."""
    return count > rule.threshold if rule.test == "more_than" else count >= rule.threshold


def first_day(rule: Candidate, counted: Sequence[Hit]) -> date | None:
    """Return the first day on which enough records lie in the window that ends on it.

    Only the day of a record can be the first, since between records a window only loses some.
    """
    days = [hit.event.on for hit in counted]
    oldest = 0
    for place, day in enumerate(days):
        start = window_start(day, rule.window, rule.window_unit, rule.leap_day)
        while days[oldest] <= start:
            oldest += 1
        last_of_day = place + 1 == len(days) or days[place + 1] != day
        if last_of_day and met(rule, place - oldest + 1):
            return day
    return None


def window_line(rule: Candidate, start: date, day: date, count: int, since: date | None) -> Reason:
    """Return the line that says which window was counted and whether it was enough."""
    params = {
        "after": start,
        "through": day,
        "count": count,
        "threshold": rule.threshold,
        "test": rule.test,
        "met": since is not None,
    }
    return Reason(rule.path, rule.title, rule.basis, "window", on=since, params=params)


def record_line(hit: Hit) -> Reason:
    """Return the line of one record that counts."""
    return Reason(
        hit.item.code,
        hit.item.title,
        hit.item.basis,
        "effect",
        points=Fraction(1),
        total=Fraction(1),
        events=(hit.event.key,),
        on=hit.event.on,
        params={"number": hit.event.number},
    )


def shown_until(
    rulebook: Rulebook, facts: Facts
) -> tuple[date | None, list[Reason], tuple[str, ...]]:
    """Return the last day an entry is shown, once it has been published."""
    term, published = rulebook.term, facts.dates.get("published")
    if term is None or published is None:
        return None, [], ()
    until = same_day(published, term.years, term.leap_day)
    params = {"published": published, "until": until, "years": term.years}
    line = Reason(term.path, term.title, term.basis, "window", on=published, params=params)
    return until, [line], term.leans_on
