"""A rulebook changed on the desk: drafted, tried, commented on, reviewed, approved, in force."""

import pytest
from django.utils.timezone import localdate
from playwright.sync_api import expect

from tests.browser.officers import CITY
from tests.browser.workbooks import BUILDER

pytestmark = pytest.mark.browser

EDITIONS = """
from datetime import date
from xinlu.accounts.models import AuditEntry
from xinlu.evaluation import editions
this = date.today().year
for year in (this, this + 1):
    print(editions.in_force("highway-construction", date(year, 12, 31)).edition)
print(AuditEntry.objects.filter(act="draft.approve").count())
"""


def test_the_draft_says_what_it_changes(visit, tried):
    page = visit(CITY)
    page.goto(f"{tried.draft}changes/")

    expect(page.get_by_role("heading", level=2).first).to_contain_text("有 3 处不同")
    for told in ("85", "88", "20", "40"):
        expect(page.locator("main")).to_contain_text(told)


def test_the_trial_says_who_moves_and_why(visit, tried):
    page = visit(CITY)
    page.goto(tried.url)

    expect(page.get_by_role("heading", level=1)).to_have_text("降级 1 个")
    expect(page.locator("main")).to_contain_text("与当年公布的完全一致")
    row = page.locator("#movers").get_by_role("row", name=BUILDER.name)
    expect(row).to_contain_text("A → B")
    for cause in ("等级分档", "虚假投诉"):
        expect(row).to_contain_text(cause)
    expect(row).to_contain_text("单独即足以改变")
    row.get_by_role("link", name="逐笔对照").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("A → B")


def test_whoever_wrote_the_draft_cannot_approve_it(self_approved):
    expect(self_approved.get_by_role("button", name="批准", exact=True)).to_be_disabled()
    expect(self_approved.locator("main")).to_contain_text("须由另一人批准")


def test_pressed_twice_and_sent_again_it_is_approved_once(site, enacted):
    this, following, count = site.ask(EDITIONS).split()

    assert (this, following) == ("2021-10-20", f"{localdate().year + 1}-01-01")
    assert count == "1"
    expect(enacted.locator("main")).to_contain_text("已批准，将于")


def test_the_public_sees_what_is_to_come_and_what_became_of_the_comment(visit, tried, enacted):
    page = visit()
    page.goto("/editions/")
    expect(page.locator("main")).to_contain_text("将施行")

    page.goto(tried.public)
    expect(page.locator("main")).to_contain_text("已批准，成为")
    expect(page.locator("#answers").locator("..").locator("..")).to_contain_text("建议留出准备时间")


def test_the_results_of_the_old_year_stay_as_they_were(results_before, results_now, enacted):
    assert BUILDER.name in results_before.page
    assert results_now() == results_before
