"""信用承诺: vectors P1-P4 and P6 of the sheet of facts, and the later row that takes a place."""

import csv
from datetime import date

import pytest

from xinlu.accounts.models import Place, Role
from xinlu.collection.histories import history
from xinlu.collection.models import Record
from xinlu.collection.services import batches
from xinlu.collection.templates import load_template
from xinlu.collection.tests.batch_cast import stored
from xinlu.collection.tests.checking_samples import FIRM, OFFICE, PERSON, checked, refused
from xinlu.kernel.identifiers import IdentifierError, commitment_code, make_commitment_code

CODE = "50011220260401000001"


def a_promise(**changes):
    cells = {
        "commitment_code": CODE,
        "promisor": "示例货运有限公司",
        "promisor_kind": "法人及非法人组织",
        "promisor_code": FIRM,
        "kind": "审批替代型",
        "matter": "道路普通货物运输经营许可",
        "content": "承诺具备许可条件",
        "liability": "撤销许可",
        "promised_on": "2026-04-01",
        "performance": "全部履行",
        "accepted_by": "示例区交通运输委员会",
        "accepted_by_code": OFFICE,
        "openness": "可向社会公开",
    }
    return {**cells, **changes}


BROKEN = {"performance": "部分履行", "unkept": "未按期补交材料", "pursued": "责令限期改正"}
VECTORS = {
    "P2": ({"promised_on": "2026-04-02"}, [("identifier-check", "commitment_code")]),
    "P3": ({**BROKEN, "unkept": ""}, [("missing-conditional", "unkept")]),
    "P3, nothing pursued": ({**BROKEN, "pursued": ""}, [("missing-conditional", "pursued")]),
    "P4": ({"pursued": "责令改正"}, [("category", "pursued")]),
    "P4, something unkept": ({"unkept": "未补交"}, [("category", "unkept")]),
    "P6": ({"kind": "其他"}, [("code-value", "kind")]),
    "P6, named": ({"kind": "其他-安全生产承诺"}, []),
    "kept": ({}, []),
    "broken in part": (BROKEN, []),
    "no such day": (
        {"commitment_code": "50011220260431000001"},
        [("identifier-check", "commitment_code")],
    ),
    "a person's number for a firm": (
        {"promisor_code": PERSON},
        [("identifier-check", "promisor_code")],
    ),
    "a firm's code for a person": (
        {"promisor_kind": "自然人"},
        [("identifier-check", "promisor_code")],
    ),
}


def test_p1_a_code_is_division_day_and_serial():
    assert make_commitment_code("320100", date(2023, 2, 17), 11) == "32010020230217000011"


@pytest.mark.parametrize("code", ["5001122026040100001", "50011220260231000001", "5001122026X"])
def test_a_code_of_another_shape_or_of_no_day_is_none(code):
    with pytest.raises(IdentifierError):
        commitment_code(code)


@pytest.mark.parametrize(("changes", "why"), VECTORS.values(), ids=[*VECTORS])
def test_a_promise_is_taken_or_refused_as_the_format_says(changes, why):
    [row] = checked("commitment", a_promise(**changes))

    assert refused(row) == why


def a_file(path, *promises):
    fields = load_template("commitment").sheets[0].fields
    with path.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow([field.name for field in fields])
        rows.writerows([[promise.get(field.key, "") for field in fields] for promise in promises])
    return path


def sent(senders, path, *promises, by=None):
    return stored(a_file(path, *promises), by or senders.by_clerk, "commitment")


def in_force():
    return [(r.number, r.values["performance"]) for r in Record.objects.in_force().order_by("pk")]


def test_the_performance_of_a_promise_takes_the_place_of_the_promise(senders, tmp_path):
    sent(senders, tmp_path / "a.csv", a_promise())
    later = sent(senders, tmp_path / "b.csv", a_promise(**BROKEN))

    [first, second] = Record.objects.order_by("pk")
    assert in_force() == [(CODE, "部分履行")]
    assert (first.state, second.supersedes_id) == ("superseded", first.pk)
    assert history(first, names=False)[-1].word == "被后报的一条更新"

    again = sent(senders, tmp_path / "c.csv", {**a_promise(**BROKEN), "remark": ""}, a_promise(
        commitment_code="50011220260401000002"))  # fmt: skip
    assert (again.accepted_count, again.refused_count) == (1, 1)
    assert later.accepted_count == 1


def test_withdrawing_the_later_row_puts_the_earlier_one_in_force_again(senders, tmp_path):
    first = sent(senders, tmp_path / "a.csv", a_promise())
    second = sent(senders, tmp_path / "b.csv", a_promise(**BROKEN))
    third = sent(senders, tmp_path / "c.csv", a_promise(**{**BROKEN, "performance": "全部未履行"}))

    batches.withdraw(second, by=senders.by_clerk, reason="示例", now=second.stored_at)
    assert in_force() == [(CODE, "全部未履行")]
    batches.withdraw(third, by=senders.by_clerk, reason="示例", now=third.stored_at)
    assert in_force() == [(CODE, "全部履行")]
    batches.withdraw(first, by=senders.by_clerk, reason="示例", now=first.stored_at)
    assert in_force() == []


@pytest.mark.parametrize(
    ("day", "warned"), [("2025-10-20", False), ("2026-03-01", True)], ids=["G2", "G3"]
)
def test_a_promise_in_a_division_that_is_no_more_is_taken_with_a_warning(
    senders, tmp_path, day, warned
):
    Place.objects.create(
        code="500112", name="渝北区", level=Place.Level.COUNTY, until=date(2025, 11, 6)
    )
    code = f"500112{day.replace('-', '')}000001"

    batch = sent(senders, tmp_path / "a.csv", a_promise(commitment_code=code, promised_on=day))

    assert batch.accepted_count == 1
    told = [params["name"] for why, params in batch.outline["warnings"] if why == "division-ended"]
    assert told == (["渝北区"] if warned else [])


def test_only_who_sent_a_promise_tells_how_it_was_kept(senders, tmp_path):
    sent(senders, tmp_path / "a.csv", a_promise())
    other = senders.act_as("别区经办", Role.CLERK, senders.home_authority(senders.home))

    batch = sent(senders, tmp_path / "b.csv", a_promise(**BROKEN), by=other)

    assert in_force() == [(CODE, "全部履行")]
    assert [refusal.params["reason"] for refusal in batch.refusals.all()] == ["other-sender"]


def test_a_persons_number_is_sealed_and_a_firms_code_is_not(senders, tmp_path):
    person = {"promisor": "示某", "promisor_kind": "自然人", "promisor_code": PERSON}
    sent(
        senders,
        tmp_path / "a.csv",
        a_promise(),
        a_promise(commitment_code="50011220260401000002", **person),
    )

    firm, somebody = Record.objects.order_by("row")
    assert firm.values["promisor_code"] == FIRM
    assert "sealed" in somebody.values["promisor_code"]
