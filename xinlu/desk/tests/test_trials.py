from datetime import date
from io import BytesIO

import openpyxl
import pytest

from xinlu.accounts.models import AuditEntry
from xinlu.desk.tests.desk_cast import at_work, do, page, work_off
from xinlu.evaluation import editions
from xinlu.evaluation.models import Trial
from xinlu.evaluation.tests.builders import Ledger, Schools, a_firm
from xinlu.evaluation.tests.drafting import a_draft, harsher, stricter


@pytest.fixture
def draft(desk):
    """A draft that gives nobody an AA; a firm with an AA that is called like a formula."""
    editions.seed()
    ledger = Ledger(2023)
    good = a_firm("91500101MA00000001", "=示例甲路桥有限公司", desk.home)
    bad = a_firm("91500101MA00000002", "示例乙路桥有限公司", desk.moxi)
    for firm, points in ((good, ""), (bad, "20")):
        ledger.firm(firm, "AA")
        ledger.section(firm, f"{firm.code[-1]}合同段", "4.2")
        if points:
            ledger.performance(firm, "2合同段", "GLSG2-2-1", points, date(2023, 6, 3))
    return a_draft(harsher)


@pytest.fixture
def evaluator(desk):
    return at_work(desk.evaluator)


@pytest.fixture
def asked(draft, evaluator):
    do(evaluator, at(draft), on="2023-12-31")
    return Trial.objects.get()


@pytest.fixture
def trial(asked):
    work_off()
    return Trial.objects.select_related("draft").get(pk=asked.pk)


def at(draft) -> str:
    return f"/desk/drafts/{draft.uid}/trials/"


def of(trial: Trial) -> str:
    return f"{at(trial.draft)}{trial.uid}/"


def test_a_trial_is_asked_for_from_a_list_of_the_years_there_are(draft, evaluator):
    shown = page(evaluator, at(draft))

    assert "2023 年度，截至 2023-12-31" in shown
    assert "2022 年度" not in shown
    answer = evaluator.post(at(draft), {"on": "2022-12-31"})
    assert answer.status_code == 200
    assert not Trial.objects.exists()


def test_a_trial_under_way_shows_how_far_it_is_and_can_be_dropped(asked, evaluator):
    shown = page(evaluator, of(asked))

    assert "排队等待试算" in shown
    assert "取消这次试算" in shown
    assert evaluator.get(f"{of(asked)}progress/").status_code == 200

    do(evaluator, f"{of(asked)}cancel/")

    assert "已取消" in page(evaluator, of(asked))
    assert evaluator.get(f"{of(asked)}progress/")["HX-Refresh"] == "true"


def test_a_finished_trial_says_who_moves_and_why(trial, evaluator):
    shown = page(evaluator, of(trial))

    assert "降级 1 个" in shown
    assert 'aria-label="AA 到 A 1 个"' in shown
    assert "等级分档" in shown
    assert "单独即足以改变" in shown
    assert "合同段不足 2 个" in shown


def test_movers_are_asked_for_by_place_change_and_county(trial, desk, evaluator):
    held = "逐笔对照"

    for query in ("old=AA", "new=A", "change=bands", f"place={desk.home.code}", "way=down"):
        assert held in page(evaluator, f"{of(trial)}?{query}"), query
    for query in ("old=B", "new=AA", "change=items", f"place={desk.moxi.code}", "way=up"):
        asked = page(evaluator, f"{of(trial)}?{query}&subject=没有")
        assert held not in asked, query


def test_a_mover_is_shown_line_by_line(trial, evaluator):
    shown = page(evaluator, f"{of(trial)}moves/{trial.moves.get().pk}/")

    assert "AA → A" in shown
    assert "100 分，定为 AA" in shown
    assert "100 分，定为 A<" in shown
    assert "其中 1 笔不同" in shown


def test_a_trial_comes_out_as_a_workbook_of_six_sheets_without_formulas(trial, evaluator):
    answer = evaluator.get(f"{of(trial)}trial.xlsx")

    book = openpyxl.load_workbook(BytesIO(b"".join(answer.streaming_content)))
    assert book.sheetnames == ["汇总", "等级变动", "变动主体", "按区县", "按规模", "本地外地"]
    name = book["变动主体"]["A2"]
    assert (name.value, name.data_type, name.quotePrefix) == ("=示例甲路桥有限公司", "s", True)
    rows = [[cell.value for cell in row][:4] for row in book["等级变动"].iter_rows(max_row=4)]
    assert rows[0] == ["原结果 ＼ 新结果", "AA", "A", "B"][:4]
    assert AuditEntry.objects.filter(act="trial.export").count() == 1


def test_a_trial_is_nobody_elses_to_see(trial, desk, evaluator):
    county = at_work(desk.home_clerk)

    for address in (at(trial.draft), of(trial), f"{of(trial)}trial.xlsx"):
        assert county.get(address).status_code == 404
    assert evaluator.get(f"{at(trial.draft)}{trial.draft.uid}/").status_code == 404


def test_an_approver_reads_but_does_not_ask(draft, desk):
    approver = at_work(desk.approver)

    assert "发起试算" not in page(approver, at(draft))
    assert approver.post(at(draft), {"on": "2023-12-31"}).status_code == 403


def test_one_who_is_ranked_is_shown_among_the_peers_of_the_trial(desk, evaluator):
    editions.seed()
    Schools(10)
    draft = a_draft(stricter, scheme="driver-training")
    do(evaluator, at(draft), on="2023-12-31")
    work_off()
    trial = Trial.objects.select_related("draft").get()

    shown = page(evaluator, f"{of(trial)}moves/{trial.moves.get().pk}/")

    assert "AAA → AA" in shown
    assert "不能评价" not in shown
