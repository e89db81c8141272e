"""The explanation as a whole."""

from datetime import timedelta
from fractions import Fraction
from typing import Literal

from xinlu.evaluation import values
from xinlu.evaluation.explaining.material import (
    Material,
    decimal,
    gather,
    points_text,
    shortly,
)
from xinlu.evaluation.explaining.rows import AVERAGES, amount_of, counted, rows_of, weighing
from xinlu.evaluation.explaining.steps import (
    bands_of,
    distance_of,
    no_result_sentence,
    not_triggered,
    steps_of,
)
from xinlu.evaluation.explanation import (
    ComponentShown,
    Explanation,
    Remark,
    Term,
    UnitShown,
    ValueUsed,
)
from xinlu.evaluation.models import Result, Run
from xinlu.rules import archive
from xinlu.rules.numbers import finite_places
from xinlu.rules.verdict import ComponentResult
from xinlu.rules.wording import KINDS, value_words

#: What an officer should look at, by the code of a notice.
NOTICES = {
    "points-outside-range": "评价人记 {points} 分，不在标准的取值之内；以评价人所记为准",
    "points-not-used": "这类行为不按分值计算，所记分值未采用",
    "no-result-but-recorded": "有行为记录，但没有可评价的对象",
    "reset-below-full": "计分未满，不予清除",
    "no-number": "没有决定书文号，单独计一件",
    "no-grade": "标准没有规定这种情形的等级，未定级，请核实",
}
#: Why a record that was given does not count.
IGNORED = {
    "not-effective": "决定已撤销或变更，不计",
    "repeated": "同一决定书文号已计一次，不重复计",
    "other-item": "不属于本名单所计的行为",
    "too-old": "已超过计算的年限，不计",
    "out-of-scope": "所在的对象不在评价范围内，不计",
    "outweighed": "与更重的一项竞合，只计最重的一项",
    "not-evaluated": "所属部分没有评价结果，不计",
    "not-in-total": "所属部分不计入这一种情形的总分，不计",
    "not-read": "本标准没有用到这类记录，不计",
}


def explain(result: Result) -> Explanation:
    """Return why the result is what it is."""
    material = gather(result)
    rulebook, verdict, run = material.rulebook, material.verdict, result.run
    return Explanation(
        headline=headline(material),
        lead=lead(material),
        subject_name=result.subject.name,
        subject_code=result.subject.code,
        scheme=rulebook.scheme,
        scheme_title=rulebook.title,
        basis=rulebook.basis,
        period=period(material),
        on=run.on,
        kind=rulebook.kind,
        state=run.state,
        state_word=run.get_state_display(),
        is_trial=run.state not in (Run.State.PUBLICISED, Run.State.ANNOUNCED),
        score=verdict.score,
        score_text=verdict.score_text,
        grade=material.grade(verdict.grade),
        no_result=result.no_result,
        no_result_sentence=no_result_sentence(material),
        candidate_since=verdict.candidate_since,
        until=verdict.until,
        equation=equation(material),
        rows=rows_of(material),
        components=components(material),
        bands=bands_of(material),
        steps=steps_of(material),
        distance=distance_of(material),
        not_triggered=not_triggered(material),
        remarks=remarks(material),
        values=values_used(material),
        edition=rulebook.edition,
        edition_hash=run.edition.hash,
        inputs_hash=archive.fingerprint(result.inputs),
        inputs=inputs(material),
        full=rulebook.account.full if rulebook.account else None,
    )


def headline(material: Material) -> str:
    """Return the page's headline: 为什么是 B."""
    verdict = material.verdict
    if verdict.grade:
        return f"为什么是 {verdict.grade}"
    if material.rulebook.kind == "list" and not material.result.no_result:
        return "为什么列为候选" if verdict.candidate_since else "为什么没有列为候选"
    return "为什么没有结果"


def lead(material: Material) -> str:
    """Return the sentence under the headline."""
    verdict = material.verdict
    if verdict.score is None:
        if material.rulebook.kind == "list" and not material.result.no_result:
            return "每一件都写明出自哪一条记录、哪一天；窗口内的件数决定是否列入。"
        return f"{no_result_sentence(material)}。".replace("。。", "。")
    if material.rulebook.kind == "points":
        return f"本周期累计计分 {verdict.score_text} 分；每一笔都写明出自哪一条记录。"
    start = sum((r.total for r in verdict.reasons if r.kind == "start"), Fraction(0))
    return (
        f"从 {points_text(start)} 分起，一笔一笔算到 {verdict.score_text}；"
        f"每一笔都写明依据哪一条、出自哪一条记录、在总分里占多少。"
    )


def period(material: Material) -> str:
    """Return the days that were evaluated: 2023 年度, or from one day to another."""
    if material.rulebook.period == "calendar-year":
        return f"{material.result.run.year} 年度"
    days = material.verdict.period
    if days is None:
        return f"截至 {material.facts.on.isoformat()}"
    last = days.end - timedelta(days=1)
    return f"{days.start.isoformat()} 至 {last.isoformat()}"


def equation(material: Material) -> tuple[Term, ...]:
    """Return the members that add up to the score as written."""
    verdict, sum_shown = material.verdict, Fraction(0)
    terms: list[Term] = []
    if verdict.score is None or material.rulebook.kind != "score":
        return ()
    for part in verdict.components:
        size, weight = shortly(abs(part.value)), abs(part.weight)
        less = (part.value < 0) != (part.weight < 0)
        sum_shown += weight * Fraction(size) * (-1 if less else 1)
        terms.append(
            Term(
                sign="−" if less else "+" if terms else "",
                factor="" if weight == 1 else points_text(weight),
                value=size,
                title=part.title,
                note=unit_note(material, part),
            )
        )
    for title, note, total in other_terms(material):
        sum_shown += total
        terms.append(Term(_sign(total), "", shortly(abs(total)), title, note))
    rest = verdict.score - sum_shown
    if rest:
        rounding = material.rulebook.rounding
        note = f"保留 {rounding.decimals} 位小数" if rounding else "显示尾差"
        value = decimal(abs(rest), max(3, finite_places(rest) or 0))
        terms.append(Term(_sign(rest), "", value, "取整", note))
    return tuple(terms)


def _sign(total: Fraction) -> Literal["+", "−"]:
    return "−" if total < 0 else "+"


def other_terms(material: Material) -> list[tuple[str, str, Fraction]]:
    """Return what is taken from the total itself, and what its floor gives back."""
    rulebook, sums = material.rulebook, dict[tuple[str, str], Fraction]()
    averaged = {part.name for part in material.verdict.components}
    for reason in material.verdict.reasons:
        component = rulebook.components.get(reason.component or "")
        inside = reason.component in averaged and reason.kind != "imputed"
        if inside or (reason.kind == "rounding" and component is None):
            continue
        named = (reason.title, KINDS[reason.kind])
        if component is not None and component.unit is None and reason.kind != "imputed":
            named = (component.title, "从总分直接扣")
        elif reason.code == "total_floor":
            named = ("总分下限", "不为负分")
        sums[named] = sums.get(named, Fraction(0)) + reason.total
    return [(title, note, total) for (title, note), total in sums.items() if total]


def unit_note(material: Material, part: ComponentResult) -> str:
    """Return how the component's value was averaged."""
    component = material.rulebook.components[part.name]
    if component.average != "weighted":
        return f"{counted(material, part)}{AVERAGES[component.average]}"
    title, _ = weighing(material, component.unit or "")
    return f"{counted(material, part)}按{title or '权数'}加权"


def components(material: Material) -> tuple[ComponentShown, ...]:
    """Return the components with their units, for the drawing of sections and weights."""
    verdict = material.verdict
    counts: dict[tuple[str, str], int] = {}
    for reason in verdict.reasons:
        if reason.kind == "effect" and reason.unit and reason.component:
            key = (reason.component, reason.unit)
            counts[key] = counts.get(key, 0) + 1
    return tuple(
        ComponentShown(
            part.name,
            part.title,
            part.value,
            part.weight,
            tuple(
                UnitShown(
                    name=unit.title or unit.key,
                    kind=unit.kind,
                    amount=amount_of(material, unit),
                    share=unit.share,
                    score=unit.value,
                    raw=unit.raw,
                    adds=unit.value * unit.share,
                    event_count=counts.get((part.name, unit.key), 0),
                )
                for unit in part.units
            ),
        )
        for part in verdict.components
    )


def remarks(material: Material) -> tuple[Remark, ...]:
    """Return what to look at: notices, and records that were given and do not count."""
    found = []
    for notice in material.verdict.warnings:
        points = notice.params.get("points")
        sentence = NOTICES.get(notice.code, notice.code).format(
            points=points_text(points) if points is not None else ""
        )
        record = material.records.get(notice.event or "")
        found.append(Remark(notice.code, sentence, record))
    for ignored in material.verdict.ignored:
        if ignored.why in IGNORED:
            record = material.records.get(ignored.event)
            found.append(Remark(ignored.why, IGNORED[ignored.why], record))
    return tuple(found)


def values_used(material: Material) -> tuple[ValueUsed, ...]:
    """Return the unverified values that the result rests on, confirmed or not."""
    edition = material.result.run.edition
    known, confirmed = values.unverified(edition), values.confirmations(edition)
    codes = (event.cause for event in material.facts.events)
    paths = (*material.verdict.rests_on, *values.of_causes(material.standard, codes))
    used = []
    for path in paths:
        value, held = known[path], confirmed.get(path)
        used.append(
            ValueUsed(
                path=path,
                title=value.title,
                value=value_words(value.value),
                basis=value.basis,
                is_confirmed=held is not None,
                confirmed_by=str(held.by) if held and held.by else "",
                confirmed_at=held.at if held else None,
                reason=held.reason if held else "",
                is_fictional=bool(held and held.is_fictional),
            )
        )
    return tuple(used)


def inputs(material: Material) -> tuple[str, ...]:
    """Return what went in, a phrase each, and what was left out."""
    phrases = [counted(material, part) for part in material.verdict.components]
    ignored = len(material.verdict.ignored)
    phrases.append(f"{len(material.facts.events)} 条记录")
    if ignored:
        phrases.append(f"其中 {ignored} 条未计入")
    return tuple(phrases)
