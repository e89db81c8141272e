"""What comes in by machine, on the desk: connectors, the inbox, packages and their receipts."""

import threading
from datetime import timedelta
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from openpyxl import load_workbook

from xinlu.accounts.models import AuditEntry
from xinlu.accounts.tests.cast import SEED, a_client, a_key
from xinlu.collection.models import Record
from xinlu.collection.tests.batch_cast import a_file
from xinlu.desk.tests.desk_cast import at_work, do, page, work_off
from xinlu.exchange.connectors.simulating.feed import Feed
from xinlu.exchange.connectors.simulating.story import Story
from xinlu.exchange.models import Connection, Package, Pulling
from xinlu.exchange.packages.contents import read_receipt
from xinlu.exchange.services import connections
from xinlu.exchange.services.dropping import Looks, look, prepare
from xinlu.exchange.services.pulling import patience
from xinlu.exchange.tests import test_connectors
from xinlu.exchange.tests.test_packages import KEY, a_package, rewritten

ONE = "/desk/connectors/corps-penalties/"
DO = f"{ONE}do"


@pytest.fixture
def clerk(desk):
    """The clerk of the city, whose system the connector pulls for."""
    return at_work(desk.city_clerk)


@pytest.fixture
def partner(desk, monkeypatch, tmp_path):
    """A connector of the city's own system that is set up, and read page by page."""
    a_client(desk.city, "corps-cases", confirms_itself=True)
    connector = test_connectors.a_connector(tmp_path)
    test_connectors.in_force(monkeypatch, tmp_path)
    monkeypatch.setenv("CORPS_PENALTIES_ADDRESS", "http://127.0.0.1:9/changes")
    return connector


@pytest.fixture
def feed(partner, monkeypatch):
    """Forty rows of the partner, all told at once and without faults."""
    with Feed(Story(partner, rows=40, seed=7)) as feed:
        monkeypatch.setenv("CORPS_PENALTIES_ADDRESS", feed.address)
        feed.now, feed.fate = feed.story.end, lambda: "right"
        threading.Thread(target=feed.serve_forever, daemon=True).start()
        yield feed
        feed.shutdown()


def test_a_clerk_has_a_partner_asked_and_sees_what_came(clerk, feed):
    before = page(clerk, ONE)
    asked = do(clerk, f"{DO}/pull/", nonce="a-pull")
    again = do(clerk, f"{DO}/pull/", nonce="a-pull")
    waiting = clerk.get(f"{ONE}progress/")
    work_off()
    after = page(clerk, ONE)

    assert "还没有取过数" in before
    assert "排队中" in asked
    assert "已经提交过一次" in again
    assert "排队中" in waiting.content.decode()
    assert clerk.get(f"{ONE}progress/").headers["HX-Refresh"]
    pulling = Pulling.objects.get()
    batches = list(pulling.batches)
    assert pulling.taken_count == sum(len(one.pulled_rows.all()) for one in batches) >= 40
    assert all(f"/desk/imports/{one.uid}/" in after for one in batches)
    assert "取完" in after
    assert str(Connection.objects.get().cursor) in page(clerk, "/desk/connectors/")


def test_pulls_that_bring_nothing_leave_one_line(clerk, feed):
    for _ in range(3):
        do(clerk, f"{DO}/pull/")
        work_off()

    assert [(one.taken_count > 0) for one in Pulling.objects.order_by("id")] == [True, False]


def test_a_partner_that_fails_is_told_in_words_and_exported(clerk, partner, monkeypatch):
    monkeypatch.setattr("xinlu.exchange.connectors.sources.LONGEST_WAIT", 0)
    do(clerk, f"{DO}/pull/")
    work_off()

    for shown in (page(clerk, ONE), page(clerk, "/desk/connectors/")):
        assert "取数失败" in shown
        assert "连不上对方系统" in shown
    book = clerk.get("/desk/lists/connectors.xlsx", {"state": "failing"})
    sheet = load_workbook(BytesIO(b"".join(book.streaming_content))).active
    row = [cell.value for cell in sheet[2]]
    assert (row[1], row[4], row[10]) == ("corps-penalties", "取数失败", 1)


def test_a_paused_connector_asks_nobody_until_it_is_resumed(clerk, feed):
    assert "请写明理由" in do(clerk, f"{DO}/pause/", reason=" ")
    assert "对方检修" in do(clerk, f"{DO}/pause/", reason="对方检修")
    assert "已暂停取数" in do(clerk, f"{DO}/pull/")
    assert connections.due(timezone.now() + timedelta(days=1)) == []
    assert "没有暂停" not in do(clerk, f"{DO}/resume/")
    assert "没有暂停" in do(clerk, f"{DO}/resume/")

    assert connections.due(timezone.now()) == ["corps-penalties"]
    acts = AuditEntry.objects.filter(act__startswith="connector.").order_by("id")
    assert [entry.act for entry in acts] == ["connector.pause", "connector.resume"]


def test_a_pull_that_was_killed_is_told_so_and_gone_on_with(clerk, feed, partner):
    do(clerk, f"{DO}/pull/")
    work_off()
    began = timezone.now() - patience(partner) - timedelta(seconds=1)
    left = Connection.objects.get().pullings.create(at=began, touched_at=began)

    shown = page(clerk, ONE)
    do(clerk, f"{DO}/pull/")
    work_off()

    assert "中断" in shown
    assert "立即取数" in shown
    left.refresh_from_db()
    assert (left.ended_at, left.failure["code"]) == (began, "cut-short")
    assert "取数中途断了" in page(clerk, ONE)


def test_a_connector_is_its_own_places_alone(desk, partner, clerk):
    stranger = at_work(desk.moxi_clerk)

    assert "corps-penalties" not in page(stranger, "/desk/connectors/")
    assert stranger.get(ONE).status_code == 404
    assert stranger.post(f"{DO}/pull/").status_code == 404
    assert not Connection.objects.exists()
    approver = at_work(desk.approver)
    assert "立即取数" not in page(approver, ONE)
    assert approver.post(f"{DO}/pull/").status_code == 403


def test_what_was_dropped_is_listed_with_its_batch_or_why_not(desk, settings, tmp_path):
    settings.INBOX_DIR = tmp_path / "inbox"
    folder = prepare(a_client(desk.moxi_transport, "moxi-system", confirms_itself=True))
    a_file(folder / "in" / "penalty" / "处罚.xlsx")
    a_file(folder / "in" / "没有模板.xlsx")
    (folder / "in" / "penalty" / "坏.xlsx").write_bytes(b"%PDF-1.7")
    looks = Looks()
    for minute in (1, 2, 3):
        look(timezone.now() + timedelta(minutes=minute), looks)
        work_off()
        work_off()
    clerk = at_work(desk.moxi_clerk)

    shown = page(clerk, "/desk/inbox/")

    assert "批次已入库" in shown
    assert "PDF" in shown
    assert "没有放在以模板命名的文件夹里" in shown
    assert page(clerk, "/desk/inbox/", state="refused").count("已退回</") >= 2
    assert "处罚.xlsx" not in page(clerk, "/desk/inbox/", state="refused")
    assert "处罚.xlsx" not in page(at_work(desk.home_clerk), "/desk/inbox/")
    book = clerk.get("/desk/lists/drops.xlsx")
    sheet = load_workbook(BytesIO(b"".join(book.streaming_content))).active
    assert sheet.max_row >= 4


@pytest.fixture
def packed(desk, tmp_path):
    """A package that the second county signed, with two files."""
    a_key(a_client(desk.moxi_transport, "moxi-system", confirms_itself=True), SEED)
    return a_package(tmp_path, client="moxi-system", key=KEY)


def brought(client, path, nonce=""):
    file = SimpleUploadedFile(path.name, path.read_bytes())
    return do(client, "/desk/packages/receive/", file=file, nonce=nonce)


def test_a_package_is_brought_to_the_desk_answered_and_taken_once(desk, packed):
    clerk = at_work(desk.moxi_clerk)

    shown = brought(clerk, packed)
    again = brought(clerk, packed)

    package = Package.objects.get()
    assert "回执已签发" in shown
    assert "与本平台公钥相符" in shown
    assert "处罚1.xlsx" in shown
    assert "没有收取" in again
    assert Record.objects.count() == 8
    receipt = clerk.get(f"/desk/packages/{package.number}/receipt.json")
    assert len(read_receipt(receipt.content.decode(), None)["files"]) == 2
    assert AuditEntry.objects.filter(act="package.bring").count() == 2
    assert str(package.number) in page(clerk, "/desk/packages/", state="answered")
    assert str(package.number) not in page(clerk, "/desk/packages/", state="open")
    assert clerk.get("/desk/lists/packages.xlsx").status_code == 200


def test_a_package_that_was_changed_or_is_none_is_refused_whole(desk, packed):
    clerk = at_work(desk.moxi_clerk)

    def change(members):
        members["files/0"] += b"!"

    assert "没有收取" in brought(clerk, rewritten(packed, change))
    packed.write_bytes(b"no package")
    assert "没有收取" in brought(clerk, packed)
    assert "请选择一个数据包文件" in do(clerk, "/desk/packages/receive/")
    assert not Package.objects.exists()


def test_who_carries_a_package_for_another_county_sees_nothing_of_it(desk, packed):
    carrier = at_work(desk.home_clerk)

    shown = brought(carrier, packed)

    package = Package.objects.get()
    assert "数据包已收取" in shown
    assert str(package.number) not in shown
    assert carrier.get(f"/desk/packages/{package.number}/").status_code == 404
    assert carrier.get(f"/desk/packages/{package.number}/receipt.json").status_code == 404
    assert at_work(desk.approver).post("/desk/packages/receive/").status_code == 403
