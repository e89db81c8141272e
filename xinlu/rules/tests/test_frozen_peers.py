from fractions import Fraction

from xinlu.rules import Facts, judge, read_text
from xinlu.rules.columns import from_facts
from xinlu.rules.columns.peers import peers_of
from xinlu.rules.peers import population_peers
from xinlu.rules.tests.builders import YEAR_END, a_ship, small

RANKING = """
language: 1
scheme: carrier
edition: 2023-01-01
title: 示例承运人评价
basis: 示例办法
kind: score
subject: firm
period: {kind: calendar-year, basis: 第一条, verified: true}
grades: [{code: G, word: 好}, {code: P, word: 差}]
quantities:
  - {name: rate, title: 违法率, missing: unknown, basis: 第二条, verified: true}
  - {name: region, title: 片区, kind: text, basis: 第二条, verified: true}
  - {name: age, title: 年限, basis: 第二条, verified: true}
measures:
  - {name: at, title: 百分位, basis: 第三条, verified: true,
     rank: {of: rate, among: [region], first: lowest, ties: key, key: age, take: percentile}}
  - {name: usual, title: 平均, basis: 第三条, verified: true,
     peers: {of: at, among: [], take: mean}}
items: [{code: X-1, title: 超载, effect: count, basis: 附件, verified: true}]
decisions:
  - {grade: P, when: {at: {at_least: 50}, usual: {more_than: 0}}, basis: 第四条, verified: true,
     title: 后一半}
  - {grade: G, basis: 第四条, verified: true, title: 其余}
"""


def carriers() -> list[Facts]:
    rows = [("a", "1.5", "东", 1), ("b", "1.5", "东", 2), ("c", "3", "东", 1), ("d", "2", "西", 9)]
    return [
        Facts(
            subject,
            YEAR_END,
            quantities={"rate": Fraction(rate), "region": region, "age": Fraction(age)},
        )
        for subject, rate, region, age in rows
    ]


def as_sets(peers):
    return {
        name: {group: set(held) for group, held in groups.items()} for name, groups in peers.items()
    }


def test_frozen_groups_are_those_that_the_facts_of_all_give():
    rulebook = read_text(RANKING)
    unknown = Facts("e", YEAR_END, quantities={"region": "东", "age": Fraction(1)})
    population = [*carriers(), unknown]

    frozen = peers_of(rulebook, from_facts(population), YEAR_END)

    assert as_sets(frozen) == as_sets(population_peers(rulebook, population))


def test_a_member_is_judged_by_the_frozen_groups():
    rulebook = read_text(RANKING)
    population = carriers()
    frozen = peers_of(rulebook, from_facts(population), YEAR_END)

    verdicts = [judge(rulebook, facts, frozen) for facts in population]

    assert [verdict.grade for verdict in verdicts] == ["G", "P", "P", "G"]


def test_a_rulebook_that_ranks_nobody_has_no_groups():
    population = [Facts("a", YEAR_END, units=[a_ship()])]

    frozen = peers_of(small(), from_facts(population), YEAR_END)

    assert frozen is None
