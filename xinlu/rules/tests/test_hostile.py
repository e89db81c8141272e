"""Rulebooks made to harm are refused at once, with a sentence."""

import time
from pathlib import Path

import pytest

from xinlu.rules import RulebookError, read_rulebook, read_text
from xinlu.rules.messages import MOST_PROBLEMS
from xinlu.rules.tests.builders import SMALL, small_with

ITEM = (
    "  - {code: T1, title: 超, component: trip, effect: deduct, value: 7, "
    "basis: 附, verified: true}"
)


def refusal(text: str) -> str:
    """Return the code of the first problem of a text, found in less than a second of work.

    A core that is shared works slower: the first of three attempts that is in time will do.
    """
    for _ in range(3):
        began = time.process_time()
        with pytest.raises(RulebookError) as refused:
            read_text(text, "hostile.yaml")
        if (spent := time.process_time() - began) < 1:
            break
    assert spent < 1
    assert str(refused.value)
    return refused.value.problems[0].code


@pytest.mark.parametrize(
    ("text", "code"),
    [
        pytest.param("a: " + "x" * 10_000_000, "too-large", id="ten megabytes"),
        pytest.param("[" * 10_000, "too-deep", id="ten thousand deep"),
        pytest.param("a: &a [x, x]\nb: *a\n", "anchor", id="aliases"),
        pytest.param("\x00", "not-yaml", id="no text"),
        pytest.param("- 1", "wrong-type", id="a list"),
        pytest.param("? [a, b]\n: 1\n", "key-not-text", id="a list as a key"),
        pytest.param("a: \ud800", "not-utf8", id="half a character"),
    ],
)
def test_a_file_that_is_no_rulebook_is_refused_at_once(text: str, code: str):
    assert refusal(text) == code


@pytest.mark.parametrize(
    ("formula", "code"),
    [
        pytest.param("+".join(["1"] * 10_000), "formula-too-long", id="long"),
        pytest.param("(" * 400 + "1" + ")" * 400, "formula-too-deep", id="deep"),
        pytest.param("9" * 500, "formula-number", id="a huge number"),
        pytest.param("__import__('os')", "formula-character", id="code"),
        pytest.param("ship ** 9", "formula-expected", id="powers"),
    ],
)
def test_a_formula_bomb_is_refused_at_once(formula: str, code: str):
    measure = f"""
measures:
  - {{name: bomb, title: 指标, formula: "{formula}", basis: 示例, verified: true}}
"""

    assert refusal(SMALL + measure) == code


def test_values_that_no_engine_could_count_are_refused_at_once():
    factors = " * ".join(["ship"] * 20)
    measure = f"{{name: tower, title: 指标, formula: {factors}, basis: 示例, verified: true}}"

    assert refusal(f"{SMALL}\nmeasures: [{measure}]\n") == "too-many-digits"


@pytest.mark.parametrize(
    "start", ["3.7", "trip / 3.7", "1 / max(1, trip.count)", "ceil(trip.count / 7)"]
)
def test_measures_that_multiply_each_other_are_refused_at_once(start: str):
    formulas = [*(f"m{n + 1} * m{n + 1}" for n in range(40)), start]
    many = "\n".join(
        f"  - {{name: m{n}, title: 指标, formula: '{each}', basis: 示例, verified: true}}"
        for n, each in enumerate(formulas)
    )

    assert refusal(f"{SMALL}\nmeasures:\n{many}\n") == "too-many-digits"


@pytest.mark.parametrize("code", ["Т1", "T１", "T​1", "Tl\u0430"])
def test_letters_that_only_look_alike_are_named(code: str):
    text = small_with("code: T1", f"code: {code}")

    assert refusal(text) == "strange-character"


def test_a_circle_of_measures_is_refused_at_once():
    many = "\n".join(
        f"  - {{name: m{n}, title: 指标, formula: m{(n + 1) % 900}, basis: 示例, verified: true}}"
        for n in range(900)
    )

    assert refusal(f"{SMALL}\nmeasures:\n{many}\n") == "circle"


def test_editions_that_inherit_in_a_circle_are_refused_at_once(tmp_path: Path):
    for name, other in (("a", "b"), ("b", "a")):
        (tmp_path / f"{name}.yaml").write_text(
            "language: 1\nscheme: ring\nedition: 2024-01-01\ntitle: 示例\nbasis: 示例\n"
            f"extends: {other}.yaml\n",
            encoding="utf-8",
        )

    with pytest.raises(RulebookError) as refused:
        read_rulebook(tmp_path / "a.yaml")

    assert refused.value.problems[0].code == "circle"


def test_a_rulebook_of_very_many_items_is_read_or_refused_soon():
    text = SMALL + "\n".join([ITEM] * 1_500)

    assert refusal(text) == "repeated-code"


def test_a_title_with_a_character_that_nobody_sees_is_refused():
    text = small_with("title: 超员", 'title: "超\\u202E员"')

    assert refusal(text) == "unseen-character"


def test_sets_of_components_without_weights_are_told_as_far_as_anyone_reads():
    many = "".join(
        f"  - {{name: part{n}, title: 部分, unit: part{n}, base: 100, average: mean, counts: all, "
        "basis: 示例, verified: true}\n"
        for n in range(40)
    )

    with pytest.raises(RulebookError) as refused:
        read_text(small_with("weights:\n", f"{many}weights:\n"))

    assert len(refused.value.problems) == MOST_PROBLEMS + 1
    assert refused.value.problems[-1].code == "more-problems"
