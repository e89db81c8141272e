"""The manual is true: its links lead somewhere, its made parts are current, its targets exist."""

import re
from pathlib import Path

import pytest

from docs.tables import manual, with_made_parts

ROOT = Path(__file__).parent.parent
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_relative_link_leads_to_a_file(page):
    targets = re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8"))
    broken = [target for target in targets if not (page.parent / target).exists()]

    assert broken == []


@pytest.mark.parametrize("page", manual(), ids=lambda page: page.name)
def test_parts_made_from_the_code_are_current(page):
    text = page.read_text(encoding="utf-8")

    assert with_made_parts(text) == text


def test_the_readme_is_short_and_names_targets_that_exist():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z]+):", makefile, re.MULTILINE))

    assert len(readme.splitlines()) <= 80
    assert {"run", "test"} <= set(re.findall(r"make ([a-z]+)", readme)) <= targets
