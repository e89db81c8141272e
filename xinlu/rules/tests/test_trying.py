"""A made-up subject: what is asked, what is typed, and that it is judged as its facts would be."""

from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from xinlu.rules import FactsError, Rulebook, judge, population_peers, read_rulebook
from xinlu.rules.cases import SUFFIX, read_cases
from xinlu.rules.trying import Unwritable, asked_by, starting, tidy, tried, written_down
from xinlu.rules.trying.answers import LONGEST, MOST_ROWS

JURISDICTIONS = Path(__file__).parents[3] / "jurisdictions"
RULEBOOKS = sorted(p for p in JURISDICTIONS.rglob("rulebooks/*/*.yaml") if SUFFIX not in p.name)
NAMES = [f"{path.parts[-4]}/{path.parent.name}/{path.stem}" for path in RULEBOOKS]
TODAY = date(2026, 11, 24)
NATIONAL = JURISDICTIONS / "national" / "rulebooks"
PASSENGER = NATIONAL / "road-passenger-firm" / "2006-01-01.yaml"
BUILDERS = NATIONAL / "highway-construction" / "2021-10-20.yaml"
SCHOOLS = NATIONAL / "driver-training" / "2022-01-01.yaml"
DRIVERS = NATIONAL / "driver" / "2008-08-29.yaml"


def trial(rulebook: Rulebook, answers: dict[str, str]):
    return tried(rulebook, asked_by(rulebook), tidy(answers), TODAY)


@pytest.mark.parametrize("path", RULEBOOKS, ids=NAMES)
def test_every_rulebook_can_be_tried_from_its_first_answers(path):
    rulebook = read_rulebook(path)
    asked = asked_by(rulebook)

    found = tried(rulebook, asked, starting(asked, TODAY), TODAY)

    assert found.verdict or found.missing
    assert not found.mistakes
    assert not found.refused


@pytest.mark.parametrize("path", RULEBOOKS, ids=NAMES)
def test_cases_typed_as_answers_are_judged_as_their_facts_are(path):
    cases = read_cases(path.with_name(path.stem + SUFFIX))
    plain = read_rulebook(path)
    compared = 0
    for case in cases:
        rulebook = read_rulebook(path, case.parameters) if case.parameters else plain
        asked = asked_by(rulebook)
        try:
            answers = written_down(asked, case.facts)
            peers = population_peers(rulebook, [case.facts])
            wanted = judge(rulebook, case.facts, peers)
        except (Unwritable, FactsError):
            continue
        if asked.ranks:
            continue
        found = tried(rulebook, asked, answers, TODAY)

        assert found.verdict, (case.sentence, found)
        assert found.verdict.exact == wanted.exact, case.sentence
        assert found.verdict.grade == wanted.grade, case.sentence
        assert found.verdict.no_result == wanted.no_result, case.sentence
        assert found.verdict.candidate_since == wanted.candidate_since, case.sentence
        compared += 1

    assert compared or asked_by(plain).ranks or not cases


def test_what_was_not_answered_is_asked_for_and_never_taken_as_nought():
    rulebook = read_rulebook(PASSENGER)

    found = trial(rulebook, {"on": "2026-11-24", "q.vehicles": "50"})

    assert found.verdict is None
    assert "q.deaths" in {each.key for each in found.missing}
    assert "q.vehicles" not in {each.key for each in found.missing}


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ({"q.vehicles": "五十"}, "请写数字"),
        ({"q.vehicles": "0"}, "不能小于 1"),
        ({"on": "2026-02-30"}, "请写日期"),
        ({"e1.item": "NO-SUCH"}, "没有这个条目"),
        ({"e1.item": "DRIVER-UNINSURED", "e1.times": "-1"}, "数量不能为负"),
        ({"e1.item": "HONOUR"}, "没有固定分值"),
    ],
)
def test_a_mistake_is_told_at_the_answer_with_its_mend(typed, says):
    found = trial(read_rulebook(PASSENGER), typed)

    assert found.verdict is None
    [mistake] = found.mistakes
    assert mistake.key in typed or mistake.key.endswith(".points")
    assert says in mistake.sentence


def test_a_record_stands_in_the_first_fitting_unit_unless_another_is_chosen():
    rulebook = read_rulebook(BUILDERS)
    sections = {"u1.kind": "section", "u1.weight": "3", "u2.kind": "section", "u2.weight": "1"}
    record = {"e1.item": "GLSG2-2-1"}

    first = trial(rulebook, sections | record)
    second = trial(rulebook, sections | record | {"e1.unit": "u2"})

    assert first.verdict
    assert second.verdict
    assert (first.verdict.exact, second.verdict.exact) == (Fraction(385, 4), Fraction(395, 4))


def test_a_place_among_peers_is_an_answer():
    rulebook = read_rulebook(SCHOOLS)
    asked = asked_by(rulebook)
    answers = {"q.city": "示例市", "q.marks": "990"}
    answers |= {f"q.{name}": "90" for name in ("first", "second", "third")}
    best = {f"k.{rank.name}": "40" for rank in asked.ranks}
    last = {f"k.{rank.name}": "1" for rank in asked.ranks}
    size = {f"n.{rank.name}": "40" for rank in asked.ranks}

    ahead = tried(rulebook, asked, answers | best | size, TODAY)
    behind = tried(rulebook, asked, answers | last | size, TODAY)

    assert ahead.verdict
    assert behind.verdict
    assert rulebook.rank(ahead.verdict.grade) < rulebook.rank(behind.verdict.grade)


def test_points_that_are_no_value_of_the_item_count_and_are_told():
    rulebook = read_rulebook(DRIVERS)
    item = next(each for each in rulebook.items.values() if each.allowed)
    answers = {"on": "2026-11-24", "d.first_certificate": "2020-05-01"}
    answers |= {"e1.item": item.code, "e1.points": "7", "e1.on": "2026-03-02"}

    found = trial(rulebook, answers)

    assert found.verdict
    assert [each.code for each in found.verdict.warnings] == ["points-outside-range"]


def test_no_more_rows_and_no_longer_answers_are_read_than_may_be():
    typed = {f"e{number}.item": "A" * 500 for number in range(1, 100)}

    kept = tidy(typed)

    assert len(kept) == MOST_ROWS["e"]
    assert {len(value) for value in kept.values()} == {LONGEST}


def test_keys_that_are_no_answers_are_dropped():
    assert tidy({"next": "//x", "u0.kind": "bid", "u100.kind": "bid", "q.": "1", "on": " "}) == {}
