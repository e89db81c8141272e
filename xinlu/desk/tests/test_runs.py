import json
from datetime import date
from uuid import uuid4

import pytest

from xinlu.accounts.models import AuditEntry
from xinlu.collection.models import Record
from xinlu.desk.tests.desk_cast import at_work, do, page, speaking_for, work_off
from xinlu.evaluation import editions
from xinlu.evaluation.models import Confirmation, Result, Run
from xinlu.evaluation.tests.builders import Ledger, a_firm

ASKED = {"scheme": "highway-construction", "on": "2023-12-31"}


@pytest.fixture
def firm(desk):
    """A road builder at home in the first county, which lost points on one section."""
    editions.seed()
    firm = a_firm("91500101MA00000002", "示例乙路桥有限公司", desk.home)
    ledger = Ledger(2023)
    ledger.firm(firm, "A")
    ledger.section(firm, "示例高速B1合同段", "4.2")
    ledger.performance(firm, "示例高速B1合同段", "GLSG2-2-1", "10", date(2023, 6, 3))
    return firm


@pytest.fixture
def evaluator(desk):
    return at_work(desk.evaluator)


@pytest.fixture
def approver(desk):
    return at_work(desk.approver)


@pytest.fixture
def trial(firm, evaluator):
    do(evaluator, "/desk/runs/", **ASKED)
    work_off()
    return Run.objects.get()


@pytest.fixture
def confirmed(trial, approver):
    ticked = [f"{value.path}={value.value}" for value in editions_values(trial)]
    do(approver, f"{of(trial)}values/", value=ticked, reason="与公布的文本核对")
    return trial


@pytest.fixture
def proposed(confirmed, evaluator):
    step(evaluator, confirmed, "propose")
    return confirmed


@pytest.fixture
def publicised(proposed, approver):
    step(approver, proposed, "publicise")
    Run.objects.update(publicised_on=date(2024, 3, 1), publicity_until=date(2024, 3, 15))
    return proposed


def editions_values(run):
    rests_on = run.summary["rests_on"]
    unverified = editions.standard(run.edition).rulebook.unverified
    return [value for value in unverified if value.path in rests_on]


def of(run):
    return f"/desk/runs/{run.pk}/"


def step(client, run, name, **sent):
    return do(client, f"{of(run)}do/{name}/", **sent)


def state(run):
    return Run.objects.get(pk=run.pk).state


def test_a_run_is_asked_for_and_tells_how_far_it_is(firm, evaluator):
    said = do(evaluator, "/desk/runs/", **ASKED)
    waiting = page(evaluator, f"{of(Run.objects.get())}progress/")
    work_off()

    assert "排队等待计算" in said
    assert "排队中" in waiting
    done = evaluator.get(f"{of(Run.objects.get())}progress/")
    assert done.headers["HX-Refresh"] == "true"
    assert "试算出 1 个结果" in page(evaluator, of(Run.objects.get()))


def test_a_wish_sent_twice_makes_one_run(firm, evaluator):
    once = {"nonce": uuid4().hex}
    do(evaluator, "/desk/runs/", **ASKED, **once)
    work_off()

    said = do(evaluator, "/desk/runs/", **ASKED, **once)

    assert "已经提交过一次" in said
    assert Run.objects.count() == 1


def test_a_day_before_any_edition_is_refused_in_the_form(firm, evaluator):
    said = do(evaluator, "/desk/runs/", scheme="highway-construction", on="1999-12-31")

    assert "没有现行的评价标准" in said
    assert not Run.objects.exists()


def test_a_trial_that_rests_on_unconfirmed_values_cannot_be_proposed(trial, evaluator):
    shown = page(evaluator, of(trial))

    said = step(evaluator, trial, "propose")

    assert "个待核实的值还没有核定" in shown
    assert "结果依据的值还没有核定" in said
    assert state(trial) == "trial"


def test_values_are_confirmed_from_a_text_and_read_out_in_chinese(trial, approver):
    before = page(approver, of(trial))
    ticked = [f"{value.path}={value.value}" for value in editions_values(trial)]

    said = do(approver, f"{of(trial)}values/", value=ticked, reason="与公布的文本核对")

    assert "四舍五入" in before
    assert f"已核定 {len(ticked)} 个值" in said
    assert Confirmation.objects.count() == len(ticked)
    assert "与公布的文本核对" in page(approver, f"/desk/results/{trial.results.get().pk}/")


def test_confirmations_sent_twice_count_once(trial, approver):
    [value, *_] = editions_values(trial)
    sent = {
        "value": [f"{value.path}={value.value}"],
        "reason": "与公布的文本核对",
        "nonce": uuid4().hex,
    }
    do(approver, f"{of(trial)}values/", **sent)

    said = do(approver, f"{of(trial)}values/", **sent)

    assert "已经提交过一次" in said
    assert Confirmation.objects.count() == 1


def test_nothing_is_confirmed_without_a_value_and_a_text(trial, approver):
    said = do(approver, f"{of(trial)}values/", reason="与公布的文本核对")

    assert "请勾选要核定的值" in said
    assert not Confirmation.objects.exists()


def test_a_value_that_the_rulebook_does_not_have_is_not_confirmed(trial, approver):
    [value, *_] = editions_values(trial)

    said = do(approver, f"{of(trial)}values/", value=[f"{value.path}=99"], reason="某文本")

    assert "要改值，须另出新版标准" in said
    assert not Confirmation.objects.exists()


def test_proposing_leads_to_the_approvers_waiting_list(proposed, approver):
    waiting = page(approver, "/desk/todo/")

    assert "已提请公示，待审定" in waiting
    assert of(proposed) in waiting


def test_a_step_sent_twice_is_taken_once(confirmed, evaluator):
    once = {"nonce": uuid4().hex}
    step(evaluator, confirmed, "propose", **once)

    said = step(evaluator, confirmed, "propose", **once)

    assert "已经提交过一次" in said
    assert AuditEntry.objects.filter(act="run.propose").count() == 1


def test_what_is_sent_back_shows_the_reason_to_whoever_proposed_it(proposed, approver, evaluator):
    step(approver, proposed, "send-back", reason="合同价存疑，请核对")

    shown = page(evaluator, of(proposed))

    assert state(proposed) == "trial"
    assert "合同价存疑，请核对" in shown
    assert "示例approver" in shown


def test_nothing_is_sent_back_without_a_reason(proposed, approver):
    said = step(approver, proposed, "send-back", reason="  ")

    assert "请写明理由" in said
    assert state(proposed) == "proposed"


def test_publicity_is_opened_by_a_second_officer(publicised, approver):
    assert state(publicised) == "publicised"
    assert "公示至 2024 年 3 月 15 日" in page(approver, of(publicised))


def test_whoever_proposed_may_not_approve(desk, confirmed):
    desk_both = at_work(desk.in_post("both", desk.city, "evaluator"))
    user = type(desk.evaluator).objects.get(username="both")
    user.appointments.create(authority=desk.city, role="approver", since=date(2020, 1, 1))
    step(desk_both, confirmed, "propose")

    shown = page(desk_both, of(confirmed))
    said = step(desk_both, confirmed, "publicise")

    assert "须由另一人办理：发起或提请的是您自己" in shown
    assert "须由另一人办理" in said
    assert state(confirmed) == "proposed"


def test_nothing_is_announced_before_the_publicity_is_over(publicised, approver):
    Run.objects.update(publicity_until=date(2999, 1, 1))

    said = step(approver, publicised, "announce")

    assert "公示期到" in said
    assert "期满后才能公告" in said
    assert state(publicised) == "publicised"


def test_a_second_officer_announces_and_the_county_sees_its_firm(desk, publicised, firm):
    step(at_work(desk.second_approver), publicised, "announce")
    home, neighbour = at_work(desk.home_clerk), at_work(desk.moxi_clerk)

    assert state(publicised) == "announced"
    assert "示例乙路桥有限公司" in page(home, of(publicised))
    assert "已公告" in page(neighbour, "/desk/runs/")


def test_an_announced_run_is_taken_back_for_a_reason_that_stays_readable(publicised, approver):
    step(approver, publicised, "announce")

    step(approver, publicised, "withdraw", reason="依据的台账有误")

    assert state(publicised) == "withdrawn"
    assert "依据的台账有误" in page(approver, of(publicised))


def test_a_trial_is_cancelled_for_a_reason(trial, evaluator):
    step(evaluator, trial, "cancel", reason="日期填错")
    work_off()

    assert state(trial) == "cancelled"
    assert "日期填错" in page(evaluator, of(trial))


def test_a_step_that_comes_too_late_says_so(trial, evaluator, approver):
    step(evaluator, trial, "cancel", reason="日期填错")

    said = step(approver, trial, "publicise")

    assert "现在的状态下不能这样办理" in said


def test_only_those_whose_work_it_is_take_steps(desk, trial):
    clerk, auditor = at_work(desk.home_clerk), at_work(desk.auditor)

    answers = [
        auditor.post(f"{of(trial)}do/cancel/", {"reason": "某"}).status_code,
        clerk.post(f"{of(trial)}do/cancel/", {"reason": "某"}).status_code,
        at_work(desk.evaluator).post(f"{of(trial)}values/", {}).status_code,
        at_work(desk.evaluator).post(f"{of(trial)}do/no-such/", {}).status_code,
    ]

    assert answers == [403, 403, 403, 404]
    assert state(trial) == "trial"


def test_a_county_does_not_see_a_trial(desk, trial):
    clerk = at_work(desk.home_clerk)
    result = trial.results.get()

    answers = [
        clerk.get(of(trial)).status_code,
        clerk.get(f"{of(trial)}progress/").status_code,
        clerk.get(f"/desk/results/{result.pk}/").status_code,
        clerk.get(f"/desk/results/{result.pk}/inputs.json").status_code,
    ]

    assert answers == [404] * 4
    assert "示例乙路桥" not in page(clerk, "/desk/runs/")


def test_the_explanation_adds_up_and_leads_to_each_record(trial, evaluator):
    result = trial.results.get()
    record = firm_record(result)

    shown = page(evaluator, f"/desk/results/{result.pk}/")

    assert f"为什么是 {result.grade}" in shown
    assert "示例高速B1合同段" in shown
    assert "GLSG2-2-1" in shown
    assert f"/desk/records/{record.uid}/" in shown
    assert "刚才已按原标准和输入复算，结果一致" in shown


def test_a_behaviour_is_listed_with_what_the_rulebook_calls_it(firm, evaluator):
    for address in ("/desk/records/", f"/desk/subjects/{firm.uid}/"):
        assert "GLSG2-2-1 无正当理由未按期进场" in page(evaluator, address)


def firm_record(result):
    return Record.objects.get(subject=result.subject, sheet="performance")


def test_the_inputs_are_given_out_to_judge_again(trial, evaluator):
    result = trial.results.get()

    answer = evaluator.get(f"/desk/results/{result.pk}/inputs.json")

    told = json.loads(answer.content)
    assert told["edition_hash"] == trial.edition.hash
    assert told["verdict"] == result.verdict


def test_a_firm_reads_why_once_the_result_is_public_and_no_officers_name(publicised, firm):
    speaker = at_work(speaking_for(firm))
    result = publicised.results.get()

    shown = page(speaker, f"/desk/results/{result.pk}/")

    assert f"为什么是 {result.grade}" in shown
    assert "示例approver" not in shown
    assert "为什么" in page(speaker, "/desk/mine/")


def test_a_firm_does_not_read_a_trial(trial, firm):
    speaker = at_work(speaking_for(firm))

    assert speaker.get(f"/desk/results/{trial.results.get().pk}/").status_code == 404
    assert speaker.get(of(trial)).status_code == 403
    assert "暂无已公布的结果" in page(speaker, "/desk/mine/")


@pytest.mark.parametrize(
    ("good", "bad"),
    [
        ({"subject": "乙路桥"}, {"subject": "丙路桥"}),
        ({"place": "500101"}, {"place": "990101"}),
        ({"grade": "A"}, {"grade": "none"}),
    ],
)
def test_the_results_are_narrowed_by_each_field_of_the_form(trial, evaluator, good, bad):
    Result.objects.update(grade="A")

    assert "示例乙路桥有限公司" in page(evaluator, of(trial), **good)
    assert "没有符合条件的结果" in page(evaluator, of(trial), **bad)
