import csv
import io

import openpyxl
import pytest
from django.utils import timezone

from xinlu.accounts.models import Place, Role
from xinlu.collection import grids, selectors
from xinlu.collection.covering import uncover
from xinlu.collection.models import Batch, PreviewRow, Record, Refusal
from xinlu.collection.selectors import RecordFilters
from xinlu.collection.services import batches, checks, ready, storing
from xinlu.collection.services.importing import import_file, try_file
from xinlu.collection.services.returning import returned_workbook
from xinlu.collection.tests import penalty_files
from xinlu.collection.tests.batch_cast import (
    TODAY,
    a_file,
    a_table,
    checked,
    received,
    stored,
)
from xinlu.registry.models import SearchGram, Subject

PERSON = penalty_files.resident_id(0)


def of_a_person(number: str = PERSON, document: str = "渝示交罚〔2024〕000001号") -> list:
    [row] = penalty_files.rows(1, firms=1, people=0)
    row[0:3] = ["示例赵某", "自然人", ""]
    row[8] = ""
    row[11:14] = ["身份证", number, document]
    return row


def a_csv(path, *rows):
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    return path


def points(path, *numbers):
    rows = [(number, "2025-03-01", 3) for number in numbers]
    return a_csv(path, ("从业资格证号", "行为日期", "计分"), *rows)


def drivers(path, *numbers):
    rows = [(number, "示例赵某", "2015-03-01") for number in numbers]
    return a_csv(path, ("从业资格证号", "姓名", "初次领证日期"), *rows)


def test_the_same_file_sent_twice_is_one_batch_and_says_so(senders, tmp_path):
    path = a_file(tmp_path / "a.xlsx")
    first = stored(path, senders.by_clerk)

    second = received(path, senders.by_clerk)

    assert second.is_repeated
    assert second.pk == first.pk
    assert Batch.objects.count() == 1


def test_a_file_saved_anew_has_every_row_stored_already_and_names_the_batch(senders, tmp_path):
    first = stored(a_file(tmp_path / "a.xlsx"), senders.by_clerk)
    table = list(penalty_files.rows(5, firms=4, people=2))

    second = checked(a_table(tmp_path / "b.xlsx", table), senders.by_clerk)

    assert (second.accepted_count, second.refused_count) == (0, 5)
    assert {refusal.code for refusal in second.refusals.all()} == {"duplicate"}
    assert second.outline["same_as"] == first.pk


def test_a_row_stored_meanwhile_by_another_batch_is_refused_when_storing(senders, tmp_path):
    rows = list(penalty_files.rows(3, firms=2, people=0))
    one = checked(a_table(tmp_path / "a.xlsx", rows), senders.by_clerk)
    other = checked(a_table(tmp_path / "b.xlsx", rows[1:]), senders.by_clerk)
    storing.store(batches.confirm(other, by=senders.by_clerk, queue=False))

    done = storing.store(batches.confirm(one, by=senders.by_clerk, queue=False))

    assert (done.accepted_count, done.refused_count) == (1, 2)
    assert [each.row for each in done.refusals.all()] == [3, 4]
    assert Record.objects.in_force().count() == 3


def test_numbers_of_persons_stand_nowhere_in_plain(senders, tmp_path):
    wrong = PERSON[:-1] + ("0" if PERSON[-1] != "0" else "1")
    table = [of_a_person(), of_a_person(wrong, "渝示交罚〔2024〕000002号")]
    stored(a_table(tmp_path / "a.xlsx", table), senders.by_clerk)
    record = Record.objects.get()

    written = "".join(
        str(list(model.objects.values_list())) for model in (Record, Refusal, PreviewRow, Subject)
    )

    assert PERSON[6:14] not in written
    assert wrong not in written
    assert uncover(record.values["id_number"], field="id_number", row=record.uid.hex) == PERSON
    [refusal] = grids.refusals_of(record.batch)
    assert (refusal.value, refusal.code) == (wrong, "identifier-check")


def test_an_identity_number_in_an_unknown_column_is_sealed_too(senders, tmp_path):
    [row] = penalty_files.rows(1, firms=1, people=0)
    headings = [*penalty_files.HEADINGS, "经办人身份证"]
    path = a_csv(tmp_path / "a.csv", headings, [*row, PERSON])

    stored(path, senders.by_clerk)

    raw = Record.objects.get().raw["经办人身份证"]
    assert PERSON not in str(raw)
    assert raw["shown"].startswith(PERSON[:6])


def test_the_rows_kept_between_check_and_storing_hold_no_number_in_plain(senders, tmp_path):
    batch = checked(a_table(tmp_path / "a.xlsx", [of_a_person()]), senders.by_clerk)

    kept = ready.path_of(batch).read_text(encoding="utf-8")

    assert PERSON not in kept
    storing.store(batches.confirm(batch, by=senders.by_clerk, queue=False))
    assert not ready.path_of(batch).exists()


def test_rows_lost_between_check_and_storing_are_read_again_from_the_file(senders, tmp_path):
    rows = list(penalty_files.rows(4, firms=2, people=1))
    rows[2][13] = ""
    batch = checked(a_table(tmp_path / "a.xlsx", rows), senders.by_clerk)
    ready.forget(batch)

    done = storing.store(batches.confirm(batch, by=senders.by_clerk, queue=False))

    assert (done.accepted_count, done.refused_count) == (3, 1)
    assert sorted(Record.objects.values_list("row", flat=True)) == [2, 3, 5]
    assert done.refusals.count() == 1


def test_storing_goes_on_behind_the_last_whole_chunk(senders, tmp_path):
    batch = checked(a_file(tmp_path / "a.xlsx", 2500, firms=50, people=5), senders.by_clerk)
    batch = batches.confirm(batch, by=senders.by_clerk, queue=False)
    size, rows = next(ready.read(batch))
    storing.Store(batch, storing.load_template("penalty"), {}).put(size, rows)
    left = Batch.objects.get()

    assert (left.state, left.progress) == ("storing", 2000)
    assert not Record.objects.stored().exists()

    done = storing.store(left)

    assert done.accepted_count == Record.objects.in_force().count() == 2500
    assert Record.objects.values("key").distinct().count() == 2500


def test_of_two_workers_on_one_batch_one_gives_way(senders, tmp_path):
    batch = checked(a_file(tmp_path / "a.xlsx"), senders.by_clerk)
    batch = batches.confirm(batch, by=senders.by_clerk, queue=False)
    late = Batch.objects.get()
    storing.store(batch)

    with pytest.raises(checks.Overtaken):
        storing.store(late)

    assert Record.objects.count() == 5


def test_half_stored_and_given_up_leaves_nothing(senders, tmp_path):
    batch = checked(a_file(tmp_path / "a.xlsx", 2500, firms=50, people=5), senders.by_clerk)
    batch = batches.confirm(batch, by=senders.by_clerk, queue=False)
    size, rows = next(ready.read(batch))
    storing.Store(batch, storing.load_template("penalty"), {}).put(size, rows)

    batches.discard(batch, by=senders.by_clerk)

    assert not Record.objects.exists()
    assert not Subject.objects.known().exists()


def test_names_of_a_batch_given_up_are_found_once_another_batch_brings_them(senders, tmp_path):
    path = a_file(tmp_path / "a.xlsx", 3, firms=1, people=0)
    batch = batches.confirm(checked(path, senders.by_clerk), by=senders.by_clerk, queue=False)
    size, rows = next(ready.read(batch))
    storing.Store(batch, storing.load_template("penalty"), {}).put(size, rows)
    batches.discard(batch, by=senders.by_clerk)

    stored(path, senders.by_clerk)

    subject = Subject.objects.get()
    grams = list(SearchGram.objects.filter(subject=subject).values_list("gram", flat=True))
    assert len(grams) == len(set(grams)) > 5


def test_points_of_an_unknown_driver_are_refused_until_the_driver_is_known(senders, tmp_path):
    number = penalty_files.resident_id(7)
    file = points(tmp_path / "points.csv", number)

    first = import_file(file, by=senders.by_clerk, template="driver-points", year=None, on=TODAY)
    again = import_file(file, by=senders.by_clerk, template="driver-points", year=None, on=TODAY)
    stored(drivers(tmp_path / "drivers.csv", number), senders.by_clerk, "driver")
    third = import_file(file, by=senders.by_clerk, template="driver-points", year=None, on=TODAY)
    fourth = import_file(file, by=senders.by_clerk, template="driver-points", year=None, on=TODAY)

    [refusal] = first.refusals
    assert (refusal["column"], refusal["code"]) == ("从业资格证号", "unknown-subject")
    assert refusal["value"] == number
    assert (again.repeated, again.refused) == (True, 1)
    assert (third.repeated, third.stored) == (False, 1)
    assert (fourth.repeated, fourth.accepted, fourth.stored) == (True, 1, 0)


def test_a_driver_of_a_withdrawn_batch_is_not_known(senders, tmp_path):
    number = penalty_files.resident_id(7)
    batch = stored(drivers(tmp_path / "drivers.csv", number), senders.by_clerk, "driver")
    batches.withdraw(batch, by=senders.by_clerk, reason="报错了表", now=timezone.now())

    told = import_file(
        points(tmp_path / "p.csv", number),
        by=senders.by_clerk,
        template="driver-points",
        year=None,
        on=TODAY,
    )

    assert told.refusals[0]["code"] == "unknown-subject"


def test_rows_that_lay_in_the_future_are_taken_when_their_day_has_come(senders, tmp_path):
    [row] = penalty_files.rows(1, firms=1, people=0)
    row[22] = "2026-06-01"
    path = a_table(tmp_path / "a.xlsx", [row])
    sent = {"by": senders.by_clerk, "template": "penalty", "year": None}

    first = import_file(path, **sent, on=TODAY)
    later = import_file(path, **sent, on=TODAY.replace(month=7))

    assert first.refusals[0]["code"] == "date-in-future"
    assert (later.repeated, later.stored) == (False, 1)


def test_a_trial_run_gives_the_verdict_and_writes_nothing(senders, tmp_path):
    rows = list(penalty_files.rows(3, firms=2, people=0))
    rows[1][13] = ""

    told = try_file(
        a_table(tmp_path / "a.xlsx", rows),
        by=senders.by_clerk,
        template="penalty",
        year=None,
        on=TODAY,
    )

    assert (told.accepted, told.refused, told.stored) == (2, 1, 0)
    assert told.refusals[0]["code"] == "missing"
    assert not Batch.objects.exists()
    assert not Subject.objects.exists()


def test_the_returned_workbook_holds_the_refused_rows_and_is_read_again_when_mended(
    senders, tmp_path
):
    rows = list(penalty_files.rows(4, firms=2, people=0))
    rows[1][13] = ""
    batch = stored(a_table(tmp_path / "a.xlsx", rows), senders.by_clerk)

    content, name = returned_workbook(batch)

    sheet = openpyxl.load_workbook(io.BytesIO(content)).active
    assert name == "a-退回待修改.xlsx"
    assert sheet.max_row == 2
    cell = sheet.cell(2, 14)
    assert "行政处罚决定书文号" in cell.comment.text

    cell.value = "渝示交罚〔2024〕000002号"
    mended = tmp_path / "mended.xlsx"
    sheet.parent.save(mended)
    done = stored(mended, senders.by_clerk)

    assert done.accepted_count == 1
    assert Record.objects.in_force().count() == 4


def test_the_grid_marks_the_cell_and_masks_what_is_nobodys_business(senders, tmp_path):
    row = of_a_person()
    row[13] = ""
    batch = checked(a_table(tmp_path / "a.xlsx", [row]), senders.by_clerk)

    [sheet] = grids.grid_of(batch)

    [shown] = sheet.rows
    assert shown.is_refused
    assert shown.cells[13].code == "missing"
    assert shown.cells[13].message
    assert PERSON not in shown.cells[12].text
    assert sheet.columns[13] == ("N", "行政处罚决定书文号")


def test_a_record_is_seen_where_it_was_decided_and_where_the_subject_is_at_home(senders, tmp_path):
    at_home = Place.objects.get(code="500101")
    stored(a_file(tmp_path / "a.xlsx", 3, firms=1, people=0), senders.by_clerk)
    record = Record.objects.first()
    home = senders.act_as("home", Role.CLERK, senders.home_authority(at_home))
    stranger = senders.act_as("stranger", Role.CLERK, senders.moxi_transport)

    seen = {
        name: selectors.records_query(actor, RecordFilters()).count()
        for name, actor in (("decided", senders.by_clerk), ("home", home), ("else", stranger))
    }

    assert record.home_place == at_home
    assert record.deciding_place == senders.yundu
    assert seen == {"decided": 3, "home": 3, "else": 0}
    assert selectors.subjects_visible_to(senders.by_clerk).count() == 1
    assert selectors.subjects_visible_to(home).count() == 1
    assert not selectors.subjects_visible_to(stranger).exists()


def test_the_query_form_asks_by_number_subject_and_day(senders, tmp_path):
    stored(a_file(tmp_path / "a.xlsx", 5, firms=2, people=0), senders.by_clerk)
    one = Record.objects.order_by("pk").first()

    def found(**fields):
        return set(selectors.records_query(senders.by_clerk, RecordFilters(**fields)))

    assert found(number=one.number) == {one}
    assert one in found(subject=one.subject.code) <= found(subject=one.subject.name[2:6])
    assert found(since=one.happened_on, until=one.happened_on, template="penalty") >= {one}
    assert found(template="permit") == set()


def test_names_that_differ_from_the_registered_ones_are_told(senders, tmp_path):
    rows = list(penalty_files.rows(2, firms=1, people=0))
    stored(a_table(tmp_path / "a.xlsx", rows[:1]), senders.by_clerk)
    rows[1][0] = "示例另一名称有限公司"

    batch = stored(a_table(tmp_path / "b.xlsx", rows[1:]), senders.by_clerk)

    assert batch.outline["other_names"] == [
        ["行政处罚", 2, "示例另一名称有限公司", penalty_files.firm_name(0)]
    ]
    assert Subject.objects.get().name == penalty_files.firm_name(0)
