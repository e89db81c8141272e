"""An edition that inherits is its parent with what it patches, removes and adds."""

from pathlib import Path

import pytest

from xinlu.rules import RulebookError, canonical, edition_hash, read_rulebook, read_text
from xinlu.rules.tests.builders import SMALL

IDENTITY = """
language: 1
scheme: ferry
edition: 2025-01-01
title: 示例县渡运评价
basis: 示例县办法
"""


@pytest.fixture
def parent(tmp_path: Path) -> Path:
    folder = tmp_path / "rulebooks" / "ferry"
    folder.mkdir(parents=True)
    path = folder / "2024-01-01.yaml"
    path.write_text(SMALL, encoding="utf-8")
    return path


def a_child(parent: Path, rest: str, extends: str = "2024-01-01.yaml") -> Path:
    """Write a child beside its parent."""
    path = parent.with_name("2025-01-01.yaml")
    path.write_text(f"{IDENTITY}extends: {extends}\n{rest}", encoding="utf-8")
    return path


def problem_of(path: Path) -> tuple[str, str]:
    """Return the code and the key of the only problem of a file."""
    with pytest.raises(RulebookError) as refused:
        read_rulebook(path)
    [problem] = refused.value.problems
    return problem.code, problem.key


def test_a_child_is_its_parent_but_for_what_it_changes(parent: Path):
    child = a_child(
        parent,
        """
patches:
  items.T1: {value: 9, basis: 县附件, verified: false}
  bands.G: {above: 92}
  bands.M: {to: 92}
  parameters.decimals: {value: 2}
  one_step_up: {value: 2}
removes: [items.D1]
items:
  - {code: T2, title: 夜航, component: trip, effect: deduct, value: 3, basis: 县, verified: true}
""",
    )

    national, local = read_rulebook(parent), read_rulebook(child)

    assert local.title == "示例县渡运评价"
    assert (national.items["T1"].value, local.items["T1"].value) == (7, 9)
    assert local.items["T1"].leans_on == ("items.T1.value",)
    assert local.bands[0].lower is not None
    assert local.bands[0].lower.at == 92
    assert local.rounding is not None
    assert local.rounding.decimals == 2
    assert local.items.keys() == (national.items.keys() - {"D1"}) | {"T2"}
    assert [parent.hash for parent in local.parents] == [edition_hash(national)]


def test_what_was_inherited_reads_back_from_its_text_alone(parent: Path):
    local = read_rulebook(a_child(parent, "patches: {one_step_up: {value: 2}}"))

    again = read_text(canonical(local))

    assert again == local
    assert edition_hash(again) == edition_hash(local)


@pytest.mark.parametrize(
    ("rest", "code", "key"),
    [
        ("patches: {items.T9: {value: 1}}", "patch-of-nothing", "patches.items.T9"),
        ("patches: {items.T1: {value: 7}}", "patch-changes-nothing", "patches.items.T1"),
        ("removes: [items.T9]", "patch-of-nothing", "removes.items.T9"),
        (
            "items: [{code: T1, title: 超, component: trip, effect: deduct, value: 7, "
            "basis: 附, verified: true}]",
            "patch-instead",
            "items.T1",
        ),
        ("patches: {items.T1: {code: T9}}", "patch-renames", "patches.items.T1"),
        ("patches: {items.T1: 7}", "patch-not-keys", "patches.items.T1"),
        ("patches: {rounding: null}", "patch-not-keys", "patches.rounding"),
        ("kind: list", "fixed-key", "kind"),
        ("rounding: {decimals: 1}", "patch-instead", "rounding"),
    ],
)
def test_what_a_child_cannot_change_is_told(parent: Path, rest: str, code: str, key: str):
    child = a_child(parent, rest)

    assert problem_of(child) == (code, key)


@pytest.mark.parametrize(
    ("extends", "code"),
    [
        ("../../../outside.yaml", "extends-outside"),
        ("/etc/passwd", "extends-outside"),
        ("2025-01-01.yaml", "circle"),
        ("2023-01-01.yaml", "not-found"),
    ],
)
def test_a_parent_is_a_file_of_the_same_rulebooks(parent: Path, extends: str, code: str):
    child = a_child(parent, "", extends)

    assert problem_of(child)[0] == code


def test_a_patch_that_breaks_the_edition_is_refused_as_in_any_edition(parent: Path):
    child = a_child(parent, "patches: {bands.G: {above: 92}}")

    assert problem_of(child)[0] == "band-gap"


def test_a_text_without_a_file_cannot_inherit():
    with pytest.raises(RulebookError) as refused:
        read_text(f"{IDENTITY}extends: 2024-01-01.yaml\n")

    assert refused.value.problems[0].code == "extends-without-file"


def test_parents_written_by_hand_are_refused(parent: Path):
    parents = "parents: [{scheme: ferry, edition: 2023-01-01, hash: aa}]\n"
    parent.write_text(SMALL + parents, encoding="utf-8")

    assert problem_of(parent) == ("parents-written", "parents")
