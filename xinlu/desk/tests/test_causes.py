from datetime import date

import pytest

from xinlu.desk.tests.desk_cast import at_work, do, page
from xinlu.evaluation import editions
from xinlu.evaluation.models import CauseBinding
from xinlu.evaluation.tests.builders import Ledger, a_firm, a_penalty

SCHEME = "/desk/causes/highway-construction/"
DAYS = {"since": "2024-01-01", "until": "2024-12-31"}
CAUSE = "未按规定开设农民工工资专用账户"


@pytest.fixture
def builder(desk):
    """A road builder with one penalty that the table maps, one none on purpose, one left over."""
    editions.seed()
    firm = a_firm("91500101MA00000002", "示例乙路桥有限公司", desk.home)
    Ledger(2023).firm(firm, "A")
    for number, cause in enumerate(("与他人串通投标", "未按工程设计图纸施工", CAUSE), 1):
        a_penalty(firm, cause, f"示罚〔2024〕{number}号", home_place=desk.home)
    return firm


@pytest.fixture
def evaluator(desk):
    return at_work(desk.evaluator)


@pytest.fixture
def approver(desk):
    return at_work(desk.approver)


@pytest.fixture
def binding(builder, evaluator):
    sent = {"cause": CAUSE, "item": "none", "since": "2024-01-01", "reason": "示例：没有对应条目"}
    do(evaluator, f"{SCHEME}new/", **sent)
    return CauseBinding.objects.get()


def test_every_officer_sees_the_coverage_of_his_places(builder, evaluator, clerk, neighbour):
    city, home = page(evaluator, SCHEME, **DAYS), page(clerk, SCHEME, **DAYS)

    assert "3 件处罚，对应率 66.7%" in city
    assert "3 件处罚，对应率 66.7%" in home
    assert "没有处罚" in page(neighbour, SCHEME, **DAYS)
    assert "66.7%" in page(evaluator, "/desk/causes/", **DAYS)
    assert f"{SCHEME}new/?cause=" in city


def test_a_cause_is_bound_by_one_officer_and_confirmed_by_another(
    binding, evaluator, approver, clerk
):
    address = f"/desk/causes/bound/{binding.uid}/"
    waiting = page(approver, "/desk/todo/")

    confirmed = do(approver, f"{address}do/confirm/", reason="示例：同意")

    assert CAUSE in waiting
    assert CAUSE not in page(evaluator, "/desk/todo/")
    assert "已审定" in confirmed
    assert "对应率 100.0%" in page(evaluator, SCHEME, **DAYS)
    assert clerk.get(address).status_code == 403
    assert "案由对应" in page(evaluator, "/desk/audit/", target="evaluation.causebinding")


def test_refusing_and_ending_ask_for_a_reason(binding, approver):
    address = f"/desk/causes/bound/{binding.uid}/"

    silent = do(approver, f"{address}do/refuse/")
    do(approver, f"{address}do/confirm/", reason="示例：同意")
    dayless = do(approver, f"{address}end/", reason="示例")
    ended = do(approver, f"{address}end/", reason="示例：收回", until="2024-01-01")

    assert "已审定" not in silent
    assert "自哪天起不再适用" in dayless
    assert "已终止" in ended
    assert CauseBinding.objects.get().until == date(2024, 1, 1)


def test_what_cannot_be_bound_is_told_on_the_form(binding, evaluator):
    sent = {"cause": CAUSE, "item": "GLSG3-7", "since": "2024-01-01", "reason": "示例"}

    again = do(evaluator, f"{SCHEME}new/", **(sent | {"item": "none"}))
    pointless = do(evaluator, f"{SCHEME}new/", **(sent | {"cause": "示例其他案由"}))

    assert "已经有对应" in again
    assert "GLSG3-7 不能这样对应" in pointless
    assert CauseBinding.objects.count() == 1
