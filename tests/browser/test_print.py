"""What comes out of the printer."""

import io
import unicodedata

import pypdf
import pytest
from playwright.sync_api import expect

from tests.browser import workbooks
from tests.browser.officers import CITY, CLERK
from tests.browser.workbooks import BUILDER

pytestmark = pytest.mark.browser


def printed(page):
    """Return what stands on the sheets that the page fills, without any space.

    The printed fonts name some characters as radicals (⽤ for 用).
    """
    page.wait_for_load_state()
    sheets = pypdf.PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True))).pages
    text = unicodedata.normalize("NFKC", "".join(sheet.extract_text() for sheet in sheets))
    return "".join(text.split())


def test_an_explanation_is_printed_with_firm_grade_and_sum_and_without_menus(visit, explained):
    page = visit(CITY)
    page.goto(explained.url)

    text = printed(page)

    for word in (BUILDER.name, f"为什么是{BUILDER.grade}", BUILDER.score, "−2.560", "经办人"):
        assert word in text
    for menu in ("已办", "报送与导入", "打印A4", "退出"):
        assert menu not in text


def test_records_are_printed_with_their_count_and_without_the_query_form(visit, ledger):
    page = visit(CLERK)
    page.goto("/desk/records/")
    page.get_by_role("link", name="打印", exact=True).click()
    page.wait_for_url("**print=1")

    text = printed(page)

    assert BUILDER.name in text
    assert workbooks.MOXI_NUMBER in text
    assert "合计" in text
    for left_out in ("报送与导入", "对象名称或代码", "导出Excel", "退出"):
        assert left_out not in text


def test_a_public_explanation_is_printed_as_well(visit, announced):
    page = visit()
    page.goto("/results/highway-construction/2024/")
    page.get_by_role("row", name=BUILDER.name).get_by_role("link", name="为什么").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(f"为什么是 {BUILDER.grade}")

    text = printed(page)

    assert BUILDER.name in text
    assert BUILDER.score in text
    assert "信用查询" not in text
