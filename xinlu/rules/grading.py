"""From a score to a grade: the band, then what forces, lowers or holds back the grade."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from xinlu.rules.facts import Facts
from xinlu.rules.language import Band, Rulebook
from xinlu.rules.messages import FactsError
from xinlu.rules.sifting import Hit, Sifted
from xinlu.rules.verdict import Reason


@dataclass(slots=True)
class Grading:
    """A grade on its way: where it stands, why, and which unverified values it rests on."""

    rulebook: Rulebook
    facts: Facts
    hits: Sequence[Hit]
    grade: str
    reasons: list[Reason] = field(default_factory=list)
    leans: list[str] = field(default_factory=list)
    forced: bool = False


def graded(
    rulebook: Rulebook, facts: Facts, sifted: Sifted, exact: Fraction, score: Fraction
) -> tuple[str, list[Reason], list[str]]:
    """Return the grade, its reasons, and the unverified values that it rests on.

    The published score decides where the rulebook rounds before banding, the exact one where it
    rounds after. What follows the bands runs in the rulebook's order.
    """
    rounding = rulebook.rounding
    deciding = exact if rounding and rounding.stage == "after-bands" else score
    band = band_of(rulebook.bands, deciding)
    params = {"score": deciding, "from": band.lower.at if band.lower else None, "to": band.grade}
    grading = Grading(rulebook, facts, sifted.hits, band.grade)
    grading.reasons.append(Reason(band.path, band.title, band.basis, "band", params=params))
    for each in rulebook.bands:
        grading.leans += each.leans_on
    for name in rulebook.after_bands:
        STEPS[name](grading)
    return grading.grade, grading.reasons, grading.leans


def band_of(bands: Sequence[Band], score: Fraction) -> Band:
    """Return the band that the score lies in; the last one takes what no other takes."""
    for band in bands:
        lower = band.lower
        if lower is None or score > lower.at or (lower.inclusive and score == lower.at):
            return band
    raise AssertionError("reading proved that the last band is open")


def veto(grading: Grading) -> None:
    """Let each record that forces a grade do so; it never betters one."""
    for hit in grading.hits:
        if hit.item.effect == "grade" and hit.item.grade:
            to = grading.rulebook.worse(grading.grade, hit.item.grade)
            note(grading, hit, "veto", to, {"forced": hit.item.grade})
            grading.forced = True


def step_down(grading: Grading) -> None:
    """Lower the grade by the steps of all records that do so, to the worst grade at most."""
    hits = [hit for hit in grading.hits if hit.item.effect == "step-down"]
    policy = grading.rulebook.step_down_after_veto
    held = False
    if hits and grading.forced and policy:
        grading.leans += policy.leans_on
        held = not policy.value
    grades = grading.rulebook.grades
    for hit in hits:
        place = grading.rulebook.rank(grading.grade) + (0 if held else hit.item.steps)
        to = grades[min(place, len(grades) - 1)].code
        note(grading, hit, "step-down", to, {"steps": hit.item.steps, "held": held})


def one_step_up(grading: Grading) -> None:
    """Hold the grade back to so many steps above last period's, where that is known."""
    rise = grading.rulebook.rise
    if rise is None:
        return
    prior = prior_grade(grading.rulebook, grading.facts)
    if prior is None:
        params = {"what": "prior"}
        line = Reason(rise.path, rise.title, rise.basis, "absent", params=params)
        grading.reasons.append(line)
        return
    grading.leans += rise.leans_on
    best = max(0, grading.rulebook.rank(prior) - int(rise.value))
    if grading.rulebook.rank(grading.grade) < best:
        to = grading.rulebook.grades[best].code
        moved = {"from": grading.grade, "to": to, "prior": prior, "steps": int(rise.value)}
        line = Reason(rise.path, rise.title, rise.basis, "one-step", params=moved)
        grading.reasons.append(line)
        grading.grade = to


def prior_grade(rulebook: Rulebook, facts: Facts) -> str | None:
    """Return last period's grade, None if there is none, an error if it is no grade of ours."""
    prior = facts.prior.get("grade")
    known = [grade.code for grade in rulebook.grades]
    if prior is not None and prior not in known:
        raise FactsError("unknown-grade", value=prior, known=", ".join(known))
    return prior


def note(grading: Grading, hit: Hit, kind: str, to: str, params: dict[str, object]) -> None:
    """Move the grade and write down which record moved it."""
    grading.reasons.append(
        Reason(
            hit.item.code,
            hit.item.title,
            hit.item.basis,
            kind,  # type: ignore[arg-type]  # the callers pass two of the kinds
            unit=hit.event.unit,
            component=hit.item.component,
            events=(hit.event.key,),
            on=hit.event.on,
            params={"from": grading.grade, "to": to, **params},
        )
    )
    grading.leans += hit.item.leans_on
    grading.grade = to


STEPS: dict[str, Callable[[Grading], None]] = {
    "veto": veto,
    "step-down": step_down,
    "one-step-up": one_step_up,
}
