from datetime import date
from decimal import Decimal

import pytest

from xinlu.accounts.acts import NotAllowed, NotPermitted, Refused, SamePerson
from xinlu.accounts.models import AuditEntry, Role
from xinlu.evaluation import coverage, editions
from xinlu.evaluation.facts import facts_for
from xinlu.evaluation.models import CauseBinding, Edition, Run
from xinlu.evaluation.services import causes, runs
from xinlu.evaluation.tests.builders import a_penalty
from xinlu.evaluation.tests.conftest import an_officer

pytestmark = pytest.mark.django_db
ON = date(2024, 12, 31)
CAUSE = "未按规定制作危险货物运单"
SCHEME = "dangerous-goods-firm"
NEW_YEAR = date(2024, 1, 1)


def refused(code: str):
    return pytest.raises(Refused, check=lambda said: said.code == code)


def proposed(by, reason="示例：比照经营管理其他情形", **changes) -> CauseBinding:
    wanted = {"cause": CAUSE, "item": "OPERATIONS", "since": NEW_YEAR, "points": Decimal(5)}
    return causes.propose(
        None, by=by, scheme=SCHEME, wanted=causes.Wanted(**wanted | changes), reason=reason
    )


@pytest.fixture
def binding(seeded, evaluator):
    return proposed(evaluator)


def confirmed(binding, by):
    return causes.confirm(binding, by=by, reason="示例：同意")


def codes(goods_standard, goods_firm, **kept):
    [(_, facts)] = facts_for(goods_standard, ON, [goods_firm], **kept)
    return [(event.code, event.points) for event in facts.events]


def test_a_binding_counts_from_the_confirmation_on_and_not_before(
    binding,
    approver,
    goods_standard,
    goods_firm,
):
    a_penalty(goods_firm, f"　{CAUSE}。", "示罚〔2024〕1号")
    before = codes(goods_standard, goods_firm)

    confirmed(binding, approver)

    assert before == []
    assert codes(goods_standard, goods_firm) == [("OPERATIONS", 5)]
    assert [e.act for e in AuditEntry.objects.order_by("pk")] == ["cause.propose", "cause.confirm"]


def test_whoever_proposed_does_not_decide(seeded, commission):
    both = an_officer("评价岗兼审定岗", Role.EVALUATOR, commission)
    mine = proposed(both)
    deciding = an_officer("审定岗", Role.APPROVER, commission)
    same = type(deciding)(
        **{f: getattr(deciding, f) for f in deciding.__dataclass_fields__} | {"user": both.user}
    )

    for act in (causes.confirm, causes.refuse):
        with pytest.raises(SamePerson):
            act(mine, by=same, reason="示例")


def test_a_county_or_a_clerk_neither_proposes_nor_decides(
    binding, seeded, commission, county_evaluator, county
):
    clerk = an_officer("报送岗", Role.CLERK, commission)
    there = an_officer("区县审定岗", Role.APPROVER, commission, frozenset({county.pk}))

    with pytest.raises(NotPermitted):
        proposed(clerk, cause="示例案由")
    with refused("city-only"):
        proposed(county_evaluator, cause="示例案由")
    with refused("city-only"):
        confirmed(binding, there)
    assert AuditEntry.objects.filter(act__startswith="cause.").count() == 1


def test_what_the_rulebook_cannot_take_is_refused_with_a_reason_each(seeded, evaluator):
    for code, changes in {
        "unfit-item": {"item": "NONE"},
        "cause-missing": {"cause": "——"},
        "days-crossed": {"until": NEW_YEAR},
        "amounts-crossed": {"fine_from": Decimal(1), "fine_below": Decimal(1)},
        "reason-missing": {"reason": " "},
    }.items():
        with refused(code):
            proposed(evaluator, **changes)
    with refused("unfit-item"):
        proposed(evaluator, points=None)


def test_a_cause_has_one_binding_for_an_amount_and_a_day(binding, evaluator, approver):
    with refused("cause-bound"):
        proposed(evaluator, fine_from=Decimal(1))

    causes.refuse(binding, by=approver, reason="示例：依据不足")

    low = proposed(evaluator, fine_below=Decimal(1))
    high = proposed(evaluator, fine_from=Decimal(1), item="", points=None)
    assert low.state == high.state == CauseBinding.State.PROPOSED
    with pytest.raises(NotAllowed):
        confirmed(binding, approver)


def test_an_ended_binding_maps_no_decision_from_that_day_on(
    binding,
    approver,
    goods_standard,
    goods_firm,
):
    confirmed(binding, approver)
    a_penalty(goods_firm, CAUSE, "示罚〔2024〕1号", on=date(2024, 6, 30))
    a_penalty(goods_firm, CAUSE, "示罚〔2024〕2号", on=date(2024, 7, 1))

    causes.end(binding, by=approver, until=date(2024, 7, 1), reason="示例：新规施行")

    assert codes(goods_standard, goods_firm) == [("OPERATIONS", 5)]
    with refused("end-outside"):
        causes.end(binding, by=approver, until=date(2020, 1, 1), reason="示例")
    assert AuditEntry.objects.filter(act="cause.end").count() == 1


def test_a_run_keeps_the_bindings_that_it_used_and_rebuilds_with_them(
    binding,
    evaluator,
    approver,
    goods_standard,
    goods_firm,
):
    a_penalty(goods_firm, CAUSE, "示罚〔2024〕1号")
    confirmed(binding, approver)
    before = Edition.objects.get(scheme=SCHEME).hash
    run = runs.ask(None, by=evaluator, scheme=SCHEME, on=ON)
    runs.computing.compute(run.pk)

    causes.end(binding, by=approver, until=NEW_YEAR, reason="示例：收回")

    run = Run.objects.get(pk=run.pk)
    [result] = run.results.all()
    assert run.summary["bindings"] == {str(binding.pk): ""}
    assert codes(goods_standard, goods_firm, bindings=run.summary["bindings"]) == [
        ("OPERATIONS", 5)
    ]
    assert codes(goods_standard, goods_firm) == []
    assert result.inputs["events"][0]["cause"] == f"binding:{binding.uid}"
    assert editions.hash_of(run.edition.canonical) == before


def test_coverage_counts_items_none_on_purpose_and_what_is_left(
    goods_standard,
    goods_firm,
    evaluator,
):
    a_penalty(goods_firm, "超越许可事项运输", "示罚〔2024〕1号")
    a_penalty(goods_firm, "未配备押运人员", "示罚〔2024〕2号", on=date(2024, 7, 1))
    a_penalty(goods_firm, CAUSE, "示罚〔2024〕3号", on=date(2024, 7, 2))
    a_penalty(goods_firm, f"{CAUSE}。", "示罚〔2024〕4号", on=date(2024, 7, 9))

    found = coverage.coverage(goods_standard, evaluator, NEW_YEAR, ON)

    assert found.whole.counts == {"item": 1, "none": 1, "unmapped": 2, "ambiguous": 0}
    assert found.whole.percent == "50.0"
    assert found.months[date(2024, 7, 1)].counts["unmapped"] == 2
    assert dict(found.lines) == {"DG-01": 1, "DG-11": 1}
    [left] = found.queue
    assert (left.count, left.first, left.last) == (2, date(2024, 7, 2), date(2024, 7, 9))
    assert coverage.samples(goods_standard, evaluator, left.spellings).count() == 2
