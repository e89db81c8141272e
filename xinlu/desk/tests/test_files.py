import pytest

from xinlu.accounts.models import AuditEntry
from xinlu.collection.models import Record
from xinlu.collection.tests import penalty_files
from xinlu.desk.tests.desk_cast import (
    at_work,
    do,
    page,
    speaking_for,
    stored,
    three_rows,
    uploaded,
)
from xinlu.registry.models import Opening, Subject

NAME = penalty_files.firm_name(0)
CODE = penalty_files.credit_code(0)
NUMBER = penalty_files.resident_id(0)


@pytest.fixture
def person(clerk, tmp_path):
    """A person with one penalty, known by an identity number."""
    stored(
        clerk, penalty_files.write(tmp_path / "人.xlsx", penalty_files.rows(1, firms=0, people=1))
    )
    return Subject.objects.get(kind="person")


def file_of(subject):
    return f"/desk/subjects/{subject.uid}/"


def test_the_records_of_the_county_are_listed_with_their_numbers(clerk, penalties):
    shown = page(clerk, "/desk/records/")

    assert NAME in shown
    assert "渝示交罚〔2024〕000003号" in shown
    assert "共 3 条" in shown


@pytest.mark.parametrize(
    ("good", "bad"),
    [
        ({"subject": NAME[2:6]}, {"subject": "查无此名"}),
        ({"subject": CODE.lower()}, {"subject": "91500101MA0000000X"}),
        ({"template": "penalty"}, {"template": "permit"}),
        ({"number": "渝示交罚〔2024〕000001号"}, {"number": "渝示交罚〔2024〕9号"}),
        ({"since": "2024-01-01"}, {"since": "2999-01-01"}),
        ({"until": "2024-12-31"}, {"until": "2020-01-01"}),
        ({"place": "500101"}, {"place": "990102"}),
        ({"state": "in-force"}, {"state": "withdrawn"}),
    ],
)
def test_the_records_are_narrowed_by_each_field_of_the_form(clerk, penalties, good, bad):
    found, missed = page(clerk, "/desk/records/", **good), page(clerk, "/desk/records/", **bad)

    assert NAME in found
    assert "没有符合条件的记录" in missed
    assert NAME not in missed


def test_withdrawn_records_are_found_by_their_state(clerk, penalties):
    do(clerk, f"/desk/imports/{penalties.uid}/withdraw/", reason="报错了月份")

    assert "没有" in page(clerk, "/desk/records/")
    assert "渝示交罚〔2024〕000001号" in page(clerk, "/desk/records/", state="withdrawn")


def test_the_records_of_one_batch_are_reached_from_its_page(clerk, penalties):
    link = f"/desk/records/?batch={penalties.uid}"

    assert link in page(clerk, f"/desk/imports/{penalties.uid}/")
    assert "批次「处罚.xlsx」的记录" in page(clerk, link)


def test_a_record_tells_every_field_its_source_and_its_history(clerk, penalties):
    record = Record.objects.get(number="渝示交罚〔2024〕000002号")

    shown = page(clerk, f"/desk/records/{record.uid}/")

    assert "行政处罚 第 5 行" in shown
    assert f"/desk/imports/{penalties.uid}/" in shown
    assert record.values["violation_facts"] in shown
    assert "报送" in shown
    assert "入库" in shown


def test_the_history_of_a_withdrawn_record_tells_why(clerk, penalties):
    do(clerk, f"/desk/imports/{penalties.uid}/withdraw/", reason="报错了月份")
    record = Record.objects.first()

    shown = page(clerk, f"/desk/records/{record.uid}/")

    assert "已撤回" in shown
    assert "报错了月份" in shown


def test_a_subjects_file_shows_records_life_and_source_batches(clerk, firm, penalties):
    shown = page(clerk, file_of(firm))

    assert "行政处罚信息　3 条" in shown
    assert "渝示交罚〔2024〕000001号" in shown
    assert "处罚.xlsx" in shown
    assert "归属地暂按代码推定" in shown
    assert CODE in shown


def test_a_firm_is_found_by_a_part_of_its_name_its_code_and_the_number_of_a_document(clerk, firm):
    part = clerk.get("/desk/search/", {"q": NAME[2:4]})
    code = clerk.get("/desk/search/", {"q": CODE})
    number = clerk.get("/desk/search/", {"q": "渝示交罚〔2024〕000001号"})
    nothing = page(clerk, "/desk/search/", q="查无此名")

    assert part.headers["Location"] == code.headers["Location"] == file_of(firm)
    assert number.headers["Location"].startswith("/desk/records/")
    assert "辖区内没有“查无此名”" in nothing


def test_a_search_says_how_much_was_found(clerk, tmp_path):
    path = penalty_files.write(
        tmp_path / "处罚.xlsx", penalty_files.rows(12, firms=3, people=0), title=False
    )
    stored(clerk, path)

    assert f"找到 {Subject.objects.count()} 项" in page(clerk, "/desk/search/", q="示例")


def test_a_character_that_no_keyboard_types_hurts_no_query(clerk, firm, penalties):
    found = clerk.get("/desk/search/", {"q": "\0" + NAME})

    assert found.headers["Location"] == file_of(firm)
    page(clerk, f"/desk/imports/{penalties.uid}/", code="\0", at="\0", show="\0")
    page(clerk, "/desk/records/", subject="\0", number="\0")


@pytest.mark.parametrize(
    ("good", "bad"),
    [
        ({"q": NAME[2:5]}, {"q": "查无此名"}),
        ({"kind": "firm"}, {"kind": "vehicle"}),
        ({"place": "500101"}, {"place": "990101"}),
    ],
)
def test_the_subjects_are_narrowed_by_each_field_of_the_form(clerk, firm, good, bad):
    assert NAME in page(clerk, "/desk/subjects/", **good)
    assert "没有符合条件的主体" in page(clerk, "/desk/subjects/", **bad)


def test_persons_are_found_by_their_number_alone(clerk, person):
    by_name = page(clerk, "/desk/subjects/", q=person.name)
    by_number = page(clerk, "/desk/subjects/", q=NUMBER)

    assert file_of(person) not in by_name
    assert file_of(person) in by_number
    assert file_of(person) not in page(clerk, "/desk/subjects/")


def test_numbers_of_persons_are_covered_everywhere(clerk, person):
    record = Record.objects.get(subject=person)

    shown = [
        page(clerk, file_of(person)),
        page(clerk, f"/desk/records/{record.uid}/"),
        page(clerk, "/desk/records/"),
        page(clerk, f"/desk/imports/{record.batch.uid}/", show="all"),
    ]

    assert all(NUMBER not in text for text in shown)


def test_opening_a_number_is_logged_with_its_purpose_and_shown_to_the_person(clerk, person):
    said = do(clerk, f"{file_of(person)}open/", purpose="执法检查 2026-7 号")

    opening = Opening.objects.get()
    own = page(at_work(speaking_for(person)), "/desk/mine/")
    assert NUMBER in said
    assert (opening.subject, opening.purpose) == (person, "执法检查 2026-7 号")
    assert AuditEntry.objects.filter(act="number.open").count() == 1
    assert "执法检查 2026-7 号" in own
    assert "of-500101机构" in own
    assert "示例home-clerk" not in own


def test_nothing_is_opened_without_a_purpose(clerk, person):
    said = do(clerk, f"{file_of(person)}open/", purpose=" ")

    assert "须写明用途" in said
    assert NUMBER not in said
    assert not Opening.objects.exists()


def test_an_opening_sent_twice_is_logged_once(clerk, person):
    once = {"purpose": "执法检查", "nonce": "abc1"}
    do(clerk, f"{file_of(person)}open/", **once)

    said = do(clerk, f"{file_of(person)}open/", **once)

    assert "已经提交过一次" in said
    assert Opening.objects.count() == 1


def test_an_auditor_opens_no_numbers(desk, person):
    auditor = at_work(desk.auditor)

    assert auditor.post(f"{file_of(person)}open/", {"purpose": "某"}).status_code == 403
    assert "打开完整号码" not in page(auditor, file_of(person))


def test_what_waits_stands_on_the_first_page_and_what_was_done_in_its_list(clerk, tmp_path):
    batch = uploaded(clerk, three_rows(tmp_path / "处罚.xlsx"))

    first, done = page(clerk, "/desk/"), page(clerk, "/desk/done/")

    assert "今天要办 1 件" in first
    assert "可入库 3 行" in first
    assert f"/desk/imports/{batch.uid}/" in page(clerk, "/desk/todo/")
    assert "接收批次" in done
    assert "处罚.xlsx" in done
