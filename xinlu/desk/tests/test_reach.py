import csv
import io

import openpyxl
import pytest

from xinlu.accounts.models import AuditEntry
from xinlu.collection.models import Record
from xinlu.collection.tests import penalty_files
from xinlu.desk.tests.desk_cast import at_work, page, speaking_for, stored
from xinlu.registry.models import Subject

NAME = penalty_files.firm_name(0)
CODE = penalty_files.credit_code(0)


def file_of(subject):
    return f"/desk/subjects/{subject.uid}/"


def test_a_clerk_of_another_county_finds_nothing(neighbour, firm, penalties):
    record = Record.objects.first()

    assert neighbour.get(file_of(firm)).status_code == 404
    assert neighbour.get(f"/desk/records/{record.uid}/").status_code == 404
    assert "辖区内还没有信用记录" in page(neighbour, "/desk/records/")
    assert "辖区内还没有信用主体" in page(neighbour, "/desk/subjects/")
    assert "没有找到" in page(neighbour, "/desk/search/", q=CODE)


def test_a_county_sees_what_others_decided_about_a_firm_at_home_there(clerk, far):
    record = Record.objects.get()

    shown = page(clerk, f"/desk/records/{record.uid}/")

    assert NAME in page(clerk, "/desk/records/")
    assert "墨溪县" in shown
    assert clerk.get(f"/desk/imports/{far.uid}/").status_code == 404
    assert f"/desk/imports/{far.uid}/" not in shown


def test_a_firm_sees_its_own_file_and_nothing_else(clerk, firm, tmp_path):
    other = stored(
        clerk,
        penalty_files.write(
            tmp_path / "别家.xlsx", list(penalty_files.rows(40, firms=30, people=0, seed=5))[20:]
        ),
    )
    stranger = Record.objects.filter(batch=other).exclude(subject=firm).first()
    own = Record.objects.filter(subject=firm).first()
    speaker = at_work(speaking_for(firm))

    mine = page(speaker, "/desk/mine/")

    assert NAME in mine
    assert own.number in mine
    assert stranger.number not in mine
    assert own.values["violation_facts"] in page(speaker, f"/desk/records/{own.uid}/")
    assert speaker.get(f"/desk/records/{stranger.uid}/").status_code == 404
    closed = ["/desk/records/", "/desk/subjects/", "/desk/imports/", "/desk/runs/", "/desk/audit/"]
    closed += [file_of(firm), "/desk/todo/", "/desk/done/", "/desk/search/", "/desk/imports/new/"]
    closed += ["/desk/lists/records.xlsx"]
    assert [speaker.get(path).status_code for path in closed] == [403] * len(closed)
    assert speaker.get("/desk/").headers["Location"] == "/desk/mine/"


def test_who_speaks_for_nobody_yet_is_told_what_to_do(desk):
    user = speaking_for(Subject.objects.create(kind="firm", registered_on="2020-01-01"))
    user.representations.all().delete()

    assert "还没有登记您代表的主体" in page(at_work(user), "/desk/mine/")


def test_a_clerk_takes_out_only_what_the_county_may_see(neighbour, penalties):
    flat = [cell for row in exported(neighbour, "records") for cell in row]

    assert NAME not in flat


def exported(client, name, **asked):
    answer = client.get(f"/desk/lists/{name}.xlsx", asked)
    assert answer.status_code == 200
    book = openpyxl.load_workbook(io.BytesIO(b"".join(answer.streaming_content)))
    return [list(row) for row in book.active.iter_rows(values_only=True)]


def test_the_export_holds_what_the_form_asked_for_and_is_logged(clerk, penalties):
    rows = exported(clerk, "records", number="渝示交罚〔2024〕000002号")

    flat = [str(cell) for row in rows for cell in row if cell is not None]
    assert "渝示交罚〔2024〕000002号" in flat
    assert "渝示交罚〔2024〕000001号" not in flat
    assert any("导出人 示例home-clerk" in cell for cell in flat)
    assert AuditEntry.objects.filter(act="list.export").count() == 1


def test_no_text_in_an_export_is_a_formula(clerk, tmp_path):
    table = list(penalty_files.rows(1, firms=1, people=0))
    table[0][13] = '=HYPERLINK("https://example.org")'
    path = tmp_path / "处罚.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([penalty_files.HEADINGS, *table])
    stored(clerk, path)

    answer = clerk.get("/desk/lists/records.xlsx")

    sheet = openpyxl.load_workbook(io.BytesIO(b"".join(answer.streaming_content))).active
    cells = [cell for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert any("HYPERLINK" in str(cell.value) for cell in cells)
    assert all(cell.data_type != "f" for cell in cells)


@pytest.mark.parametrize("name", ["imports", "records", "subjects", "runs", "audit"])
def test_every_list_is_exported_and_printed(desk, clerk, penalties, name):
    rows = exported(clerk, name)

    assert len(rows) >= 2
    path = {"audit": "/desk/audit/"}.get(name, f"/desk/{name}/")
    assert 'class="query"' not in page(clerk, path, print="1")


def test_an_unknown_list_is_not_exported(clerk):
    assert clerk.get("/desk/lists/secrets.xlsx").status_code == 404
