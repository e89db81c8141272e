"""A form filled in on a phone: without a line, and with its button pressed twice."""

import pytest
from playwright.sync_api import expect

from tests.browser.officers import CLERK
from xinlu.collection.tests.checking_samples import a_penalty

pytestmark = pytest.mark.browser

FORM = "/desk/m/penalty/penalty/"
PHONE = {"width": 390, "height": 844}


@pytest.fixture
def phone(visit):
    """A phone on which the clerk has a form open."""
    page = visit(CLERK, viewport=PHONE)
    opened(page, FORM)
    return page


def opened(page, address):
    page.goto(address)
    page.wait_for_selector("html[data-mobile-ready]")


def fill(page, number, **changes):
    row = a_penalty(document_number=number, **changes)
    page.locator("[name=f_category]").select_option(row.pop("category"))
    page.locator(f"[name=f_penalty_kinds][value={row.pop('penalty_kinds')}]").check()
    for key, value in row.items():
        page.locator(f"[name=f_{key}]").fill(str(value).replace("/", "-"))


def send(page):
    page.get_by_role("button", name="核对并报送").click()


def stored(site, number):
    """Return how many records there are of the decision of this number."""
    return site.ask(
        "from xinlu.collection.models import Record;"
        f"print(Record.objects.in_force().filter(number={number!r}).count())"
    )


def test_what_was_filled_in_without_a_line_is_sent_once_when_it_is_back(site, phone):
    fill(phone, "示交罚〔2026〕9001号")
    phone.context.set_offline(True)
    send(phone)
    expect(phone.locator("#mobile-status")).to_contain_text("没有网络")

    phone.context.set_offline(False)

    phone.wait_for_url("**/desk/m/sent/**")
    expect(phone.locator("main")).to_contain_text("已入库")
    opened(phone, "/desk/m/")
    expect(phone.locator("#drafts")).to_be_hidden()
    assert stored(site, "示交罚〔2026〕9001号") == "1"


def test_a_form_whose_button_is_pressed_twice_counts_once(site, phone):
    fill(phone, "示交罚〔2026〕9002号")

    phone.get_by_role("button", name="核对并报送").dblclick()

    phone.wait_for_url("**/desk/m/sent/**")
    assert stored(site, "示交罚〔2026〕9002号") == "1"
