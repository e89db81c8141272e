"""目录更新 on the desk: from a county's opinion to the edition, page by page."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils.timezone import localdate

from xinlu.catalogue import seeds, updates
from xinlu.catalogue.models import CatalogueEdition, Revision
from xinlu.desk.tests.desk_cast import Desk, actor, at_work
from xinlu.desk.waiting import tasks_of
from xinlu.kernel.spreadsheets import open_book


@pytest.fixture
def desk(db, settings):
    desk = Desk()
    seeds.editions()
    seeds.regulations()
    desk.second = desk.in_post("second-eyes", desk.city, "reviewer")
    return desk


def begun(desk) -> Revision:
    base = CatalogueEdition.objects.get(code="chongqing-transport-2022")
    sent = {"edition": base.pk, "title": "示例新版", "purpose": "示例", "closes_on": localdate()}
    at_work(desk.evaluator).post(reverse("desk:update_new"), sent)
    return Revision.objects.get()


def do(desk_user, one, name, **sent):
    return at_work(desk_user).post(reverse("desk:update_step", args=[one.uid, name]), sent)


def waits(user, on=None):
    tasks = tasks_of(actor(user), on or localdate())
    return [task.verb for task in tasks if task.title == "目录更新"]


def test_an_update_goes_from_page_to_page_to_an_edition(desk):
    one = begun(desk)
    assert waits(desk.home_clerk) == ["提意见"]
    change = reverse("desk:update_opinion", args=[one.uid, "change"])
    page = at_work(desk.home_clerk).get(change, {"code": "RG-DRIVER"})
    sent = {**page.context["form"].initial, "says_frequency": "每周", "reason": "示例"}
    at_work(desk.home_clerk).post(change, sent)
    opinion = one.opinions.get()
    assert (opinion.says, waits(desk.home_clerk)) == ({"frequency": "每周"}, [])

    reply = reverse("desk:update_answer", args=[one.uid, opinion.pk])
    at_work(desk.evaluator).post(reply, {"outcome": "adopted", "answer": "采纳"})
    Revision.objects.update(closes_on=localdate() - timedelta(days=1))
    assert waits(desk.evaluator) == ["汇总"]
    do(desk.evaluator, one, "sum-up")
    do(desk.evaluator, one, "hand-in")
    assert (waits(desk.evaluator), waits(desk.second)) == ([], ["审核通过"])
    do(desk.second, one, "review", seen=updates.digest_of(one), reason="相符")
    do(desk.evaluator, one, "submit", number="示例函1号")
    day = date(localdate().year + 1, 1, 1)
    do(desk.approver, one, "adopt", number="示例2号", since=day.isoformat())

    one.refresh_from_db()
    assert (one.state, one.edition.since) == ("adopted", day)
    shown = at_work(desk.home_clerk).get(reverse("portal:catalogue", args=[one.edition.code]))
    assert "每周" in shown.content.decode()
    told = at_work(desk.home_clerk).get(
        reverse("portal:catalogue_compare", args=[one.based_on.code, one.edition.code])
    )
    assert "1 个条目不同" in told.content.decode()


def test_what_is_sent_up_is_a_workbook_of_three_sheets(desk, tmp_path):
    one = begun(desk)
    remark = reverse("desk:update_opinion", args=[one.uid, "remark"])
    at_work(desk.home_clerk).post(remark, {"reason": "示例意见"})

    answer = at_work(desk.evaluator).get(reverse("desk:update_workbook", args=[one.uid]))

    path = tmp_path / "sent.xlsx"
    path.write_bytes(b"".join(answer.streaming_content))
    names = [sheet.name for sheet in open_book(path).sheets]
    assert names == ["新版条目", "与现行版本的不同", "意见采纳情况"]


def test_a_neighbour_does_not_read_what_another_unit_said(desk):
    one = begun(desk)
    remark = reverse("desk:update_opinion", args=[one.uid, "remark"])
    at_work(desk.home_clerk).post(remark, {"reason": "示例意见甲"})

    page = at_work(desk.moxi_clerk).get(reverse("desk:update", args=[one.uid])).content.decode()

    assert "示例意见甲" not in page


def test_a_step_out_of_turn_is_told_and_changes_nothing(desk):
    one = begun(desk)

    do(desk.approver, one, "adopt", number="示例", since="2030-01-01")
    do(desk.evaluator, one, "submit", number="")

    one.refresh_from_db()
    assert one.state == "collecting"
