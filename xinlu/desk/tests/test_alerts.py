"""风险监测: each rule sees what it should, once; an alert is looked into by whose it is."""

from datetime import date, timedelta
from fractions import Fraction
from io import BytesIO

import pytest
from django.utils import timezone
from openpyxl import load_workbook

from xinlu.accounts.actors import SYSTEM
from xinlu.accounts.acts import NotAllowed, NotPermitted, Refused
from xinlu.accounts.models import AuditEntry
from xinlu.collection.tests.test_clocks import D
from xinlu.desk.alerts import evidence
from xinlu.desk.tests.desk_cast import actor, at_work, do, page, speaking_for
from xinlu.evaluation import editions
from xinlu.evaluation.models import Edition, Result, Run
from xinlu.evaluation.tests.builders import a_batch, a_driver, a_firm, a_record
from xinlu.registry.models import Subject
from xinlu.registry.selectors import openings_of
from xinlu.rules.language.scoring import Band, Edge
from xinlu.supervision import selectors
from xinlu.supervision.models import Alert
from xinlu.supervision.seeing import floors_of
from xinlu.supervision.services import alerts, watches

LIST = "/desk/alerts/"
ON = D("2026-10-12")


def look(on: date = ON) -> int:
    return watches.watch(None, by=SYSTEM, on=on)


def penalised(firm, *days: int) -> None:
    """Give the firm a penalty so many days before the look."""
    for back in days:
        on = ON - timedelta(days=back)
        a_record(
            a_batch("penalty"),
            firm,
            "penalty",
            {},
            happened_on=on,
            number=f"示〔2026〕{back}号",
            home_place=firm.home_place,
        )


@pytest.fixture
def erring(desk):
    return a_firm("91500101MA00000061", "示例丁物流有限公司", desk.home)


@pytest.fixture
def spike(erring) -> Alert:
    penalised(erring, 1, 2, 3, 100)
    look()
    return Alert.objects.get()


def test_a_spike_is_an_alert_with_evidence_owner_and_day_and_is_raised_once(desk, spike, erring):
    assert look() == 0
    assert evidence(spike) == "近 90 天 3 件；此前 4 个 90 天共 1 件"
    assert (spike.place, spike.due_on) == (desk.home, D("2026-10-26"))

    clerk = at_work(desk.home_clerk)
    assert "示例丁物流有限公司" in page(clerk, LIST, rule="violations-of-a-subject")
    assert "没有符合条件" in page(clerk, LIST, rule="licences-about-to-expire")
    shown = page(clerk, f"{LIST}{spike.uid}/")
    assert ("示〔2026〕2号" in shown, "示〔2026〕100号" in shown) == (True, False)
    book = clerk.get("/desk/lists/alerts.xlsx")
    sheet = load_workbook(BytesIO(b"".join(book.streaming_content))).active
    assert [cell.value for cell in sheet[2]][:2] == ["主体违法集中增多", "示例丁物流有限公司"]


def test_what_was_dealt_with_comes_again_with_new_evidence_only(desk, spike, erring):
    clerk = at_work(desk.home_clerk)
    assert "已由您承办" in do(clerk, f"{LIST}{spike.uid}/do/take/")
    assert "请写明理由" in do(clerk, f"{LIST}{spike.uid}/do/confirm/", reason=" ")
    assert "记为属实" in do(clerk, f"{LIST}{spike.uid}/do/confirm/", reason="已约谈")
    penalised(erring, 4, 5)
    assert look() == 0

    penalised(erring, 6)
    assert look() == 1

    again = Alert.objects.exclude(pk=spike.pk).get()
    dismissed = alerts.dismiss(again, by=actor(desk.home_clerk), reason="同一次检查分开处罚")
    assert dismissed.outcome == "同一次检查分开处罚"
    [of_spikes] = [one for one in selectors.usefulness(actor(desk.home_clerk), ON) if one.raised]
    assert (of_spikes.raised, of_spikes.confirmed, of_spikes.dismissed) == (2, 1, 1)
    assert "50.0%" in page(clerk, LIST)
    told = AuditEntry.objects.filter(act__startswith="alert.", target_id=str(spike.pk))
    assert [entry.act for entry in told.order_by("id")] == ["alert.take", "alert.confirm"]


def test_who_is_not_of_the_county_or_the_post_does_nothing(desk, spike):
    stranger = at_work(desk.moxi_clerk)

    assert "示例丁物流" not in page(stranger, LIST)
    assert stranger.get(f"{LIST}{spike.uid}/").status_code == 404
    with pytest.raises(NotPermitted):
        alerts.take(spike, by=actor(desk.moxi_clerk))
    with pytest.raises(NotPermitted):
        alerts.dismiss(spike, by=actor(desk.auditor), reason="无")
    with pytest.raises(Refused):
        alerts.pass_on(spike, by=actor(desk.home_clerk), reason="")
    done = alerts.pass_on(spike, by=actor(desk.home_clerk), reason="移送执法支队")
    with pytest.raises(NotAllowed):
        alerts.confirm(done, by=actor(desk.home_clerk), reason="属实")


def test_a_steady_offender_is_no_spike(erring):
    penalised(erring, 1, 2, 3, 95, 96, 185, 186, 275, 276, 277)

    assert look() == 0


def test_a_county_s_violations_pile_up_over_many_subjects(desk):
    firms = [
        a_firm(f"91500101MA{number:07d}X", f"示例{number}号物流有限公司", desk.home)
        for number in range(20)
    ]
    for number, firm in enumerate(firms):
        on = ON - timedelta(days=number)
        place = {"deciding_place": desk.home, "home_place": desk.home}
        a_record(a_batch("penalty"), firm, "penalty", {}, happened_on=on, **place)

    assert look() == 1

    seen = Alert.objects.get()
    assert (seen.rule, seen.place, seen.subject) == ("violations-in-a-county", desk.home, None)
    assert evidence(seen) == "近 30 天 20 件；此前 6 个 30 天共 0 件"
    clerk = at_work(desk.home_clerk)
    assert f"{seen}：区县违法集中增多" in page(clerk, "/desk/todo/")
    assert "区县违法集中增多" not in page(at_work(desk.moxi_clerk), "/desk/todo/")


@pytest.mark.parametrize(
    ("score", "grade", "edge"), [("86", "A", 85), ("90", "A", None), ("95", "AA", 95)]
)
def test_a_grade_close_above_its_edge_is_seen_once_the_subject_errs(erring, score, grade, edge):
    editions.seed()
    edition = Edition.objects.filter(scheme="highway-construction").first()
    run = Run.objects.create(
        edition=edition,
        on=ON - timedelta(days=40),
        year=2026,
        state=Run.State.ANNOUNCED,
        asked_at=timezone.now(),
    )
    Result.objects.create(run=run, subject=erring, score=score, score_text=score, grade=grade)
    assert look() == 0

    penalised(erring, 50)
    assert look() == 0
    penalised(erring, 5)

    assert look() == (edge is not None)
    if edge is not None:
        said = evidence(Alert.objects.get())
        assert f"{score} 分、{grade} 级，下一等级以 {edge} 分为界；其后新增违法 1 件" in said


def test_a_permit_that_ends_is_seen_unless_a_later_one_stands_in(desk, erring):
    other = a_firm("91500101MA00000088", "示例戊物流有限公司", desk.home)
    for firm, until in ((erring, "2026-11-01"), (other, "2026-11-01"), (other, "2030-11-01")):
        said = {"permit_name": "示例通行证", "valid_until": until}
        a_record(a_batch("permit"), firm, "permit", said)

    assert look() == 1
    assert evidence(Alert.objects.get()) == "示例通行证有效期至 2026-11-01，没有接续的证件"
    assert Alert.objects.get().subject == erring


def test_many_new_subjects_at_one_address_are_seen_together(desk):
    for number, address in enumerate(["示例路 1 号", "示例路１号", "示例路1号", "别处"]):
        firm = a_firm(f"91500101MA0000007{number}", home=desk.home)
        firm.registered_on = ON - timedelta(days=3)
        firm.save()
        a_record(a_batch("firm-year"), firm, "firm-year", {"address": address}, year=2026)

    assert look() == 1
    seen = Alert.objects.get()
    assert (seen.facts["subjects"], seen.subject, seen.place) == (3, None, desk.home)


def test_an_alert_presets_for_what_a_person_s_number_is_opened(desk):
    driver = a_driver("510202199001011234")
    Subject.objects.filter(pk=driver.pk).update(home_place=desk.home)
    a_record(a_batch("driver"), driver, "driver", {"valid_until": "2026-10-20"})
    look()
    alert = Alert.objects.get()
    clerk = at_work(desk.home_clerk)
    address = f"/desk/subjects/{driver.uid}/"

    preset = f"核查风险预警：许可证件临近到期（编号 {alert.uid.hex[:8]}）"
    task = f"alert:{alert.uid}"

    assert f'value="{preset}"' in page(clerk, address, task=task)
    do(clerk, f"{address}open/", task=task, purpose="核查后另行约谈")
    own = at_work(speaking_for(driver))
    auditor = at_work(desk.auditor)
    assert "核查后另行约谈" not in page(own, "/desk/mine/")
    assert "暂未向本人显示的有 1 次" in page(auditor, "/desk/audit/")

    alerts.dismiss(alert, by=actor(desk.home_clerk), reason="已换证")
    do(clerk, f"{address}open/", task=task, purpose="案号 示〔2026〕9号")

    told = [(one.purpose, one.preset, one.task) for one in openings_of(driver)]
    assert told == [("案号 示〔2026〕9号", "", ""), ("核查后另行约谈", preset, task)]
    mine = page(own, "/desk/mine/")
    assert "核查后另行约谈" in mine
    assert str(desk.home_clerk) not in mine
    assert "暂未向本人显示的有 0 次" in page(auditor, "/desk/audit/")


@pytest.mark.parametrize("rises", [True, False])
def test_the_worst_grade_has_no_edge_to_fall_over(rises):
    edge = Edge(Fraction(90), inclusive=True)
    ends = {"lower" if rises else "upper": edge}
    said = {"path": "", "title": "", "basis": "", "leans_on": ()}
    best = Band(**said, grade="A", **{"lower": None, **ends})
    worst = Band(**said, grade="B", lower=None)

    assert floors_of((best, worst)) == {"A": 90}
