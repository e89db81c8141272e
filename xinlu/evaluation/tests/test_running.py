"""The running result follows every act, and a full evaluation finds nothing that it missed."""

import os
import random
from datetime import UTC, datetime, timedelta

import pytest

from xinlu.accounts.actors import SYSTEM
from xinlu.accounts.models import Announcement
from xinlu.collection.models import Batch, Record
from xinlu.collection.services import batches, storing
from xinlu.evaluation.models import (
    Following,
    RunningDifference,
    RunningResult,
    RunningStep,
)
from xinlu.evaluation.running.comparing import compare, is_due
from xinlu.evaluation.running.following import follow, follow_all
from xinlu.evaluation.tests import test_mergings
from xinlu.evaluation.tests.builders import Ledger, a_firm
from xinlu.registry.models import Subject

clerk, reviewer = test_mergings.clerk, test_mergings.reviewer
pytestmark = pytest.mark.django_db
NOW = datetime(2023, 12, 30, 1, tzinfo=UTC)
OPERATIONS = int(os.environ.get("XINLU_OPERATIONS", "60"))


def sent(*rows) -> Batch:
    """Store a ledger with the rows that are written into it, as the act of storing ends."""
    ledger = Ledger(2023)
    Batch.objects.filter(pk=ledger.batch.pk).update(state=Batch.State.STORING)
    for name, *told in rows:
        getattr(ledger, name)(*told)
    return storing.finish(Batch.objects.get(pk=ledger.batch.pk), by=SYSTEM, at=NOW)


def a_ledger_of(firm) -> tuple:
    section = f"示例{firm.code[-3:]}合同段"
    return ("firm", firm, "A"), ("section", firm, section, "3")


def score_of(firm):
    return RunningResult.objects.get(subject=firm).score_sort


@pytest.fixture
def firm(seeded):
    found = a_firm("91500101MA00000001")
    sent(*a_ledger_of(found))
    follow_all(NOW)
    return found


def test_a_record_moves_the_result_and_its_withdrawal_moves_it_back(firm):
    before = score_of(firm)

    batch = sent(("other", firm, "GLSG3-7", "1"))
    assert follow(NOW) > 0
    lower = score_of(firm)
    batches.withdraw(batch, by=SYSTEM, reason="示例：报错", now=NOW)
    follow_all(NOW)

    assert (lower < before, score_of(firm)) == (True, before)
    steps = RunningStep.objects.filter(subject=firm)
    assert [step.cause for step in steps] == ["first", "records", "withdrawn"]
    assert all(
        Announcement.objects.filter(pk=step.announcement).exists() for step in list(steps)[1:]
    )


def test_following_again_after_a_crash_tells_no_step_twice(firm):
    sent(("other", firm, "GLSG3-7", "1"))
    place = Following.objects.get(name="running")
    follow_all(NOW)

    Following.objects.filter(name="running").update(position=place.position, gaps=place.gaps)
    follow_all(NOW)

    assert RunningStep.objects.filter(subject=firm).count() == 2


def test_an_announcement_that_came_late_is_not_missed(firm):
    batch = sent(("other", firm, "GLSG3-7", "1"))
    late = Announcement.objects.filter(topic="batch.store").latest("pk")
    Announcement.objects.filter(pk=late.pk).delete()
    sent()
    follow_all(NOW)
    before = score_of(firm)

    late.save(force_insert=True)
    follow_all(NOW + timedelta(seconds=3))

    assert score_of(firm) < before
    assert batch.state == Batch.State.STORED
    assert str(late.pk) not in Following.objects.get(name="running").gaps


def test_whoever_left_the_population_has_no_result_any_more(firm):
    for batch in Batch.objects.filter(state=Batch.State.STORED):
        batches.withdraw(batch, by=SYSTEM, reason="示例：报错", now=NOW)
    follow_all(NOW)

    assert not RunningResult.objects.exists()
    assert RunningStep.objects.last().cause == "withdrawn"


def test_what_was_missed_is_an_alarm_and_put_right(firm):
    before = score_of(firm)
    RunningResult.objects.update(score_sort=1, score_text="1", digest="0" * 64)

    assert is_due(NOW)
    assert compare(NOW) == 1

    assert not is_due(NOW)
    assert is_due(NOW + timedelta(days=1))
    assert RunningDifference.objects.get().running.startswith("1 ")
    assert score_of(firm) == before
    assert compare(NOW) == 0


def test_the_next_year_begins_without_an_alarm(firm):
    assert compare(NOW + timedelta(days=3)) == 0

    assert not RunningResult.objects.exists()
    assert RunningStep.objects.last().cause == "left"


def test_whoever_is_merged_has_no_result_of_its_own_until_it_is_undone(firm, clerk, reviewer):
    other = a_firm("91500101MA00000002")
    sent(*a_ledger_of(other), ("other", other, "GLSG3-7", "1"))
    follow_all(NOW)
    apart = score_of(firm)

    merging = test_mergings.merged(other, firm, clerk, reviewer)
    follow_all(NOW)

    assert RunningResult.objects.get().subject == firm
    assert score_of(firm) < apart
    test_mergings.undone(merging, clerk, reviewer)
    follow_all(NOW)
    assert RunningResult.objects.count() == 2
    assert score_of(firm) == apart


def test_after_many_operations_in_any_order_a_full_evaluation_finds_the_same(
    seeded, clerk, reviewer
):
    rng = random.Random(7)
    firms = [a_firm(f"91500101MA0000{n:04d}") for n in range(8)]
    stored = [sent(*a_ledger_of(firm)) for firm in firms]
    merged: list = []
    follow_all(NOW)
    for _ in range(OPERATIONS):
        what = rng.choice(["store", "store", "withdraw", "merge", "undo", "follow"])
        if what == "store":
            code = rng.choice(["GLSG3-7", "GLSG3-1"])
            stored.append(sent(("other", rng.choice(firms), code, "1")))
        elif what == "withdraw" and len(stored) > len(firms):
            batch = stored.pop(rng.randrange(len(stored)))
            batches.withdraw(batch, by=SYSTEM, reason="示例：报错", now=NOW)
        elif what == "merge" and not merged:
            one, into = rng.sample(firms, 2)
            merged.append(test_mergings.merged(one, into, clerk, reviewer))
        elif what == "undo" and merged:
            test_mergings.undone(merged.pop(), clerk, reviewer)
        elif what == "follow":
            follow(NOW)
    follow_all(NOW)

    assert compare(NOW) == 0
    standing = Subject.objects.filter(survivor__isnull=True).values_list("pk", flat=True)
    held = set(RunningResult.objects.values_list("subject_id", flat=True))
    assert held <= set(standing)
    assert Record.objects.in_force().count() > len(held) > 0
