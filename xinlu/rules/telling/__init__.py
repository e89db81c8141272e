"""A rulebook in plain Chinese sentences, for an official to check against the law.

Every shape that has an effect is told once, with its clause, and marked where it rests on a value
that nobody has seen in a source.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from xinlu.rules.language import Choice, Clause, Limit, Rounding, Rulebook
from xinlu.rules.telling import folding, grading, measures, scoring
from xinlu.rules.telling.measures import Telling
from xinlu.rules.telling.words import Names, rounding_text
from xinlu.rules.wording import number_text, value_words

__all__ = ["Section", "Told", "told"]


@dataclass(frozen=True, slots=True)
class Told:
    """One sentence: what it is about, what holds, by which clause, and whether that was seen."""

    path: str
    title: str
    sentence: str
    basis: str
    verified: bool = True


@dataclass(frozen=True, slots=True)
class Section:
    """Sentences that belong together, under a heading."""

    title: str
    lines: tuple[Told, ...]


def told(rulebook: Rulebook) -> list[Section]:
    """Return the rulebook in sentences, in the order in which a verdict comes about."""
    telling = Telling(rulebook, Names.of(rulebook))
    sections = (Section(title, tuple(lines)) for title, lines in parts(telling))
    return [each for each in sections if each.lines]


def parts(telling: Telling) -> Iterator[tuple[str, Iterable[Told]]]:
    """Yield the headings with their sentences."""
    rulebook = telling.rulebook
    yield "周期", each(telling, [rulebook.cycle], folding.cycle_text)
    yield "等级（从好到差）", grades(rulebook)
    yield "可另定的参数", parameters(rulebook)
    yield "填报的数据", each(telling, rulebook.quantities, measures.quantity_text)
    yield "算出的指标", each(telling, rulebook.measures, measures.measure_text)
    yield "得分的组成", each(telling, rulebook.components, scoring.component_text)
    yield "行为", items(telling)
    yield "合并封顶", each(telling, rulebook.groups, scoring.group_text)
    yield "计分", each(telling, one(rulebook.account), folding.account_text)
    yield "数据要求", each(telling, rulebook.requirements, grading.requirement_text)
    yield "得分（依次看，第一行成立的算）", totals(telling)
    yield "分档", each(telling, rulebook.bands, grading.band_text)
    yield "判定（依次看，第一行成立的定级）", decisions(telling)
    yield "没有结果时的等级", each(telling, rulebook.without_result, grading.decision_text)
    yield "定级之后", afterwards(telling)
    yield "列入条件", each(telling, rulebook.candidates, folding.candidate_text)
    yield "公布", each(telling, one(rulebook.term), folding.term_text)
    yield "限制期", each(telling, rulebook.bans, folding.ban_text)


def one(shape: Any) -> list[Any]:
    """Return a shape that may be there as a list."""
    return [] if shape is None else [shape]


def each(
    telling: Telling,
    shapes: Mapping[str, Any] | Iterable[Any],
    sentence: Callable[[Telling, Any], str],
) -> Iterator[Told]:
    """Yield a sentence for each shape."""
    held: Iterable[Any] = shapes.values() if isinstance(shapes, Mapping) else shapes
    for shape in held:
        yield line(shape, sentence(telling, shape))


def line(shape: Clause, sentence: str, title: str = "") -> Told:
    """Return a sentence with the clause of its shape."""
    return Told(shape.path, title or shape.title, sentence, shape.basis, not shape.leans_on)


def grades(rulebook: Rulebook) -> Iterator[Told]:
    """Yield the grades."""
    for grade in rulebook.grades:
        note = "（不在好差次序之内）" if grade.outside else ""
        yield Told(f"grades.{grade.code}", grade.code, f"{grade.word}{note}", "")


def parameters(rulebook: Rulebook) -> Iterator[Told]:
    """Yield the values that a jurisdiction may set otherwise."""
    for parameter in rulebook.parameters.values():
        said = f"现为 {value_words(parameter.value)}"
        yield Told(
            parameter.path, parameter.title, said, parameter.basis, verified=parameter.verified
        )


def items(telling: Telling) -> Iterator[Told]:
    """Yield the behaviours under their codes."""
    for item in telling.rulebook.items.values():
        yield line(item, scoring.item_text(telling, item), f"{item.code} {item.title}")


def totals(telling: Telling) -> Iterator[Told]:
    """Yield how the score comes about, its bounds and its rounding."""
    rulebook = telling.rulebook
    yield from each(telling, rulebook.total, scoring.total_text)
    bounds: tuple[tuple[Limit | None, str], ...] = (
        (rulebook.floor, "不低于"),
        (rulebook.ceiling, "不高于"),
    )
    for limit, word in bounds:
        if limit:
            yield line(limit, f"得分{word} {number_text(limit.value)} 分")
    if rulebook.rounding:
        yield line(rulebook.rounding, stage_text(rulebook.rounding))


def stage_text(rounding: Rounding) -> str:
    """Return how and when the score is rounded."""
    when = "先取整后定级" if rounding.stage == "before-bands" else "先定级后取整"
    return f"得分{rounding_text(rounding)}，{when}"


def decisions(telling: Telling) -> Iterator[Told]:
    """Yield the decision table, and the grade of those who had none before."""
    yield from each(telling, telling.rulebook.decisions, grading.decision_text)
    yield from each(telling, one(telling.rulebook.initial_grade), grading.initial_text)


def afterwards(telling: Telling) -> Iterator[Told]:
    """Yield what moves the grade after it was given."""
    rulebook = telling.rulebook
    for said in grading.order_text(telling):
        yield Told("after_bands", "次序", said, "")
    yield from each(telling, rulebook.limits, grading.limit_text)
    choice: Choice | None = rulebook.step_down_after_veto
    if choice:
        yield line(choice, "已直接定级的仍再降级" if choice.value else "已直接定级的不再降级")
    if rulebook.rise:
        steps = number_text(rulebook.rise.value)
        yield line(rulebook.rise, f"比上一期最多上升 {steps} 级；没有上一期等级的不受此限")
