"""Decisions of 双公示: made from rows, tied to each other, taken back with their batch."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from xinlu.accounts.actors import SYSTEM
from xinlu.accounts.models import AuditEntry
from xinlu.collection.models import Decision, Tally
from xinlu.collection.services import batches, decisions
from xinlu.collection.tests import decision_files as files
from xinlu.collection.tests.test_clocks import D


def at(day: str) -> datetime:
    return datetime.fromisoformat(f"{day}T10:00").replace(tzinfo=ZoneInfo("Asia/Shanghai"))


@pytest.fixture
def clerk(senders):
    return senders.by_clerk


@pytest.fixture
def known(clerk, tmp_path):
    """A penalty that was registered on the day it was made."""
    path = files.register(tmp_path / "登记.csv", 1)
    files.sent(path, clerk, at("2026-09-23"), "decision-register")
    return Decision.objects.get()


def counts(**asked) -> tuple[int, ...]:
    tally = Tally.objects.get(**asked)
    return (tally.made, tally.outside, tally.sent, tally.passed, tally.in_time, tally.late)


def test_a_registered_decision_waits_until_its_seventh_working_day(known, senders):
    assert known.due_on == D("2026-10-10")
    assert known.stopped_on is None
    assert known.authority == senders.yundu_transport
    assert counts() == (1, 0, 0, 0, 0, 0)


@pytest.mark.parametrize(("day", "late"), [("2026-10-10", 0), ("2026-10-11", 1), ("2026-10-12", 1)])
def test_what_is_sent_stops_the_clock_of_what_was_registered(known, clerk, tmp_path, day, late):
    files.sent(files.penalties(tmp_path / "报送.csv", files.penalty_row(1)), clerk, at(day))

    one = Decision.objects.get()
    assert (one.pk, one.sent_on, one.stopped_on) == (known.pk, D(day), D(day))
    assert one.record.number == files.number(1)
    assert counts() == (1, 0, 1, 1, 1 - late, late)


@pytest.mark.parametrize(
    "wrong",
    [
        {"行政相对人代码_1（统一社会信用代码）": "91500101MAO000001Q"},
        {"行政相对人名称": ""},
        {"行政处罚决定书文号": ""},
    ],
    ids=["code", "name", "number"],
)
def test_the_first_sending_counts_when_a_refused_row_is_mended(clerk, tmp_path, wrong):
    row = files.penalty_row(1, **wrong)
    files.sent(files.penalties(tmp_path / "一.csv", row), clerk, at("2026-10-09"))
    assert counts() == (1, 0, 1, 0, 1, 0)

    files.sent(files.penalties(tmp_path / "二.csv", files.penalty_row(1)), clerk, at("2026-10-20"))

    one = Decision.objects.get()
    assert (one.sent_on, one.passed_on) == (D("2026-10-09"), D("2026-10-20"))
    assert counts() == (1, 0, 1, 1, 1, 0)


def test_what_is_sent_again_and_held_already_is_no_second_decision(clerk, tmp_path):
    row = files.penalty_row(1)
    files.sent(files.penalties(tmp_path / "一.csv", row), clerk, at("2026-10-09"))

    files.sent(
        files.penalties(tmp_path / "二.csv", row, files.penalty_row(2)), clerk, at("2026-10-20")
    )

    assert counts() == (2, 0, 2, 2, 1, 1)


def test_simple_procedure_lies_outside_and_stays_a_record(clerk, tmp_path):
    path = files.penalties(tmp_path / "一.csv", files.penalty_row(1), procedure="简易程序")

    batch = files.sent(path, clerk, at("2026-11-20"))

    one = Decision.objects.get()
    assert one.outside == Decision.Outside.SIMPLE
    assert one.record.batch == batch
    assert counts() == (1, 1, 0, 0, 0, 0)


def test_a_receipt_tells_when_the_platform_above_had_it(known, clerk, tmp_path):
    path = files.receipts(tmp_path / "回执.csv", D("2026-10-12"), 1, 2)

    files.sent(path, clerk, at("2026-10-13"), "upstream-receipt")

    one = Decision.objects.get()
    assert one.received_on == D("2026-10-12")
    assert one.stopped_on is None


def test_own_publication_is_registered_later(known, clerk, tmp_path):
    path = files.register(tmp_path / "再.csv", 1, 本单位公示日期="2026-09-25")

    files.sent(path, clerk, at("2026-09-28"), "decision-register")

    assert Decision.objects.get().published_on == D("2026-09-25")


def test_a_withdrawn_sending_was_none(known, clerk, tmp_path):
    path = files.penalties(tmp_path / "报送.csv", files.penalty_row(1), files.penalty_row(2))
    batch = files.sent(path, clerk, at("2026-10-10"))
    assert counts() == (2, 0, 2, 2, 2, 0)

    batches.withdraw(batch, by=clerk, reason="报错", now=at("2026-10-10"))

    one = Decision.objects.get()
    assert (one.pk, one.sent_on, one.stopped_on, one.record) == (known.pk, None, None, None)
    assert counts() == (1, 0, 0, 0, 0, 0)


def test_discarding_takes_the_refused_rows_back(clerk, tmp_path):
    path = files.penalties(tmp_path / "一.csv", files.penalty_row(1, 行政相对人名称=""))
    batch = files.sent(path, clerk, at("2026-10-09"))

    batches.discard(batch, by=clerk)

    assert not Decision.objects.exists()
    assert not Tally.objects.exists()


def test_clocks_are_computed_anew_by_an_act(known):
    Decision.objects.update(due_on=None, stopped_on=D("2026-09-24"))

    decisions.reclock(None, by=SYSTEM)

    one = Decision.objects.get()
    assert (one.due_on, one.stopped_on) == (D("2026-10-10"), None)
    assert AuditEntry.objects.filter(act="decision.reclock").count() == 1
