"""Judging by a score: units from a base, averaged, weighted, and the result put into bands."""

from collections.abc import Sequence
from fractions import Fraction

from xinlu.rules.cycles import calendar_year
from xinlu.rules.facts import Facts, Unit
from xinlu.rules.grading import graded
from xinlu.rules.language import Component, Rulebook, Total
from xinlu.rules.numbers import decimal_text, exact_sum, rounded
from xinlu.rules.sifting import Hit, Sifted, sift
from xinlu.rules.units import Part, component_result, parts_of, unit_scores
from xinlu.rules.verdict import Notice, Reason, Verdict

FORCING = ("grade", "step-down")


def judge_score(rulebook: Rulebook, facts: Facts) -> Verdict:
    """Return the score, the grade and every reason; no result where no unit was evaluated."""
    period = facts.period or calendar_year(facts.on)
    sifted = sift(rulebook, facts, period)
    base = {
        "subject": facts.subject,
        "scheme": rulebook.scheme,
        "edition": rulebook.edition,
        "on": facts.on,
        "period": period,
        "ignored": sifted.ignored,
    }
    parts = parts_of(rulebook, facts, sifted)
    if not parts:
        return Verdict(**base, **nothing_evaluated(rulebook, sifted))  # type: ignore[arg-type]
    line = weights_for(rulebook, parts)
    reasons = [*score_reasons(parts, line), *other_reasons(rulebook, sifted)]
    reasons += floor_reason(rulebook, reasons)
    exact = total(reasons)
    reasons += rounding_reason(rulebook, exact)
    score = total(reasons)
    grade, grade_reasons, leans = graded(rulebook, facts, sifted, exact, score)
    return Verdict(
        **base,  # type: ignore[arg-type]
        score=score,
        exact=exact,
        score_text=decimal_text(score, rulebook.rounding.decimals if rulebook.rounding else None),
        grade=grade,
        reasons=(*reasons, *grade_reasons),
        warnings=sifted.warnings,
        rests_on=tuple(dict.fromkeys([*leans_of(rulebook, sifted, parts, line), *leans])),
        components=tuple(component_result(part, line) for part in parts),
    )


def total(reasons: Sequence[Reason]) -> Fraction:
    """Return what the reasons add up to."""
    return exact_sum(reason.total for reason in reasons)


def nothing_evaluated(rulebook: Rulebook, sifted: Sifted) -> dict[str, object]:
    """Return the result of a subject without a unit: none, neither 0 nor the base."""
    titles = "、".join(c.title for c in rulebook.components.values() if c.unit)
    reason = Reason(
        "absent", "没有可评价的对象", rulebook.basis, "absent", params={"titles": titles}
    )
    notices = [
        Notice("no-result-but-recorded", hit.event.key, {"item": hit.item.code})
        for hit in sifted.hits
    ]
    return {
        "no_result": "nothing-evaluated",
        "reasons": (reason,),
        "warnings": (*sifted.warnings, *notices),
    }


def weights_for(rulebook: Rulebook, parts: Sequence[Part]) -> Total:
    """Return the weights for the components that are there; reading proved that there are some."""
    present = {part.component.name for part in parts}
    return next(each for each in rulebook.total if (each.weights or {}).keys() == present)


def score_reasons(parts: Sequence[Part], line: Total) -> list[Reason]:
    """Return what the components begin with, how they are weighted, and what each record costs."""
    titles = {part.component.name: part.component.title for part in parts}
    params = {titles[name]: weight for name, weight in (line.weights or {}).items()}
    reasons = [Reason(line.path, line.title, line.basis, "weight", params=params)]
    for part in parts:
        component, weight = part.component, (line.weights or {})[part.component.name]
        reasons.append(
            Reason(
                component.path,
                component.title,
                component.basis,
                "start",
                points=component.base,
                total=component.base * weight,
                component=component.name,
                params={"weight": weight, "units": len(part.units)},
            )
        )
        for unit, share, hits in part.units:
            reasons += unit_reasons(component, unit, weight * share, hits)
    return reasons


def unit_reasons(
    component: Component, unit: Unit, reach: Fraction, hits: Sequence[Hit]
) -> list[Reason]:
    """Return what a unit's records cost; `reach` is how much of the unit gets into the score."""
    reasons = [
        Reason(
            hit.item.code,
            hit.item.title,
            hit.item.basis,
            "effect",
            points=-hit.points,
            total=-hit.points * reach,
            unit=unit.key,
            component=component.name,
            events=(hit.event.key,),
            on=hit.event.on,
            params={"reach": reach, "usual": hit.usual},
        )
        for hit in hits
        if hit.item.effect not in FORCING
    ]
    raw, value = unit_scores(component, hits)
    if value != raw:
        reasons.append(
            Reason(
                component.path,
                component.title,
                component.basis,
                "floor",
                points=value - raw,
                total=(value - raw) * reach,
                unit=unit.key,
                component=component.name,
                params={"floor": component.floor, "raw": raw, "reach": reach},
            )
        )
    return reasons


def other_reasons(rulebook: Rulebook, sifted: Sifted) -> list[Reason]:
    """Return what is taken from the weighted total and not from a unit."""
    found = []
    for hit in sifted.hits:
        component = rulebook.components.get(hit.item.component or "")
        if hit.item.effect in FORCING or component is None or component.unit is not None:
            continue
        found.append(
            Reason(
                hit.item.code,
                hit.item.title,
                hit.item.basis,
                "effect",
                points=-hit.points,
                total=-hit.points,
                component=component.name,
                events=(hit.event.key,),
                on=hit.event.on,
                params={"reach": Fraction(1), "usual": hit.usual},
            )
        )
    return found


def floor_reason(rulebook: Rulebook, reasons: Sequence[Reason]) -> list[Reason]:
    """Return what is given back where the total would fall below its floor."""
    floor = rulebook.floor
    lacking = Fraction(0) if floor is None else floor.value - total(reasons)
    if floor is None or lacking <= 0:
        return []
    params = {"floor": floor.value, "raw": floor.value - lacking}
    line = Reason(
        floor.path, floor.title, floor.basis, "floor", points=lacking, total=lacking, params=params
    )
    return [line]


def rounding_reason(rulebook: Rulebook, exact: Fraction) -> list[Reason]:
    """Return what rounding adds or takes, if anything."""
    rule = rulebook.rounding
    if rule is None:
        return []
    change = rounded(exact, rule.decimals, rule.mode) - exact
    if not change:
        return []
    params = {"decimals": rule.decimals, "mode": rule.mode, "stage": rule.stage, "exact": exact}
    line = Reason(
        rule.path, rule.title, rule.basis, "rounding", points=change, total=change, params=params
    )
    return [line]


def leans_of(rulebook: Rulebook, sifted: Sifted, parts: Sequence[Part], line: Total) -> list[str]:
    """Return the unverified values that the score rests on.

    An item whose points the evaluator gave does not make the score rest on its usual value.
    """
    leans = [*rulebook.cycle.leans_on, *line.leans_on]
    for part in parts:
        leans += part.component.leans_on
    for hit in sifted.hits:
        component = rulebook.components.get(hit.item.component or "")
        if component and component.unit is None:
            leans += component.leans_on
        if hit.usual and hit.item.effect not in FORCING:
            leans += hit.item.leans_on
    for shape in (rulebook.floor, rulebook.rounding):
        if shape:
            leans += shape.leans_on
    return leans
