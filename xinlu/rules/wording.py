"""Reasons, notices and results put into Chinese, for pages and for the command line alike."""

import re
from collections.abc import Callable
from fractions import Fraction
from typing import Any

from xinlu.rules.language import Rulebook
from xinlu.rules.numbers import decimal_text, finite_places, rounded
from xinlu.rules.verdict import Ignored, Notice, Reason

#: What stands over each kind of reason.
KINDS = {
    "start": "起始分",
    "effect": "行为",
    "cap": "扣分封顶",
    "floor": "扣完为止",
    "weight": "权重",
    "rounding": "取整",
    "band": "定级",
    "veto": "直接定级",
    "step-down": "降级",
    "one-step": "升级限制",
    "points": "计分",
    "reset": "清除",
    "window": "期间",
    "absent": "缺项",
    "measure": "指标",
    "imputed": "直接定分",
    "limit": "等级限制",
    "carried": "沿用或首次",
    "ban": "限制期",
}
IGNORED = {
    "not-effective": "决定已被撤销或撤回，不计",
    "after-day": "晚于评价日，不计",
    "outside-period": "不在评价周期内，不计",
    "repeated": "与已计的决定书文号相同，只计一次",
    "other-item": "不属于本名单的列入情形，不计",
    "too-old": "已超过计算的年限，不计",
    "out-of-scope": "所在的评价对象不在评价范围内，不计",
    "outweighed": "同一行为只按最重的一项计，本条不计",
    "not-evaluated": "所属部分没有评价结果，不计",
    "not-in-total": "所属部分不计入这一种情形的总分，不计",
    "not-read": "本标准没有用到这类记录，不计",
}
NO_RESULT = {
    "nothing-evaluated": "没有可评价的投标或合同段等对象，不产生评价结果",
    "no-cycle-completed": "尚未满一个考核周期，不产生考核结果",
    "insufficient-data": "数据不足，不产生评价结果",
}
NOTICES = {
    "points-outside-range": "评价人给出的 {points} 分与标准（{usual}）不符，以评价人的为准，请核实",
    "points-not-used": "该条目直接影响等级，不扣分；记录中的 {points} 分未采用",
    "reset-below-full": "清除时计分为 {points}，未满 {full} 分，未予清除",
    "no-number": "没有决定书文号，无法判断是否重复，按一次计",
    "no-grade": "得分符合“{title}”，标准没有规定等级，请核实",
    "no-result-but-recorded": "没有评价结果，但记有行为 {item}",
}
MODES = {"half-up": "四舍五入", "half-even": "四舍六入五成双", "down": "舍去", "up": "进一"}


def number_text(value: Fraction) -> str:
    """Write a number to read: its exact decimal, or about four places where it has none."""
    places = finite_places(value)
    if places is not None and places <= 6:
        return decimal_text(value)
    return f"约{decimal_text(rounded(value, 4, 'half-up'), 4)}"


def signed(value: Fraction) -> str:
    """Write a change with its sign."""
    return ("+" if value > 0 else "") + number_text(value).replace("约-", "约 -")


def sentence(reason: Reason) -> str:
    """Return what a reason says, in Chinese, without its title and clause."""
    return SENTENCES[reason.kind](reason)


def notice_sentence(notice: Notice) -> str:
    """Return what an officer should look at."""
    params = {key: plain(value) for key, value in notice.params.items()}
    return NOTICES[notice.code].format(**{**params, "usual": usual(notice.params)})


def ignored_sentence(ignored: Ignored) -> str:
    """Return why a record does not count."""
    return IGNORED[ignored.why]


def grade_word(rulebook: Rulebook, code: str | None) -> str:
    """Return the grade with its word, as AA（信用好）."""
    word = next((grade.word for grade in rulebook.grades if grade.code == code), "")
    return f"{code}（{word}）" if word else code or "—"


def value_words(value: str) -> str:
    """Return a value of a rulebook as it is read out; one without words of its own stays.

    >>> value_words("half-up"), value_words("points ＜ 10，previous ≥ A → AA"), value_words("20/次")
    ('四舍五入', '本周期计分 ＜ 10，上一周期等级 ≥ A → AA', '20 分/次')
    >>> value_words("1 year"), value_words("02-28"), value_words("bid 1"), value_words("")
    ('1 年', '2 月 28 日', '投标评价，权重 1', '按条文')
    """
    if value in WORDS:
        return WORDS[value]
    for pattern, words in SHAPES:
        value = pattern.sub(words, value)
    return value


#: What stands in rulebooks for a word of the law.
WORDS = {
    **MODES,
    "": "按条文",
    "true": "是",
    "false": "否",
    "before-bands": "先取整后定级",
    "after-bands": "先定级后取整",
    "number": "按决定书文号",
    "record": "按记录",
    "02-28": "2 月 28 日",
    "03-01": "3 月 1 日",
}
#: Keys of a shape, as they stand before their values.
KEYS = {
    "base": "起点",
    "floor": "最低",
    "ceiling": "最高",
    "at_least": "不少于",
    "at_most": "最多",
    "grade": "等级",
    "best": "最好定为",
    "from": "自",
    "above": "高于",
    "below": "低于",
    "start": "起算于",
    "beyond": "计算方向",
    "step": "步长",
    "per": "每步",
    "of": "按",
    "partial": "不足一步",
    "decimals": "小数位数",
    "mode": "取舍",
    "overlap": "重复时",
    "when": "条件",
    "days": "取值日",
}
#: Parts of longer values, and how each is read out.
SHAPES = [
    (re.compile(pattern), words)
    for pattern, words in (
        (r"(?<![\w-])peak(?![\w-])", "周期内最高计分"),
        (r"(?<![\w-])points(?![\w-])", "本周期计分"),
        (r"(?<![\w-])previous(?![\w-])", "上一周期等级"),
        *((rf"(?<![\w-]){key}(?: |=)(?=\S)", f"{words} ") for key, words in KEYS.items()),
        (r"\bbid (?=[\d.])", "投标评价，权重 "),
        (r"\bperformance (?=[\d.])", "履约评价，权重 "),
        (r"^(\d+) years?$", r"\1 年"),
        (r"^(\d+) months?$", r"\1 个月"),
        (r"^([\d.]+)/", r"\1 分/"),
    )
]


def plain(value: Any) -> str:
    """Return a parameter of a sentence as text."""
    if isinstance(value, Fraction):
        return number_text(value)
    if isinstance(value, tuple):
        return "、".join(plain(each) for each in value)
    return "" if value is None else str(value)


def usual(params: Any) -> str:
    """Return what the rulebook says of an item's points."""
    if params.get("allowed"):
        return plain(params["allowed"])
    if params.get("low") is not None:
        return f"{plain(params['low'])}～{plain(params['high'])}"
    return f"{plain(params.get('value'))}/{params.get('per', '次')}"


def started(reason: Reason) -> str:
    """Return the sentence of a component's base, or of a number in the formula."""
    if "constant" in reason.params:
        return f"基准 {number_text(reason.points)} 分"
    weight = reason.params["weight"]
    whole, units = f"{number_text(reason.points)} 分起", reason.params["units"]
    whole += f"，{units} 个评价对象" if units else ""
    return whole if weight == 1 else f"{whole}，权重 {number_text(weight)}"


def affected(reason: Reason) -> str:
    """Return the sentence of a record that takes points or counts."""
    if "reach" not in reason.params:
        number = reason.params.get("number")
        return f"计 1 次（{number}）" if number else "计 1 次"
    reach = reason.params["reach"]
    where = f"{reason.unit}：" if reason.unit else "总分："
    said = f"{where}{signed(reason.points)} 分"
    return said if reach == 1 else f"{said}，折合总分的 {number_text(reach * 100)}%"


def bounded(reason: Reason) -> str:
    """Return what a floor or a cap holds: a unit, a component, an indicator, or the total."""
    if reason.unit:
        return reason.unit
    if "function" in reason.params:
        return "公式中的一项"
    of_its_own = reason.component or reason.code.startswith("measures.")
    return f"“{reason.title}”" if of_its_own else "总分"


#: What the functions of a formula do, as they are read out.
FUNCTIONS = {"floor": "向下取整", "ceil": "向上取整", "abs": "取绝对值"}


def whole(reason: Reason) -> str:
    """Return the sentence of what a rounding adds or takes."""
    params = reason.params
    if "function" in params:
        return f"{FUNCTIONS[params['function']]}：{plain(params['raw'])} → {plain(params['floor'])}"
    return f"{MODES[params['mode']]}，保留 {params['decimals']} 位小数"


def floored(reason: Reason) -> str:
    """Return the sentence of what a floor gives back."""
    where = bounded(reason)
    if "at_most" in reason.params:
        most = plain(reason.params["at_most"])
        return f"{where} 最多计 {most} 分，调整 {signed(reason.points)} 分"
    raw, floor = plain(reason.params["raw"]), plain(reason.params["floor"])
    if reason.kind == "cap":
        return f"{where} 为 {raw} 分，不超过 {floor} 分，扣减 {signed(reason.points)} 分"
    return f"{where} 扣至 {raw} 分，不低于 {floor} 分，补回 {signed(reason.points)} 分"


def weighted(reason: Reason) -> str:
    """Return the sentence of the weights."""
    return "，".join(f"{title} {number_text(weight)}" for title, weight in reason.params.items())


def banded(reason: Reason) -> str:
    """Return the sentence of the band or the decision that gave the grade."""
    if "score" in reason.params:
        return f"{plain(reason.params['score'])} 分，定为 {reason.params['to']}"
    if "points" in reason.params:
        return f"计分 {plain(reason.params['points'])} 分，定为 {reason.params['to']}"
    return f"定为 {reason.params['to']}"


def moved(reason: Reason) -> str:
    """Return the sentence of a grade that was forced or lowered."""
    came, to = reason.params["from"], reason.params["to"]
    if reason.params.get("held"):
        return f"已直接定级，不再降级，仍为 {to}"
    return f"{came} → {to}" if came != to else f"仍为 {to}"


def windowed(reason: Reason) -> str:
    """Return the sentence of the days that were looked at."""
    params = reason.params
    if "published" in params:
        return f"{params['published']} 公布，公布至 {params['until']}"
    if "after" not in params:
        return f"{params['start']} 起，至 {params['end']} 前一日"
    bound = "超过" if params["test"] == "more_than" else "达到"
    outcome = "符合" if params["met"] else "不符合"
    days = f"{params['after']} 之后至 {params['through']}"
    rule = f"{bound} {plain(params['threshold'])} 次"
    return f"{days}共 {params['count']} 次，列入条件为{rule}，{outcome}"


def measured(reason: Reason) -> str:
    """Return the sentence of a quantity that reaches the score by itself."""
    said = f"{number_text(reason.points)}"
    if "value" in reason.params:
        said = f"按 {plain(reason.params['value'])} 计 {said} 分"
    reach = reason.params["reach"]
    return said if reach in (1, -1) else f"{said}，每分折合 {number_text(reach)} 分"


def imputed(reason: Reason) -> str:
    """Return the sentence of a record that sets the score."""
    raw, to = plain(reason.params["raw"]), plain(reason.params["to"])
    if not reason.total:
        return f"最高只能得 {to} 分，得分 {raw} 分，不变"
    return f"得分 {raw} 分，按规定定为 {to} 分"


def absent(reason: Reason) -> str:
    """Return the sentence of what was not there."""
    what = reason.params.get("what")
    if what == "prior":
        return "没有上一期等级，不适用升级限制"
    if what == "initial":
        return f"没有上一周期等级，按初始等级 {reason.params['grade']} 计"
    return reason.title


SENTENCES: dict[str, Callable[[Reason], str]] = {
    "start": started,
    "effect": affected,
    "cap": floored,
    "floor": floored,
    "weight": weighted,
    "rounding": whole,
    "band": banded,
    "veto": moved,
    "step-down": moved,
    "one-step": lambda r: f"上一期 {r.params['prior']}，最多上升一级：{moved(r)}",
    "points": lambda r: f"{signed(r.points)} 分",
    "reset": lambda r: f"清除 {number_text(-r.points)} 分",
    "window": windowed,
    "absent": absent,
    "measure": measured,
    "imputed": imputed,
    "limit": moved,
    "carried": lambda r: f"没有本期得分，定为 {r.params['to']}",
    "ban": lambda r: f"限制至 {r.params['until']} 前一日",
}
