"""From a score to a grade: the band or the decision, then what forces, lowers or holds it back."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from xinlu.rules.dependencies import asked, leaned_on
from xinlu.rules.language import Band, Decision, Edge, Rulebook
from xinlu.rules.messages import FactsError
from xinlu.rules.sifting import Hit
from xinlu.rules.values import Values, prior_grade
from xinlu.rules.verdict import Notice, Reason, ReasonKind


@dataclass(slots=True)
class Grading:
    """A grade on its way: where it stands, why, and which unverified values it rests on."""

    values: Values
    grade: str = ""
    reasons: list[Reason] = field(default_factory=list)
    leans: list[str] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)
    forced: bool = False

    @property
    def rulebook(self) -> Rulebook:
        """Return the rulebook that grades."""
        return self.values.rulebook

    def stand(self, grade: str) -> None:
        """Let the grade stand there, for whoever asks for it by name."""
        self.grade = grade
        self.values.known["grade"] = grade or None


def graded(values: Values, exact: Fraction | None, score: Fraction | None) -> Grading:
    """Return the grade with its reasons.

    The published score decides where the rulebook rounds before banding, the exact one where it
    rounds after. What follows the bands runs in the rulebook's order. Where no grade of the order
    stands (none, or one outside), only a record that forces a grade moves it.
    """
    rulebook = values.rulebook
    rounding = rulebook.rounding
    deciding = exact if rounding and rounding.stage == "after-bands" else score
    grading = Grading(values)
    values.known |= {"score": deciding, "band": None, "grade": None}
    if rulebook.bands and deciding is not None:
        banded(grading, deciding)
    if rulebook.decisions:
        decided(grading, rulebook.decisions, deciding)
    for name in rulebook.after_bands:
        STEPS[name](grading)
    return grading


def banded(grading: Grading, deciding: Fraction) -> None:
    """Take the band that the score lies in."""
    rulebook = grading.rulebook
    band = band_of(rulebook.bands, deciding)
    edge = band.lower or band.upper
    params = {"score": deciding, "from": edge.at if edge else None, "to": band.grade}
    grading.reasons.append(Reason(band.path, band.title, band.basis, "band", params=params))
    for each in rulebook.bands:
        grading.leans += each.leans_on
    grading.values.known["band"] = band.grade
    grading.stand(band.grade)


def band_of(bands: Sequence[Band], score: Fraction) -> Band:
    """Return the first band, from the best down, that the score lies in."""
    for band in bands:
        lower, upper = band.lower, band.upper
        above = lower is None or score > lower.at or (lower.inclusive and score == lower.at)
        below = upper is None or score < upper.at or (upper.inclusive and score == upper.at)
        if above and below:
            return band
    raise AssertionError("reading proved that the bands cover every score")


def edge_between(bands: Sequence[Band], place: int) -> Edge:
    """Return the edge between the band at a place and the next worse one."""
    better, worse = bands[place], bands[place + 1]
    upwards = bands[0].lower is None
    edge = (better.upper or worse.lower) if upwards else (better.lower or worse.upper)
    assert edge is not None, "reading proved that neighbours meet"
    return edge


def decided(
    grading: Grading, lines: Sequence[Decision], deciding: Fraction | None, kind: str = "band"
) -> None:
    """Take the grade of the first line whose conditions all hold."""
    for line in lines:
        grading.leans += line.leans_on
        grading.leans += leaned_on(grading.rulebook, asked(line.conditions))
        held = grading.values.hold(line.conditions)
        grade = named_grade(grading.values, line) if held else ""
        grading.leans += grading.values.leans
        grading.values.leans.clear()
        if not held:
            continue
        params = {"score": deciding, "to": grade or "—"}
        if deciding is None:
            params = {"to": grade or "—"}
        grading.reasons.append(
            Reason(line.path, line.title, line.basis, kind, params=params)  # type: ignore[arg-type]
        )
        if not grade:
            grading.notices.append(Notice("no-grade", None, {"title": line.title}))
        grading.stand(grade)
        return


def named_grade(values: Values, line: Decision) -> str:
    """Return the grade that a line gives, lowered by its steps; nothing for none."""
    if line.grade is None:
        return ""
    codes = [grade.code for grade in values.rulebook.grades]
    grade = line.grade
    if grade not in codes:
        grade = str(values.value(grade) or "")
        if grade and grade not in codes:
            raise FactsError("unknown-grade", value=grade, known=", ".join(codes))
    if line.down and grade in codes:
        return lowered(values.rulebook, grade, line.down)
    return grade


def lowered(rulebook: Rulebook, grade: str, steps: int) -> str:
    """Return the grade so many steps down; it stays within the order."""
    order = rulebook.order
    if grade not in order:
        return grade
    return order[min(order.index(grade) + steps, len(order) - 1)]


def without_result(values: Values) -> Grading:
    """Return the grade of a subject that has no score: carried over, a first entry's, or none."""
    grading = Grading(values)
    values.known |= {"score": None, "band": None, "grade": None}
    decided(grading, values.rulebook.without_result, None, "carried")
    return grading


def veto(grading: Grading) -> None:
    """Let each record that forces a grade do so; it never betters one."""
    for hit in grading.values.sifted.hits:
        if hit.item.effect == "grade" and hit.item.grade:
            to = hit.item.grade
            if grading.grade in grading.rulebook.order:
                to = grading.rulebook.worse(grading.grade, to)
            note(grading, hit, "veto", to, {"forced": hit.item.grade})
            grading.forced = True


def step_down(grading: Grading) -> None:
    """Lower the grade by the steps of all records that do so, to the worst grade at most."""
    hits = [hit for hit in grading.values.sifted.hits if hit.item.effect == "step-down"]
    policy = grading.rulebook.step_down_after_veto
    held = False
    if not grading.grade:
        return
    if hits and grading.forced and policy:
        grading.leans += policy.leans_on
        held = not policy.value
    for hit in hits:
        to = lowered(grading.rulebook, grading.grade, 0 if held else hit.item.steps)
        note(grading, hit, "step-down", to, {"steps": hit.item.steps, "held": held})


def limits(grading: Grading) -> None:
    """Hold the grade back, or lower it, where a limit's conditions hold."""
    for limit in grading.rulebook.limits:
        grading.leans += limit.leans_on
        grading.leans += leaned_on(grading.rulebook, asked(limit.conditions))
        in_order = grading.grade in grading.rulebook.order
        if not in_order or not grading.values.hold(limit.conditions):
            continue
        if limit.best:
            to = grading.rulebook.worse(grading.grade, limit.best)
        else:
            to = lowered(grading.rulebook, grading.grade, limit.down)
        params = {"from": grading.grade, "to": to}
        grading.reasons.append(Reason(limit.code, limit.title, limit.basis, "limit", params=params))
        grading.stand(to)


def one_step_up(grading: Grading) -> None:
    """Hold the grade back to so many steps above last period's, where that is known."""
    rise = grading.rulebook.rise
    if rise is None:
        return
    values = grading.values
    prior = prior_grade(grading.rulebook, values.facts, values.year)
    order = grading.rulebook.order
    if grading.grade not in order:
        return
    if prior is None or prior not in order:
        params = {"what": "prior"}
        line = Reason(rise.path, rise.title, rise.basis, "absent", params=params)
        grading.reasons.append(line)
        return
    grading.leans += rise.leans_on
    best = max(0, order.index(prior) - int(rise.value))
    if order.index(grading.grade) < best:
        to = order[best]
        moved = {"from": grading.grade, "to": to, "prior": prior, "steps": int(rise.value)}
        line = Reason(rise.path, rise.title, rise.basis, "one-step", params=moved)
        grading.reasons.append(line)
        grading.stand(to)


def note(grading: Grading, hit: Hit, kind: ReasonKind, to: str, params: dict[str, object]) -> None:
    """Move the grade and write down which record moved it."""
    grading.reasons.append(
        Reason(
            hit.item.code,
            hit.item.title,
            hit.item.basis,
            kind,
            unit=hit.event.unit,
            component=hit.item.component,
            events=(hit.event.key,),
            on=hit.event.on,
            params={"from": grading.grade, "to": to, **params},
        )
    )
    grading.leans += hit.item.leans_on
    grading.stand(to)


STEPS: dict[str, Callable[[Grading], None]] = {
    "veto": veto,
    "step-down": step_down,
    "limits": limits,
    "one-step-up": one_step_up,
}
