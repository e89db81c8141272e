"""A worker that dies in the middle of storing leaves nothing half done, and nothing twice."""

import time

import pytest
from playwright.sync_api import expect

from tests.browser import sites, steps
from tests.browser.officers import CLERK
from tests.installations import free_port, installed
from xinlu.collection.tests import penalty_files

pytestmark = [pytest.mark.browser, pytest.mark.nightly]

ROWS, FIRMS = 5_000, 2_000


def await_middle(here):
    """Wait until some of the batch is stored, and not all: its rows, then its firms' names."""
    until = time.monotonic() + 120
    while time.monotonic() < until:
        [(state, progress)] = here.asked("SELECT state, progress FROM collection_batch")
        if state == "storing" and progress > 0:
            return
        time.sleep(0.005)
    raise AssertionError(f"The batch is {state} at {progress}.")


@pytest.fixture
def here(tmp_path, city):
    with installed(tmp_path, "demo", like=city) as place:
        yield place


@pytest.fixture
def page(here, chromium):
    """A page of the site alone; nobody works on its queue."""
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    with (
        sites.serving(here, "--part", "site", "--port", str(port)),
        chromium.new_context(base_url=url, locale="zh-CN") as context,
    ):
        sites.await_answer(url)
        yield context.new_page()


def test_what_a_dead_worker_left_is_unseen_until_the_next_one_has_stored_it_whole(
    here, page, tmp_path
):
    path = penalty_files.write(
        tmp_path / "行政处罚.xlsx", penalty_files.rows(ROWS, firms=FIRMS, people=0)
    )
    steps.log_in(page, CLERK)
    with sites.serving(here, "--part", "worker") as worker:
        batch = steps.send(page, "penalty", path)
        # Not to wait for the next page, while which the worker might be done.
        button = page.get_by_role("button", name="入库")
        button.evaluate("button => setTimeout(() => button.click())")
        await_middle(here)
        sites.kill(sites.part_of(worker))

    page.goto("/desk/records/")
    expect(page.get_by_text("还没有信用记录")).to_be_visible()
    page.goto("/search/?q=示例")
    expect(page.get_by_role("heading", name="没有查到")).to_be_visible()
    page.goto(batch)
    expect(page.get_by_role("heading", level=1)).to_have_text(f"正在入库 {ROWS} 行")
    with sites.serving(here, "--part", "worker"):
        steps.await_worker(page)

    expect(page.get_by_role("heading", level=1)).to_have_text(f"已入库 {ROWS} 条")
    [counts] = here.asked("SELECT count(*), count(DISTINCT r.row) FROM collection_record r")
    assert counts == (ROWS, ROWS)
