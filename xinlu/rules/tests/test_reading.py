from pathlib import Path

import pytest

from xinlu.rules import Problem, RulebookError, read_rulebook, read_text
from xinlu.rules.messages import SENTENCES
from xinlu.rules.tests.builders import SMALL, line_of, national, small, small_with


def problems_of(text: str) -> tuple[Problem, ...]:
    """Return what is wrong with a text."""
    with pytest.raises(RulebookError) as refused:
        read_text(text, "small.yaml")
    return refused.value.problems


#: What an author writes, what stood there, and the problem that must be told.
MISTAKES = [
    ("per: 月", "par: 月", "unknown-key", "items.F1.par", "did you mean 'per'?"),
    ("kind: calendar-year", "kind: calender-year", "not-listed", "period.kind", "calendar-year"),
    ("value: 7", "value: seven", "wrong-type", "items.T1.value", "number"),
    ("value: 7", "value: -7", "out-of-bounds", "items.T1.value", "≥ 0"),
    ("value: 7", 'value: "7"', "wrong-type", "items.T1.value", "string"),
    ("edition: 2024-01-01", "edition: 2024-13-01", "wrong-form", "edition", "2024-01-31"),
    ("scheme: ferry", "scheme: Ferry", "wrong-form", "scheme", "Ferry"),
    ("title: 示例渡运评价", "title: 2024", "wrong-type", "title", "in quotes"),
    ("basis: 示例办法\n", "", "missing-key", "", "'basis'"),
    ("$decimals", "$decimal", "unknown-name", "rounding.decimals", "did you mean 'decimals'?"),
    ("$decimals", "1", "unused-parameter", "parameters.decimals", "$decimals"),
    ("code: S1", "code: T1", "repeated-code", "items.T1", "line"),
    ("code: S1", "code: Т1", "strange-character", "items.Т1.code", "Т1"),  # a Cyrillic letter
    ("component: trip", "component: trips", "unknown-name", "items.T1.component", "'trip'"),
    ("grade: P, basis: 附件", "grade: Q, basis: 附件", "unknown-name", "items.V1.grade", "G, M, P"),
    ("effect: step-down, steps: 1", "effect: step-down", "item-effect", "items.D1.steps", "steps"),
    ("steps: 1", "steps: 1, value: 3", "item-surplus", "items.D1.value", "value"),
    ("    value: 7\n", "", "item-effect", "items.T1.value", "value"),
    ("low: 1\n", "low: 40\n", "range-reversed", "items.S1.low", "40"),
    ("    high: 30\n", "", "item-effect", "items.S1", "high"),
    ("above: 90", "from: 90", "band-overlap", "bands.M", "two grades"),
    ("to: 90", "below: 90", "band-gap", "bands.M", "no grade"),
    ("to: 90", "to: 89", "band-gap", "bands.M", "no grade"),
    ("to: 90", "to: 91", "band-overlap", "bands.M", "two grades"),
    ("above: 60", "above: 95", "band-order", "bands.M", "95"),
    ("grade: P, to: 60", "grade: P, from: 0", "band-open", "bands.P", "no lower end"),
    ("grade: G, above: 90", "grade: G", "band-unbounded", "bands.G", "from"),
    ("above: 90", "above: 90, from: 90", "band-two-edges", "bands.G", "two lower"),
    ("grade: M, above", "grade: G, above", "bands-grades", "bands", "G > M > P"),
    ("trip: 0.25", "trip: 0.35", "weights-sum", "weights.trip+ship", "1.1"),
    ("{ship: 1}", "{trip: 1}", "weights-missing", "weights", "ship"),
    ("kind: score", "kind: list", "misplaced-key", "components", "'list'"),
    (
        "{code: M, word: 中}",
        "{code: M, word: 中}\n  - {code: M, word: 中}",
        "repeated-code",
        "grades.M",
        "M",
    ),
    ("subject: firm", "subject: firm\nsubject: firm", "repeated-key", "subject", "line"),
    ("subject: firm", "subject: &firm firm", "anchor", "", "Anchors"),
    ("subject: firm", "subject: [firm", "not-yaml", "", "YAML"),
    (
        "after_bands: [veto, step-down, one-step-up]",
        "after_bands: [vetoes]",
        "not-listed",
        "",
        "veto",
    ),
]


@pytest.mark.parametrize(("old", "new", "code", "key", "said"), MISTAKES)
def test_a_mistake_is_told_with_its_line_its_key_and_its_mend(
    old: str, new: str, code: str, key: str, said: str
):
    text = small_with(old, new)

    found = {(problem.code, problem.key): problem for problem in problems_of(text)}

    problem = next(each for (c, k), each in found.items() if c == code and key in k)
    assert said in str(problem)
    assert str(problem).startswith(f"small.yaml:{problem.line}:")
    assert "{" not in problem.chinese().replace("{code", "")


def test_the_line_is_where_the_mistake_stands():
    text = small_with("per: 月", "par: 月")

    [problem] = problems_of(text)

    assert problem.line == line_of("par: 月", text)
    assert str(problem) == (
        f"small.yaml:{problem.line}: items.F1.par: "
        "There is no key 'par' here (did you mean 'per'?). "
        "Keys here: title, code, component, effect, value, low, high, allowed, per, grade, "
        "steps, basis, verified, note, group, at_most, each_at_most."
    )


def test_all_mistakes_of_a_kind_are_told_at_once():
    text = small_with("value: 7", "value: -7").replace("par:", "per:").replace("low: 1", "lo: 1")

    codes = [problem.code for problem in problems_of(text)]

    assert codes == ["out-of-bounds", "unknown-key"]


def test_every_problem_that_can_be_told_has_both_languages():
    for code, (english, chinese) in SENTENCES.items():
        assert english.strip(), code
        assert chinese.strip(), code


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "empty"),
        ("- 1\n", "wrong-type"),
        ("a: " + "[" * 100 + "]" * 100, "too-deep"),
        ("x" * 3_000_000, "too-large"),
        ("a: 1\n\tb: 2", "not-yaml"),
        ("a: \x07", "not-yaml"),
    ],
)
def test_a_hostile_text_is_refused_with_a_sentence(text: str, code: str):
    assert problems_of(text)[0].code == code


def test_a_file_that_is_not_there_or_not_utf8_is_refused(tmp_path: Path):
    bad = tmp_path / "2024-01-01.yaml"
    bad.write_bytes("标题".encode("gbk"))

    for path, code in ((bad, "not-utf8"), (tmp_path / "none.yaml", "not-found")):
        with pytest.raises(RulebookError) as refused:
            read_rulebook(path)
        assert refused.value.problems[0].code == code


def test_numbers_are_read_exactly_from_their_text():
    text = small_with("value: 7", "value: 0.1000000000000000055511151231257827")

    rulebook = read_text(text)

    assert str(rulebook.items["T1"].value) == (
        "1000000000000000055511151231257827/10000000000000000000000000000000000"
    )


def test_the_unverified_values_have_stable_paths_and_say_what_to_confirm():
    found = {each.path: (each.title, each.value, each.basis) for each in small().unverified}

    assert found == {
        "parameters.decimals": ("小数位数", "1", "第九条"),
        "items.S1.value": ("设备缺失", "1～30", "附件"),
        "items.F1.value": ("未缴费", "10/月", "附件"),
    }


def test_paths_of_unverified_values_are_unique():
    for scheme in ("highway-construction", "driver", "overload"):
        paths = [each.path for each in national(scheme).unverified]

        assert len(paths) == len(set(paths))


def test_a_parameter_that_a_case_sets_must_exist_and_fit():
    with pytest.raises(RulebookError, match="did you mean 'decimals'"):
        read_text(SMALL, "small.yaml", {"decimal": "2"})
    with pytest.raises(RulebookError, match="outside its bounds"):
        read_text(SMALL, "small.yaml", {"decimals": "99"})


QUANTITY = "quantities: [{name: cars, title: 车, basis: 示例, verified: true, %s}]"
MEASURE = "measures: [{name: rate, title: 率, basis: 示例, verified: true, %s}]"


@pytest.mark.parametrize(
    ("shape", "code"),
    [
        (QUANTITY % "missing: many", "default-kind"),
        (QUANTITY % "kind: text, missing: 3", "default-kind"),
        (QUANTITY % "at_least: 5, at_most: 3", "range-reversed"),
        (QUANTITY % "kind: text, at_least: 5", "keys-apart"),
        ("total_ceiling: {value: -1, basis: 示例, verified: true}", "range-reversed"),
        (MEASURE % "records: {items: [T1], take: count, last: 1 year, ever: true}", "keys-apart"),
        (MEASURE % "units: {kind: trip, take: sum}", "keys-together"),
        (MEASURE % "units: {kind: trip, take: mean, of: weight, by: records}", "keys-together"),
        (MEASURE % "streak: {scheme: own}", "streak-one-test"),
        (
            MEASURE % "streak: {scheme: own, grade: {at_least: G}, score: {at_least: 3}}",
            "streak-one-test",
        ),
    ],
)
def test_keys_of_a_shape_that_do_not_go_together_are_told(shape: str, code: str):
    with pytest.raises(RulebookError) as refused:
        read_text(f"{SMALL}\n{shape}\n")

    assert code in [problem.code for problem in refused.value.problems]


def test_a_component_without_units_says_nothing_of_them():
    text = small_with("name: firm, title: 企业", "name: firm, title: 企业, divide: trip")

    [problem] = problems_of(text)

    assert (problem.code, problem.key) == ("keys-together", "components.firm.divide")
