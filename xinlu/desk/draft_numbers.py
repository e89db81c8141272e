"""The numbers of a draft as rows of a form: what each is, its clause, and what it was before."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from xinlu.evaluation import drafts
from xinlu.evaluation.models import Draft, Edition
from xinlu.rules.figures import Figure, figures
from xinlu.rules.sources import SIGNS

#: Sections of a rulebook, as headings of the form.
SECTIONS: Final[dict[str, str]] = {
    "period": "周期",
    "parameters": "参数",
    "quantities": "填报项",
    "measures": "指标",
    "components": "得分的组成",
    "weights": "各部分权重",
    "groups": "合并封顶",
    "items": "条目",
    "total": "总分",
    "total_floor": "总分下限",
    "total_ceiling": "总分上限",
    "rounding": "得分取整",
    "bands": "等级分档",
    "one_step_up": "逐级上升",
    "account": "计分满分",
    "decisions": "等级判定",
    "requirements": "数据充分性",
    "limits": "等级限制",
    "without_result": "无结果时的等级",
    "candidate": "列入条件",
    "candidates": "列入条件",
    "term": "公布期限",
    "bans": "限制期",
}
#: What a number of a clause is, by its key.
KEYS: Final[dict[str, str]] = {
    "value": "值",
    "low": "最少",
    "high": "最多",
    "base": "起始分",
    "floor": "下限",
    "ceiling": "上限",
    "at_most": "合计封顶",
    "each_at_most": "每条封顶",
    "bonus_at_most": "加分封顶",
    "from": "起（含）",
    "above": "高于",
    "to": "至（含）",
    "below": "以下",
    "at_least": "不小于",
    "weight": "权重",
    "weights": "权重",
    "step": "步长",
    "steps": "级数",
    "length": "时长",
    "allowed": "可选值",
    "decimals": "小数位数",
    "within": "时限",
    "missing": "缺省值",
    "max": "最多",
    "count": "次数",
}
#: What a number is where its key says something else elsewhere: a figure is bounded, not capped.
KEYS_OF: Final[dict[tuple[str, str], str]] = {("quantities", "at_most"): "不大于"}


@dataclass(frozen=True, slots=True)
class Number:
    """A number of the rulebook as a field: what it is of, its value, and that of the base edition.

    `error` says why what was typed cannot stand; `was` is empty where the base has the same.
    """

    name: str
    label: str
    word: str
    basis: str
    verified: bool
    value: str
    was: str = ""
    error: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """The numbers under one heading."""

    title: str
    numbers: tuple[Number, ...]


def numbers(
    draft: Draft, typed: Mapping[str, str] | None = None, errors: Mapping[str, str] | None = None
) -> tuple[Group, ...]:
    """Return every number of the draft's text by section; what was typed goes before what is there.

    Raises `RulebookError` where the text is no YAML.
    """
    typed, errors = typed or {}, errors or {}
    names = _names(draft)
    before = _base_values(draft.based_on)
    found: dict[str, list[Number]] = {}
    for each in figures(draft.text):
        was = before.get(each.path, "")
        row = Number(
            each.path,
            _label(each),
            KEYS_OF.get((each.section, each.key)) or key_words(each.key, names),
            each.basis,
            each.verified,
            typed.get(each.path, each.value),
            was if was != each.value else "",
            errors.get(each.path, ""),
        )
        found.setdefault(SECTIONS.get(each.section, each.section), []).append(row)
    return tuple(Group(title, tuple(rows)) for title, rows in found.items())


def key_words(key: str, names: Mapping[str, str]) -> str:
    """Return the keys below a clause as words.

    >>> key_words("when.deaths.at_least", {"deaths": "死亡人数"})
    '当 死亡人数 ≥'
    """
    parts: list[str] = []
    for part in key.replace("[", ".").replace("]", "").split("."):
        if part in SIGNS and parts:
            parts.append(SIGNS[part])
        elif part in ("when", "where", "needs"):
            parts.append("当")
        elif part.isdecimal():
            parts.append(f"第 {int(part) + 1} 项")
        elif part:
            parts.append(KEYS.get(part) or names.get(part, part))
    return " ".join(parts)


def _label(figure: Figure) -> str:
    told = [figure.called if figure.called != figure.title else "", figure.title]
    return " ".join(filter(None, told)) or SECTIONS.get(figure.section, figure.section)


def _names(draft: Draft) -> dict[str, str]:
    """Return what the draft's components, measures and quantities are called, by name."""
    if not draft.reads:
        return {}
    rulebook = drafts.standard_of(draft).rulebook
    shapes: dict[str, Any] = {**rulebook.quantities, **rulebook.measures, **rulebook.components}
    return {name: shape.title for name, shape in shapes.items()}


def _base_values(edition: Edition | None) -> dict[str, str]:
    if edition is None:
        return {}
    return {each.path: each.value for each in figures(drafts.source_of(edition))}


#: What a case says of a verdict, in words.
ASKED: Final[dict[str, str]] = {
    "score": "得分",
    "exact": "未取整得分",
    "grade": "等级",
    "no_result": "无结果",
    "candidate_since": "达到条件日",
    "until": "期限至",
    "start": "周期起",
    "end": "周期止",
    "because": "理由",
    "warnings": "提示",
    "ignored": "不计的记录",
    "rests_on": "依据的待核实值",
    "error": "不能判定",
}


@dataclass(frozen=True, slots=True)
class CaseRow:
    """A case as the page shows it: `lines` say what it expects and what the draft makes of it."""

    sentence: str
    line: int
    lines: tuple[tuple[str, str, str], ...]


def case_rows(run: drafts.CasesRun) -> tuple[CaseRow, ...]:
    """Return the cases, those first that come out otherwise."""
    rows = [
        CaseRow(
            each.sentence,
            each.line,
            tuple(
                (
                    ASKED.get(str(problem.params.get("what")), str(problem.params.get("what", ""))),
                    str(problem.params.get("wanted", "")),
                    str(problem.params.get("found", "")),
                )
                for problem in each.differences
            ),
        )
        for each in run.outcomes
    ]
    return tuple(sorted(rows, key=lambda row: not row.lines))
