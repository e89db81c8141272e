"""Corrections by machine: through the interface, and by a partner's later versions."""

import pytest
from django.test import Client as Browser
from django.utils import timezone

from xinlu.accounts.models import Role
from xinlu.accounts.tests.cast import SECRET, a_client
from xinlu.collection.models import Correction, Record
from xinlu.collection.services import corrections
from xinlu.exchange.connectors.simulating.story import Story
from xinlu.exchange.models import PulledRow
from xinlu.exchange.tests.systems import get, penalties, post, shown, work
from xinlu.exchange.tests.test_connectors import a_connector, pulled, telling

FINE = "罚款金额(万元)"


def correct(client, record, secret=SECRET, **body):
    given = {"changes": {FINE: 0.2}, "cause": "entry", "reason": "录入错误", **body}
    return Browser(raise_request_exception=False).post(
        f"/api/v1/records/{record.uid}/corrections",
        given,
        content_type="application/json",
        headers={"authorization": shown(client, secret)},
    )


@pytest.fixture
def reviewer(systems):
    return systems.act_as("second-eyes", Role.REVIEWER, systems.city)


@pytest.fixture
def record(systems):
    assert (
        post(systems.moxi_system, {"template": "penalty", "rows": penalties(3)}).status_code == 202
    )
    work()
    return Record.objects.order_by("pk").first()


def test_a_system_corrects_what_it_sent_once_however_often_it_asks(systems, record, reviewer):
    first = correct(systems.moxi_system, record, changes={FINE: "9.90"})
    again = correct(systems.moxi_system, record, changes={FINE: 9.9})

    assert (first.status_code, again.status_code) == (201, 200)
    told = again.json()
    assert (told["uid"], told["repeated"], told["state"]) == (first.json()["uid"], True, "proposed")
    assert told["changes"] == [{"field": FINE, "old": record.values["fine"], "new": "9.9"}]
    one = Correction.objects.get()
    corrections.confirm(one, by=reviewer, now=timezone.now())
    later = correct(systems.moxi_system, record, changes={FINE: "9.9"})
    assert (later.status_code, later.json()["state"]) == (200, "made")
    into = later.json()["into"]
    assert get(systems.moxi_system, f"corrections/{one.uid}").json()["into"] == into
    rows = {row["uid"]: row for row in get(systems.moxi_system, "records").json()["items"]}
    assert rows[into]["corrects"] == str(record.uid)
    assert (rows[into]["state"], rows[str(record.uid)]["state"]) == ("in-force", "superseded")


def test_what_is_wrong_is_told_with_its_place_and_code(systems, record):
    def told(**body):
        answer = correct(systems.moxi_system, record, **body)
        return answer.status_code, answer.json()["code"]

    assert told(changes={FINE: "约"}) == (422, "correction-unfit")
    errors = correct(systems.moxi_system, record, changes={FINE: "约"}).json()["errors"]
    assert [(each["code"], each["field"]) for each in errors] == [("number", FINE)]
    assert told(changes={"没有的列": 1}) == (422, "correction-field")
    assert told(changes={FINE: record.values["fine"]}) == (422, "correction-nothing")
    assert told(changes={FINE: 1, "fine": 2}) == (422, "rows")
    assert told(changes={FINE: "\0"}) == (422, "rows")
    assert told(cause="source") == (422, "correction-cause")
    assert told(reason=" ") == (422, "reason-missing")
    assert told(changes={}) == (422, "shape")
    assert correct(systems.yundu_system, record).status_code == 404
    assert correct(systems.moxi_system, record, "wrong").status_code == 401
    assert correct(systems.moxi_system, record).status_code == 201
    assert told(changes={FINE: 7}) == (409, "correction-open")


def test_later_versions_of_a_partner_become_corrections_each_once(
    systems, reviewer, monkeypatch, tmp_path
):
    a_client(systems.city, "corps-cases", confirms_itself=True)
    connector = a_connector(tmp_path)
    story = Story(connector, rows=150, seed=7)
    with telling(story, monkeypatch, seed=3) as feed:
        while feed.now < story.end:
            pulled(connector)
        work()
        for _ in range(3):
            pulled(connector)

    proposed = list(Correction.objects.waiting())
    assert not PulledRow.objects.filter(is_settled=False).exists()
    assert proposed
    assert {one.cause for one in proposed} == {"source"}
    assert len({one.record_id for one in proposed}) == len(proposed) == Correction.objects.count()
    for one in proposed:
        assert one.keys == ["penalty_content", "fine"]
        source = PulledRow.objects.get(batch=one.source_batch, row=one.source_row)
        first = PulledRow.objects.get(key=source.key, version=1)
        assert (one.record.batch, one.record.row) == (first.batch, first.row)
        made = corrections.confirm(one, by=reviewer, now=timezone.now())
        assert made.into.values["fine"] == "0.3"
    with telling(story, monkeypatch, seed=3):
        pulled(connector)
    assert Correction.objects.count() == len(proposed)


def test_the_newest_version_of_a_partner_counts_and_an_officers_own_comes_first(
    systems, reviewer, monkeypatch, tmp_path
):
    a_client(systems.city, "corps-cases", confirms_itself=True)
    connector = a_connector(tmp_path)
    story = Story(connector, rows=1, seed=1)
    [change] = story.changes[:1]

    def version(number, fine):
        row = {**change.row, "revision": number, "fine_yuan": fine, "change_no": number}
        told = type(change)(number, change.key, number, False, False, row)
        story.changes[:] = [told]
        with telling(story, monkeypatch) as feed:
            feed.now = 1000
            pulled(connector)
        work()

    version(1, "5000")
    record = Record.objects.get()
    own = corrections.propose(
        record,
        by=reviewer,
        changes={"remark": "示例"},
        cause="entry",
        reason="示例",
        now=timezone.now(),
    )
    version(2, "3000")
    version(3, "2000")
    assert Correction.objects.count() == 1
    assert PulledRow.objects.filter(is_settled=False).count() == 2
    corrections.retract(own, by=reviewer, reason="先等来源", now=timezone.now())
    version(4, "1000")
    version(5, "1000")
    told = Correction.objects.exclude(pk=own.pk).order_by("pk")
    assert [one.changes[-1]["new"] for one in told] == ["0.3", "0.2", "0.1"]
    assert [one.state for one in told] == ["retracted", "retracted", "proposed"]
