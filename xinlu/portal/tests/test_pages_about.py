"""Pages that explain the site, pages for machines, and what holds of every public page."""

from datetime import UTC, date, datetime

import pytest
from django.urls import reverse

from xinlu.accounts.models import AuditHead
from xinlu.evaluation.services import confirmations
from xinlu.evaluation.values import unverified

PLAIN = ["home", "search", "results", "editions", "figures", "privacy", "ledger", "look"]


@pytest.mark.parametrize("name", PLAIN)
def test_public_pages_open_for_strangers_and_take_no_post(client, db, name):
    path = reverse(f"portal:{name}")

    assert client.get(path).status_code == 200
    assert client.head(path).status_code == 200
    assert client.post(path).status_code == 405


@pytest.mark.parametrize("name", PLAIN)
def test_public_pages_work_in_the_elder_layout(client, db, name):
    client.cookies["elder"] = "1"

    assert client.get(reverse(f"portal:{name}")).status_code == 200


@pytest.mark.parametrize("name", PLAIN)
def test_no_public_page_names_another_host_or_sets_a_cookie(client, db, name):
    answer = client.get(reverse(f"portal:{name}"))

    page = answer.content.decode().replace("http://www.w3.org/", "")
    assert "http://" not in page
    assert "https://" not in page
    assert " style=" not in page
    assert not answer.cookies
    assert "default-src 'self'" in answer["Content-Security-Policy"]


def test_editions_show_each_item_with_its_clause_and_what_is_open(client, seeded):
    index = client.get(reverse("portal:editions")).content.decode()
    page = client.get(reverse("portal:edition", args=["highway-construction", "2021-10-20"]))

    text = page.content.decode()
    assert "公路施工企业信用评价" in index
    assert "尚无评价标准" in index
    assert "无正当理由放弃中标" in text
    assert "扣 20 分/次" in text
    assert "直接定为 D 级" in text
    assert "降低 1 级" in text
    assert "733号规则附件1·GLSG1-2-4" in text
    assert "待核实" in text


def test_a_confirmed_value_says_when_and_from_which_text(client, trial, approver):
    [path, value] = next(iter(unverified(trial.edition).items()))
    confirmations.confirm(
        trial.edition, by=approver, path=path, value=value.value, reason="示例：与原文核对"
    )

    page = client.get(reverse("portal:edition", args=["highway-construction", "2021-10-20"]))

    text = page.content.decode()
    assert "示例：与原文核对" in text
    assert "审定岗乙" not in text


@pytest.mark.parametrize("edition", ["1999-01-01", "latest", "2021-13-40"])
def test_an_edition_that_is_not_there_is_not_found(client, seeded, edition):
    path = reverse("portal:edition", args=["highway-construction", edition])

    assert client.get(path).status_code == 404


def test_the_daily_heads_are_published_whole(client, db):
    digest = "9c41e07b52d81fa3" * 4
    at = datetime(2026, 9, 27, 15, 59, tzinfo=UTC)
    AuditHead.objects.create(day=date(2026, 9, 27), position=1234, hash=digest, at=at)

    page = client.get(reverse("portal:ledger")).content.decode()

    assert "9c41 e07b 52d8 1fa3 9c41" in page
    assert "1,234" in page
    assert "2026-09-27" in page


def test_crawlers_are_kept_from_the_desk_and_from_searches(client, db):
    answer = client.get(reverse("portal:robots"))

    assert answer["Content-Type"].startswith("text/plain")
    assert "Disallow: /desk/" in answer.content.decode()


def test_the_pulse_answers_while_the_database_does(client, db):
    answer = client.get(reverse("portal:healthz"))

    assert answer.content == b"ok\n"
    assert "no-store" in answer["Cache-Control"]


def test_the_elder_switch_goes_back_to_the_same_page(client, db):
    answer = client.get(reverse("portal:elder"), {"to": "1", "next": "/search/?q=示例"})

    assert answer["Location"] == "/search/?q=%E7%A4%BA%E4%BE%8B"
    assert answer.cookies["elder"].value == "1"


def test_the_elder_switch_leads_to_no_other_host(client, db):
    answer = client.get(reverse("portal:elder"), {"to": "1", "next": "//example.org/"})

    assert answer["Location"] == "/"
