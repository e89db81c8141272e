from pathlib import Path

import pytest

from xinlu.rules import read_text
from xinlu.rules.cases import read_cases
from xinlu.rules.columns.agreeing import differing, disagreements, populations
from xinlu.rules.tests.builders import SMALL

CASES = """
- case: 一艘船
  facts: {on: 2023-12-31, units: [{kind: ship, key: 甲船, weight: 1}]}
  expect: {grade: G}
- case: 另一艘同名的船
  facts:
    on: 2023-12-31
    units: [{kind: ship, key: 甲船, weight: 1}]
    events: [{code: S1, on: 2023-05-01, points: 20, unit: 甲船}]
  expect: {grade: M}
- case: 另一天
  facts: {on: 2022-12-31, units: [{kind: ship, key: 甲船, weight: 1}]}
  expect: {grade: G}
- case: 另一个参数
  with: {decimals: 0}
  facts: {on: 2023-12-31, units: [{kind: ship, key: 甲船, weight: 1}]}
  expect: {grade: G}
"""


@pytest.fixture
def cases(tmp_path: Path):
    path = tmp_path / "2024-01-01.cases.yaml"
    path.write_text(CASES, encoding="utf-8")
    return read_cases(path)


def test_cases_of_one_day_and_one_setting_stand_together(cases):
    found = [len(each.facts) for each in populations(cases)]

    assert found == [2, 1, 1]


def test_cases_that_both_evaluators_judge_alike_are_no_disagreement(cases):
    found = list(disagreements(cases, lambda values: read_text(SMALL, "small.yaml", values)))

    assert found == []


def test_what_is_not_alike_is_told_for_its_case(cases):
    alone, together = {"grade": "G", "score": "100.0"}, {"grade": "M", "score": "100.0"}

    [found] = differing(cases[0], alone, together)

    assert (found.case.sentence, found.what) == ("一艘船", "grade")
    assert (found.judged, found.planned) == ("G", "M")


def test_a_member_named_in_two_cases_is_another_in_each(tmp_path: Path):
    link = "{relation: member, to: 甲, results: [{scheme: own, year: 2023, grade: GRADE}]}"
    path = tmp_path / "2024-01-01.cases.yaml"
    path.write_text(
        "\n".join(
            f"- case: {grade}\n  facts: {{on: 2023-12-31, links: [{link.replace('GRADE', grade)}]}}"
            f"\n  expect: {{grade: {grade}}}"
            for grade in ("G", "M")
        ),
        encoding="utf-8",
    )

    [population] = populations(read_cases(path))

    names = {link.to for facts in population.facts for link in facts.links}
    assert len(names) == 2
