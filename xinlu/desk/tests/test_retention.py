"""留存到期 on the desk: asked for by one officer, decided by another, seen on the record."""

from datetime import date

from django.urls import reverse

from xinlu.collection.models import Record, RetentionOrder
from xinlu.collection.services import retention
from xinlu.collection.tests import batch_cast
from xinlu.desk.tests.desk_cast import Desk, actor, at_work, three_rows
from xinlu.desk.waiting import tasks_of


def test_what_was_kept_for_its_time_goes_from_page_to_page_to_a_tombstone(db, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"
    desk = Desk()
    batch_cast.stored(three_rows(tmp_path / "penalties.xlsx"), actor(desk.home_clerk))
    Record.objects.update(happened_on=date(2010, 1, 4), item_code="AP-LEVY")
    page = reverse("desk:retention")
    name = Record.objects.first().values["legal_representative"]

    shown = at_work(desk.admin).get(page).content.decode()
    at_work(desk.admin).post(reverse("desk:retention_propose"), {"reason": "留存期满"})
    order = RetentionOrder.objects.get()
    waits = [task.title for task in tasks_of(actor(desk.approver), batch_cast.TODAY)]
    do = reverse("desk:retention_step", args=[order.uid, "approve"])
    at_work(desk.approver).post(do, {"reason": "同意"})
    retention.carry_out()

    assert "到期 3 条" in shown
    assert "留存到期" in waits
    order.refresh_from_db()
    assert (order.state, order.sealed_count) == ("done", 3)
    record = reverse("desk:record", args=[Record.objects.first().uid])
    told = at_work(desk.home_clerk).get(record).content.decode()
    assert name not in told
    assert "个人信息已封存" in told
    assert "到期的条数由市级" in at_work(desk.home_clerk).get(page).content.decode()
