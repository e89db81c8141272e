"""The desk without a mouse."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser import steps, workbooks
from tests.browser.officers import CLERK, PASSWORD

pytestmark = pytest.mark.browser

#: What has the focus, and whether that can be seen; between two rounds it is the whole document.
STOP = """() => {
  const here = document.activeElement;
  if (here === document.body) return ["", true];
  const has = getComputedStyle(here);
  const ring = has.outlineStyle !== "none" && parseFloat(has.outlineWidth) >= 2;
  return [(here.labels?.[0] || here).innerText.trim(), ring || has.boxShadow !== "none"];
}"""
#: Enough to come from one end of a page to the other.
MOST_STOPS = 80


def tab_to(page, name):
    """Press Tab until what is called `name` has the focus; every stop on the way must show it."""
    for _ in range(MOST_STOPS):
        page.keyboard.press("Tab")
        label, is_seen = page.evaluate(STOP)
        assert is_seen, f"Nobody sees that “{label}” has the focus."
        if label.startswith(name):
            return
    raise AssertionError(f"Tab never came to “{name}”.")


def test_a_clerk_logs_in_and_sends_a_file_with_keys_alone(visit, checked, folder):
    page = visit()
    page.on("filechooser", lambda chooser: chooser.set_files(folder / workbooks.PENALTIES))
    page.goto("/accounts/login/")

    tab_to(page, "用户名")
    page.keyboard.type(CLERK.username)
    tab_to(page, "密码")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="退出")).to_be_visible()
    tab_to(page, "报送与导入")
    page.keyboard.press("Enter")
    page.wait_for_url("**/desk/imports/")
    tab_to(page, "导入报送表")
    page.keyboard.press("Enter")
    page.wait_for_url("**/desk/imports/new/")
    tab_to(page, "模板")
    while page.get_by_role("combobox", name="模板").input_value() != "penalty":
        page.keyboard.press("ArrowDown")
    tab_to(page, "文件")
    page.keyboard.press("Enter")
    expect(page.get_by_label("文件")).to_have_value(re.compile(workbooks.PENALTIES))
    tab_to(page, "送去校验")
    page.keyboard.press("Enter")

    page.wait_for_url(re.compile(r"/desk/imports/[0-9a-f-]{36}/"))
    steps.await_worker(page)
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile("行|条"))


@pytest.mark.parametrize("address", ["/", "/desk/"])
def test_the_first_stop_leads_past_the_menu(visit, address):
    page = visit(CLERK)
    page.goto(address)

    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="跳到正文")).to_be_focused()
    expect(page.get_by_role("link", name="跳到正文")).to_be_in_viewport()
    page.keyboard.press("Enter")

    expect(page.locator("main")).to_be_focused()
