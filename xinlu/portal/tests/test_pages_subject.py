"""The page of a subject: what is public of it, and what is not."""

import uuid
from datetime import date

import pytest
from django.urls import reverse

from xinlu.evaluation.models import Run
from xinlu.evaluation.services import runs
from xinlu.evaluation.tests.builders import a_batch
from xinlu.portal.tests.conftest import a_penalty, a_permit
from xinlu.registry.models import Subject


def shown(client, subject) -> str:
    answer = client.get(reverse("portal:subject", args=[subject.uid]))
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_page_says_who_it_is_and_that_its_county_is_presumed(client, firms):
    page = shown(client, firms[0])

    assert "示例甲路桥有限公司" in page
    assert "91500101MA00000001" in page
    assert "示例一区" in page
    assert "暂按代码推定" in page
    assert "存续" in page


def test_a_verified_home_bears_no_mark(client, firms):
    Subject.objects.filter(pk=firms[0].pk).update(home_is_provisional=False)

    assert "暂按代码推定" not in shown(client, firms[0])


def test_a_published_grade_is_letter_word_score_and_state(client, firms, publicised):
    page = shown(client, firms[1])

    result = publicised.results.get(subject=firms[1])
    assert f"为什么是 {result.grade}" in page
    assert result.score_text in page
    assert "公示中" in page
    assert "依据 6 条记录" in page
    assert reverse("portal:explanation", args=["highway-construction", 2023, firms[1].uid]) in page


def test_an_announced_grade_says_when(client, firms, announced):
    page = shown(client, firms[0])

    assert "已公告" in page
    assert "2024 年 3 月 18 日公告" in page


@pytest.mark.parametrize("state", ["trial", "proposed", "withdrawn", "cancelled"])
def test_results_that_are_not_public_are_not_there(client, firms, trial, state):
    Run.objects.filter(pk=trial.pk).update(state=state)

    page = shown(client, firms[1])

    assert "为什么是" not in page
    assert trial.results.get(subject=firms[1]).score_text not in page
    assert "没有结果，不等于信用不好" in page


def test_a_withdrawn_result_goes_and_leaves_no_trace(client, firms, publicised, approver):
    score = publicised.results.get(subject=firms[1]).score_text
    runs.withdraw(publicised, by=approver, reason="示例：记录有误")

    page = shown(client, firms[1])

    assert score not in page
    assert "记录有误" not in page


def test_a_firm_with_nothing_to_evaluate_has_no_result_and_a_reason(client, firms, publicised):
    page = shown(client, firms[2])

    assert "暂无结果" in page
    assert "没有可评价的对象" in page


def test_permits_are_shown_with_their_term(client, firms):
    a_permit(firms[0])
    a_permit(firms[0], "示交许〔2026〕2 号", values={"valid_until": "2026-04-01"})

    page = shown(client, firms[0])

    assert "示交许〔2026〕1 号" in page
    assert "长期有效" in page
    assert "有效期已满" in page
    assert "行政许可 2 条" in page


def test_numbers_of_persons_inside_a_permit_never_show(client, firms):
    a_permit(firms[0])

    page = shown(client, firms[0])

    assert "500101199003070009" not in page
    assert "199003" not in page


def test_a_contested_permit_says_so(client, firms):
    a_permit(firms[0], is_contested=True)

    assert "异议处理中" in shown(client, firms[0])


@pytest.mark.parametrize("state", ["withdrawn", "superseded"])
def test_a_record_that_no_longer_holds_is_gone(client, firms, state):
    a_permit(firms[0], state=state)

    assert "示交许" not in shown(client, firms[0])


@pytest.mark.parametrize("state", ["checked", "storing", "discarded", "withdrawn"])
def test_records_of_a_batch_that_is_not_stored_are_not_there(client, firms, state):
    a_permit(firms[0], batch=a_batch("permit", state=state))

    assert "示交许" not in shown(client, firms[0])


def test_penalties_stay_off_the_page_and_their_absence_is_explained(client, firms):
    a_penalty(firms[0])

    page = shown(client, firms[0])

    assert "示交罚" not in page
    assert "未按规定" not in page
    assert "不表示没有受过处罚" in page


def test_a_person_has_no_page(client, graded_driver):
    a_permit(graded_driver)

    assert client.get(reverse("portal:subject", args=[graded_driver.uid])).status_code == 404


def test_a_pending_subject_has_no_page(client, firms):
    Subject.objects.filter(pk=firms[0].pk).update(is_pending=True)

    assert client.get(reverse("portal:subject", args=[firms[0].uid])).status_code == 404


def test_an_unknown_subject_has_no_page(client, db):
    assert client.get(reverse("portal:subject", args=[uuid.uuid4()])).status_code == 404


def test_a_vehicle_on_the_list_is_told_what_follows(client, listed_truck):
    page = shown(client, listed_truck)

    assert "<h1>渝X12345 黄色</h1>" in page
    assert "达到列入条件" in page
    assert "2025 年 7 月 10 日" in page
    assert "陈述申辩" in page
    assert "示超罚" not in page


def test_many_permits_are_paged_without_a_query_each(
    client, firms, publicised, django_assert_max_num_queries
):
    batch = a_batch("permit")
    for number in range(25):
        a_permit(firms[0], f"示交许〔2026〕{number} 号", batch=batch)

    with django_assert_max_num_queries(14):
        page = shown(client, firms[0])

    assert page.count("示交许") == 20
    assert "第 1 / 2 页" in page


def test_the_elder_layout_says_the_same_with_the_verdict_first(client, firms, publicised):
    a_permit(firms[1])
    client.cookies["elder"] = "1"

    page = shown(client, firms[1])

    result = publicised.results.get(subject=firms[1])
    word = {"AA": "信用好", "A": "信用较好", "B": "信用一般", "C": "信用较差", "D": "信用差"}
    assert f"<h1>{word[result.grade]}。</h1>" in page
    assert f"{result.score_text} 分" in page
    assert "道路运输经营许可证" in page
    assert "暂按代码推定" in page


def test_a_permit_without_its_dates_still_shows(client, firms):
    gone = {"valid_from": None, "valid_until": None, "permit_name": ""}
    a_permit(firms[0], values=gone, happened_on=date(2026, 1, 5))

    assert "示交许〔2026〕1 号" in shown(client, firms[0])
