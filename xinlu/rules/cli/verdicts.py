"""A verdict as lines for a person to read."""

from collections.abc import Iterator
from fractions import Fraction

from xinlu.rules.cli.speaking import table
from xinlu.rules.language import Rulebook
from xinlu.rules.verdict import Verdict
from xinlu.rules.wording import (
    KINDS,
    NO_RESULT,
    grade_word,
    ignored_sentence,
    notice_sentence,
    number_text,
    sentence,
    signed,
)


def report(rulebook: Rulebook, verdict: Verdict) -> Iterator[str]:
    """Yield the lines of a verdict for a person to read."""
    yield f"{rulebook.title}（{rulebook.edition} 版）　{verdict.subject}　截至 {verdict.on}"
    yield ""
    yield from table(reason_rows(verdict))
    yield ""
    yield outcome_line(rulebook, verdict)
    yield from measure_lines(rulebook, verdict)
    for notice in verdict.warnings:
        of = f"记录 {notice.event}：" if notice.event else ""
        yield f"注意　{of}{notice_sentence(notice)}"
    for ignored in verdict.ignored:
        yield f"未计　记录 {ignored.event}：{ignored_sentence(ignored)}"
    if verdict.rests_on:
        yield f"试算　依据下列待核实的值：{'、'.join(verdict.rests_on)}"


def outcome_line(rulebook: Rulebook, verdict: Verdict) -> str:
    """Return what came of it in one line."""
    if verdict.no_result:
        grade = f"　等级 {grade_word(rulebook, verdict.grade)}" if verdict.grade else ""
        return NO_RESULT[verdict.no_result] + grade
    if rulebook.kind == "list":
        since = verdict.candidate_since
        return f"{since} 起符合列入条件" if since else "不符合列入条件"
    score = verdict.score_text or "—"
    return f"得分 {score}　等级 {grade_word(rulebook, verdict.grade)}"


def measure_lines(rulebook: Rulebook, verdict: Verdict) -> Iterator[str]:
    """Yield what the rulebook's measures came to."""
    for name, measure in rulebook.measures.items():
        if name in verdict.measures:
            value = verdict.measures[name]
            said = number_text(value) if isinstance(value, Fraction) else value or "未知"
            yield f"指标　{measure.title}：{said}"


def reason_rows(verdict: Verdict) -> Iterator[tuple[str, ...]]:
    """Yield the reasons as rows of a table, with their sum where there is a score."""
    yield ("类别", "事项", "说明", "对得分的影响", "依据")
    for reason in verdict.reasons:
        effect = signed(reason.total) if reason.total and verdict.score is not None else ""
        yield (KINDS[reason.kind], reason.title, sentence(reason), effect, reason.basis)
    if verdict.score is not None:
        yield ("合计", "", "", number_text(verdict.score), "")
