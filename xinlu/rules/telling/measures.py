"""Quantities and measures in sentences, one for each shape."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from xinlu.rules.language import (
    Age,
    AnyMeasure,
    Calculated,
    Earlier,
    Elapsed,
    Linked,
    OverUnits,
    PeerStatistic,
    Quantity,
    Ranked,
    Recorded,
    Rounded,
    Rulebook,
    Stepped,
    Streak,
    Tabled,
)
from xinlu.rules.telling.words import (
    SPANS,
    Names,
    condition_text,
    conditions_text,
    day_text,
    formula_text,
    item_titles,
    leap_text,
    rounding_text,
    span_text,
    those,
    value_text,
)
from xinlu.rules.wording import number_text

RECORDS = {
    "count": "记录数",
    "times": "次数之和",
    "points": "分值之和",
    "most-times": "一条记录的最多次数",
    "most-points": "一条记录的最高分值",
    "numbers": "不同决定书文号的个数",
    "places": "不同认定地的个数",
}
TAKES = {
    "count": "个数",
    "share": "占比",
    "sum": "之和",
    "mean": "的平均值",
    "weighted": "的加权平均值",
    "lowest": "的最低值",
    "highest": "的最高值",
}


@dataclass(frozen=True, slots=True)
class Telling:
    """What a sentence about a shape may need to know: the rulebook and its names."""

    rulebook: Rulebook
    names: Names


def quantity_text(telling: Telling, quantity: Quantity) -> str:
    """Return what the facts must supply, and what holds where they do not."""
    kind = "数" if quantity.kind == "number" else "文字"
    whose = f"每个 {quantity.unit} 单元填报" if quantity.unit else "主体填报"
    said = f"{whose}的{kind}"
    if quantity.days:
        days = "、".join(
            f"评价日前 {span_text(each)}" if each.length else "评价日" for each in quantity.days
        )
        said += f"，取{days}的平均值"
    bounds = [
        f"{sign} {number_text(bound)}"
        for sign, bound in (("≥", quantity.at_least), ("≤", quantity.at_most))
        if bound is not None
    ]
    if bounds:
        said += f"，须{'、'.join(bounds)}"
    if quantity.missing == "default" and quantity.default is not None:
        return f"{said}；没有填报的按 {value_text(quantity.default)} 计"
    return said + {"error": "；没有填报的不能评价", "unknown": "；没有填报的作为未知"}.get(
        quantity.missing, ""
    )


def measure_text(telling: Telling, measure: AnyMeasure) -> str:
    """Return how a derived quantity comes about, and when it is not known."""
    whose = f"每个 {measure.unit} 单元：" if measure.unit else ""
    said = whose + SHAPES[type(measure)](telling, measure)
    if measure.needs:
        said += f"；须{conditions_text(telling.names, measure.needs)}，否则为未知"
    return said


def ages_text(ages: tuple[Age, ...]) -> str:
    """Return the weights by age."""
    lines = "、".join(f"{span_text(age.within)}内乘 {number_text(age.weight)}" for age in ages)
    leaps = dict.fromkeys(leap_text(age.leap_day) for age in ages)
    return f"按距评价日的时间加权：{lines}，更早的不计（{'，'.join(leaps)}）"


def calculated(telling: Telling, measure: Calculated) -> str:
    """Return the sentence of a formula."""
    return formula_text(telling.names, measure.formula)


def recorded(telling: Telling, measure: Recorded) -> str:
    """Return the sentence of what records come to."""
    when = "评价周期内"
    if measure.last:
        when = f"截至评价日的 {span_text(measure.last)}内"
    elif measure.ever:
        when = "截至评价日的全部"
    said = f"{when}{item_titles(telling.rulebook, measure.items)}的{RECORDS[measure.take]}"
    return f"{said}；{ages_text(measure.ages)}" if measure.ages else said


def stepped(telling: Telling, measure: Stepped) -> str:
    """Return the sentence of points by steps."""
    side = "高出" if measure.beyond == "above" else "低于"
    part = {"floor": "不足一档的不计", "ceil": "不足一档的按一档计", "proportional": "按比例计"}
    said = (
        f"{telling.names.title(measure.of)}每{side} {number_text(measure.start)} 达 "
        f"{number_text(measure.step)} 计 {number_text(measure.per)} 分，{part[measure.partial]}"
    )
    if measure.at_most is not None:
        said += f"，最多 {number_text(measure.at_most)} 分"
    return said


def tabled(telling: Telling, measure: Tabled) -> str:
    """Return the sentence of an ordered table."""
    lines = []
    for line in measure.lines:
        value = formula_text(telling.names, line.formula)
        if line.conditions:
            lines.append(f"{those(conditions_text(telling.names, line.conditions))}为 {value}")
        else:
            lines.append(f"其余为 {value}")
    closed = not measure.lines[-1].conditions
    return f"依次看，{'；'.join(lines)}" + ("" if closed else "；都不符合的为未知")


def rounded(telling: Telling, measure: Rounded) -> str:
    """Return the sentence of a rounding."""
    return f"{telling.names.title(measure.of)}{rounding_text(measure.rounding)}"


def over_units(telling: Telling, measure: OverUnits) -> str:
    """Return the sentence of units brought to one number."""
    which = conditions_text(telling.names, measure.where)
    units = f"{those(which)} {measure.kind} 单元" if which else f"全部 {measure.kind} 单元"
    of = telling.names.title(measure.of) if measure.of else ""
    by = ""
    if measure.take == "weighted":
        by = f"（按{telling.names.title(measure.by) if measure.by else '单元权数'}加权）"
    return f"{units}{of}{TAKES[measure.take]}{by}"


def linked(telling: Telling, measure: Linked) -> str:
    """Return the sentence of linked subjects brought to one number."""
    which = conditions_text(telling.names, measure.where).replace("当前等级", "等级")
    who = f"关系为 {measure.relation} 的主体中，{measure.scheme} 方案最近一次结果"
    who += those(which) if which else "的"
    score = "" if measure.take in ("count", "share") else "得分"
    return f"{who}{score}{TAKES[measure.take]}"


def whose_scheme(scheme: str) -> str:
    """Return which scheme's results are meant."""
    return "本方案" if scheme == "own" else f"{scheme} 方案"


def earlier(_: Telling, measure: Earlier) -> str:
    """Return the sentence of an earlier result."""
    what = {"grade": "等级", "score": "得分", "age": "距评价年度的年数"}[measure.take]
    when = {None: "以前最近一次", 0: "评价年度"}.get(measure.back, f"{measure.back} 年前")
    return f"{whose_scheme(measure.scheme)}{when}结果的{what}"


def streak(telling: Telling, measure: Streak) -> str:
    """Return the sentence of years in a row."""
    asked = condition_text(telling.names, measure.condition)
    asked = asked.replace("当前等级", "等级")
    years = f"从上一年起往前，{whose_scheme(measure.scheme)}{those(asked)}连续年数"
    return f"{years}（没有结果的年度即中断）"


def group_text(telling: Telling, among: tuple[str, ...]) -> str:
    """Return who is compared with whom."""
    names = "、".join(telling.names.title(each) for each in among)
    return f"{names}相同的主体" if among else "全部主体"


def ranked(telling: Telling, measure: Ranked) -> str:
    """Return the sentence of a place among peers."""
    first = "从低到高" if measure.first == "lowest" else "从高到低"
    key = f"按{telling.names.title(measure.key)}再分先后" if measure.key else "再分先后"
    ties = {"best": "并列的取靠前的名次", "worst": "并列的取靠后的名次", "key": f"并列的{key}"}
    what = {
        "position": "名次",
        "size": "参与比较的主体数",
        "share": "名次占主体数的比例",
        "percentile": "百分位（0 至 100）",
    }[measure.take]
    who = group_text(telling, measure.among)
    return f"在{who}中，{telling.names.title(measure.of)}{first}排列的{what}，{ties[measure.ties]}"


def peer_statistic(telling: Telling, measure: PeerStatistic) -> str:
    """Return the sentence of a statistic of peers."""
    who = group_text(telling, measure.among)
    return f"{who}（含本主体）的{telling.names.title(measure.of)}{TAKES[measure.take]}"


def elapsed(_: Telling, measure: Elapsed) -> str:
    """Return the sentence of the time since a day."""
    return f"自{day_text(measure.date)}至评价日的整{SPANS[measure.unit_of_time]}数"


SHAPES: dict[type, Callable[[Telling, Any], str]] = {
    Calculated: calculated,
    Recorded: recorded,
    Stepped: stepped,
    Tabled: tabled,
    Rounded: rounded,
    OverUnits: over_units,
    Linked: linked,
    Earlier: earlier,
    Streak: streak,
    Ranked: ranked,
    PeerStatistic: peer_statistic,
    Elapsed: elapsed,
}
