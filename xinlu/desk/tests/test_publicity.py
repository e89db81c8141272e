"""双公示 on the desk: what is due, reminders, rates, the month's table and its circular."""

from io import BytesIO

import pytest
from docx import Document
from openpyxl import load_workbook
from pypdf import PdfReader

from xinlu.accounts.acts import NotAllowed, NotPermitted, Refused
from xinlu.accounts.models import AuditEntry, Role
from xinlu.collection.models import Decision, Reminder
from xinlu.collection.services import reminders
from xinlu.collection.tests import decision_files as files
from xinlu.collection.tests.test_clocks import D
from xinlu.collection.tests.test_decisions import at
from xinlu.desk.tests.desk_cast import actor, at_work, do, page

DESK, RATES, MONTHLY = "/desk/publicity/", "/desk/publicity-rates/", "/desk/publicity-monthly/"


@pytest.fixture
def registered(desk, tmp_path):
    """Two penalties of 2026-09-23 and one permit-free county; nothing is sent yet."""
    path = files.register(tmp_path / "登记.csv", 1, 2)
    files.sent(path, actor(desk.home_clerk), at("2026-09-23"), "decision-register")
    return Decision.objects.order_by("number")


def send(desk, path, row, day):
    files.sent(files.penalties(path, row), actor(desk.home_clerk), at(day))


def test_a_decision_before_a_holiday_is_reminded_of_sent_and_counted_to_the_row(
    desk, clerk, registered, tmp_path
):
    before_holiday = page(clerk, DESK, as_of="2026-09-28")
    assert "节前须报 2 件" in before_holiday
    assert files.number(1) in before_holiday
    first = registered[0]
    assert "已催办" in do(clerk, f"{DESK}{first.uid}/remind/")
    assert "双公示催办" in page(clerk, "/desk/todo/")

    send(desk, tmp_path / "一.csv", files.penalty_row(1), "2026-10-10")
    alert = page(clerk, DESK, figure="overdue", as_of="2026-10-11")
    assert "已超期未报 1</a>" in alert
    assert files.number(2) in alert
    assert files.number(1) not in alert
    send(desk, tmp_path / "二.csv", files.penalty_row(2), "2026-10-12")
    assert files.number(2) not in page(clerk, DESK, figure="overdue", as_of="2026-10-12")

    told = page(clerk, RATES, month="2026-09", by="unit", as_of="2026-11-24")
    assert "上报率 100.00%，合规率 100.00%，及时率 50.00%" in told
    late = page(clerk, DESK, month="2026-09", figure="late", as_of="2026-11-24")
    assert files.number(2) in late
    assert files.number(1) not in late
    circular = page(clerk, f"{MONTHLY}circular/", month="2026-09", as_of="2026-11-24")
    assert "迟报 1 件" in circular
    assert "迟报 1 个工作日" in circular
    assert files.number(2) in circular
    assert files.number(1) not in circular
    assert "双公示催办" not in page(clerk, "/desk/todo/")


def test_nothing_due_reads_not_applicable(desk, clerk):
    told = page(clerk, RATES, month="2026-09")

    assert "上报率 不适用，合规率 不适用，及时率 不适用" in told


@pytest.mark.parametrize("by", ["county", "unit", "kind", "month"])
def test_rates_are_told_apart_and_lead_to_their_rows(clerk, registered, by):
    told = page(clerk, RATES, month="2026-09", by=by, as_of="2026-11-24")

    assert "0.00%" in told
    assert "figure=overdue" in told


def test_the_list_is_exported_as_it_is_asked_for(clerk, registered):
    answer = clerk.get("/desk/lists/decisions.xlsx", {"month": "2026-09"})

    sheet = load_workbook(BytesIO(b"".join(answer.streaming_content))).active
    assert [row[1].value for row in sheet.iter_rows(min_row=2, max_row=3)] == [
        files.number(1),
        files.number(2),
    ]


def test_the_month_s_table_is_the_same_on_every_medium(desk, clerk, registered):
    asked = {"month": "2026-09", "as_of": "2026-11-24"}

    shown = page(clerk, MONTHLY, **asked)
    book = clerk.get(f"{MONTHLY}table.xlsx", asked)
    pdf = clerk.get(f"{MONTHLY}table.pdf", asked)
    document = clerk.get(f"{MONTHLY}circular.docx", asked)

    assert "逾期未报 2" in shown
    assert "figure=unsent" in shown
    rows = list(load_workbook(BytesIO(b"".join(book.streaming_content))).active.values)
    assert rows[2][1:] == (0, 0, 0, 0, None, 2, 0, 0, 2, "逾期未报 2")
    assert "逾期未报" in PdfReader(BytesIO(pdf.content)).pages[0].extract_text()
    paper = Document(BytesIO(b"".join(document.streaming_content)))
    assert paper.paragraphs[0].text == "（草稿，未经签发）"
    # A county signs with its own name, never with the city's.
    own = str(actor(desk.home_clerk).authority)
    assert paper.tables[0].cell(0, 0).text.startswith(own)
    assert files.number(2) in [cell.text for cell in paper.tables[2].column_cells(1)]


def test_a_reminder_is_given_once_a_day_and_leaves_one_line(desk, registered):
    one = registered[0]
    reminders.remind(one, by=actor(desk.home_clerk), on=D("2026-09-28"))

    with pytest.raises(Refused) as refused:
        reminders.remind(one, by=actor(desk.home_clerk), on=D("2026-09-28"))

    assert refused.value.code == "reminded-today"
    assert AuditEntry.objects.filter(act="decision.remind").count() == 1
    assert "还剩 6 个工作日" in Reminder.objects.get().text or "还剩" in Reminder.objects.get().text
    reminders.remind(one, by=actor(desk.home_clerk), on=D("2026-09-29"))


def test_who_is_not_in_the_county_reminds_nobody(desk, registered, neighbour):
    with pytest.raises(NotPermitted):
        reminders.remind(registered[0], by=actor(desk.moxi_clerk), on=D("2026-09-28"))

    assert neighbour.get(f"{DESK}{registered[0].uid}/").status_code == 404
    assert files.number(1) not in page(neighbour, DESK)


def test_what_is_sent_is_not_reminded_of(desk, registered, tmp_path):
    send(desk, tmp_path / "一.csv", files.penalty_row(1), "2026-10-10")

    with pytest.raises(NotAllowed):
        reminders.remind(registered[0], by=actor(desk.home_clerk), on=D("2026-10-12"))


def test_an_auditor_sees_and_does_not_remind(desk, registered):
    auditor = at_work(desk.in_post("looks-on", desk.city, Role.AUDITOR))

    told = page(auditor, f"{DESK}{registered[0].uid}/")

    assert "四个时点" in told
    assert "remind/" not in told
    assert auditor.post(f"{DESK}{registered[0].uid}/remind/").status_code == 403
