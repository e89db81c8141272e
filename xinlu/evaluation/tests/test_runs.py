from dataclasses import replace
from datetime import date

import pytest
from django_tasks_db.models import DBTaskResult

from xinlu.accounts.actors import Post
from xinlu.accounts.acts import DoneBefore, NotAllowed, NotPermitted, Refused
from xinlu.accounts.models import AuditEntry, Role
from xinlu.evaluation import computing
from xinlu.evaluation.models import Result, Run
from xinlu.evaluation.services import runs
from xinlu.evaluation.tests.conftest import YEAR_END, an_officer, confirm_all

pytestmark = pytest.mark.django_db
SCHEME = "highway-construction"


def entries(act: str) -> int:
    return AuditEntry.objects.filter(act=act).count()


def refused(code: str):
    return pytest.raises(Refused, check=lambda said: said.code == code)


@pytest.fixture
def of_another_line(commission, lines):
    reach = frozenset({lines["road-transport"].pk})
    return an_officer("运输条线评价岗", Role.EVALUATOR, commission, line_ids=reach)


# --- ask ---------------------------------------------------------------------------------------


def test_asking_queues_a_run_for_the_worker(run, evaluator):
    assert run.state == Run.State.QUEUED
    assert (run.on, run.year, run.asked_by) == (YEAR_END, 2023, evaluator.user)
    assert DBTaskResult.objects.filter(task_path__endswith="compute_run").count() == 1
    assert entries("run.ask") == 1


def test_an_approver_cannot_ask_for_a_run(seeded, approver):
    with pytest.raises(NotPermitted):
        runs.ask(None, by=approver, scheme=SCHEME, on=YEAR_END)

    assert not Run.objects.exists()


def test_a_county_cannot_ask_for_a_run(seeded, county_evaluator):
    with refused("city-only"):
        runs.ask(None, by=county_evaluator, scheme=SCHEME, on=YEAR_END)


def test_another_line_cannot_ask_for_a_run(seeded, of_another_line):
    with refused("out-of-line"):
        runs.ask(None, by=of_another_line, scheme=SCHEME, on=YEAR_END)


def test_a_role_held_for_a_county_is_no_role_for_the_city(seeded, county_evaluator):
    """A clerk of the city who evaluates for a county reaches the city, but not as evaluator."""
    both = replace(
        county_evaluator,
        place_ids=None,
        roles=frozenset({Role.CLERK, Role.EVALUATOR}),
        posts=(*county_evaluator.posts, Post(Role.CLERK)),
    )

    with refused("city-only"):
        runs.ask(None, by=both, scheme=SCHEME, on=YEAR_END)


def test_nothing_can_be_asked_for_a_day_before_the_first_edition(seeded, evaluator):
    with refused("no-edition"):
        runs.ask(None, by=evaluator, scheme=SCHEME, on=date(2000, 12, 31))


def test_a_run_under_way_is_not_asked_for_again(run, evaluator):
    with refused("under-way"):
        runs.ask(None, by=evaluator, scheme=SCHEME, on=YEAR_END)


def test_a_form_sent_twice_asks_once(seeded, evaluator):
    runs.ask(None, by=evaluator, scheme=SCHEME, on=YEAR_END, nonce="n1")

    with pytest.raises(DoneBefore):
        runs.ask(None, by=evaluator, scheme=SCHEME, on=date(2022, 12, 31), nonce="n1")

    assert Run.objects.count() == 1


# --- cancel ------------------------------------------------------------------------------------


def test_a_trial_can_be_dropped_and_its_results_go(trial, evaluator):
    runs.cancel(trial, by=evaluator, reason="台账补报")

    computing.clear(trial.pk)

    assert Run.objects.get(pk=trial.pk).state == Run.State.CANCELLED
    assert not Result.objects.exists()
    assert entries("run.cancel") == 1


def test_a_county_cannot_drop_a_run(trial, county_evaluator):
    with refused("city-only"):
        runs.cancel(trial, by=county_evaluator, reason="示例原因")


def test_what_is_public_is_not_dropped(publicised, evaluator):
    with pytest.raises(NotAllowed):
        runs.cancel(publicised, by=evaluator, reason="示例原因")


# --- propose -----------------------------------------------------------------------------------


def test_a_trial_that_rests_on_confirmed_values_is_proposed(proposed, evaluator):
    assert proposed.state == Run.State.PROPOSED
    assert proposed.proposed_by == evaluator.user
    assert entries("run.propose") == 1


def test_a_trial_that_rests_on_unconfirmed_values_stays_a_trial(trial, evaluator):
    with refused("unconfirmed") as said:
        runs.propose(trial, by=evaluator)

    assert "parameters.rounding_decimals" in said.value.params["paths"]
    assert len(said.value.params["titles"]) == len(said.value.params["paths"])
    assert Run.objects.get(pk=trial.pk).state == Run.State.TRIAL
    assert entries("run.propose") == 0


def test_values_that_no_result_rests_on_need_not_be_confirmed(trial, approver, evaluator):
    confirm_all(trial, approver)

    assert trial.edition.confirmations.count() < len(runs.values.unverified(trial.edition))
    assert runs.propose(trial, by=evaluator).state == Run.State.PROPOSED


def test_a_trial_with_somebody_unjudged_is_not_proposed(run, ledger, firms, approver, evaluator):
    ledger.other(firms[0], "GLSG3-99", "1")
    computing.compute(run.pk)
    trial = Run.objects.get(pk=run.pk)
    confirm_all(trial, approver)

    with refused("unjudged") as said:
        runs.propose(trial, by=evaluator)

    assert said.value.params == {"count": 1}


def test_an_approver_does_not_propose(confirmed, approver):
    with pytest.raises(NotPermitted):
        runs.propose(confirmed, by=approver)


def test_a_run_that_is_not_computed_is_not_proposed(run, evaluator):
    with pytest.raises(NotAllowed):
        runs.propose(run, by=evaluator)
