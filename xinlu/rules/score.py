"""Judging by a score: components and measures joined by the total, then put into a grade."""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Any

from xinlu.rules.attributing import Attribution
from xinlu.rules.barring import ban_lines
from xinlu.rules.cycles import period_of, year_of
from xinlu.rules.dependencies import asked, leaned_on
from xinlu.rules.facts import Facts, Peers, Period
from xinlu.rules.grading import graded, without_result
from xinlu.rules.language import Rulebook, Total
from xinlu.rules.numbers import decimal_text, exact_sum, rounded
from xinlu.rules.parsing import names_in
from xinlu.rules.sifting import Sifted, sift
from xinlu.rules.units import Valued
from xinlu.rules.unread import unread
from xinlu.rules.values import Values
from xinlu.rules.verdict import ComponentResult, Notice, Reason, UnitResult, Verdict

FORCING = ("grade", "step-down")


def judge_score(rulebook: Rulebook, facts: Facts, peers: Peers | None = None) -> Verdict:
    """Return the score, the grade and every reason; no result where nothing can be evaluated."""
    period = period_of(rulebook.cycle, facts)
    if period is None and rulebook.cycle.kind == "anniversary":
        return no_cycle(rulebook, facts)
    sifted = sift(rulebook, facts, period)
    values = Values(rulebook, facts, sifted, year_of(period, facts.on), peers)
    values.refuse_unfit()
    parts = [values.component(name) for name in rulebook.components]
    measures = {n: values.value(n) for n, m in rulebook.measures.items() if m.unit is None}
    base: dict[str, Any] = {
        "subject": facts.subject,
        "scheme": rulebook.scheme,
        "edition": rulebook.edition,
        "on": facts.on,
        "period": period,
        "ignored": (*sifted.ignored, *(each for part in parts for each in part.ignored)),
        "measures": measures,
    }
    lacking = next((r for r in rulebook.requirements if not values.hold(r.conditions)), None)
    if lacking is not None:
        line = Reason(lacking.path, lacking.title, lacking.basis, "absent")
        return no_score(values, base, "insufficient-data", line, lacking.leans_on)
    if not rulebook.total:
        return decided_alone(values, base)
    line_of_total = next((t for t in rulebook.total if values.hold(t.conditions)), None)
    if line_of_total is None:
        return no_score(values, base, "nothing-evaluated", nothing(rulebook), ())
    if values.formula(line_of_total.formula, None, line_of_total.path) is None:
        total = line_of_total
        line = Reason(total.path, total.title, total.basis, "absent", params={"what": "unknown"})
        return no_score(values, base, "insufficient-data", line, total.leans_on)
    return scored(values, base, line_of_total, parts)


def scored(values: Values, base: dict[str, Any], line: Total, parts: Sequence[Valued]) -> Verdict:
    """Return the verdict of a subject whose total is known."""
    rulebook, sifted = values.rulebook, values.sifted
    attribution = Attribution(values, line)
    reasons = list(attribution.lines(line.formula, Fraction(1)))
    reasons = [*weight_line(line, attribution, parts), *reasons]
    reasons += imputed(sifted, total(reasons))
    reasons += bound_lines(rulebook, total(reasons))
    exact = total(reasons)
    reasons += rounding_line(rulebook, exact)
    score = total(reasons)
    grading = graded(values, exact, score)
    rounding = rulebook.rounding
    bans, until, ban_leans = ban_lines(values)
    leans = [*leans_of(rulebook, sifted, parts, line), *attribution.leans, *grading.leans]
    reasons += [*grading.reasons, *bans]
    base["ignored"] += tuple(unread(values, reasons, base["ignored"]))
    return Verdict(
        **base,
        score=score,
        exact=exact,
        score_text=decimal_text(score, rounding.decimals if rounding else None),
        grade=grading.grade or None,
        until=until,
        reasons=tuple(reasons),
        warnings=(*sifted.warnings, *grading.notices),
        rests_on=tuple(dict.fromkeys([*leans, *ban_leans])),
        components=tuple(
            component_result(part, attribution.reaches[part.component.name])
            for part in parts
            if part.component.unit is not None and part.component.name in attribution.reaches
        ),
    )


def total(reasons: Sequence[Reason]) -> Fraction:
    """Return what the reasons add up to."""
    return exact_sum(reason.total for reason in reasons)


def no_cycle(rulebook: Rulebook, facts: Facts) -> Verdict:
    """Return the verdict of a subject whose first cycle is not completed; its bans hold anyway.

    What is read of its records is read beyond any period.
    """
    cycle = rulebook.cycle
    sifted = sift(rulebook, facts, Period(facts.on, facts.on))
    values = Values(rulebook, facts, sifted, facts.on.year, None)
    bans, until, leans = ban_lines(values)
    return Verdict(
        facts.subject,
        rulebook.scheme,
        rulebook.edition,
        facts.on,
        None,
        no_result="no-cycle-completed",
        until=until,
        reasons=(Reason(cycle.path, cycle.title, cycle.basis, "absent"), *bans),
        warnings=sifted.warnings,
        ignored=sifted.ignored,
        measures={name: None for name, each in rulebook.measures.items() if each.unit is None},
        rests_on=tuple(dict.fromkeys([*cycle.leans_on, *leans])),
    )


def no_score(
    values: Values, base: dict[str, Any], why: str, line: Reason, leans: Sequence[str]
) -> Verdict:
    """Return the verdict of a subject without a score: no grade, or the one it has without."""
    grading = without_result(values)
    notices = [
        Notice("no-result-but-recorded", hit.event.key, {"item": hit.item.code})
        for hit in values.sifted.hits
    ]
    bans, until, ban_leans = ban_lines(values)
    return Verdict(
        **base,
        grade=grading.grade or None,
        until=until,
        no_result=None if grading.grade else why,
        reasons=(line, *grading.reasons, *bans),
        warnings=(*values.sifted.warnings, *notices),
        rests_on=tuple(dict.fromkeys([*leans, *grading.leans, *ban_leans])),
    )


def decided_alone(values: Values, base: dict[str, Any]) -> Verdict:
    """Return the verdict of a rulebook that has no score, only a table of decisions."""
    grading = graded(values, None, None)
    bans, until, ban_leans = ban_lines(values)
    reasons = (*grading.reasons, *bans)
    base["ignored"] += tuple(unread(values, reasons, base["ignored"]))
    leans = [*values.rulebook.cycle.leans_on, *grading.leans, *ban_leans]
    return Verdict(
        **base,
        grade=grading.grade or None,
        until=until,
        reasons=reasons,
        warnings=(*values.sifted.warnings, *grading.notices),
        rests_on=tuple(dict.fromkeys(leans)),
    )


def nothing(rulebook: Rulebook) -> Reason:
    """Return the line of a subject without anything to evaluate: neither 0 nor the base."""
    titles = "、".join(c.title for c in rulebook.components.values() if c.unit)
    params = {"titles": titles}
    return Reason("absent", "没有可评价的对象", rulebook.basis, "absent", params=params)


def weight_line(line: Total, attribution: Attribution, parts: Sequence[Valued]) -> Iterator[Reason]:
    """Yield the line that says how the components were weighted; it adds nothing."""
    params = {
        part.component.title: attribution.reaches[part.component.name]
        for part in parts
        if part.component.unit is not None and part.component.name in attribution.reaches
    }
    if params:
        yield Reason(line.path, line.title, line.basis, "weight", params=params)


def imputed(sifted: Sifted, before: Fraction) -> Iterator[Reason]:
    """Yield what the record that sets the score lowest takes from it, if anything."""
    hits = (hit for hit in sifted.hits if hit.item.effect == "score")
    lowest = min(hits, key=lambda hit: hit.item.value or Fraction(0), default=None)
    if lowest is None or lowest.item.value is None:
        return
    change = min(Fraction(0), lowest.item.value - before)
    yield Reason(
        lowest.item.code,
        lowest.item.title,
        lowest.item.basis,
        "imputed",
        points=change,
        total=change,
        unit=lowest.event.unit,
        component=lowest.item.component,
        events=(lowest.event.key,),
        on=lowest.event.on,
        params={"to": lowest.item.value, "raw": before},
    )


def bound_lines(rulebook: Rulebook, before: Fraction) -> Iterator[Reason]:
    """Yield what the ceiling over the total takes, and what its floor gives back."""
    ceiling, floor = rulebook.ceiling, rulebook.floor
    after = before
    if ceiling is not None and after > ceiling.value:
        change = ceiling.value - after
        params = {"floor": ceiling.value, "raw": after}
        after = ceiling.value
        yield Reason(
            ceiling.path, ceiling.title, ceiling.basis, "cap", change, change, params=params
        )
    if floor is not None and after < floor.value:
        change = floor.value - after
        params = {"floor": floor.value, "raw": after}
        yield Reason(floor.path, floor.title, floor.basis, "floor", change, change, params=params)


def rounding_line(rulebook: Rulebook, exact: Fraction) -> Iterator[Reason]:
    """Yield what rounding adds or takes, if anything."""
    rule = rulebook.rounding
    if rule is None:
        return
    change = rounded(exact, rule.decimals, rule.mode) - exact
    if change:
        params = {"decimals": rule.decimals, "mode": rule.mode, "stage": rule.stage, "exact": exact}
        yield Reason(rule.path, rule.title, rule.basis, "rounding", change, change, params=params)


def leans_of(rulebook: Rulebook, sifted: Sifted, parts: Sequence[Valued], line: Total) -> list[str]:
    """Return the unverified values that the score rests on.

    An item whose points the evaluator gave does not make the score rest on its usual value.
    """
    leans = [*rulebook.cycle.leans_on, *line.leans_on]
    for part in parts:
        component = part.component
        if part.value is not None and (component.unit or component.base or part.records):
            leans += component.leans_on
            leans += [path for age in component.ages for path in age.leans_on]
    for hit in sifted.hits:
        if hit.usual and hit.item.effect not in FORCING:
            leans += hit.item.leans_on
    for part in parts:
        groups = {hit.item.group for hit in part.hits if hit.item.group}
        leans += [path for code in sorted(groups) for path in rulebook.groups[code].leans_on]
    for shape in (rulebook.floor, rulebook.ceiling, rulebook.rounding):
        if shape:
            leans += shape.leans_on
    for required in rulebook.requirements:
        leans += required.leans_on
        leans += leaned_on(rulebook, asked(required.conditions))
    return [*leans, *leaned_on(rulebook, [*asked(line.conditions), *names_in(line.formula)])]


def component_result(part: Valued, weight: Fraction) -> ComponentResult:
    """Return the component's value and its units, for whoever explains the score."""
    units = tuple(
        UnitResult(
            one.unit.kind, one.unit.key, one.unit.title, one.raw, one.value, one.weight, share
        )
        for one, share in zip(part.units, part.shares, strict=True)
    )
    component = part.component
    assert part.value is not None, "a component that reaches the score is known"
    return ComponentResult(component.name, component.title, part.value, weight, units)
