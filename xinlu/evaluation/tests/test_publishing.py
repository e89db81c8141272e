from datetime import date

import pytest

from xinlu.accounts.acts import NotAllowed, NotPermitted, Refused, SamePerson
from xinlu.accounts.models import AuditEntry, Role
from xinlu.evaluation import computing
from xinlu.evaluation.models import Result, Run
from xinlu.evaluation.services import runs
from xinlu.evaluation.tests.conftest import YEAR_END, an_officer

pytestmark = pytest.mark.django_db
SCHEME = "highway-construction"
ELEVENTH_WORKDAY = date(2024, 3, 18)


def entries(act: str) -> int:
    return AuditEntry.objects.filter(act=act).count()


def refused(code: str):
    return pytest.raises(Refused, check=lambda said: said.code == code)


@pytest.fixture
def second_approver(commission):
    return an_officer("审定岗丙", Role.APPROVER, commission)


# --- publicise ---------------------------------------------------------------------------------


def test_a_second_officer_opens_the_publicity_of_ten_working_days(publicised, approver):
    assert publicised.state == Run.State.PUBLICISED
    assert publicised.publicised_by == approver.user
    assert publicised.publicity_until == date(2024, 3, 15)
    assert entries("run.publicise") == 1


@pytest.mark.parametrize("field", ["proposed_by", "asked_by"])
def test_who_asked_or_proposed_does_not_approve(proposed, approver, field):
    Run.objects.filter(pk=proposed.pk).update(**{field: approver.user})

    with pytest.raises(SamePerson, match=field):
        runs.publicise(proposed, by=approver, on=date(2024, 3, 1))

    assert Run.objects.get(pk=proposed.pk).state == Run.State.PROPOSED


def test_an_evaluator_does_not_approve(proposed, commission):
    other = an_officer("评价岗丁", Role.EVALUATOR, commission)

    with pytest.raises(NotPermitted):
        runs.publicise(proposed, by=other, on=date(2024, 3, 1))


def test_a_trial_is_not_made_public_at_once(confirmed, approver):
    with pytest.raises(NotAllowed):
        runs.publicise(confirmed, by=approver, on=date(2024, 3, 1))


def test_one_run_of_a_scheme_and_year_is_public_at_a_time(
    publicised, evaluator, approver, second_approver
):
    again = runs.ask(None, by=evaluator, scheme=SCHEME, on=YEAR_END)
    computing.compute(again.pk)
    again = runs.propose(Run.objects.get(pk=again.pk), by=evaluator)

    with refused("published-before") as said:
        runs.publicise(again, by=second_approver, on=date(2024, 4, 1))
    runs.withdraw(publicised, by=approver, reason="台账更正")
    runs.publicise(again, by=second_approver, on=date(2024, 4, 1))

    assert said.value.params == {"run": publicised.pk}
    assert list(Run.objects.public()) == [again]


def test_without_a_calendar_the_end_of_the_publicity_stays_open(proposed, approver):
    opened = runs.publicise(proposed, by=approver, on=date(2090, 3, 1))

    assert opened.publicity_until is None
    with refused("calendar-missing"):
        runs.announce(opened, by=approver, on=date(2091, 1, 1))


# --- send back ---------------------------------------------------------------------------------


def test_a_proposal_is_sent_back_with_a_reason(proposed, approver):
    back = runs.send_back(proposed, by=approver, reason="合同价存疑")

    assert (back.state, back.proposed_by) == (Run.State.TRIAL, None)
    assert [(o["act"], o["by"], o["reason"]) for o in back.opinions] == [
        ("send-back", approver.name, "合同价存疑")
    ]
    assert entries("run.send_back") == 1


def test_an_evaluator_does_not_send_back(proposed, evaluator):
    with pytest.raises(NotPermitted):
        runs.send_back(proposed, by=evaluator, reason="示例原因")


def test_a_public_run_is_not_sent_back(publicised, approver):
    with pytest.raises(NotAllowed):
        runs.send_back(publicised, by=approver, reason="示例原因")


def test_a_run_still_computing_is_not_sent_back(run, approver):
    with pytest.raises(NotAllowed):
        runs.send_back(run, by=approver, reason="示例原因")


def test_a_step_is_not_undone_without_a_reason(proposed, approver):
    with refused("reason-missing"):
        runs.send_back(proposed, by=approver, reason=" ")

    assert Run.objects.get(pk=proposed.pk).state == Run.State.PROPOSED


# --- announce ----------------------------------------------------------------------------------


def test_results_are_announced_once_the_publicity_is_over(announced, approver):
    assert announced.state == Run.State.ANNOUNCED
    assert announced.announced_by == approver.user
    assert announced.announced_on == ELEVENTH_WORKDAY
    assert entries("run.announce") == 1


def test_the_last_day_of_publicity_still_belongs_to_it(publicised, approver):
    with refused("publicity-open") as said:
        runs.announce(publicised, by=approver, on=date(2024, 3, 15))

    assert said.value.params == {"until": date(2024, 3, 15)}


def test_who_proposed_does_not_announce(publicised, approver):
    Run.objects.filter(pk=publicised.pk).update(proposed_by=approver.user)

    with pytest.raises(SamePerson):
        runs.announce(publicised, by=approver, on=ELEVENTH_WORKDAY)


def test_an_evaluator_does_not_announce(publicised, evaluator):
    with pytest.raises(NotPermitted):
        runs.announce(publicised, by=evaluator, on=ELEVENTH_WORKDAY)


def test_what_was_never_public_is_not_announced(proposed, approver):
    with pytest.raises(NotAllowed):
        runs.announce(proposed, by=approver, on=ELEVENTH_WORKDAY)


# --- withdraw ----------------------------------------------------------------------------------


def test_announced_results_are_taken_back_and_stay_in_the_history(announced, approver):
    runs.withdraw(announced, by=approver, reason="异议成立")

    assert Run.objects.get(pk=announced.pk).state == Run.State.WITHDRAWN
    assert announced.results.count() == 3
    assert not Result.objects.public().exists()
    assert entries("run.withdraw") == 1


def test_an_evaluator_does_not_take_back(announced, evaluator):
    with pytest.raises(NotPermitted):
        runs.withdraw(announced, by=evaluator, reason="示例原因")


def test_a_trial_cannot_be_taken_back(trial, approver):
    with pytest.raises(NotAllowed):
        runs.withdraw(trial, by=approver, reason="异议成立")
