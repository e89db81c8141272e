"""A small rulebook of a scheme that does not exist, and facts to judge by it."""

from datetime import date
from fractions import Fraction
from pathlib import Path

from xinlu.rules import Event, Rulebook, Unit, read_rulebook, read_text

NATIONAL = Path(__file__).parents[3] / "jurisdictions" / "national" / "rulebooks"
YEAR_END = date(2023, 12, 31)
SPRING = date(2023, 3, 1)

#: Three grades whose bands have an inclusive upper edge, as a family of rules has.
SMALL = """
language: 1
scheme: ferry
edition: 2024-01-01
title: 示例渡运评价
basis: 示例办法
kind: score
subject: firm
period: {kind: calendar-year, basis: 第一条, verified: true}
grades:
  - {code: G, word: 好}
  - {code: M, word: 中}
  - {code: P, word: 差}
parameters:
  decimals: {title: 小数位数, value: 1, basis: 第九条, verified: false}
components:
  - name: trip
    title: 航次
    unit: trip
    base: 100
    floor: 0
    average: mean
    counts: with-events
    basis: 第二条
    verified: true
  - name: ship
    title: 船舶
    unit: ship
    base: 100
    floor: 0
    average: weighted
    basis: 第三条
    verified: true
  - {name: firm, title: 企业, basis: 第四条, verified: true}
weights:
  - {weights: {trip: 0.25, ship: 0.75}, basis: 第五条, verified: true}
  - {weights: {trip: 1}, basis: 第五条, verified: true}
  - {weights: {ship: 1}, basis: 第五条, verified: true}
total_floor: {value: 0, basis: 第六条, verified: true}
rounding:
  {decimals: $decimals, mode: half-up, stage: before-bands, basis: 第九条, verified: true}
bands:
  - {grade: G, above: 90, basis: 第七条, verified: true}
  - {grade: M, above: 60, to: 90, basis: 第七条, verified: true}
  - {grade: P, to: 60, basis: 第七条, verified: true}
after_bands: [veto, step-down, one-step-up]
one_step_up: {value: 1, basis: 第八条, verified: true}
items:
  - code: T1
    title: 超员
    component: trip
    effect: deduct
    value: 7
    basis: 附件
    verified: true
  - code: S1
    title: 设备缺失
    component: ship
    effect: deduct
    low: 1
    high: 30
    basis: 附件
    verified: false
  - code: F1
    title: 未缴费
    component: firm
    effect: deduct
    value: 10
    per: 月
    basis: 附件
    verified: false
  - {code: V1, title: 沉船, component: ship, effect: grade, grade: P, basis: 附件, verified: true}
  - {code: D1, title: 拒检, component: firm, effect: step-down, steps: 1, basis: 附, verified: true}
"""


def small(**parameters: str) -> Rulebook:
    """Return the small rulebook, with parameters set otherwise."""
    return read_text(SMALL, "small.yaml", parameters)


def small_with(old: str, new: str) -> str:
    """Return the small rulebook's text with one passage changed."""
    assert SMALL.count(old) == 1, f"{old!r} stands {SMALL.count(old)} times"
    return SMALL.replace(old, new)


def line_of(passage: str, text: str = SMALL) -> int:
    """Return the line that a passage stands in."""
    return text[: text.index(passage)].count("\n") + 1


def national(scheme: str) -> Rulebook:
    """Return the latest national edition of a scheme."""
    rulebooks = [p for p in (NATIONAL / scheme).glob("*.yaml") if "cases" not in p.name]
    return read_rulebook(max(rulebooks))


def an_event(code: str, key: str = "r1", *, on: date = SPRING, **more: object) -> Event:
    """Return a record; numbers may be given as text."""
    for name in ("points", "times"):
        if name in more:
            more[name] = Fraction(str(more[name]))
    return Event(key=key, code=code, on=on, **more)  # type: ignore[arg-type]


def a_ship(key: str = "甲船", weight: str = "1") -> Unit:
    """Return a unit that is averaged by weight."""
    return Unit("ship", key, "", Fraction(weight))
