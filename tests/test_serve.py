"""The site, its worker and its timer start together, and stop together."""

import os
import signal
import socket
import subprocess
import sys
from pathlib import Path
from urllib.request import urlopen

import pytest

from tests.installations import free_port, installed

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def here(tmp_path_factory):
    with installed(tmp_path_factory.mktemp("served")) as place:
        place.xinlu("migrate")
        yield place


def start(here, *arguments):
    return subprocess.Popen(
        [sys.executable, "-m", "xinlu.cli", *arguments],
        env=here.environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )


def read_until(serving, words):
    said = ""
    for line in serving.stdout:
        said += line
        if words in line:
            return said
    raise AssertionError(f"{words} was never said, but:\n{said}")


def left_behind(here):
    """Return the processes of the installation that are still there."""
    found = []
    for path in Path("/proc").glob("[0-9]*/environ"):
        try:
            if str(here.folder).encode() in path.read_bytes():
                found.append(path.parent.name)
        except OSError:  # it ended meanwhile, or is not ours
            continue
    return found


def test_the_site_answers_and_one_signal_stops_all_of_it(here):
    port = free_port()
    serving = start(here, "up", "--port", str(port))
    read_until(serving, "网站已启动")

    with urlopen(f"http://127.0.0.1:{port}/", timeout=30) as page:
        assert page.status == 200
    os.killpg(serving.pid, signal.SIGINT)

    said, _ = serving.communicate(timeout=30)
    assert "已全部停止" in said
    assert serving.returncode == 0
    assert left_behind(here) == []


def test_a_part_that_ends_takes_the_others_with_it(here):
    serving = start(here, "serve", "--workers", "1", "--port", str(free_port()))
    read_until(serving, "网站已启动")
    [worker] = [pid for pid in left_behind(here) if b"db_worker" in command_of(pid)]

    os.kill(int(worker), signal.SIGKILL)

    said, _ = serving.communicate(timeout=30)
    assert "后台任务自行退出" in said
    assert serving.returncode == 1
    assert left_behind(here) == []


def command_of(pid):
    return Path(f"/proc/{pid}/cmdline").read_bytes()


def test_a_port_that_is_taken_is_said_before_anything_is_done(here):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()

        said = here.xinlu("up", "--port", str(taken.getsockname()[1]), expect=1).stderr

    assert "已被其他程序占用" in said
