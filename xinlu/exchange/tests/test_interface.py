from datetime import date, timedelta

import pytest
from django.test import Client as Browser
from django.utils import timezone

from xinlu.accounts.actors import SYSTEM
from xinlu.accounts.models import AuditEntry
from xinlu.accounts.tests.cast import a_client
from xinlu.collection.models import Batch, Record, Suspicion
from xinlu.collection.services import finding
from xinlu.exchange.models import Sending
from xinlu.exchange.tests.systems import get, penalties, post, shown, work


def told(answer):
    return answer.status_code, answer.json()["code"]


def test_rows_are_checked_confirmed_and_stored_as_those_of_a_workbook(systems):
    rows = penalties(3)
    rows[1]["处罚决定日期"] = "2024-13-01"

    sent = post(systems.moxi_system, {"template": "penalty", "rows": rows})
    work()

    assert (sent.status_code, sent.json()["state"]) == (202, "received")
    batch = get(systems.moxi_system, f"batches/{sent.json()['uid']}").json()
    assert [batch[key] for key in ("state", "rows", "accepted", "refused", "stored")] == [
        "stored", 3, 2, 1, 2,
    ]  # fmt: skip
    page = get(systems.moxi_system, f"batches/{batch['uid']}/rows").json()
    assert [(row["index"], row["outcome"]) for row in page["items"]] == [
        (0, "stored"), (1, "refused"), (2, "stored"),
    ]  # fmt: skip
    [refusal] = page["items"][1]["refusals"]
    assert (refusal["column"], refusal["code"], refusal["value"]) == (
        "处罚决定日期", "date", "2024-13-01",
    )  # fmt: skip
    assert refusal["message"].startswith("日历上没有“2024-13-01”这一天")
    acts = ["batch.receive", "batch.check", "batch.confirm", "batch.store"]
    assert [entry.act for entry in AuditEntry.objects.all()] == acts


def test_fields_go_by_title_key_or_code_and_unknown_ones_are_kept(systems):
    by_title, by_key = penalties(2)
    by_key["document_number"] = by_key.pop("行政处罚决定书文号")
    by_key["CF_NR"] = by_key.pop("处罚内容")
    by_key["内部编号"] = 7

    post(systems.moxi_system, {"template": "penalty", "rows": [by_title, by_key]})
    work()

    assert Record.objects.count() == 2
    assert Record.objects.get(row=3).raw == {"内部编号": "7"}
    assert Record.objects.get(row=3).values["penalty_content"] == by_key["CF_NR"]


def test_without_the_word_to_store_a_batch_waits_for_an_officer(systems):
    body = {"template": "penalty", "rows": penalties(1)}

    waiting = post(systems.yundu_system, body).json()["uid"]
    stored = post(systems.yundu_system, {**body, "rows": penalties(2, seed=2), "confirm": True})
    work()

    states = dict(Batch.objects.values_list("uid", "state"))
    assert {str(uid): state for uid, state in states.items()} == {
        waiting: "checked",
        stored.json()["uid"]: "stored",
    }


def test_the_same_request_is_received_once(systems):
    body = {"template": "penalty", "rows": penalties(2)}

    first = post(systems.moxi_system, body, key="a-1")
    work()
    again = post(systems.moxi_system, body, key="a-1")
    under_another_key = post(systems.moxi_system, body, key="a-2")
    without_key = post(systems.moxi_system, body)
    work()

    answers = [first, again, under_another_key, without_key]
    assert len({answer.json()["uid"] for answer in answers}) == 1
    assert [answer.json()["repeated"] for answer in answers] == [False, True, True, True]
    assert again.json()["state"] == "stored"
    assert Record.objects.count() == 2


def test_other_rows_are_not_taken_under_a_known_key_until_it_has_expired(systems):
    post(systems.moxi_system, {"template": "penalty", "rows": penalties(1)}, key="a-1")
    other = {"template": "penalty", "rows": penalties(2, seed=2)}

    refused = post(systems.moxi_system, other, key="a-1")
    elsewhere = post(systems.yundu_system, other, key="a-1")
    Sending.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    later = post(systems.moxi_system, other, key="a-1")

    assert told(refused) == (422, "key-reused")
    assert (elsewhere.status_code, later.status_code) == (202, 202)


def test_a_client_sees_its_own_batches_and_records_alone(systems):
    uid = post(systems.moxi_system, {"template": "penalty", "rows": penalties(3)}).json()["uid"]
    work()

    neighbour = [
        get(systems.yundu_system, path).status_code
        for path in (f"batches/{uid}", f"batches/{uid}/rows")
    ]

    assert neighbour == [404, 404]
    assert get(systems.yundu_system, "records").json()["items"] == []
    first = get(systems.moxi_system, "records", limit=2).json()
    rest = get(systems.moxi_system, "records", limit=2, cursor=first["next"]).json()
    assert [row["row"] for row in first["items"] + rest["items"]] == [2, 3, 4]
    assert rest["next"] is None


def test_pages_of_rows_follow_each_other_to_the_end(systems):
    rows = penalties(7)
    rows[3] = {"备注": "—"}
    uid = post(systems.moxi_system, {"template": "penalty", "rows": rows}).json()["uid"]
    work()

    found, cursor = [], ""
    while True:
        page = get(systems.moxi_system, f"batches/{uid}/rows", limit=3, cursor=cursor).json()
        found += [(row["index"], row["outcome"]) for row in page["items"]]
        if not (cursor := page["next"]):
            break

    outcomes = ["stored"] * 3 + ["skipped"] + ["stored"] * 3
    assert found == list(enumerate(outcomes))


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ('{"template": "penalty", "rows": [{"a": NaN}]}', 400, "json"),
        ('{"template": "penalty", "rows": [{"a": 1, "a": 2}]}', 400, "json"),
        ('{"template": "penalty"', 400, "json"),
        (b"\xff\xfe", 400, "json"),
        ("[" * 100_000, 400, "json"),
        ('{"template": "penalty", "rows": [{"a": 1e999}]}', 422, "shape"),
        ('{"template": "penalty", "rows": [{"a": [1]}]}', 422, "shape"),
        ('{"template": "penalty", "rows": [], "sheets": {}}', 422, "shape"),
        ('{"template": "penalty", "rows": [], "more": 1}', 422, "shape"),
        ('{"template": "penalty", "rows": []}', 422, "rows"),
        ('{"template": "penalty", "rows": [{"a": "\\u0000"}]}', 422, "rows"),
        ('{"template": "penalty", "rows": [{"a": "\\ud800"}]}', 422, "shape"),
        ('{"template": "penalty", "rows": [{"处罚内容": 1, "CF_NR": 2}]}', 422, "rows"),
        ('{"template": "highway-ledger", "rows": [{"a": 1}]}', 422, "rows"),
        ('{"template": "penalty", "sheets": {"没有": [{"a": 1}]}}', 422, "rows"),
        ('{"template": "none", "rows": [{"a": 1}]}', 422, "no-such-template"),
    ],
)
def test_what_is_no_batch_is_refused_whole_with_a_sentence(systems, body, status, code):
    answer = post(systems.moxi_system, body)

    assert told(answer) == (status, code)
    assert answer["Content-Type"] == "application/problem+json"
    assert all(each["message"] for each in answer.json().get("errors", []))
    assert not Batch.objects.exists()


def test_a_body_over_the_limit_or_of_another_type_is_refused(systems, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 100
    body = {"template": "penalty", "rows": penalties(1)}

    assert told(post(systems.moxi_system, body)) == (413, "too-large")
    assert told(post(systems.moxi_system, "a=1", content_type="text/plain")) == (415, "media-type")


def test_a_client_does_what_its_permissions_and_line_allow(systems):
    reader = a_client(systems.moxi_transport, "reader", scopes=["read"])
    of_works = a_client(systems.moxi_transport, "works", line=systems.works)
    body = {"template": "penalty", "rows": penalties(1)}

    assert told(post(reader, body)) == (403, "out-of-scope")
    assert told(get(reader, "records")) == (403, "out-of-scope")
    assert told(post(of_works, {**body, "template": "driver"})) == (403, "out-of-line")
    assert not Batch.objects.exists()


def test_strangers_and_suspended_clients_are_not_let_in(systems):
    systems.yundu_system.is_suspended = True
    systems.yundu_system.save()

    answers = [
        Browser().get("/api/v1/templates", headers={"authorization": header})
        for header in ("", "Basic x", "Bearer x", shown("moxi-system", "x"), shown("yundu-system"))
    ]

    assert {told(answer) for answer in answers} == {(401, "unauthenticated")}
    assert answers[0]["WWW-Authenticate"].startswith("Basic")


def test_who_asks_too_often_is_told_when_to_ask_again(systems, settings):
    settings.API_RATE = 1

    answers = [get(systems.moxi_system, "templates") for _ in range(2)]

    assert answers[0].status_code == 200
    assert told(answers[1]) == (429, "too-many-requests")
    assert 0 < int(answers[1]["Retry-After"]) <= 60


def test_totals_that_a_sender_states_are_held_against_what_came(systems):
    rows = penalties(3)
    for row in rows:
        row["处罚决定日期"] = rows[0]["处罚决定日期"]
    month = rows[0]["处罚决定日期"][:7]
    numbers = [row["行政处罚决定书文号"] for row in rows]
    total = {"month": month, "kind": "penalty", "count": 4, "fines": 1000, "numbers": numbers}
    total["numbers"] = [*numbers, "示罚〔2026〕999号"]
    body = {"template": "penalty", "rows": rows, "totals": [total]}

    sent = post(systems.moxi_system, body, key="one")
    changed = post(systems.moxi_system, {**body, "totals": []}, key="one")
    work()
    [told_of] = get(systems.moxi_system, f"batches/{sent.json()['uid']}").json()["totals"]
    finding.find(None, by=SYSTEM, on=date(2026, 10, 12))

    assert told(changed) == (422, "key-reused")
    assert (told_of["said"], told_of["known"], told_of["agrees"]) == (4, 3, False)
    assert told_of["missing"] == ["示罚〔2026〕999号"]
    case = Suspicion.objects.get(kind="count")
    assert (case.count, case.facts["numbers"]) == (1, ["示罚〔2026〕999号"])
    assert case.authority == systems.moxi_transport
    wrong = [{**total, "month": "2026-13"}, {**total, "count": -1}, {**total, "fines": "NaN"}]
    for each in wrong:
        answer = post(systems.moxi_system, {**body, "totals": [each]})
        assert told(answer) == (422, "shape")


def test_templates_are_told_with_their_fields(systems):
    listed = get(systems.moxi_system, "templates").json()
    one = get(systems.moxi_system, "templates/penalty").json()

    assert {"code": "penalty", "title": "行政处罚信息", "sheets": ["行政处罚"]} in listed
    fields = {field["key"]: field for field in one["sheets"][0]["columns"]}
    assert fields["document_number"]["required"] == "required"
    assert fields["id_number"]["is_personal"]
    assert told(get(systems.moxi_system, "templates/none")) == (404, "not-found")


def test_wrong_addresses_methods_and_cursors_are_told_as_problems(systems):
    client = systems.moxi_system
    uid = post(client, {"template": "penalty", "rows": penalties(1)}).json()["uid"]
    work()

    assert told(get(client, "nothing")) == (404, "not-found")
    assert told(get(client, "batches")) == (405, "method-not-allowed")
    assert told(get(client, f"batches/{uid}/rows", cursor="x")) == (422, "cursor")
    assert told(get(client, "records", cursor="x")) == (422, "cursor")
    assert told(get(client, "records", limit=0)) == (422, "shape")


def test_numbers_of_persons_are_masked_where_records_are_listed(systems):
    post(systems.moxi_system, {"template": "penalty", "rows": penalties(12)})
    work()

    listed = get(systems.moxi_system, "records").json()["items"]

    numbers = [row["values"]["id_number"] for row in listed if "id_number" in row["values"]]
    assert numbers
    assert all("*" in number for number in numbers)
