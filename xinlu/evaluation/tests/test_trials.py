from datetime import date

import pytest
from django_tasks_db.models import DBTaskResult

from xinlu.accounts.acts import DoneBefore, NotAllowed, NotPermitted, Refused
from xinlu.accounts.models import AuditEntry, Role
from xinlu.collection.models import Batch, Record
from xinlu.evaluation import editions
from xinlu.evaluation.models import Trial, TrialMove
from xinlu.evaluation.services import trials
from xinlu.evaluation.tests.conftest import YEAR_END, an_officer
from xinlu.evaluation.tests.drafting import SCHEME, a_draft, milder, rewrite
from xinlu.evaluation.trials import asking, computing

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 24)


def entries(act: str) -> int:
    return AuditEntry.objects.filter(act=act).count()


def refused(code: str):
    return pytest.raises(Refused, check=lambda said: said.code == code)


@pytest.fixture
def draft(seeded):
    return a_draft(milder)


@pytest.fixture
def asked(draft, ledger, evaluator):
    return trials.ask(None, by=evaluator, draft=draft, on=YEAR_END, today=TODAY)


@pytest.fixture
def done(asked):
    computing.compute(asked.pk)
    return Trial.objects.get(pk=asked.pk)


# --- what it finds -----------------------------------------------------------------------------


def test_a_trial_finds_who_moves_and_by_which_change(done, firms):
    assert done.state == Trial.State.DONE
    assert (done.progress, done.subject_count) == (3, 3)
    assert done.summary["moves"] == {"AA": {"AA": 1}, "B": {"A": 1}, "no-result": {"no-result": 1}}

    [moved] = done.moves.all()

    assert (moved.subject, moved.old_place, moved.new_place, moved.way) == (
        firms[1],
        "B",
        "A",
        "up",
    )
    assert moved.old_score == moved.new_score
    assert (moved.how, moved.paths) == ("alone", ["bands"])
    assert entries("trial.finish") == 1


def test_a_trial_counts_by_county_size_and_origin(done, county, firms):
    assert done.summary["places"] == {str(county.pk): {"same": 1, "up": 1}, "": {"same": 1}}
    assert done.summary["sizes"] == {
        "合同段不足 2 个": {"same": 1},
        "合同段 2 至 3 个": {"up": 1},
        "没有规模数据": {"same": 1},
    }
    assert done.summary["origins"] == {"local": {"same": 1, "up": 1}, "outside": {"same": 1}}
    assert done.summary["shifts"] == {"0": 2}
    assert done.summary["causes"] == {"bands": {"up": 1}}


def test_a_trial_changes_no_result(announced, draft, evaluator):
    before = list(announced.results.values("grade", "score", "verdict"))

    asked = trials.ask(None, by=evaluator, draft=draft, on=YEAR_END, today=TODAY)
    computing.compute(asked.pk)

    assert list(announced.results.values("grade", "score", "verdict")) == before
    trial = Trial.objects.get(pk=asked.pk)
    assert trial.run == announced
    assert trial.summary["stored"] == {"same": 3, "changed": 0, "differing": 0, "missing": 0}


def test_a_trial_tells_that_records_changed_since_the_public_run(
    announced, draft, ledger, firms, evaluator
):
    ledger.bid(firms[0], "SL-009", "GLSG1-2-4", "20", date(2023, 7, 1))

    asked = trials.ask(None, by=evaluator, draft=draft, on=YEAR_END, today=TODAY)
    computing.compute(asked.pk)

    stored = Trial.objects.get(pk=asked.pk).summary["stored"]
    assert stored == {"same": 2, "changed": 0, "differing": 1, "missing": 0}


def test_a_draft_that_reads_other_records_is_tried_by_its_own(draft, ledger, firms, evaluator):
    draft.mapping["events"] = [
        each for each in draft.mapping["events"] if each["sheet"] != "performance"
    ]
    draft = rewrite(draft, lambda tree: None, draft.based_on)

    asked = trials.ask(None, by=evaluator, draft=draft, on=YEAR_END, today=TODAY)
    computing.compute(asked.pk)

    [moved] = TrialMove.objects.filter(trial=asked)
    assert (moved.subject, moved.how, moved.paths) == (firms[1], "alone", ["mapping"])
    assert moved.draft_inputs != moved.inputs


def test_a_trial_begun_anew_ends_as_it_would_have(asked, done, ledger):
    """Its last batch is withdrawn while it computes."""
    Trial.objects.filter(pk=asked.pk).update(state=Trial.State.COMPUTING, computed_at=None)
    Batch.objects.filter(pk=ledger.batch.pk).update(state=Batch.State.WITHDRAWN)
    Record.objects.filter(batch=ledger.batch).update(state=Record.State.WITHDRAWN)

    computing.compute(asked.pk)

    again = Trial.objects.get(pk=asked.pk)
    assert (again.state, again.subject_count, again.moves.count()) == ("done", 0, 0)


def test_a_chunk_at_a_time_comes_to_the_same(asked, done, monkeypatch):
    fields = ("subject_id", "old_place", "new_place", "changes", "inputs")
    before = list(done.moves.values(*fields))
    monkeypatch.setattr(computing, "CHUNK", 1)
    again = Trial.objects.create(
        **{
            name: getattr(asked, name)
            for name in ("draft", "canonical", "hash", "base", "on", "year", "asked_at")
        }
    )

    computing.compute(again.pk)

    again.refresh_from_db()
    assert list(again.moves.values(*fields)) == before
    assert {**again.summary} == {**done.summary}


def test_a_trial_killed_halfway_shows_nothing_and_ends_as_it_would_have(
    asked, approver, monkeypatch
):
    write = computing.Computation.write

    def killed(self, done):
        write(self, done)
        raise KeyboardInterrupt

    monkeypatch.setattr(computing, "CHUNK", 2)
    monkeypatch.setattr(computing.Computation, "write", killed)
    with pytest.raises(KeyboardInterrupt):
        computing.compute(asked.pk)
    left = Trial.objects.get(pk=asked.pk)
    assert (left.state, left.progress, left.moves.count()) == ("computing", 2, 1)
    assert not asking.moves_of(left, approver).exists()
    monkeypatch.setattr(computing.Computation, "write", write)
    DBTaskResult.objects.all().delete()

    assert trials.resume_unfinished() == 1
    computing.compute(asked.pk)

    trial = Trial.objects.get(pk=asked.pk)
    assert (trial.state, trial.progress, trial.moves.count()) == ("done", 3, 1)
    assert asking.moves_of(trial, approver).count() == 1


# --- ask ---------------------------------------------------------------------------------------


def test_asking_queues_a_trial_for_the_worker(asked, draft, evaluator):
    assert (asked.state, asked.base, asked.year) == ("queued", draft.based_on, 2023)
    assert asked.hash == draft.hash
    assert DBTaskResult.objects.filter(task_path__endswith="compute_trial").count() == 1
    assert entries("trial.ask") == 1


def test_only_the_evaluator_of_the_line_asks(draft, approver, county_evaluator, commission, lines):
    reach = frozenset({lines["road-transport"].pk})
    stranger = an_officer("运输条线评价岗", Role.EVALUATOR, commission, line_ids=reach)

    for officer in (approver, county_evaluator, stranger):
        with pytest.raises(NotPermitted):
            trials.ask(None, by=officer, draft=draft, on=YEAR_END, today=TODAY)

    assert not Trial.objects.exists()


def test_a_trial_under_way_is_not_asked_for_again(asked, draft, evaluator):
    with refused("trial-under-way"):
        trials.ask(None, by=evaluator, draft=draft, on=YEAR_END, today=TODAY)


def test_a_form_sent_twice_asks_once(draft, evaluator):
    told = {"by": evaluator, "draft": draft, "today": TODAY, "nonce": "n1"}
    trials.ask(None, on=YEAR_END, **told)

    with pytest.raises(DoneBefore):
        trials.ask(None, on=date(2022, 12, 31), **told)


def test_a_day_to_come_cannot_be_tried(draft, evaluator):
    with refused("trial-day"):
        trials.ask(None, by=evaluator, draft=draft, on=TODAY, today=TODAY)


def test_a_text_that_does_not_read_cannot_be_tried(draft, evaluator):
    draft.canonical = draft.hash = ""
    draft.save()

    with refused("draft-unreadable"):
        trials.ask(None, by=evaluator, draft=draft, on=YEAR_END, today=TODAY)


def test_a_scheme_that_never_was_has_nothing_to_compare_with(draft, evaluator):
    draft.scheme, draft.based_on = "new-scheme", None
    draft.save()

    with refused("trial-no-base"):
        trials.ask(None, by=evaluator, draft=draft, on=YEAR_END, today=TODAY)


# --- cancel, export, see -----------------------------------------------------------------------


def test_a_trial_under_way_can_be_cancelled(asked, evaluator):
    trials.cancel(asked, by=evaluator)

    computing.compute(asked.pk)

    assert Trial.objects.get(pk=asked.pk).state == Trial.State.CANCELLED
    assert not TrialMove.objects.exists()
    assert entries("trial.cancel") == 1


def test_a_trial_that_is_done_is_not_cancelled(done, evaluator):
    with pytest.raises(NotAllowed):
        trials.cancel(done, by=evaluator)


def test_an_approver_does_not_cancel(asked, approver):
    with pytest.raises(NotPermitted):
        trials.cancel(asked, by=approver)


def test_taking_it_out_leaves_a_line(done, approver, county_evaluator):
    trials.export(done, by=approver)

    assert entries("trial.export") == 1
    with pytest.raises(NotAllowed):
        trials.export(done, by=county_evaluator)


def test_a_trial_is_seen_by_the_citys_officers_of_the_line(
    done, approver, county_evaluator, commission, lines
):
    reach = frozenset({lines["road-transport"].pk})
    stranger = an_officer("运输条线评价岗", Role.EVALUATOR, commission, line_ids=reach)

    assert asking.trials_for(approver).get() == done
    assert asking.moves_of(done, approver).count() == 1
    for officer in (county_evaluator, stranger):
        assert not asking.trials_for(officer).exists()
        assert not asking.moves_of(done, officer).exists()


def test_a_changed_text_needs_a_trial_of_its_own(done, draft):
    assert Trial.objects.finished_of(draft).get() == done

    rewrite(draft, lambda tree: None, draft.based_on)

    assert not Trial.objects.finished_of(draft).exists()


def test_the_days_to_try_are_those_of_which_there_are_records(announced, draft):
    [day] = asking.days_of(draft, TODAY)

    assert (day.on, day.run) == (YEAR_END, announced)
    assert day.words == "2023 年度，截至 2023-12-31（有已公告的结果）"


def test_the_base_is_the_edition_that_was_in_force(draft):
    assert asking.base_of(draft, YEAR_END) == editions.in_force(SCHEME, YEAR_END)
    assert asking.base_of(draft, date(2000, 1, 1)) == draft.based_on
