from datetime import timedelta

import pytest
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from xinlu.accounts.actors import SYSTEM
from xinlu.accounts.acts import DoneBefore, NotAllowed, NotPermitted, Refused
from xinlu.accounts.models import Announcement, AuditEntry, Role
from xinlu.collection import selectors, tasks
from xinlu.collection.histories import history
from xinlu.collection.models import Batch, Record
from xinlu.collection.services import batches, checks, storing
from xinlu.collection.tests import penalty_files
from xinlu.collection.tests.batch_cast import (
    TODAY,
    a_file,
    a_table,
    checked,
    received,
    stored,
)
from xinlu.registry.models import Subject
from xinlu.registry.selectors import by_identifier


def acts() -> list[str]:
    return list(AuditEntry.objects.order_by("pk").values_list("act", flat=True))


def test_a_batch_goes_from_the_clerk_to_the_store_and_leaves_a_line_at_every_step(
    senders, tmp_path
):
    batch = stored(a_file(tmp_path / "a.xlsx"), senders.by_clerk)

    assert (batch.state, batch.accepted_count, batch.refused_count) == ("stored", 5, 0)
    assert Record.objects.in_force().count() == 5
    assert acts() == ["batch.receive", "batch.check", "batch.confirm", "batch.store"]
    assert Announcement.objects.filter(topic="batch.store").count() == 1


def test_what_came_in_before_this_platform_was_there_keeps_its_moment(senders, tmp_path):
    then = timezone.now() - timedelta(days=400)
    batch = checked(a_file(tmp_path / "a.xlsx"), senders.by_clerk, at=then)

    storing.store(batches.confirm(batch, by=senders.by_clerk, queue=False), at=then)

    done = Batch.objects.get()
    assert (done.sent_at, done.stored_at) == (then, then)
    assert set(Record.objects.values_list("received_at", flat=True)) == {then}
    assert AuditEntry.objects.earliest("pk").at > then


def test_the_queue_checks_and_stores_what_is_sent_from_a_page(senders, tmp_path):
    batch = received(a_file(tmp_path / "a.xlsx"), senders.by_clerk, channel="upload")

    assert [told.args_kwargs["args"] for told in DBTaskResult.objects.all()] == [[batch.pk]]
    tasks.check_batch.call(batch.pk)
    batches.confirm(Batch.objects.get(), by=senders.by_clerk)
    assert DBTaskResult.objects.count() == 2
    tasks.store_batch.call(batch.pk)
    assert Batch.objects.get().state == Batch.State.STORED


def test_nothing_is_seen_of_a_batch_before_its_last_chunk_is_in(senders, tmp_path):
    batch = checked(a_file(tmp_path / "a.xlsx"), senders.by_clerk)

    assert not Record.objects.stored().exists()
    assert not Subject.objects.known().exists()

    storing.store(batches.confirm(batch, by=senders.by_clerk, queue=False))

    assert Subject.objects.known().count() == Subject.objects.count() > 0


def test_a_reviewer_sends_nothing_and_a_clerk_of_another_county_confirms_nothing(senders, tmp_path):
    path = a_file(tmp_path / "a.xlsx")
    stranger = senders.act_as("stranger", Role.CLERK, senders.moxi_transport)

    with pytest.raises(NotPermitted):
        received(path, senders.by_reviewer)
    batch = checked(path, senders.by_clerk)
    with pytest.raises(NotPermitted) as refused:
        batches.confirm(batch, by=stranger)

    assert refused.value.code == "out-of-place"
    assert selectors.batch_for(stranger, batch.uid) is None
    assert Batch.objects.get().state == Batch.State.CHECKED


@pytest.mark.parametrize("act", [batches.confirm, batches.discard])
def test_what_is_stored_is_neither_confirmed_nor_discarded_again(senders, tmp_path, act):
    batch = stored(a_file(tmp_path / "a.xlsx"), senders.by_clerk)
    before = acts()

    with pytest.raises(NotAllowed):
        act(batch, by=senders.by_clerk)

    assert acts() == before


def test_a_form_sent_twice_confirms_once(senders, tmp_path):
    batch = checked(a_file(tmp_path / "a.xlsx"), senders.by_clerk)
    batches.confirm(batch, by=senders.by_clerk, nonce="once")

    with pytest.raises(DoneBefore):
        batches.confirm(batch, by=senders.by_clerk, nonce="once")

    assert acts().count("batch.confirm") == 1


def test_a_batch_of_refused_rows_alone_is_not_confirmed_and_waits_for_nobody(senders, tmp_path):
    table = [[*row[:13], "", *row[14:]] for row in penalty_files.rows(3, firms=2, people=0)]
    batch = checked(a_table(tmp_path / "a.xlsx", table), senders.by_clerk)

    with pytest.raises(Refused) as refused:
        batches.confirm(batch, by=senders.by_clerk)

    assert refused.value.code == "nothing-accepted"
    assert selectors.todo(senders.by_clerk).waiting == 0


def test_what_waits_is_counted_for_the_senders_county_alone(senders, tmp_path):
    checked(a_file(tmp_path / "a.xlsx"), senders.by_clerk)
    stranger = senders.act_as("stranger", Role.CLERK, senders.moxi_transport)

    assert selectors.todo(senders.by_clerk).waiting == 1
    assert selectors.todo(stranger).waiting == 0


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"template": "no-such"}, "no-such-template"),
        ({"template": "red-lights"}, "no-such-template"),
        ({"on": TODAY.replace(year=2019)}, "not-in-catalogue"),
    ],
    ids=["no template", "L1, red lights", "no catalogue in force"],
)
def test_only_what_a_catalogue_in_force_provides_for_is_received(senders, tmp_path, given, code):
    with pytest.raises(Refused) as refused:
        received(a_file(tmp_path / "a.xlsx"), senders.by_clerk, **given)

    assert refused.value.code == code
    assert not Batch.objects.exists()


def test_a_file_over_the_limit_is_not_kept(senders, tmp_path, settings):
    settings.UPLOAD_LIMIT = 100

    with pytest.raises(Refused) as refused:
        received(a_file(tmp_path / "a.xlsx"), senders.by_clerk)

    assert refused.value.code == "too-large"
    assert not (tmp_path / "files").exists()


def test_a_file_that_is_no_workbook_fails_with_its_reason_and_may_be_sent_again(senders, tmp_path):
    path = tmp_path / "a.xlsx"
    path.write_bytes(b"%PDF-1.7 not a workbook")

    first, second = (checked(path, senders.by_clerk) for _ in range(2))

    assert first.state == second.state == Batch.State.FAILED
    assert first.pk != second.pk
    assert first.failure["code"] == "not-a-workbook"


def test_a_discarded_batch_leaves_its_line_and_its_file_may_be_sent_again(senders, tmp_path):
    path = a_file(tmp_path / "a.xlsx")
    batch = batches.discard(checked(path, senders.by_clerk), by=senders.by_clerk)

    again = received(path, senders.by_clerk)

    assert batch.state == Batch.State.DISCARDED
    assert again.pk != batch.pk
    assert not again.is_repeated


def test_withdrawing_takes_back_records_and_the_subjects_that_only_they_made_known(
    senders, tmp_path
):
    path = a_file(tmp_path / "a.xlsx", people=0, firms=1)
    batch = stored(path, senders.by_clerk)
    code = penalty_files.credit_code(0)

    batches.withdraw(batch, by=senders.by_clerk, reason="报错了表", now=timezone.now())

    assert not Record.objects.in_force().exists()
    assert Record.objects.stored().count() == 5
    assert by_identifier("credit-code", code) is None
    assert acts()[-1] == "batch.withdraw"

    again = stored(path, senders.by_clerk)

    assert again.pk != batch.pk
    assert Record.objects.in_force().count() == 5
    assert by_identifier("credit-code", code) is not None
    assert Subject.objects.count() == 1


def test_a_subject_of_two_batches_stays_when_one_is_withdrawn(senders, tmp_path):
    first = stored(a_file(tmp_path / "a.xlsx", 1, firms=1, people=0), senders.by_clerk)
    table = list(penalty_files.rows(2, firms=1, people=0))[1:]
    stored(a_table(tmp_path / "b.xlsx", table), senders.by_clerk)

    batches.withdraw(first, by=senders.by_clerk, reason="报错了表", now=timezone.now())

    assert by_identifier("credit-code", penalty_files.credit_code(0)) is not None


def test_withdrawing_needs_a_reason_and_after_a_day_the_city(senders, tmp_path):
    batch = stored(a_file(tmp_path / "a.xlsx"), senders.by_clerk)
    later = timezone.now() + timedelta(hours=25)
    city_clerk = senders.act_as("city-clerk", Role.CLERK, senders.city)

    with pytest.raises(Refused) as silent:
        batches.withdraw(batch, by=senders.by_clerk, reason=" ", now=timezone.now())
    with pytest.raises(Refused) as late:
        batches.withdraw(batch, by=senders.by_clerk, reason="报错了表", now=later)
    done = batches.withdraw(batch, by=city_clerk, reason="报错了表", now=later)

    assert (silent.value.code, late.value.code) == ("reason-missing", "city-level")
    assert done.state == Batch.State.WITHDRAWN


def test_what_a_dead_worker_left_is_queued_once(senders, tmp_path):
    batch = received(a_file(tmp_path / "a.xlsx"), senders.by_clerk, channel="upload")
    DBTaskResult.objects.all().delete()

    assert batches.resume_unfinished() == 1
    assert batches.resume_unfinished() == 0

    checks.check(batch)

    assert batches.resume_unfinished() == 0


def test_the_history_of_a_record_names_file_row_and_withdrawal(senders, tmp_path):
    batch = stored(a_file(tmp_path / "a.xlsx", 1), senders.by_clerk)
    batches.withdraw(batch, by=senders.by_clerk, reason="报错了表", now=timezone.now())
    record = Record.objects.select_related("batch__authority").get()

    steps = history(record, names=True)

    assert [step.word for step in steps] == ["报送", "入库", "撤回"]
    assert "a.xlsx" in steps[0].note
    assert "第 4 行" in steps[0].note
    assert steps[2].note == "报错了表"


def test_the_system_sends_for_nobody_in_particular(senders, tmp_path):
    batch = stored(a_file(tmp_path / "a.xlsx"), SYSTEM)

    assert (batch.place, batch.authority, batch.sent_by) == (None, None, None)
    assert Record.objects.in_force().count() == 5
