from datetime import date

import pytest
from django_tasks_db.models import DBTaskResult

from xinlu.accounts.models import AuditEntry
from xinlu.collection.models import Batch, Correction, Record
from xinlu.evaluation import computing, timers
from xinlu.evaluation.models import Edition, Result, Run
from xinlu.evaluation.services import runs
from xinlu.evaluation.tests.builders import RECEIVED, a_record

pytestmark = pytest.mark.django_db


def outcome(run: Run) -> dict:
    rows = run.results.values_list("subject__code", "score_text", "grade", "no_result")
    return {code: rest for code, *rest in rows}


def test_a_run_gives_everybody_a_result_or_says_why_there_is_none(trial):
    assert trial.state == Run.State.TRIAL
    assert outcome(trial) == {
        "91500101MA00000001": ["100.00", "AA", ""],
        "91500101MA00000002": ["80.24", "B", ""],
        "91500101MA00000003": ["", "", "nothing-evaluated"],
    }
    assert trial.summary["grades"] == {"AA": 1, "B": 1}
    assert trial.summary["no_result"] == {"nothing-evaluated": 1}
    assert (trial.progress, trial.subject_count) == (3, 3)


def test_a_run_that_was_left_halfway_goes_on_to_the_same_end(trial, monkeypatch):
    whole = outcome(trial)
    summary = trial.summary
    last = trial.results.order_by("-subject_id").first()
    last.delete()
    rested = {key: dict(held) for key, held in summary.items() if isinstance(held, dict)}
    rested["no_result"] = {}
    for path in last.verdict.get("rests_on", ()):
        rested["rests_on"][path] -= 1
    Run.objects.filter(pk=trial.pk).update(
        state=Run.State.COMPUTING, progress=2, summary={**summary, **rested}
    )

    computing.compute(trial.pk)

    again = Run.objects.get(pk=trial.pk)
    assert outcome(again) == whole
    assert again.summary == summary
    assert again.progress == 3


def test_computing_a_run_that_is_done_changes_nothing(trial):
    before = list(trial.results.order_by("pk").values())

    computing.compute(trial.pk)

    assert list(trial.results.order_by("pk").values()) == before


def test_what_is_stored_after_the_start_is_not_part_of_the_run(run, ledger, firms, monkeypatch):
    original = computing.facts_for

    def slowly(standard, on, subjects, **kept):
        Batch.objects.exclude(pk=ledger.batch.pk).update(state=Batch.State.STORED)
        yield from original(standard, on, subjects, **kept)

    later = type(ledger)(2023)
    later.other(firms[0], "GLSG3-7", "30")
    Batch.objects.filter(pk=later.batch.pk).update(state=Batch.State.STORING)
    monkeypatch.setattr(computing, "facts_for", slowly)

    computing.compute(run.pk)

    assert outcome(Run.objects.get(pk=run.pk))["91500101MA00000001"][0] == "100.00"


def test_a_run_whose_inputs_are_withdrawn_meanwhile_begins_anew(run, ledger, firms, monkeypatch):
    extra = type(ledger)(2023)
    extra.other(firms[0], "GLSG3-7", "30")
    original = computing._write

    def write_and_withdraw(*args):
        original(*args)
        Batch.objects.filter(pk=extra.batch.pk).update(state=Batch.State.WITHDRAWN)

    monkeypatch.setattr(computing, "_write", write_and_withdraw)

    computing.compute(run.pk)

    done = Run.objects.get(pk=run.pk)
    assert done.state == Run.State.TRIAL
    assert done.summary["batches"] == [ledger.batch.pk]
    assert outcome(done)["91500101MA00000001"][0] == "100.00"


def test_a_run_whose_inputs_are_corrected_meanwhile_begins_anew(run, ledger, firms, monkeypatch):
    original, wrong = computing._write, ledger.other(firms[0], "GLSG3-7", "30")

    def write_and_correct(*args):
        original(*args)
        if not Correction.objects.exists():
            correct(wrong, "0.5")

    monkeypatch.setattr(computing, "_write", write_and_correct)

    computing.compute(run.pk)

    done = Run.objects.get(pk=run.pk)
    assert (done.state, done.summary["corrected"]) == (Run.State.TRIAL, 1)
    assert outcome(done)["91500101MA00000001"][0] == "99.50"


def correct(record: Record, points: str) -> None:
    """Put a record with other points in the place of this one, as a correction does."""
    Record.objects.filter(pk=record.pk).update(state=Record.State.SUPERSEDED, key=None)
    right = a_record(
        record.batch,
        record.subject,
        record.sheet,
        record.values | {"points": points},
        supersedes=record,
        year=record.year,
        happened_on=record.happened_on,
    )
    Correction.objects.create(
        record=record,
        into=right,
        state=Correction.State.MADE,
        template=record.template,
        sheet=record.sheet,
        changes=[{"key": "points", "old": "30", "new": points}],
        cause="entry",
        reason="多写一位",
        proposed_at=RECEIVED,
    )


def test_a_run_that_is_cancelled_meanwhile_leaves_nothing(run, evaluator, monkeypatch):
    monkeypatch.setattr(computing, "CHUNK", 1)
    original = computing._write

    def write_and_cancel(*args):
        original(*args)
        Run.objects.filter(pk=run.pk).update(state=Run.State.CANCELLED)

    monkeypatch.setattr(computing, "_write", write_and_cancel)

    computing.compute(run.pk)

    assert Run.objects.get(pk=run.pk).state == Run.State.CANCELLED
    assert not Result.objects.exists()


def test_of_two_workers_on_one_run_the_slower_gives_way(run, monkeypatch):
    monkeypatch.setattr(computing, "CHUNK", 1)
    original = computing._write
    others = []

    def write_after_the_other(*args):
        if not others:
            others.append(run.pk)
            computing.compute(run.pk)
        original(*args)

    monkeypatch.setattr(computing, "_write", write_after_the_other)

    computing.compute(run.pk)

    done = Run.objects.get(pk=run.pk)
    assert done.state == Run.State.TRIAL
    assert done.results.count() == done.progress == 3


def test_a_subject_whose_records_do_not_fit_is_named_and_the_others_are_judged(run, ledger, firms):
    ledger.other(firms[0], "GLSG3-99", "1")

    computing.compute(run.pk)

    done = Run.objects.get(pk=run.pk)
    odd = done.results.get(subject=firms[0])
    assert (odd.no_result, odd.grade, odd.score_sort) == ("unjudged", "", None)
    assert odd.verdict["error"]["code"] == "unknown-item"
    assert "GLSG3-99" in odd.verdict["error"]["sentence"]
    assert done.results.get(subject=firms[1]).grade == "B"
    assert done.summary["no_result"]["unjudged"] == 1


def test_a_run_that_breaks_says_so_and_leaves_nothing(run):
    Edition.objects.filter(pk=run.edition_id).update(canonical="not an edition")

    with pytest.raises(ValueError, match="Expecting value"):
        computing.compute(run.pk)

    done = Run.objects.get(pk=run.pk)
    assert done.state == Run.State.FAILED
    assert done.failure["code"] == "crashed"
    assert "Expecting value" in done.failure["message"]
    assert not Result.objects.exists()
    assert AuditEntry.objects.filter(act="run.fail").count() == 1


def test_a_run_that_no_task_waits_for_is_queued_again_once(run):
    assert runs.resume_unfinished() == 0

    DBTaskResult.objects.all().delete()
    Run.objects.filter(pk=run.pk).update(state=Run.State.COMPUTING)

    assert runs.resume_unfinished() == 1
    assert runs.resume_unfinished() == 0


def test_the_timer_takes_up_a_run_that_stands_still(run):
    DBTaskResult.objects.all().delete()
    Run.objects.filter(pk=run.pk).update(state=Run.State.COMPUTING, progress=1)
    at_first = timers.resume_stalled.run(RECEIVED)

    Run.objects.filter(pk=run.pk).update(progress=2)
    while_it_moves = timers.resume_stalled.run(RECEIVED)
    once_it_stands = timers.resume_stalled.run(RECEIVED)

    assert (at_first, while_it_moves, once_it_stands) == (0, 0, 1)


def test_a_run_that_is_done_is_not_taken_up(trial):
    DBTaskResult.objects.all().delete()

    assert runs.resume_unfinished() == 0


def test_two_runs_of_the_same_inputs_are_equal_to_the_letter(trial, evaluator):
    again = runs.ask(None, by=evaluator, scheme="highway-construction", on=date(2023, 12, 31))

    computing.compute(again.pk)

    columns = ("subject_id", "score", "grade", "inputs", "verdict")
    one, two = (
        list(Result.objects.filter(run_id=pk).order_by("subject_id").values(*columns))
        for pk in (trial.pk, again.pk)
    )
    assert one == two
