import json
import os
from datetime import timedelta

import pytest
from django.utils import timezone

from xinlu.collection.models import Batch, Record
from xinlu.collection.services import batches, storing
from xinlu.collection.tests import penalty_files
from xinlu.collection.tests.batch_cast import a_file
from xinlu.exchange.models import Drop
from xinlu.exchange.services import dropping
from xinlu.exchange.services.dropping import Looks, look, prepare
from xinlu.exchange.tests.systems import work


@pytest.fixture
def folder(systems):
    """The folder of the client that stores by itself."""
    return prepare(systems.moxi_system)


def looked(times=2, *, looks=None):
    """Look as the timer does, a minute later each time, with the queue worked off in between."""
    looks = looks or Looks()
    taken = []
    for minute in range(1, times + 1):
        taken.append(look(timezone.now() + timedelta(minutes=minute), looks))
        work()
    return taken


def receipts(folder):
    return [json.loads(path.read_text()) for path in sorted((folder / "out").glob("*.json"))]


def with_a_fault(path):
    table = list(penalty_files.rows(4, firms=4, people=2))
    table[1][13] = ""
    return penalty_files.write(path, table)


def test_a_dropped_file_is_stored_answered_and_put_away(folder):
    with_a_fault(folder / "in" / "penalty" / "处罚.xlsx")

    looked(3)

    [receipt] = receipts(folder)
    assert (receipt["file"], receipt["state"]) == ("处罚.xlsx", "stored")
    assert (receipt["accepted"], receipt["refused"], receipt["stored"]) == (3, 1, 3)
    assert receipt["refusals"][0]["code"] == "missing"
    assert (folder / "out" / receipt["marked"]).stat().st_size
    assert [path.suffix for path in (folder / "done").iterdir()] == [".xlsx"]
    assert not list((folder / "work").glob("*/*"))
    assert Record.objects.count() == 3
    assert Batch.objects.get().channel == "inbox"


def test_what_is_still_being_written_is_left_alone(folder):
    drop = folder / "in" / "penalty"
    for name in ("a.xlsx.part", ".b.xlsx", "~$c.xlsx", "d.xlsx.filepart"):
        a_file(drop / "whole.xlsx").rename(drop / name)
    growing = a_file(drop / "growing.xlsx")
    looks = Looks()

    first = look(timezone.now() + timedelta(minutes=1), looks)
    os.truncate(growing, growing.stat().st_size + 1)
    second = look(timezone.now() + timedelta(minutes=1), looks)
    just_written = look(timezone.now(), looks)

    assert (first, second, just_written) == (0, 0, 0)
    assert len(list(drop.iterdir())) == 5


def test_a_file_that_cannot_be_taken_is_put_aside_with_a_sentence(folder, systems):
    (folder / "in" / "penalty" / "坏.xlsx").write_bytes(b"%PDF-1.7")
    a_file(folder / "in" / "没有模板.xlsx")
    systems.moxi_system.scopes = ["read"]

    looked(3)

    told = {one["file"]: one["failure"] for one in receipts(folder)}
    assert {name: one["code"] for name, one in told.items()} == {
        "坏.xlsx": "not-a-workbook",
        "没有模板.xlsx": "not-in-a-folder",
    }
    assert "PDF" in told["坏.xlsx"]["message"]
    assert len(list((folder / "refused").glob("*.txt"))) == 2
    assert not Record.objects.exists()


def test_a_file_that_is_written_on_after_it_was_taken_is_taken_again_whole(folder):
    rows = list(penalty_files.rows(6, firms=4, people=2))
    lines = [",".join(map(str, row)) for row in [penalty_files.HEADINGS, *rows]]
    half, rest = ("\n".join(part) + "\n" for part in (lines[:4], lines[4:]))
    path = folder / "in" / "penalty" / "处罚.csv"
    with path.open("w", encoding="utf-8") as file:
        file.write(half)
        file.flush()
        looked(2)
        file.write(rest)
    looked(5)

    assert sorted(one["stored"] for one in receipts(folder)) == [3, 3]
    assert sorted(Record.objects.values_list("number", flat=True)) == sorted(r[13] for r in rows)
    assert (len(list((folder / "done").iterdir())), Batch.objects.count()) == (1, 2)
    assert not list((folder / "in" / "penalty").iterdir())


def test_a_suspended_client_sends_nothing(folder, systems):
    systems.moxi_system.is_suspended = True
    systems.moxi_system.save()
    a_file(folder / "in" / "penalty" / "处罚.xlsx")

    looked(3)

    assert [one["failure"]["code"] for one in receipts(folder)] == ["not-permitted"]
    assert not Batch.objects.exists()


def test_without_the_word_to_store_the_receipt_says_what_was_checked(systems):
    folder = prepare(systems.yundu_system)
    a_file(folder / "in" / "penalty" / "处罚.xlsx")

    looked(3)

    [receipt] = receipts(folder)
    assert (receipt["state"], receipt["accepted"], receipt["stored"]) == ("checked", 5, 0)


class Killed(BaseException):
    """Stands for the process being killed there and then."""


#: After which each step the process is killed: the module and the function that is not reached.
STEPS = {
    "before it is received": (dropping.batches, "receive"),
    "after it was received": (dropping, "_is_settled"),
    "while it is stored": (storing, "finish"),
    "before the marked workbook": (dropping, "returned_workbook"),
    "before the receipt": (dropping, "_answer"),
}


@pytest.mark.parametrize("step", STEPS, ids=STEPS.get)
def test_killed_at_any_step_and_started_again_each_record_is_there_once(folder, monkeypatch, step):
    with_a_fault(folder / "in" / "penalty" / "处罚.xlsx")
    where, name = STEPS[step]

    def killed(*args, **kwargs):
        raise Killed

    with monkeypatch.context() as until_then:
        until_then.setattr(where, name, killed)
        with pytest.raises(Killed):
            looked(4)
    batches.resume_unfinished()
    work()
    looked(4)

    assert (Record.objects.count(), Batch.objects.count(), Drop.objects.count()) == (3, 1, 1)
    assert [one["stored"] for one in receipts(folder)] == [3]
    assert len(list((folder / "done").iterdir())) == 1
    assert not list((folder / "work").glob("*/*"))
