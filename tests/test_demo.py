"""The demo city comes in by the users' own path, whole, and the same each time."""

import json
import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest

FACTS = Path(__file__).with_name("demo_facts.py")


def told_of(here):
    environment = {**here.environment(), "DJANGO_SETTINGS_MODULE": "xinlu.settings"}
    told = subprocess.run(
        [sys.executable, str(FACTS)], env=environment, capture_output=True, text=True, check=True
    )
    return json.loads(told.stdout)


@pytest.fixture(scope="module")
def told(demo_city):
    return told_of(demo_city)


def cut_short(here, how, *, at, seed):
    """Begin to build, end it when it tells `at` (a pattern), and return what it said after."""
    building = subprocess.Popen(
        [sys.executable, "-m", "xinlu.cli", "demo", "--size", "tiny"],
        env={**here.environment(), "PYTHONHASHSEED": seed},
        stdout=subprocess.PIPE,
        text=True,
        # Who runs the suite in the background has made it deaf to Ctrl-C, and so its children.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    assert any(re.search(at, line) for line in building.stdout)
    os.kill(building.pid, how)
    said, _ = building.communicate(timeout=60)
    return said


def test_every_end_that_a_file_can_have_is_there(told):
    assert set(told["batches"]) == {"stored", "checked", "withdrawn", "discarded", "failed"}


def test_evaluations_stand_at_every_step(told):
    assert set(told["runs"]) == {"trial", "proposed", "publicised", "announced"}


def test_what_is_confirmed_says_that_nobody_confirmed_it(told):
    [said] = told["confirmed"]

    assert said.startswith("True ")
    assert "虚构" in said


def test_everybody_whose_password_is_printed_gets_in(told):
    led_to = dict(told["accounts"])

    assert {led_to.pop(name) for name in ("firm-user", "driver-user")} == {"/desk/mine/"}
    assert set(led_to.values()) == {"/desk/"}
    assert len(led_to) >= 8


def test_the_desk_has_a_title_for_everything_that_was_done(told):
    assert told["untitled"] == []


def test_the_ledger_holds_after_it_and_a_second_building_changes_nothing(demo_city):
    before = demo_city.xinlu("audit", "verify").stdout

    said = demo_city.xinlu("demo", "--size", "tiny").stdout

    assert "已建好" in said
    assert "The ledger holds" in before
    assert demo_city.xinlu("audit", "verify").stdout == before


@pytest.mark.nightly
@pytest.mark.slow
def test_a_building_cut_short_is_gone_on_with_to_the_same_city(told, empty_demo):
    stopped = cut_short(empty_demo, signal.SIGINT, at=r"\b20/", seed="1")
    # A busy machine may have built on before it was stopped: its first word will do.
    killed = cut_short(empty_demo, signal.SIGKILL, at="", seed="2")

    empty_demo.xinlu("demo", "--size", "tiny")

    assert "建城中断" in stopped
    assert "建城中断" not in killed
    assert told_of(empty_demo)["digest"] == told["digest"]
