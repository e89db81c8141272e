from datetime import date

import pytest

from xinlu.accounts.actors import SYSTEM, subject_user
from xinlu.accounts.models import Role, User
from xinlu.evaluation import computing, editions, selectors
from xinlu.evaluation.models import Result, Run
from xinlu.evaluation.services import runs
from xinlu.evaluation.tests.builders import RECEIVED, a_batch, a_driver, a_record
from xinlu.evaluation.tests.conftest import YEAR_END, an_officer

pytestmark = pytest.mark.django_db


def codes(results) -> list[str]:
    return [result.subject.code for result in results]


@pytest.fixture
def speaker(firms):
    user = User.objects.create(username="示例乙经办人", kind=User.Kind.SUBJECT)
    return subject_user(user, [firms[1].pk])


# --- who sees what -----------------------------------------------------------------------------


def test_a_trial_is_seen_by_the_citys_officers_alone(trial, evaluator, county_evaluator, speaker):
    [one] = trial.results.filter(grade="B")

    assert list(selectors.runs_for(evaluator)) == [trial]
    assert len(selectors.results_of(trial, evaluator)) == 3
    assert selectors.result_for(evaluator, one.pk) == one
    for other in (county_evaluator, speaker):
        assert list(selectors.runs_for(other)) == []
        assert list(selectors.results_of(trial, other)) == []
        with pytest.raises(Result.DoesNotExist):
            selectors.result_for(other, one.pk)
    with pytest.raises(Result.DoesNotExist):
        selectors.result_for(None, one.pk)


def test_another_line_sees_no_trial(trial, commission, lines):
    reach = frozenset({lines["road-transport"].pk})
    other = an_officer("运输条线评价岗", Role.EVALUATOR, commission, line_ids=reach)

    assert list(selectors.runs_for(other)) == []
    assert list(selectors.results_of(trial, other)) == []
    with pytest.raises(Run.DoesNotExist):
        selectors.run_for(other, trial.pk)


def test_results_of_a_run_being_computed_are_seen_by_nobody(trial, evaluator):
    Run.objects.filter(pk=trial.pk).update(state=Run.State.COMPUTING)

    assert list(selectors.results_of(trial, evaluator)) == []
    assert list(selectors.results_of(trial, SYSTEM)) == []
    assert list(selectors.runs_for(evaluator)) == [trial]


def test_results_in_publicity_are_seen_by_everybody_best_first(publicised, county_evaluator):
    found = selectors.published("highway-construction", 2023)

    assert codes(found) == ["91500101MA00000001", "91500101MA00000002", "91500101MA00000003"]
    assert codes(selectors.results_of(publicised, county_evaluator)) == codes(found)
    assert selectors.result_for(None, found[0].pk) == found[0]
    assert selectors.published_years() == (("highway-construction", "公路施工企业信用评价", 2023),)


def test_a_subject_has_its_latest_public_result_of_each_scheme(announced, firms, evaluator):
    later = Run.objects.create(
        edition=announced.edition,
        on=date(2024, 12, 31),
        year=2024,
        state=Run.State.TRIAL,
        asked_at=RECEIVED,
    )
    Result.objects.create(run=later, subject=firms[1], grade="D", grade_rank=5)

    assert [r.grade for r in selectors.current_results(firms[1])] == ["B"]

    Run.objects.filter(pk=later.pk).update(state=Run.State.PUBLICISED)
    assert [r.grade for r in selectors.current_results(firms[1])] == ["D"]


def test_what_was_taken_back_is_not_current(announced, firms, approver):
    runs.withdraw(announced, by=approver, reason="异议成立")

    assert selectors.current_results(firms[1]) == ()
    assert list(selectors.published("highway-construction", 2023)) == []


@pytest.fixture
def published_drivers(seeded, county):
    here, elsewhere = a_driver("500101199001010002"), a_driver("500101199001010010", "示例乙")
    here.home_place = county
    here.save()
    batch = a_batch("driver")
    for person in (here, elsewhere):
        a_record(batch, person, "driver", {"first_issued": "2020-03-15", "prior_grade": "AA"})
    run = runs.ask(None, by=SYSTEM, scheme="driver", on=date(2024, 6, 30))
    computing.compute(run.pk)
    Run.objects.filter(pk=run.pk).update(state=Run.State.ANNOUNCED)
    return Run.objects.get(pk=run.pk), here, elsewhere


def test_persons_results_are_published_to_no_stranger(published_drivers, county_evaluator):
    run, here, _ = published_drivers

    assert list(selectors.published("driver", 2024)) == []
    with pytest.raises(Result.DoesNotExist):
        selectors.result_for(None, run.results.get(subject=here).pk)
    assert [r.subject for r in selectors.results_of(run, county_evaluator)] == [here]


def test_a_driver_sees_the_own_result_alone(published_drivers):
    run, here, _ = published_drivers
    user = User.objects.create(username="示例驾驶员", kind=User.Kind.SUBJECT)

    seen = selectors.results_of(run, subject_user(user, [here.pk]))

    assert [r.subject for r in seen] == [here]
    assert [r.grade for r in selectors.current_results(here)] == ["AAA"]


# --- figures -----------------------------------------------------------------------------------


def test_results_are_counted_by_grade_and_by_place(trial, county):
    by_grade = {row.code: row.count for row in selectors.by_grade(trial)}
    by_place = {row.place_name: row.counts for row in selectors.by_place(trial)}

    assert by_grade == {"AA": 1, "A": 0, "B": 1, "C": 0, "D": 0, "": 1}
    assert by_place == {county.name: {"AA": 1, "B": 1}, "": {"": 1}}


def test_who_moved_since_the_year_before_is_told_with_the_largest_move_first(trial, firms):
    before = Run.objects.create(
        edition=trial.edition,
        on=date(2022, 12, 31),
        year=2022,
        state=Run.State.ANNOUNCED,
        asked_at=RECEIVED,
    )
    for firm, grade, rank in ((firms[0], "A", 2), (firms[1], "D", 5), (firms[2], "A", 2)):
        Result.objects.create(run=before, subject=firm, grade=grade, grade_rank=rank)

    moved = selectors.movers(trial)

    assert [(m.result.subject, m.before, m.after, m.steps) for m in moved] == [
        (firms[1], "D", "B", 2),
        (firms[0], "A", "AA", 1),
    ]


def test_without_a_year_before_nobody_moved(trial):
    assert selectors.movers(trial) == ()


def test_unconfirmed_values_are_told_with_how_many_results_rest_on_them(trial):
    by_path = {value.path: value for value in selectors.unconfirmed(trial)}

    assert by_path["parameters.rounding_decimals"].result_count == 2
    assert by_path["parameters.rounding_decimals"].value == "2"
    assert "items.GLSG1-1-1.grade" not in by_path


def test_what_waits_for_whom(trial, confirmed, evaluator, approver, county_evaluator):
    assert selectors.todo(evaluator)["propose"] == 1
    assert selectors.todo(approver) == {"propose": 0, "publicise": 0, "announce": 0}
    assert selectors.todo(county_evaluator)["propose"] == 0

    proposed = runs.propose(confirmed, by=evaluator)
    assert selectors.todo(approver)["publicise"] == 1

    runs.publicise(proposed, by=approver, on=date(2024, 3, 1))
    assert selectors.todo(approver) == {"propose": 0, "publicise": 0, "announce": 1}


def test_the_schemes_in_force_on_a_day(seeded):
    then = {s.scheme for s in selectors.schemes(date(2010, 1, 1))}

    assert {"overload", "highway-construction", "driver"} <= {
        s.scheme for s in selectors.schemes(YEAR_END)
    }
    assert "driver" in then
    assert not then & {"overload", "highway-construction"}


def test_an_edition_that_is_retired_is_no_longer_offered(seeded):
    edition = editions.in_force("driver", YEAR_END)
    type(edition).objects.filter(pk=edition.pk).update(state="retired")

    assert "driver" not in {s.scheme for s in selectors.schemes(YEAR_END)}
