"""The ledger (账页): every line of the verdict, and shown effects that add up."""

from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from itertools import groupby

from xinlu.evaluation.explaining.material import Material, decimal, percent, points_text, shortly
from xinlu.evaluation.explanation import Crossing, Row
from xinlu.rules import Reason
from xinlu.rules.grading import band_of, edge_between
from xinlu.rules.numbers import rounded
from xinlu.rules.verdict import ComponentResult, UnitResult
from xinlu.rules.wording import sentence

#: Decimals of the effects shown; the exact ones stand beside them.
PLACES = 3
#: How the values of units become one.
AVERAGES = {
    "mean": "取平均",
    "weighted": "加权平均",
    "sum": "相加",
    "pooled": "合并计算",
    "reverse": "按由高到低的名次加权",
    "lowest": "取最低",
    "highest": "取最高",
}
#: Kinds of reasons that are lines of the ledger.
LINES = ("effect", "measure", "cap", "floor", "imputed", "rounding", "points", "reset")


def rows_of(material: Material) -> tuple[Row, ...]:
    """Return the ledger: start, groups and lines, sum; empty where there is no score."""
    score = material.verdict.score
    if score is None and material.rulebook.kind != "list":
        return ()
    lines = [reason for reason in material.verdict.reasons if reason.kind in LINES]
    ledger = Ledger(material)
    if material.rulebook.kind == "score":
        ledger.start(material)
    for key, group in groupby(lines, key=lambda reason: _group_key(material, reason)):
        ledger.group(key)
        for reason in group:
            ledger.line(reason)
    ledger.close()
    return tuple(ledger.rows)


def _group_key(material: Material, reason: Reason) -> tuple[str, str]:
    """Return the component, and the unit where each unit has a heading of its own."""
    component = material.rulebook.components.get(reason.component or "")
    if component is None or reason.kind == "imputed":
        return "", ""
    by_unit = component.unit is not None and component.average == "weighted"
    return component.name, (reason.unit or "") if by_unit else ""


@dataclass(slots=True)
class Ledger:
    """A ledger being written: exact and shown totals run along."""

    material: Material
    rows: list[Row] = field(default_factory=list)
    exact: Fraction = Fraction(0)
    shown: Decimal = Decimal(0)
    number: int = 0

    def start(self, material: Material) -> None:
        """Open with what the components begin with, as one line."""
        starts = [reason for reason in material.verdict.reasons if reason.kind == "start"]
        self.exact = sum((reason.total for reason in starts), Fraction(0))
        self.shown = shown_as(self.exact)
        self.rows.append(
            Row(
                "start",
                "起点",
                basis="；".join(dict.fromkeys(reason.basis for reason in starts)),
                exact=self.exact,
                running=self.shown,
                total=self.shown,
                reason="start",
            )
        )

    def group(self, key: tuple[str, str]) -> None:
        """Open a group of lines with its heading."""
        name, unit = key
        if not name:
            return
        component = self.material.rulebook.components[name]
        title = f"{component.title} · {unit}" if unit else component.title
        note = group_note(self.material, name, unit)
        self.rows.append(Row("group", title, note=note, basis=component.basis))

    def line(self, reason: Reason) -> None:
        """Write one reason; what rounding adds is preceded by what was lost in showing."""
        last = reason.kind == "rounding" and "exact" in reason.params
        if last:
            self.settle(shown_as(self.exact))
        before, self.exact = self.exact, self.exact + reason.total
        effect = shown_as(reason.total)
        if last:
            effect = shown_as(self.exact) - self.shown
        self.shown += effect
        self.number += 1
        records = self.material.shown(reason.events)
        self.rows.append(
            Row(
                "line",
                title_of(reason),
                note=note_of(self.material, reason),
                basis=reason.basis,
                basis_note=basis_note(self.material, reason),
                number=self.number,
                code=reason.code,
                reason=reason.kind,
                raw=None if reason.kind == "rounding" else reason.points,
                exact=reason.total,
                effect=effect,
                running=self.shown,
                records=records,
                on=reason.on,
                crossing=crossing(self.material, before, self.exact),
                gives_back=reason.total > 0 and reason.kind != "points",
            )
        )

    def settle(self, wanted: Decimal) -> None:
        """Write down what showing three decimals has lost, if anything: the lines add up."""
        lost = wanted - self.shown
        if not lost:
            return
        self.shown = wanted
        self.rows.append(
            Row(
                "line",
                "显示尾差",
                note="各笔按三位小数显示，合计与精确值之差",
                reason="display",
                effect=lost,
                running=wanted,
            )
        )

    def close(self) -> None:
        """Write the sum."""
        verdict = self.material.verdict
        total = self.exact if verdict.score is None else verdict.score
        self.settle(shown_as(total))
        title = {"score": "得分", "points": "累计计分", "list": "窗口内次数"}
        self.rows.append(
            Row(
                "sum",
                title[self.material.rulebook.kind],
                exact=total,
                running=self.shown,
                total=self.shown,
            )
        )


def shown_as(value: Fraction) -> Decimal:
    """Return the value with the decimals that are shown, half away from zero."""
    near = rounded(value, PLACES, "half-up")
    return Decimal(near.numerator) / Decimal(near.denominator)


def crossing(material: Material, before: Fraction, after: Fraction) -> Crossing | None:
    """Return which edge between grades the line crossed, if it did."""
    bands = material.rulebook.bands
    if not bands:
        return None
    was, now = band_of(bands, before), band_of(bands, after)
    if was.grade == now.grade:
        return None
    # The last edge that was crossed: the one between where it ended and the side it came from.
    here, came = bands.index(now), 1 if bands.index(was) > bands.index(now) else -1
    at = edge_between(bands, min(here, here + came)).at
    verb = "越过" if after < before else "回到"
    sentence = f"这一笔{verb} {points_text(at)}，由 {was.grade} 到 {now.grade}"
    return Crossing(at, was.grade, now.grade, sentence)


def title_of(reason: Reason) -> str:
    """Return the line's title."""
    if reason.kind == "floor" and reason.unit:
        return "扣完为止"
    if reason.kind == "floor" and reason.code == "total_floor":
        return "总分不为负"
    if reason.kind == "rounding":
        return "取整"
    return reason.title


def note_of(material: Material, reason: Reason) -> str:
    """Return where the line comes from: unit, record, day; for a line without one, what it did."""
    params = reason.params
    if reason.kind in ("cap", "measure", "imputed") or (reason.component and "mode" in params):
        return sentence(reason)
    if reason.kind == "floor":
        floor, raw = params["floor"], params["raw"]
        of = f"{reason.unit} " if reason.unit else ""
        return f"{of}扣至 {points_text(raw)}，低于 {points_text(floor)} 的部分退回"
    if reason.kind == "rounding" and "exact" not in params:
        return "按公式取整"
    if reason.kind == "rounding":
        exact = params["exact"] + reason.total
        return f"{shortly(params['exact'], 3)} → {decimal(exact, int(params['decimals']))}"
    parts = [reason.unit] if _names_unit(material, reason) and reason.unit else []
    records = material.shown(reason.events)
    parts += [record.label for record in records]
    parts += dict.fromkeys(record.cause for record in records if record.cause)
    if reason.on:
        parts.append(reason.on.isoformat())
    return " · ".join(parts)


def _names_unit(material: Material, reason: Reason) -> bool:
    component = material.rulebook.components.get(reason.component or "")
    return component is not None and component.average != "weighted"


def basis_note(material: Material, reason: Reason) -> str:
    """Return the item's code and usual value: GLSG1-2-4 · 20 分/次."""
    item = material.rulebook.items.get(reason.code)
    if item is None:
        return ""
    if item.effect not in ("deduct", "points"):
        return item.code
    if item.allowed:
        return f"{item.code} · {'、'.join(points_text(one) for one in item.allowed)} 分"
    if item.low is not None and item.high is not None:
        return f"{item.code} · {points_text(item.low)} 至 {points_text(item.high)} 分/{item.per}"
    if item.value is None:
        return f"{item.code} · 由评价人记分"
    return f"{item.code} · {points_text(item.value)} 分/{item.per}"


def group_note(material: Material, name: str, unit: str) -> str:
    """Return how much of the group reaches the total."""
    found = [part for part in material.verdict.components if part.name == name]
    if not found:
        return "不乘权重，从总分直接扣"
    [part] = found
    weight = f"权重 {points_text(part.weight)}"
    if not unit:
        average = material.rulebook.components[part.name].average
        return f"{weight} · {counted(material, part)}{AVERAGES[average]}"
    of = next(one for one in part.units if one.key == unit)
    amount = amount_of(material, of)
    return (
        f"{amount}，{weight} × {percent(of.share)}" if amount else f"{weight} × {percent(of.share)}"
    )


def counted(material: Material, part: ComponentResult) -> str:
    """Return how many units there are: 2 次投标."""
    kind = material.rulebook.components[part.name].unit or ""
    return f"{len(part.units)} {material.standard.mapping.words.get(kind, '个单元')}"


def amount_of(material: Material, unit: UnitResult) -> str:
    """Return the unit's weight in its measure: 合同价 4.20 亿元."""
    if unit.weight is None:
        return ""
    title, measure = weighing(material, unit.kind)
    return f"{title} {shortly(unit.weight)} {measure}".strip()


def weighing(material: Material, kind: str) -> tuple[str, str]:
    """Return by what units of the kind are weighed, and in what measure."""
    for shape in material.standard.mapping.units:
        if shape.kind == kind:
            return shape.weight_title, shape.measure
    return "", ""
