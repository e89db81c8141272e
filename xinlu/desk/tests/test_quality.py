"""数据质量 and 归集率 on the desk: the board, a unit's profile, samples, and whose they are."""

from io import BytesIO

import pytest
from django.utils.timezone import localdate
from openpyxl import load_workbook

from xinlu.accounts.models import Role
from xinlu.catalogue.models import CatalogueItem
from xinlu.collection.models import Sample
from xinlu.collection.months import before
from xinlu.collection.tests import decision_files as files
from xinlu.collection.tests.test_decisions import at
from xinlu.desk.tests.desk_cast import actor, at_work, do, page

BOARD = "/desk/quality/"
MONTH = "2026-09"


@pytest.fixture
def unit(desk, tmp_path):
    """The unit of the home county sent four rows, one of them without its facts."""
    rows = [files.penalty_row(one) for one in (1, 2, 3)]
    rows.append(files.penalty_row(4, 违法事实=""))
    path = files.penalties(tmp_path / "处罚.csv", *rows)
    files.sent(path, actor(desk.home_clerk), at("2026-09-25"))
    return actor(desk.home_clerk).authority


def test_the_board_tells_a_month_and_every_figure_leads_on(desk, unit):
    clerk = at_work(desk.home_clerk)
    shown = page(clerk, BOARD, month=MONTH, by="both", sort="score")
    assert "报送 4 行，通过 3 行，退回 1 行" in shown
    assert "缺必填" in shown
    assert f"/desk/quality/units/{unit.code}/?month={MONTH}&amp;template=penalty" in shown
    assert f"unit={unit.code}" in shown
    assert "处罚.csv" in page(clerk, "/desk/imports/", template="penalty", unit=unit.code)

    book = clerk.get(f"{BOARD}table.xlsx", {"month": MONTH})
    sheets = load_workbook(BytesIO(b"".join(book.streaming_content)))
    assert sheets.sheetnames == ["按单位", "按模板", "按单位和模板", "退回原因"]
    assert [cell.value for cell in sheets["按单位"][2]][2:5] == [4, 3, 1]
    assert "没有符合条件的报送" in page(clerk, BOARD, month="2026-01")


def test_a_unit_s_profile_adds_up_and_shows_rows_that_were_refused(desk, unit):
    shown = page(at_work(desk.home_clerk), f"{BOARD}units/{unit.code}/", month=MONTH)

    assert "处罚.csv" in shown
    assert "“违法事实”为必填项" in shown
    assert "近 12 个月" in shown
    assert "抽取样本" not in shown


def test_another_county_sees_nothing_of_it(desk, unit):
    stranger = at_work(desk.moxi_clerk)

    assert stranger.get(f"{BOARD}units/{unit.code}/").status_code == 404
    assert "处罚.csv" not in page(stranger, BOARD, month=MONTH)
    assert "处罚.csv" not in page(stranger, "/desk/imports/", unit=unit.code)


def test_a_sample_goes_from_the_draw_to_the_second_look_through_the_pages(desk, unit):
    marks, confirms = (
        at_work(desk.in_post(name, desk.city, Role.REVIEWER)) for name in ("marks", "confirms")
    )
    given = {"template": "penalty", "since": MONTH, "until": MONTH, "size": 2, "seed": "7"}
    asked = {f"draw-{name}": value for name, value in given.items()}
    address = f"{BOARD}units/{unit.code}/draw/"
    assert "这几个月没有" in do(
        marks, address, **{**asked, "draw-since": "2026-10", "draw-until": "2026-10"}
    )
    assert "已抽取" in do(marks, address, **asked)
    sample = Sample.objects.get()
    here = f"{BOARD}samples/{sample.uid}/"
    assert at_work(desk.home_clerk).post(f"{here}1/").status_code == 403
    assert "第 1 条已核对" in do(marks, f"{here}1/")
    assert "还有 1 条没有核对" in do(marks, f"{here}do/submit/")
    assert "第 2 条已核对" in do(marks, f"{here}2/", wrong="violation_type", note="原件为超限")
    assert "已提交" in do(marks, f"{here}do/submit/")
    assert "复核" in page(confirms, "/desk/todo/")
    shown = do(confirms, f"{here}do/confirm/", reason="已逐条看过")
    assert "50.00%" in shown
    assert "Wilson" in shown
    assert at_work(desk.moxi_clerk).get(here).status_code == 404

    month = f"{before(localdate(), 0):%Y-%m}"
    shown = page(confirms, f"{BOARD}units/{unit.code}/", month=month)
    assert "1 / 2" in shown


def test_items_of_the_catalogue_have_a_rate_of_periods_and_a_list_of_who_is_behind(
    desk, unit, tmp_path
):
    CatalogueItem.objects.update(frequency="每月")
    clerk = at_work(desk.home_clerk)

    shown = page(clerk, "/desk/collecting/", as_of="2026-11-11")

    assert "近 12 个月到期的 2 期中已报 1 期" in shown
    assert "2026 年 10 月" in shown
    assert "逾期未报" in shown
    assert "其他目录项目归集率" in page(clerk, "/desk/publicity-rates/", month="2026-10")
    for address in ("/desk/collecting/table.xlsx", "/desk/publicity-monthly/table.xlsx"):
        book = clerk.get(address, {"as_of": "2026-11-11"})
        sheets = load_workbook(BytesIO(b"".join(book.streaming_content)))
        assert sheets["缺报的单位"]["F2"].value == "2026 年 10 月"
    assert "归集率：不适用" in page(at_work(desk.moxi_clerk), "/desk/collecting/")
