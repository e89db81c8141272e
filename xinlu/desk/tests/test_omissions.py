"""疑似漏报: found from inside, explained or mended, held to be concealment by two officers only."""

from datetime import date
from decimal import Decimal
from io import BytesIO

import pytest
from openpyxl import load_workbook

from xinlu.accounts.actors import SYSTEM
from xinlu.accounts.acts import NotAllowed, NotPermitted, Refused, SamePerson
from xinlu.accounts.models import AuditEntry, Role
from xinlu.collection.models import Suspicion
from xinlu.collection.omissions import silent
from xinlu.collection.services import finding, suspicions
from xinlu.collection.tests import decision_files as files
from xinlu.collection.tests import penalty_files
from xinlu.collection.tests.test_clocks import D
from xinlu.collection.tests.test_decisions import at
from xinlu.desk.tests.desk_cast import actor, at_work, do, page, stored, upload

LIST = "/desk/omissions/"
ON = D("2026-10-12")
#: Where the day of the decision stands in a row of penalties.
DECIDED_ON = penalty_files.HEADINGS.index("处罚决定日期")


def look(on: date = ON) -> list[Suspicion]:
    finding.find(None, by=SYSTEM, on=on)
    return list(Suspicion.objects.order_by("kind"))


@pytest.fixture
def gap(desk, tmp_path) -> Suspicion:
    """The unit registered numbers 1, 2, 5 and 6 of its sequence."""
    path = files.register(tmp_path / "登记.csv", 1, 2, 5, 6)
    files.sent(path, actor(desk.home_clerk), at("2026-09-23"), "decision-register")
    [found] = look()
    return found


@pytest.fixture
def reviewers(desk):
    names = ("first-reviewer", "second-reviewer")
    return [actor(desk.in_post(name, desk.city, Role.REVIEWER)) for name in names]


def test_a_gap_is_a_case_with_evidence_owner_and_day_until_it_is_mended(desk, gap, tmp_path):
    clerk = at_work(desk.home_clerk)
    shown = page(clerk, LIST)

    assert (gap.count, gap.facts["missing"], gap.due_on) == (2, "3–4", D("2026-10-19"))
    assert gap.authority == actor(desk.home_clerk).authority
    assert "缺第 3–4 号" in shown
    assert "缺第 3–4 号" in page(clerk, f"{LIST}{gap.uid}/")
    book = clerk.get("/desk/lists/omissions.xlsx")
    sheet = load_workbook(BytesIO(b"".join(book.streaming_content))).active
    assert [cell.value for cell in sheet[2]][:3] == [
        "文号断号",
        gap.facts["about"] + " 缺第 3–4 号",
        2,
    ]

    path = files.register(tmp_path / "补.csv", 3, 4)
    files.sent(path, actor(desk.home_clerk), at("2026-10-12"), "decision-register")
    [mended] = look()
    assert mended.state == Suspicion.State.MENDED


def test_an_explanation_is_accepted_by_somebody_else_and_opens_again_for_more(
    desk, gap, reviewers, tmp_path
):
    clerk = at_work(desk.home_clerk)
    assert "请写明理由" in do(clerk, f"{LIST}{gap.uid}/do/explain/", reason=" ")
    told = do(clerk, f"{LIST}{gap.uid}/do/explain/", reason="第 3、4 号作废")
    assert "已说明" in told
    assert "第 3、4 号作废" in told
    gap.refresh_from_db()
    suspicions.clear(gap, by=reviewers[0], reason="有作废登记")

    assert look()[0].state == Suspicion.State.CLEARED
    path = files.register(tmp_path / "后.csv", 9)
    files.sent(path, actor(desk.home_clerk), at("2026-10-12"), "decision-register")
    [again] = look()
    assert (again.state, again.count, again.explanation) == ("open", 4, "第 3、4 号作废")


def test_concealment_takes_two_officers(gap, reviewers):
    asked = suspicions.allege(gap, by=reviewers[0], reason="两份决定书已送达")
    with pytest.raises(SamePerson):
        suspicions.confirm(asked, by=reviewers[0], reason="属实")
    done = suspicions.confirm(asked, by=reviewers[1], reason="属实")

    assert done.state == Suspicion.State.CONFIRMED
    with pytest.raises(NotAllowed):
        suspicions.reopen(done, by=reviewers[0], reason="再看")
    told = AuditEntry.objects.filter(act__startswith="suspicion.", target_id=str(gap.pk))
    assert [entry.act for entry in told.order_by("id")] == ["suspicion.allege", "suspicion.confirm"]


def test_who_is_not_of_the_county_or_the_post_does_nothing(desk, gap):
    stranger = at_work(desk.moxi_clerk)

    assert gap.facts["about"] not in page(stranger, LIST)
    assert stranger.get(f"{LIST}{gap.uid}/").status_code == 404
    with pytest.raises(NotPermitted):
        suspicions.explain(gap, by=actor(desk.moxi_clerk), reason="不相干")
    with pytest.raises(NotPermitted):
        suspicions.confirm(gap, by=actor(desk.home_clerk), reason="属实")
    with pytest.raises(Refused):
        suspicions.explain(gap, by=actor(desk.home_clerk), reason="")


def test_counts_of_the_sender_and_numbers_of_enforcement_are_held_against_what_came(
    desk, gap, tmp_path
):
    clerk = at_work(desk.home_clerk)
    given = {"month": "2026-09", "kind": "penalty"}
    assert "对账数已记下" in do(clerk, f"{LIST}state/", count="7", **given)
    assert "作出决定（件）" in do(clerk, f"{LIST}state/", count="-1", **given)
    heads = ["车牌号", "车牌颜色", "处罚决定日期", "行政处罚决定书文号"]
    row = ["渝X12345", "黄", "2026-09-20", "示超罚〔2026〕7号"]
    path = files.csv(tmp_path / "超限.csv", heads, [row])
    files.sent(path, actor(desk.home_clerk), at("2026-09-23"), "overload")

    by_kind = {one.kind: one for one in look()}

    assert by_kind["count"].facts == {"about": "2026-09 行政处罚", "said": 7, "known": 4}
    assert by_kind["known"].facts["numbers"] == ["示超罚〔2026〕7号"]
    assert len(by_kind) == 3


def test_totals_sent_along_with_a_file_are_held_against_what_was_stored(desk, tmp_path):
    clerk = at_work(desk.home_clerk)
    table = list(penalty_files.rows(3, firms=1, people=0))
    for row in table:
        row[DECIDED_ON] = table[0][DECIDED_ON]
    path = penalty_files.write(tmp_path / "处罚.xlsx", table)
    written = str(table[0][DECIDED_ON])[:7]
    month = date.fromisoformat(f"{written}-01")

    unfinished = upload(clerk, path, stated_count="4").content.decode()
    other = upload(clerk, path, "vehicle", stated_month=written, stated_count="4")
    given = {"stated_month": written, "stated_count": "3", "stated_fines": "999.5"}
    batch = stored(clerk, path, **given)
    [case] = Suspicion.objects.filter(pk__in=[one.pk for one in look()], kind="count")

    assert "对账须填月份和件数" in unfinished
    assert "只有行政处罚、行政许可可以对账" in other.content.decode()
    assert case.facts["said_fines"] == "999.5"
    fines = sum(Decimal(str(each.values["fine"])) for each in batch.records.all())
    assert Decimal(case.facts["known_fines"]) == fines
    assert "罚款单位对账 999.5 万元" in page(clerk, f"{LIST}{case.uid}/")
    assert "不符" in page(clerk, f"/desk/imports/{batch.uid}/")
    said = {"month": month, "kind": "penalty", "count": 3, "fines": fines, "batch": batch}
    suspicions.state(None, by=actor(desk.home_clerk), **said)
    look()
    case.refresh_from_db()
    assert case.state == Suspicion.State.MENDED
    assert "相符" in page(clerk, f"/desk/imports/{batch.uid}/")


def test_a_unit_that_fell_silent_is_a_case_of_its_county(desk, tmp_path):
    for month in range(3, 9):
        day = D(f"2026-0{month}-12")
        path = files.register(
            tmp_path / f"{month}.csv", *range(month * 9, month * 9 + 9), decided=day
        )
        files.sent(path, actor(desk.home_clerk), at(f"2026-0{month}-13"), "decision-register")

    [silence] = look(D("2026-10-05"))

    assert silence.kind == Suspicion.Kind.SILENCE
    assert silence.facts == {"about": "2026-09", "usual": 9, "months": 6}
    assert (silence.authority.place, silence.count) == (desk.home, 9)
    assert "2026-09 没有一件；此前 6 个月平均每月 9 件" in page(at_work(desk.home_clerk), LIST)


def test_a_case_waits_for_the_unit_until_it_is_in_somebody_s_hand(desk, gap, reviewers):
    unit = actor(desk.home_clerk).authority
    other = desk.in_post("other-clerk", unit, Role.CLERK)
    mine, theirs = at_work(desk.home_clerk), at_work(other)
    assert "缺第 3–4 号" in page(mine, "/desk/todo/")
    assert "缺第 3–4 号" not in page(at_work(desk.moxi_clerk), "/desk/todo/")

    address = f"{LIST}{gap.uid}/hand/"
    assert "只能交给该单位在岗的经办人" in do(mine, address, owner=desk.moxi_clerk.pk)
    assert "已交给" in do(mine, address, owner=other.pk)

    assert "缺第 3–4 号" not in page(mine, "/desk/todo/")
    assert "缺第 3–4 号" in page(theirs, "/desk/todo/")
    with pytest.raises(NotPermitted):
        suspicions.hand(gap, by=actor(desk.moxi_clerk), on=ON, owner=other)
    with pytest.raises(Refused):
        suspicions.hand(gap, by=reviewers[0], on=ON, owner=desk.moxi_clerk)
    do(theirs, f"{LIST}{gap.uid}/do/explain/", reason="第 3、4 号作废")
    reviewer = at_work(desk.in_post("third-reviewer", desk.city, Role.REVIEWER))
    assert "复核" in page(reviewer, "/desk/todo/")
    assert "缺第 3–4 号" not in page(theirs, "/desk/todo/")
    gap.refresh_from_db()
    suspicions.clear(gap, by=reviewers[0], reason="有作废登记")
    with pytest.raises(NotAllowed):
        suspicions.hand(gap, by=reviewers[0], on=ON, owner=other)


@pytest.mark.parametrize(
    ("last", "usual", "is_silent"), [(0, 3, True), (1, 3, False), (0, 2, False)]
)
def test_a_unit_falls_silent_that_used_to_decide_every_month(last, usual, is_silent):
    months = [date(2026, month, 1) for month in (4, 5, 6)]
    counts = {**dict.fromkeys(months, usual), date(2026, 7, 1): last}

    assert silent(counts, date(2026, 7, 1), months, 3) is is_silent
