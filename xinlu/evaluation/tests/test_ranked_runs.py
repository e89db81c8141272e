"""Runs in which subjects are ranked among each other: all are read first, then all are judged."""

from datetime import date

import pytest

from xinlu.collection.models import Batch
from xinlu.evaluation import computing, receipts, sealing, selectors
from xinlu.evaluation import peers as run_peers
from xinlu.evaluation.models import PeerTable, Result, Run
from xinlu.evaluation.services import runs
from xinlu.evaluation.tests.builders import Schools
from xinlu.evaluation.tests.conftest import confirm_all, result_of
from xinlu.registry import vault
from xinlu.rules.receipts.checking import check

pytestmark = pytest.mark.django_db
ON = date(2023, 12, 31)


@pytest.fixture
def run(seeded, schools, evaluator):
    return runs.ask(None, by=evaluator, scheme="driver-training", on=ON)


@pytest.fixture
def trial(run):
    computing.compute(run.pk)
    return Run.objects.get(pk=run.pk)


def grades(run: Run) -> str:
    return " ".join(run.results.order_by("subject_id").values_list("grade", flat=True))


EXPECTED = "A AA AAA AAA AAA AAA AAA AAA AAA AAA"


def test_the_last_by_a_pass_rate_are_graded_down(trial):
    assert trial.state == Run.State.TRIAL
    assert grades(trial) == EXPECTED
    assert trial.gathered == trial.progress == trial.subject_count == 10
    assert trial.summary["grades"] == {"A": 1, "AA": 1, "AAA": 8}


def test_the_population_is_ranked_without_a_run_as_well(seeded, schools):
    standard = selectors.editions.standard(selectors.editions.in_force("driver-training", ON))

    said = [one.verdict.grade for one in computing.judged_all(standard, ON)]

    assert " ".join(said) == EXPECTED


def killed_after(monkeypatch, name: str, times: int) -> None:
    original, done = getattr(computing, name), []

    def once_more(*args):
        done.append(name)
        if len(done) > times:
            raise KeyboardInterrupt
        return original(*args)

    monkeypatch.setattr(computing, name, once_more)


@pytest.mark.parametrize(("name", "times"), [("_freeze", 0), ("_judge_gathered", 0), ("_write", 2)])
def test_a_run_that_was_killed_goes_on_to_the_same_end(run, monkeypatch, name, times):
    monkeypatch.setattr(computing, "CHUNK", 3)
    with monkeypatch.context() as patch:
        killed_after(patch, name, times)
        with pytest.raises(KeyboardInterrupt):
            computing.compute(run.pk)
    left = Run.objects.get(pk=run.pk)
    assert (left.state, left.gathered, left.progress) == (Run.State.COMPUTING, 10, 3 * times)

    computing.compute(run.pk)

    done = Run.objects.get(pk=run.pk)
    assert (done.state, grades(done)) == (Run.State.TRIAL, EXPECTED)
    assert done.summary["grades"] == {"A": 1, "AA": 1, "AAA": 8}


def test_a_run_whose_inputs_are_withdrawn_meanwhile_ranks_anew(run, schools, monkeypatch):
    better = Schools(0)
    better.figure(schools.firms[0], "first", "95")
    original = computing._freeze

    def freeze_and_withdraw(*args):
        Batch.objects.filter(pk=better.batch.pk).update(state=Batch.State.WITHDRAWN)
        return original(*args)

    monkeypatch.setattr(computing, "_freeze", freeze_and_withdraw)

    computing.compute(run.pk)

    done = Run.objects.get(pk=run.pk)
    assert (done.state, grades(done)) == (Run.State.TRIAL, EXPECTED)


def test_a_cancelled_run_keeps_no_peers(run, monkeypatch):
    original = computing._judge_gathered

    def cancelled(*args):
        Run.objects.filter(pk=run.pk).update(state=Run.State.CANCELLED)
        original(*args)

    monkeypatch.setattr(computing, "_judge_gathered", cancelled)

    computing.compute(run.pk)

    assert not Result.objects.exists()
    assert not PeerTable.objects.exists()


def test_whose_records_do_not_fit_is_nobodys_peer(run, schools):
    schools.figure(schools.firms[0], "frist", "1")

    computing.compute(run.pk)

    done = Run.objects.get(pk=run.pk)
    assert result_of(done, schools.firms[0]).verdict["error"]["code"] == "unknown-quantity"
    assert grades(done) == " AA AAA AAA AAA AAA AAA AAA AAA AAA"
    assert all(selectors.rebuild(result) for result in done.results.select_related("run__edition"))


def test_the_groups_that_a_run_keeps_are_those_that_its_facts_give(trial):
    standard = selectors.editions.standard(trial.edition)

    kept = run_peers.kept_with(trial, standard)

    assert kept == run_peers.made(trial, standard)
    assert len(kept["first-place"]["示例市",]) == 10


def test_receipts_of_ranked_results_rebuild_from_the_archive_alone(
    trial, evaluator, approver, settings, tmp_path
):
    settings.MEDIA_ROOT = tmp_path / "files"
    confirm_all(trial, approver)
    runs.publicise(runs.propose(trial, by=evaluator), by=approver, on=date(2024, 3, 1))
    sealing.seal(trial.pk)
    run = Run.objects.get(pk=trial.pk)
    kept = tmp_path / "given.parquet"
    kept.write_bytes(b"".join(vault.pieces(run.receipt.stored_name)))

    one = list(check(receipts.of_result(run.results.first()), receipts.public_keys(), kept))
    whole = list(check(receipts.of_run(run), receipts.public_keys(), kept))

    assert {finding.state for finding in (*one, *whole)} == {"good"}
    assert whole[-1].params == {"equal": 10, "different": 0, "unread": 0}
