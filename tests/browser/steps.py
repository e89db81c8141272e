"""What officers do on the desk, page by page; every step also works without script."""

import re
from datetime import date
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser.officers import PASSWORD, Officer

#: Milliseconds that the worker may take.
PATIENCE = 60_000


def log_in(page: Page, officer: Officer) -> None:
    """Give username and password."""
    page.goto("/accounts/login/")
    page.get_by_label("用户名").fill(officer.username)
    page.get_by_label("密码").fill(PASSWORD)
    page.locator("main").get_by_role("button", name="登录").click()
    expect(page.get_by_role("button", name="退出")).to_be_visible()


def await_worker(page: Page) -> None:
    """Stay on the page of a batch or a run until nothing is under way any more."""
    expect(page.locator("#progress")).to_have_count(0, timeout=PATIENCE)


def send(page: Page, template: str, path: Path) -> str:
    """Send a file to be checked, and return the address of its batch once it is."""
    page.goto("/desk/imports/new/")
    page.get_by_role("combobox", name="模板").select_option(template)
    page.get_by_label("文件").set_input_files(path)
    page.get_by_role("button", name="送去校验").click()
    page.wait_for_url(re.compile(r"/desk/imports/[0-9a-f-]{36}/"))
    await_worker(page)
    return page.url


def store(page: Page) -> None:
    """Confirm the batch of the page, and stay until it is stored."""
    page.get_by_role("button", name="入库").click()
    await_worker(page)
    expect(page.get_by_role("heading", level=1)).to_contain_text("已入库")


def ask_for_run(page: Page, scheme: str, on: date) -> str:
    """Ask for a run, and return its address once it is computed."""
    page.goto("/desk/runs/")
    page.locator("summary", has_text="发起评价").click()
    page.locator("details").get_by_label("评价方案").select_option(scheme)
    page.get_by_label("截至").fill(on.isoformat())
    page.get_by_role("button", name="开始试算").click()
    page.wait_for_url(re.compile(r"/desk/runs/\d+/"))
    await_worker(page)
    return page.url


def confirm_values(page: Page) -> None:
    """Confirm whatever unverified values the run of the page rests on."""
    ticks = page.locator("#values tbody input[type=checkbox]")
    if ticks.count():
        for tick in ticks.all():
            tick.check()
        page.get_by_label("核定依据").fill("示例文本第一条")
        page.get_by_role("button", name="核定勾选的值").click()
        expect(page.locator("#values")).to_have_count(0)


def take(page: Page, verb: str) -> None:
    """Take a step of the run's handling."""
    page.get_by_role("button", name=verb, exact=True).click()
    expect(page.get_by_text(f"已{verb}。")).to_be_visible()
