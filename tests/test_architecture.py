"""The architecture is executable: foreign keys follow the arrows, rooms stay small."""

import tomllib
from pathlib import Path

import pytest
from django.apps import apps

ROOT = Path(__file__).parent.parent
CONFIG = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
LAYERS = CONFIG["tool"]["importlinter"]["contracts"][0]["layers"]
RANK = {
    app.strip(" ()"): -number for number, layer in enumerate(LAYERS) for app in layer.split("|")
}
OURS = [model for model in apps.get_models() if model.__module__.startswith("xinlu.")]
NAMES_THAT_MEAN_NOTHING = {"utils", "helpers", "common", "constants", "misc", "lib", "core"}


def test_foreign_keys_follow_the_same_arrows_as_imports():
    upward = [
        f"{model._meta.label}.{field.name} -> {field.related_model._meta.label}"
        for model in OURS
        for field in model._meta.get_fields()
        if field.is_relation
        and field.concrete
        and (to := field.related_model._meta.app_label) in RANK
        and RANK[to] > RANK[model._meta.app_label]
    ]

    assert len(OURS) > 20
    assert upward == []


def test_all_eleven_apps_are_named_in_the_arrows():
    apps_named = set(RANK) - {"cli", "urls", "wsgi", "portal", "desk", "rules", "gate", "kernel"}

    assert apps_named == {
        "accounts", "catalogue", "registry", "collection", "commitments", "evaluation",
        "supervision", "measures", "remedies", "programme", "exchange",
    }  # fmt: skip


@pytest.mark.parametrize("path", sorted((ROOT / "xinlu").rglob("*.py")), ids=str)
def test_no_room_is_too_full_and_each_has_a_name(path):
    lines = path.read_text(encoding="utf-8").count("\n")

    assert path.stem not in NAMES_THAT_MEAN_NOTHING
    assert lines <= 400 or "migrations" in path.parts or "tests" in path.parts


def test_the_kernel_stays_small():
    modules = {p.stem for p in (ROOT / "xinlu/kernel").iterdir()} - {"__init__", "__pycache__"}

    assert len(modules - {"tests", "py"}) <= 8


def test_faces_have_no_tables():
    assert not [model for model in OURS if model._meta.app_label in {"portal", "desk"}]
