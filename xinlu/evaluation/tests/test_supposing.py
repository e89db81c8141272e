from datetime import date

import pytest

from xinlu.evaluation import computing, selectors
from xinlu.evaluation.models import Edition, Result
from xinlu.evaluation.tests.builders import Ledger, a_batch, a_firm, a_record, a_vehicle
from xinlu.evaluation.tests.conftest import YEAR_END, evaluated, result_of

pytestmark = pytest.mark.django_db


# --- what if -----------------------------------------------------------------------------------


def test_without_a_record_the_score_is_another(trial, firms):
    supposed = {w.title: w for w in selectors.what_if(result_of(trial, firms[1]))}

    first = next(one for one in supposed.values() if one.row == 1)
    # Without its only misdeed the bid is not evaluated at all: 0.2 × 94 + 63.84 − 1.
    assert first.score_text == "81.64"
    assert (first.grade.code, first.is_better) == ("B", False)
    assert first.sentence == "得分 81.64，B 信用一般，等级不变"
    assert len(supposed) == 6


def test_the_records_that_would_better_the_grade_come_first(seeded, evaluator):
    firm, ledger = a_firm("91500101MA00000009"), Ledger(2023)
    ledger.firm(firm, "A")
    ledger.section(firm, "示例高速C1合同段", "1")
    ledger.performance(firm, "示例高速C1合同段", "GLSG2-2-1", "2")
    ledger.performance(firm, "示例高速C1合同段", "GLSG2-2-2", "14")

    first, second = selectors.what_if(
        result_of(evaluated(evaluator, "highway-construction", YEAR_END), firm)
    )

    assert (first.score_text, first.grade.code, first.is_better) == ("98.00", "AA", True)
    assert (second.score_text, second.grade.code, second.is_better) == ("86.00", "A", True)


def test_a_candidate_may_depend_on_one_decision(seeded, evaluator):
    lorry, batch = a_vehicle("渝X00001/黄"), a_batch("overload")
    for month in (1, 3, 5, 7):
        given = {"happened_on": date(2023, month, 1), "number": f"示超罚〔2023〕{month}号"}
        a_record(batch, lorry, "overload", {}, **given)

    supposed = selectors.what_if(
        result_of(evaluated(evaluator, "overload", date(2024, 6, 30)), lorry)
    )

    assert {w.sentence for w in supposed} == {"不再符合列入条件"}
    assert all(w.is_better for w in supposed)


# --- rebuild -----------------------------------------------------------------------------------


def test_every_result_can_be_rebuilt_from_the_editions_text_and_its_inputs(run, ledger, firms):
    ledger.other(firms[2], "GLSG3-99", "1")
    computing.compute(run.pk)

    results = list(Result.objects.filter(run=run))

    assert len(results) == 3
    assert all(selectors.rebuild(result) for result in results)


def test_a_result_that_was_tampered_with_cannot_be_rebuilt(trial, firms):
    result = result_of(trial, firms[1])
    result.inputs["events"][0]["points"] = "1"
    other = result_of(trial, firms[1])
    other.verdict["grade"] = "AA"

    assert not selectors.rebuild(result)
    assert not selectors.rebuild(other)


def test_an_edition_whose_text_was_changed_rebuilds_nothing(trial, firms):
    changed = trial.edition.canonical.replace('"from":95', '"from":80')
    Edition.objects.filter(pk=trial.edition_id).update(canonical=changed)

    assert changed != trial.edition.canonical
    assert not selectors.rebuild(result_of(trial, firms[1]))
