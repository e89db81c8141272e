"""The purpose of opening a number is preset by the task at hand, and by nobody else's task."""

import pytest

from xinlu.collection.models import Record
from xinlu.collection.tests import penalty_files
from xinlu.desk import purposes
from xinlu.desk.tests.desk_cast import actor, at_work, do, page, stored
from xinlu.registry.models import Opening, Subject


@pytest.fixture
def person(clerk, tmp_path):
    """A person with one penalty, known by an identity number."""
    rows = penalty_files.rows(1, firms=0, people=1)
    stored(clerk, penalty_files.write(tmp_path / "人.xlsx", rows))
    return Subject.objects.get(kind="person")


def test_every_task_presets_its_purpose_for_whom_it_is_about(desk, person):
    record = Record.objects.get()
    by = actor(desk.home_clerk)
    tasks = {
        f"record:{record.uid}": f"核对信用记录：行政处罚信息 {record.number}",
        f"decision:{record.decision.uid}": f"办理双公示：行政处罚 {record.number}",
        f"batch:{record.batch.uid}": f"核对报送批次：人.xlsx（编号 {record.batch.uid.hex[:8]}）",
    }

    assert {task: purposes.purpose_of(by, person, task) for task in tasks} == tasks
    other = Subject.objects.create(kind="firm", name="示例", registered_on=person.registered_on)
    stranger = actor(desk.moxi_clerk)
    for task in [*tasks, "record:nothing", "unheard-of:1", ""]:
        assert purposes.purpose_of(by, other, task) == ""
    for kind in purposes.FINDERS:
        assert purposes.purpose_of(by, person, f"{kind}:{person.uid}") == ""
    assert purposes.purpose_of(stranger, person, f"batch:{record.batch.uid}") == ""


def test_the_officer_may_change_what_was_preset_and_both_are_kept(clerk, person):
    record = Record.objects.get()
    task = f"record:{record.uid}"
    preset = f"核对信用记录：行政处罚信息 {record.number}"
    address = f"/desk/subjects/{person.uid}/"
    assert f"?task={task}" in page(clerk, f"/desk/records/{record.uid}/")
    assert preset in page(clerk, address, task=task)

    do(clerk, f"{address}open/", task=task, purpose="电话核对本人身份")
    do(clerk, f"{address}open/", task="record:forged", purpose="另一用途")

    told = list(Opening.objects.order_by("pk").values_list("purpose", "preset", "task"))
    assert told == [("电话核对本人身份", preset, task), ("另一用途", "", "")]


def test_an_opening_for_no_case_is_shown_to_the_person_at_once(desk, clerk, person):
    record = Record.objects.get()
    do(clerk, f"/desk/subjects/{person.uid}/open/", task=f"record:{record.uid}", purpose="核对")

    [seen] = purposes.shown_to(person, record.received_at.date()).seen

    assert seen.purpose == "核对"
    assert at_work(desk.moxi_clerk).get(f"/desk/subjects/{person.uid}/").status_code == 404
