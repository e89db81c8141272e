"""From a county's workbook to a grade that anybody can find and understand, in a browser."""

import re
from datetime import date
from decimal import Decimal

import openpyxl
import pytest
from playwright.sync_api import expect

from tests import samples
from tests.browser import steps, workbooks
from tests.browser.officers import CITY, CLERK, OTHER_CLERK, SECOND
from tests.browser.workbooks import BUILDER

pytestmark = pytest.mark.browser

#: What each line of an explanation adds; the last line is their sum.
EFFECTS = ".ledger tbody tr:not(:last-child) .ledger-effect"


def number(text):
    return Decimal(text.replace("−", "-"))


def test_each_wrong_cell_is_marked_where_the_sender_wrote_it(checked):
    rows = checked.locator("tr.row-bad").all()

    marked = {
        (int(row.locator("th").inner_text()), row.locator("td.cell-bad").inner_text())
        for row in rows
    }

    assert marked == {(wrong.row, wrong.value or "（空）") for wrong in workbooks.WRONGS}
    expect(checked.get_by_role("heading", level=1)).to_have_text("16 行里有 8 行要改")


def test_a_marked_cell_says_which_rule_it_breaks_and_how_to_mend_it(checked):
    checked.get_by_role("link", name="贰仟元").click()

    side = checked.locator("#side")
    expect(side).to_contain_text("“贰仟元”不是数字")
    expect(side).to_contain_text("请只填阿拉伯数字")


def test_the_returned_workbook_is_the_senders_own_with_cells_marked(checked, tmp_path):
    with checked.expect_download() as coming:
        checked.get_by_role("link", name="下载标注后的原表").click()
    coming.value.save_as(tmp_path / "returned.xlsx")

    sheet = openpyxl.load_workbook(tmp_path / "returned.xlsx")[workbooks.SHEET]
    comments = [cell.comment.text for row in sheet.iter_rows() for cell in row if cell.comment]
    painted = {
        cell.value
        for row in sheet.iter_rows()
        for cell in row
        if cell.comment and cell.fill.fill_type
    }
    assert sheet["A1"].value.startswith("云渡区交通运输领域行政处罚信息报送表")
    assert painted >= {wrong.value or None for wrong in workbooks.WRONGS}
    assert any("“贰仟元”不是数字" in text for text in comments)


def test_the_history_tells_what_became_of_the_file(visit, stored):
    page = visit(CLERK)
    page.goto("/desk/imports/")

    row = page.get_by_role("row", name=workbooks.PENALTIES)

    expect(row).to_contain_text("已入库")
    expect(row.locator("td.num").nth(1)).to_have_text(str(workbooks.ACCEPTED))
    expect(row.locator("td.num").nth(2)).to_have_text(str(len(workbooks.WRONGS)))


def test_a_record_names_the_file_and_the_row_that_it_came_from(visit, stored):
    page = visit(CLERK)
    page.goto(f"/desk/records/?number={workbooks.MOXI_NUMBER}")
    page.get_by_role("link", name="查看", exact=True).click()

    expect(page.get_by_role("heading", level=1)).to_have_text(workbooks.MOXI_NUMBER)
    origin = page.locator("main aside")
    expect(origin).to_contain_text(workbooks.PENALTIES)
    expect(origin).to_contain_text("行政处罚 第 5 行")


def test_the_points_of_an_explanation_add_up_to_the_score(explained):
    effects = explained.locator(EFFECTS).all_inner_texts()

    total = sum(number(text) for text in effects if text)

    assert total == Decimal(BUILDER.score)
    expect(explained.locator(".sum-total")).to_contain_text(BUILDER.score)
    expect(explained.get_by_role("heading", level=1)).to_have_text(f"为什么是 {BUILDER.grade}")


def test_whoever_proposed_cannot_publish(overreached):
    button = overreached.get_by_role("button", name="审定公示")

    expect(button).to_be_disabled()
    expect(overreached.get_by_text("发起或提请的是您自己")).to_be_visible()
    expect(overreached.locator(".page-head .tag")).to_have_text("待审定")


def test_a_second_officer_publishes_and_announces(announced):
    line = announced.locator(".timeline")

    for title, name in [("提请公示", CITY.name), ("审定公示", SECOND.name), ("公告", SECOND.name)]:
        step = line.locator("li", has_text=title).filter(has_text=name)
        expect(step).to_have_count(1)
    expect(announced.locator(".page-head .tag")).to_have_text("已公告")


@pytest.mark.parametrize("query", ["山海路桥", BUILDER.initials, BUILDER.code])
def test_a_stranger_finds_the_firm_and_its_grade(visit, announced, query):
    page = visit()
    page.goto("/")
    page.get_by_role("search").get_by_role("searchbox").fill(query)
    page.keyboard.press("Enter")

    row = page.get_by_role("row", name=BUILDER.name)

    expect(row).to_contain_text(BUILDER.grade)
    expect(row).to_contain_text("信用较好")


def test_the_firms_public_page_shows_the_grade_and_no_penalty(visit, announced):
    page = visit()
    page.goto(f"/search/?q={BUILDER.code}")
    page.get_by_role("link", name=BUILDER.name).click()

    expect(page.get_by_role("heading", level=1)).to_have_text(BUILDER.name)
    expect(page.locator("main")).to_contain_text(BUILDER.score)
    expect(page.locator("body")).not_to_contain_text(workbooks.BUILDER_NUMBER)
    expect(page.locator("body")).not_to_contain_text("超限超载运输")


def test_anybody_may_ask_why_the_grade_is_what_it_is(visit, announced):
    page = visit()
    page.goto(f"/search/?q={BUILDER.code}")
    page.get_by_role("link", name=BUILDER.name).click()
    page.get_by_role("link", name=f"为什么是 {BUILDER.grade}").click()

    effects = page.locator(EFFECTS).all_inner_texts()

    assert sum(number(text) for text in effects if text) == Decimal(BUILDER.score)
    expect(page.locator("main")).to_contain_text("已公告")
    expect(page.locator("body")).not_to_contain_text(CITY.name)


def test_another_county_sees_none_of_it_but_records_about_its_own_firm(visit, announced, stored):
    page = visit(OTHER_CLERK)

    page.goto("/desk/imports/")
    expect(page.get_by_text("还没有报送过")).to_be_visible()
    page.goto("/desk/records/")
    expect(page.locator("tbody tr")).to_have_count(1)
    expect(page.locator("tbody tr")).to_contain_text(workbooks.MOXI_NUMBER)
    page.goto(f"/desk/search/?q={workbooks.BUILDER_NUMBER}")
    expect(page.get_by_text("辖区内没有")).to_be_visible()

    assert page.request.get(stored.url).status == 404
    assert page.request.get(f"{stored.url}returned/").status == 404


def test_the_same_path_can_be_gone_without_script(visit, proposed, folder):
    clerk, city, second, stranger = (visit(java_script_enabled=False) for _ in range(4))
    penalty = samples.a_penalty(77, decided_by_code="11990107MB00007054")
    steps.log_in(clerk, CLERK)
    steps.send(clerk, "penalty", samples.penalties(folder / "补报2024.xlsx", penalty))
    steps.store(clerk)
    steps.send(clerk, "highway-ledger", workbooks.ledger(folder, 2022))
    steps.store(clerk)

    steps.log_in(city, CITY)
    run = steps.ask_for_run(city, "highway-construction", date(2022, 12, 31))
    steps.confirm_values(city)
    steps.take(city, "提请公示")
    steps.log_in(second, SECOND)
    second.goto(run)
    steps.take(second, "审定公示")

    stranger.goto("/results/highway-construction/2022/")
    expect(stranger.get_by_role("row", name=BUILDER.name)).to_contain_text(BUILDER.score)
    stranger.get_by_role("link", name=re.compile(f"{BUILDER.name}.*为什么")).click()
    expect(stranger.get_by_role("heading", level=1)).to_have_text(f"为什么是 {BUILDER.grade}")
