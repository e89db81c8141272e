"""Bands, decisions, limits and what else moves a grade, in sentences."""

from collections.abc import Iterator

from xinlu.rules.language import Band, Decision, GradeLimit, InitialGrade, Requirement
from xinlu.rules.telling.measures import Telling
from xinlu.rules.telling.words import RESERVED, conditions_text, those
from xinlu.rules.wording import number_text

STEPS = {
    "veto": "直接定级的行为使等级不高于其所定等级",
    "step-down": "降级的行为使等级降低",
    "limits": "等级限制",
    "one-step-up": "上升级数限制",
}


def band_text(_: Telling, band: Band) -> str:
    """Return the scores of a band."""
    ends = []
    if band.lower:
        ends.append(f"{number_text(band.lower.at)} 分{over(band.lower.inclusive)}")
    if band.upper:
        ends.append(f"{under(band.upper.inclusive)} {number_text(band.upper.at)} 分")
    return f"{'、'.join(ends) or '其余'}的，定为 {band.grade}"


def over(inclusive: bool) -> str:
    """Return whether a lower end belongs to the band."""
    return "以上（含）" if inclusive else "以上（不含）"


def under(inclusive: bool) -> str:
    """Return whether an upper end belongs to the band."""
    return "不超过（含）" if inclusive else "低于"


def decision_text(telling: Telling, decision: Decision) -> str:
    """Return a line of a decision table."""
    when = conditions_text(telling.names, decision.conditions)
    who = those(when) if when else "其余的"
    if decision.grade is None:
        return f"{who}，不定等级"
    grade = decision.grade
    if grade not in telling.names.grades:
        grade = RESERVED.get(grade) or telling.names.title(grade)
    down = f"再降 {decision.down} 级" if decision.down else ""
    return f"{who}，定为 {grade}{down}"


def limit_text(telling: Telling, limit: GradeLimit) -> str:
    """Return what a condition does to the grade."""
    when = conditions_text(telling.names, limit.conditions)
    does = f"等级不高于 {limit.best}" if limit.best else f"降 {limit.down} 级"
    return f"{those(when)}，{does}" if when else does


def requirement_text(telling: Telling, requirement: Requirement) -> str:
    """Return what the data must hold."""
    return f"须{conditions_text(telling.names, requirement.conditions)}，否则因数据不足没有结果"


def initial_text(_: Telling, initial: InitialGrade) -> str:
    """Return the grade of those who had none."""
    return f"没有上一期等级的，按 {initial.grade} 计"


def order_text(telling: Telling) -> Iterator[str]:
    """Yield the order in which things move the grade after it was given."""
    steps = [STEPS.get(name, name) for name in telling.rulebook.after_bands]
    if steps:
        yield f"定级之后依次：{'；'.join(steps)}"
