"""Rulebooks of other places, listed, read and compared; and the library of regulations."""

from datetime import date

import pytest
from django.urls import reverse

from xinlu.catalogue import seeds as catalogue
from xinlu.evaluation import library

GUANGDONG = "/elsewhere/guangdong/road-passenger-firm/2006-01-01/"


def text_of(client, path: str, **query: str) -> str:
    answer = client.get(path, query)
    assert answer.status_code == 200, path
    return answer.content.decode()


def test_rulebooks_of_other_places_are_listed_apart_and_each_can_be_read(client, seeded):
    listed = text_of(client, "/editions/")

    own, _, others = listed.partition("其他地方的评价标准（供比较）")
    for place in library.elsewhere():
        for volume in place.volumes:
            path = reverse("portal:elsewhere", args=[place.code, volume.scheme, volume.day])
            assert path in others
            assert path not in own
            shown = text_of(client, path)
            assert volume.rulebook.title in shown
            assert "不用于本地评价" in shown
    assert {each.code for each in library.elsewhere()} >= {"guangdong", "gansu", "hunan", "yunnan"}


def test_no_rulebook_of_another_place_is_evaluated_by(seeded):
    evaluated = {each.rulebook.title for each in library.current(date(2026, 11, 24)).values()}
    others = {each.rulebook.title for one in library.elsewhere() for each in one.volumes}

    assert not evaluated & others


@pytest.mark.parametrize(
    "other", ["own/road-passenger-firm/2006-01-01", "gansu/road-passenger-firm/2006-01-01"]
)
def test_one_is_held_beside_ours_or_another_place_s(client, seeded, other):
    shown = text_of(client, f"{GUANGDONG}compare/", **{"with": other})

    assert "AAAA" in shown
    assert "广东省 2006-01-01 版" in shown
    assert f'?with={other}&amp;only=1"' in shown
    same = '<span class="unknown">相同</span>'
    assert same in shown
    assert same not in text_of(client, f"{GUANGDONG}compare/", **{"with": other, "only": "1"})


@pytest.mark.parametrize(
    "path",
    [
        "/elsewhere/own/road-passenger-firm/2006-01-01/",
        "/elsewhere/guangdong/road-passenger-firm/2006-13-01/",
        "/elsewhere/guangdong/no-such/2006-01-01/",
        f"{GUANGDONG}compare/?with=../guangdong/2006-01-01",
        f"{GUANGDONG}compare/?with=own/road-passenger-firm/x",
    ],
)
def test_what_is_not_there_is_not_found(client, seeded, path):
    assert client.get(path).status_code == 404


@pytest.fixture
def regulations(seeded):
    """The library of regulations beside the editions."""
    catalogue.regulations()


def test_the_library_finds_by_words_and_standing(client, regulations):
    shown = text_of(client, "/regulations/", q="诚信考核办法", standing="unknown")

    assert "道路运输驾驶员诚信考核办法（试行）" in shown
    assert "日期待核" in shown
    assert "公路施工企业信用评价规则" not in shown
    nothing = text_of(client, "/regulations/", q="没有这样的法规")
    assert "/regulations/driver-2008/" not in nothing


def test_a_regulation_shows_what_rests_on_its_clauses_and_what_replaced_it(client, regulations):
    shown = text_of(client, "/regulations/driver-2008/")

    assert "道路运输驾驶员诚信考核办法（试行）" in shown
    assert "/editions/driver/2008-08-29/" in shown
    assert "/regulations/driver-2022/" in shown
    assert "案由对应表" in text_of(client, "/regulations/mot-2009-733/")
    assert client.get("/regulations/no-such-code/").status_code == 404
