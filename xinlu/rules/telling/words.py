"""Names, numbers, days, conditions and formulas of a rulebook, as an official says them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from xinlu.rules.language import (
    Call,
    Condition,
    Decimals,
    Formula,
    Name,
    Number,
    Operation,
    Rounding,
    Rulebook,
    Span,
)
from xinlu.rules.wording import MODES, number_text

#: What every rulebook's conditions and formulas may ask for.
RESERVED = {
    "score": "得分",
    "band": "按分档所定等级",
    "previous": "上一期等级",
    "grade": "当前等级",
    "points": "期末计分",
    "peak": "期内最差计分",
    "recorded": "期内累计记分",
    "bonus": "期内加回的分",
    "reached": "达到满分的次数",
    "weight": "权数",
    "place": "所在地",
    "records": "记录数",
}
#: What named days of a subject are called.
DAYS = {
    "first_certificate": "初次领取从业资格证之日",
    "first_licence": "初次领证之日",
    "opened": "开业之日",
    "registered": "登记（备案）之日",
    "published": "公布之日",
}
#: What a component tells besides its value.
ASPECTS = {
    "count": "单元数",
    "lowest": "最低单元值",
    "highest": "最高单元值",
    "weight": "权数之和",
    "records": "记录数",
}
TESTS = {
    "at_least": "不低于",
    "more_than": "高于",
    "at_most": "不高于",
    "less_than": "低于",
    "exactly": "等于",
    "other_than": "不等于",
}
SIGNS = {"+": "+", "-": "-", "*": "×", "/": "÷"}
FUNCTIONS = {
    "min": "取最小",
    "max": "取最大",
    "abs": "绝对值",
    "floor": "舍去小数",
    "ceil": "小数进一",
}
#: How tightly each sign binds, so that brackets stand only where they are needed.
BINDING = {"+": 1, "-": 1, "*": 2, "/": 2}
SPANS = {"day": "日", "month": "个月", "year": "年"}


@dataclass(frozen=True, slots=True)
class Names:
    """What the names of one rulebook are called, and its grades."""

    titles: Mapping[str, str]
    grades: Mapping[str, str]
    reserved: Mapping[str, str] = field(default_factory=lambda: RESERVED)

    @classmethod
    def of(cls, rulebook: Rulebook) -> "Names":
        """Return the names of a rulebook."""
        shapes = (rulebook.quantities, rulebook.measures, rulebook.components, rulebook.bans)
        titles = {name: shape.title for each in shapes for name, shape in each.items()}
        reserved = RESERVED
        if rulebook.account and rulebook.account.falling:
            reserved = {**RESERVED, "reached": "扣满的次数"}
        return cls(titles, {grade.code: grade.word for grade in rulebook.grades}, reserved)

    def title(self, name: str) -> str:
        """Return what a name is called, in marks where it stands for a shape of the rulebook."""
        if name in self.reserved and name not in self.titles:
            return self.reserved[name]
        whole, _, aspect = name.partition(".")
        title = f"“{self.titles.get(whole, whole)}”"
        return f"{title}的{ASPECTS.get(aspect, aspect)}" if aspect else title


def day_text(name: str) -> str:
    """Return what a named day is called; one without words of its own stays in marks.

    >>> day_text("opened"), day_text("moved")
    ('开业之日', '“moved”之日')
    """
    return DAYS.get(name, f"“{name}”之日")


def value_text(value: Fraction | str | bool) -> str:
    """Return one value that something is compared with."""
    return number_text(value) if isinstance(value, Fraction) else str(value)


def condition_text(names: Names, condition: Condition) -> str:
    """Return one condition."""
    title, value = names.title(condition.quantity), condition.value
    if condition.test == "known":
        return f"{title}{'已知' if value else '未知'}"
    if isinstance(value, tuple):
        return f"{title}为{'、'.join(map(value_text, value))}之一"
    return f"{title}{TESTS[condition.test]} {value_text(value)}"


def conditions_text(names: Names, conditions: Iterable[Condition]) -> str:
    """Return conditions that hold together."""
    return "，且".join(condition_text(names, each) for each in conditions)


def those(text: str) -> str:
    """Return a text with the particle that makes it say which ones are meant.

    >>> those("等级不低于 A"), those("车辆数已知")
    ('等级不低于 A 的', '车辆数已知的')
    """
    return f"{text} 的" if text[-1:].isascii() else f"{text}的"


def formula_text(names: Names, formula: Formula) -> str:
    """Return a formula with titles for names."""
    if isinstance(formula, Number):
        return number_text(formula.value)
    if isinstance(formula, Name):
        return names.title(formula.name)
    if isinstance(formula, Call):
        terms = "，".join(formula_text(names, term) for term in formula.terms)
        return f"{FUNCTIONS[formula.function]}（{terms}）"
    left = bracketed(names, formula.left, formula, right=False)
    right = bracketed(names, formula.right, formula, right=True)
    return f"{left} {SIGNS[formula.operator]} {right}"


def bracketed(names: Names, term: Formula, around: Operation, *, right: bool) -> str:
    """Return a term of an operation, in brackets where it would be read otherwise without."""
    said = formula_text(names, term)
    if not isinstance(term, Operation):
        return f"（{said}）" if right and said.startswith("-") else said
    inner, outer = BINDING[term.operator], BINDING[around.operator]
    needed = inner < outer or (right and inner == outer and around.operator in "-/")
    return f"（{said}）" if needed else said


def span_text(span: Span) -> str:
    """Return a length of time."""
    return f"{span.length} {SPANS[span.unit]}"


def rounding_text(rounding: Decimals | Rounding) -> str:
    """Return how something is rounded."""
    places = f"保留 {rounding.decimals} 位小数" if rounding.decimals else "取整数"
    return f"{MODES[rounding.mode]}{places}"


def item_titles(rulebook: Rulebook, codes: Iterable[str]) -> str:
    """Return behaviours by code and title, the codes alone where there are many."""
    held = list(codes)
    if len(held) == len(rulebook.items) > 1:
        return "全部行为"
    if len(held) > 6:
        return "、".join(held)
    return "、".join(f"{code} {rulebook.items[code].title}" for code in held)


def leap_text(leap_day: str) -> str:
    """Return which day stands for 29 February in a common year."""
    return f"2 月 29 日在平年以{' 2 月 28 日' if leap_day == '02-28' else ' 3 月 1 日'}为准"
