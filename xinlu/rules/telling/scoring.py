"""Components, behaviours, caps and the total in sentences."""

from collections.abc import Callable, Iterator

from xinlu.rules.language import Component, Group, Item, Total
from xinlu.rules.telling.measures import Telling, ages_text
from xinlu.rules.telling.words import (
    conditions_text,
    formula_text,
    rounding_text,
    those,
)
from xinlu.rules.wording import number_text

AVERAGES = {
    "mean": "简单平均",
    "weighted": "加权平均",
    "sum": "相加",
    "pooled": "合并计算（起始分加全部分值之和除以全部除数之和）",
    "reverse": "从高到低排列，依次按 1、2、3……加权平均",
    "lowest": "取最低",
    "highest": "取最高",
}
OVERLAPS = {
    "of-act": "同一行为涉及多条的只计分值最高的一条",
    "of-item": "同一条目只计分值最高的一条",
    "of-group": "同一组条目只计分值最高的一条",
    "of-unit": "同一单元只计分值最高的一条",
}


def component_text(telling: Telling, component: Component) -> str:
    """Return how a part of the score comes about."""
    return "；".join(filter(None, component_parts(telling, component)))


def component_parts(telling: Telling, component: Component) -> Iterator[str]:
    """Yield the sentences of a component in the order in which it is computed."""
    if component.unit is None:
        yield f"不分单元，{number_text(component.base)} 分起直接加减"
    else:
        yield unit_text(telling, component)
    if component.ages:
        what = "记录" if component.ages_weigh == "records" else "单元"
        yield f"{what}{ages_text(component.ages)}"
    yield OVERLAPS.get(component.overlap, "")
    if component.divide:
        yield f"单元加减的分值除以{telling.names.title(component.divide)}"
    if component.unit_rounding:
        yield f"单元值{rounding_text(component.unit_rounding)}"
    whose = "每个单元" if component.unit else "本部分"
    if component.floor is not None:
        yield f"{whose}最低 {number_text(component.floor)} 分"
    if component.ceiling is not None:
        yield f"{whose}最高 {number_text(component.ceiling)} 分"
    if component.unit is not None:
        yield average_text(telling, component)
    if component.rounding:
        yield f"合成后{rounding_text(component.rounding)}"
    if component.needs:
        yield f"须{conditions_text(telling.names, component.needs)}，否则为未知"


def unit_text(telling: Telling, component: Component) -> str:
    """Return which units there are and what each begins with."""
    which = conditions_text(telling.names, component.where)
    units = f"{those(which)} {component.unit} 单元" if which else f"每个 {component.unit} 单元"
    counted = "没有记录的单元也参加计算" if component.counts == "all" else "只算有记录的单元"
    return f"{units} {number_text(component.base)} 分起，{counted}"


def average_text(telling: Telling, component: Component) -> str:
    """Return how the units are brought to one value."""
    how = AVERAGES[component.average]
    if component.average == "weighted":
        by = telling.names.title(component.weight_by) if component.weight_by else "单元权数"
        how = f"按{by}加权平均"
    if component.within == "place":
        return f"同一地的各单元先{how}，各地之间再{AVERAGES[component.across]}"
    return f"各单元{how}"


def group_text(telling: Telling, group: Group) -> str:
    """Return the cap of a group."""
    codes = [item.code for item in telling.rulebook.items.values() if item.group == group.code]
    return f"{'、'.join(codes)} 合计最多 {number_text(group.at_most)} 分"


def total_text(telling: Telling, total: Total) -> str:
    """Return a line of the total."""
    known = conditions_text(telling.names, total.conditions)
    formula = formula_text(telling.names, total.formula)
    return f"{those(known)}，得分 = {formula}" if known else f"得分 = {formula}"


def item_text(telling: Telling, item: Item) -> str:
    """Return what a behaviour does."""
    said = EFFECTS[item.effect](item)
    if item.component:
        said = f"{telling.names.title(item.component)}：{said}"
    caps = []
    if item.each_at_most is not None:
        caps.append(f"一条最多 {number_text(item.each_at_most)} 分")
    if item.at_most is not None:
        caps.append(f"本条目合计最多 {number_text(item.at_most)} 分")
    if item.group:
        group = telling.rulebook.groups.get(item.group)
        caps.append(f"与“{group.title if group else item.group}”各条合并封顶")
    return "，".join([said, *caps, *([f"说明：{item.note}"] if item.note else [])])


def points_text(item: Item) -> str:
    """Return the points of an item."""
    if item.allowed:
        return f"{'、'.join(map(number_text, item.allowed))} 分之一，由记录给出"
    range_text = ""
    if item.low is not None and item.high is not None:
        range_text = f"{number_text(item.low)}～{number_text(item.high)} 分"
    if item.value is None:
        return f"{range_text}，由评价人给出" if range_text else "分值由评价人给出"
    usual = f"每{item.per} {number_text(item.value)} 分"
    return f"{usual}，评价人可在 {range_text}内酌定" if range_text else usual


def imputed_text(item: Item) -> str:
    """Return the score that an item sets."""
    if item.value is None:
        return "得分高于评价人所给分的，按所给分计"
    return f"得分高于 {number_text(item.value)} 分的，按 {number_text(item.value)} 分计"


EFFECTS: dict[str, Callable[[Item], str]] = {
    "deduct": lambda item: f"扣分，{points_text(item)}",
    "add": lambda item: f"加分，{points_text(item)}",
    "points": lambda item: f"计分，{points_text(item)}",
    "score": imputed_text,
    "grade": lambda item: f"不论得分，定为 {item.grade}",
    "step-down": lambda item: f"降 {item.steps} 级",
    "reset": lambda _: "满分后清除计分",
    "count": lambda _: "只计次数，不计分",
}
