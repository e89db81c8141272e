"""The page that scores a made-up subject as its numbers are typed."""

from urllib.parse import parse_qs, urlsplit

import pytest
from django.urls import reverse

from xinlu.evaluation import library

PASSENGER = reverse("portal:edition_try", args=["road-passenger-firm", "2006-01-01"])
BUILDERS = reverse("portal:edition_try", args=["highway-construction", "2021-10-20"])
FIRM = {
    "on": "2025-12-31",
    "q.vehicles": "50",
    "q.accidents": "0",
    "q.deaths": "0",
    "q.injuries": "0",
    "q.most-deaths": "0",
    "q.violations": "1",
    "q.complaints": "0",
}


def test_every_edition_can_be_tried(client, seeded):
    for volume in library.volumes():
        path = reverse("portal:edition_try", args=[volume.scheme, volume.day.isoformat()])

        text = client.get(path).content.decode()

        assert "测算参考" in text
        assert "不是评价结果" in text
    assert len(library.volumes()) > 15


def test_what_is_typed_is_scored_with_its_reasons(client, db):
    text = client.get(PASSENGER, FIRM).content.decode()

    assert "得分 980，等级 AAA（优良）" in text
    assert "经营违章率扣分" in text
    assert "个待核实的值" in text


def test_what_is_missing_is_asked_for_in_its_place(client, db):
    text = client.get(PASSENGER, {"on": "2025-12-31", "q.vehicles": "50"}).content.decode()

    assert "还差 6 项" in text
    assert "请填写；确为零的写 0" in text


def test_a_mistake_stands_at_its_field(client, db):
    text = client.get(PASSENGER, FIRM | {"q.vehicles": "五十"}).content.decode()

    assert "有 1 处要改" in text
    assert 'class="field field-bad" id="f-q-vehicles"' in text


def test_an_address_is_a_made_up_subject(client, db):
    answer = client.get(PASSENGER, FIRM | {"e1.item": ""}, headers={"HX-Request": "true"})

    kept = parse_qs(urlsplit(answer["HX-Replace-Url"]).query)
    assert {key: value for key, [value] in kept.items()} == FIRM


def test_rows_are_added_and_taken_away_without_script(client, db):
    added = client.get(BUILDERS, {"on": "2025-12-31", "add": "u:section"})
    record = client.get(BUILDERS, {"u1.kind": "section", "add": "e"})
    dropped = client.get(BUILDERS, {"u1.kind": "section", "u1.weight": "2", "drop": "u1"})

    assert "u1.kind=section&u1.weight=1#u1" in added["Location"]
    assert record["Location"].endswith("#e1")
    assert "u1" not in dropped["Location"]


def test_rows_are_bounded(client, db):
    full = {f"e{number}.on": "2025-01-01" for number in range(1, 61)}

    text = client.get(BUILDERS, full).content.decode()
    more = client.get(BUILDERS, full | {"add": "e"})

    assert "最多 60 条" in text
    assert "e61" not in more["Location"]


def test_an_address_that_is_too_long_is_refused(client, db):
    answer = client.get(BUILDERS, {"q.vehicles": "示" * 3000})

    assert answer.status_code == 414
    assert "内容太多" in answer.content.decode()


@pytest.mark.parametrize("edition", ["1999-01-01", "x"])
def test_an_edition_that_is_not_there_cannot_be_tried(client, db, edition):
    path = reverse("portal:edition_try", args=["road-passenger-firm", edition])

    assert client.get(path).status_code == 404
