"""Rules of the look that hold for every template and style sheet of the site."""

import re
from pathlib import Path

import pytest

from xinlu.portal.look import colours

PORTAL = Path(__file__).resolve().parent.parent
XINLU = PORTAL.parent
STYLES = sorted((PORTAL / "static").rglob("*.css"))
TEMPLATES = sorted(XINLU.glob("*/templates/**/*.html"))


@pytest.mark.parametrize(
    ("text", "ground", "least"),
    [
        *(
            (name, "white", 4.5)
            for name in ("ink", "ink-2", "ink-3", "dai", "link", "warn", "ok", "bad")
        ),
        *((f"grade-{tone}", "white", 4.5) for tone in ("aa", "a", "b", "c", "d")),
        *((name, "paper", 4.5) for name in ("ink-2", "ink-3", "link")),
        *((f"grade-{tone}", "paper", 3.0) for tone in ("aa", "a", "b", "c", "d")),
        *((name, f"{name}-bg", 4.5) for name in ("bad", "warn", "ok")),
        *(("ink-2", f"band-{tone}", 4.5) for tone in ("aa", "a", "b", "c", "d")),
        ("dai", "tint", 4.5),
        ("ink-3", "today", 4.5),
        ("white", "dai", 4.5),
        ("white", "dai-2", 4.5),
        ("on-dark", "dai-2", 4.5),
        ("white", "map-1", 4.5),
        ("map-2-ink", "map-2", 4.5),
        ("map-2-ink", "map-3", 4.5),
        ("edge", "white", 3.0),
        ("mark", "ink", 3.0),
    ],
)
def test_tokens_have_the_contrast_they_need(text, ground, least):
    found = colours.tokens()

    assert colours.contrast(found[text], found[ground]) >= least


def test_grades_stay_apart_for_those_who_see_colours_otherwise():
    shown = [colours.tokens()[f"grade-{tone}"] for tone in ("aa", "a", "b", "c", "d")]

    for how in ("红色弱", "绿色弱", "蓝色弱"):
        assert len({colours.seen(colour, how) for colour in shown}) == 5


@pytest.mark.parametrize("sheet", STYLES, ids=lambda sheet: sheet.name)
def test_only_the_tokens_name_a_colour_by_number(sheet):
    numbered = re.findall(r"#[0-9a-fA-F]{3,8}\b(?![^{}]*\{)", sheet.read_text("utf-8"))

    assert sheet.name == "tokens.css" or not numbered


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda file: str(file.relative_to(XINLU)))
def test_templates_bring_no_style_no_script_text_and_no_other_host(template):
    # What stands in the tags of the template language never reaches a reader.
    text = re.sub(r"\{%.*?%\}", "", template.read_text("utf-8"))

    assert not re.search(r"\sstyle\s*=", text)
    assert "<style" not in text
    assert not re.search(r"\son[a-z]+\s*=", text)
    assert not re.search(r"<script(?![^>]*\bsrc=)", text)
    assert not re.search(r"(?:https?:)?//[a-z0-9.-]+\.[a-z]", text)


@pytest.mark.parametrize("sheet", STYLES, ids=lambda sheet: sheet.name)
def test_style_sheets_load_nothing(sheet):
    text = sheet.read_text("utf-8")

    assert "@import" not in text
    assert "http" not in text
    assert re.findall(r"url\((?!#)", text) == []


def test_every_token_that_is_used_exists():
    written = "".join(sheet.read_text("utf-8") for sheet in STYLES)

    used = set(re.findall(r"var\((--[\w-]+)", written))
    defined = set(re.findall(r"(--[\w-]+):", written))
    assert used - defined == set()
