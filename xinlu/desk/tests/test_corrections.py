"""更正 on the desk: from the record's page, by the form of its template, to the second officer."""

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import load_workbook

from xinlu.accounts.models import AuditEntry, Role
from xinlu.collection.models import Correction, Record
from xinlu.collection.tests.batch_cast import a_file
from xinlu.desk.tests.desk_cast import at_work, do, page, stored

LIST = "/desk/corrections/"


@pytest.fixture
def record(penalties):
    return penalties.records.order_by("row").first()


@pytest.fixture
def reviewer(desk):
    return at_work(desk.in_post("city-reviewer", desk.city, Role.REVIEWER))


def new(record):
    return f"/desk/records/{record.uid}/correct/"


def filled(client, record, **changes):
    """Return what the form sends: every field as it stands, but for the changes."""
    form = client.get(new(record)).context["form"]
    given = {name: form[name].value() or "" for name in form.fields if name != "file"}
    why = {"cause": "entry", "reason": "录入时多写一个零"}
    return given | why | {f"f-{key}": value for key, value in changes.items()}


def test_a_clerk_sees_what_it_touches_and_a_second_officer_confirms(clerk, reviewer, record, desk):
    shown = page(clerk, f"/desk/records/{record.uid}/")
    assert new(record) in shown
    looked = do(clerk, new(record), look="1", **filled(clerk, record, fine="9.9"))
    assert "校验通过，还没有提出" in looked
    assert "<ins>9.9</ins>" in looked
    assert "首次报送日" in looked
    assert not Correction.objects.exists()

    proof = SimpleUploadedFile("更正书.pdf", b"%PDF-1.4 show")
    told = do(clerk, new(record), file=proof, **filled(clerk, record, fine="9.9"))

    one = Correction.objects.get()
    assert "已提出，待审核岗另一人复核" in told
    assert "须由另一人复核" in told
    assert "复核通过</summary>" not in told
    kept = clerk.get(f"{LIST}{one.uid}/proof/")
    assert (kept.content, kept["Content-Type"]) == (b"%PDF-1.4 show", "application/octet-stream")
    assert "有一件更正待复核" in page(clerk, f"/desk/records/{record.uid}/")
    assert LIST + str(one.uid) in page(reviewer, "/desk/todo/")
    assert LIST + str(one.uid) in page(reviewer, LIST)
    done = do(reviewer, f"{LIST}{one.uid}/do/confirm/")
    assert "已更正，新值已生效" in done
    held = Record.objects.in_force().get(number=record.number)
    assert held.values["fine"] == "9.9"
    old = page(clerk, f"/desk/records/{record.uid}/")
    assert "这是更正前的内容" in old
    assert "提出更正" in old
    assert "录入时多写一个零" in old
    assert LIST + str(one.uid) not in page(reviewer, "/desk/todo/")
    assert "没有办理" not in page(at_work(desk.auditor), "/desk/audit/")
    assert AuditEntry.objects.filter(act="correction.confirm").count() == 1


def test_what_is_wrong_is_told_at_its_field_and_nothing_is_kept(clerk, record):
    told = do(clerk, new(record), **filled(clerk, record, credit_code="91500101MAO000001Q"))
    assert "f-credit_code_error" in told
    told = do(clerk, new(record), **filled(clerk, record))
    assert "没有要更正的" in told
    told = do(clerk, new(record), **filled(clerk, record, fine="2") | {"cause": "source"})
    assert "cause_error" in told
    given = filled(clerk, record, fine="2")
    wrong = SimpleUploadedFile("证据.exe", b"MZ")
    assert "附件只收" in do(clerk, new(record), file=wrong, **given)

    assert not Correction.objects.exists()


def test_a_form_sent_twice_counts_once(clerk, record):
    given = filled(clerk, record, fine="2")

    do(clerk, new(record), **given)
    told = do(clerk, new(record), **given)

    assert Correction.objects.count() == 1
    assert "已有一件更正待复核" in told


def test_strangers_and_other_counties_see_nothing_and_do_nothing(
    clerk, neighbour, reviewer, record, desk
):
    do(clerk, new(record), **filled(clerk, record, fine="2"))
    one = Correction.objects.get()

    assert neighbour.get(f"{LIST}{one.uid}/").status_code == 404
    assert str(one.uid) not in page(neighbour, LIST)
    assert neighbour.get(new(record)).status_code == 404
    assert at_work(desk.auditor).get(new(record)).status_code == 403
    assert clerk.post(f"{LIST}{one.uid}/do/confirm/").status_code == 403
    assert "请写明理由" in do(reviewer, f"{LIST}{one.uid}/do/refuse/", reason=" ")
    assert "记录照旧" in do(reviewer, f"{LIST}{one.uid}/do/refuse/", reason="与决定书一致")
    assert "已撤回" not in do(clerk, f"{LIST}{one.uid}/do/retract/", reason="不改了")
    one.refresh_from_db()
    assert (one.state, one.decision) == ("refused", "与决定书一致")


def test_a_persons_number_is_never_filled_in_and_is_emptied_by_a_word(clerk, tmp_path):
    batch = stored(clerk, a_file(tmp_path / "人.xlsx", 8, firms=1, people=3))
    record = next(one for one in batch.records.all() if "id_number" in one.values)

    given = filled(clerk, record, fine="2")
    assert given["f-id_number"] == ""
    told = do(clerk, new(record), **given | {"f-id_number": "无"})
    assert "f-id_number_error" in told
    do(clerk, new(record), **given)
    assert Correction.objects.get().keys == ["fine"]


def test_the_workload_is_counted_by_any_two_groups_and_exported(clerk, reviewer, record):
    given = filled(clerk, record, fine="2", violation_facts="示例更正后的事实")
    do(clerk, new(record), **given)

    shown = page(reviewer, f"{LIST}workload/", by="field", then="cause")
    assert "罚款金额(万元)" in shown
    assert "录入错误" in shown
    book = reviewer.get("/desk/lists/correction-work.xlsx?by=field&then=cause")
    sheet = load_workbook(BytesIO(b"".join(book.streaming_content))).active
    told = [[cell.value for cell in row][:3] for row in sheet.iter_rows(min_row=2, max_row=3)]
    assert {row[1] for row in told} == {"录入错误"}
    assert [row[2] for row in told] == [1, 1]
    book = reviewer.get("/desk/lists/corrections.xlsx?state=all")
    sheet = load_workbook(BytesIO(b"".join(book.streaming_content))).active
    assert "→ 2" in sheet["D2"].value
