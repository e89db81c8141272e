import re

import pytest
from allauth.mfa.totp.internal.auth import (
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.urls import reverse

from xinlu.accounts import keeping
from xinlu.accounts.acts import Refused
from xinlu.accounts.models import AuditEntry
from xinlu.accounts.services import factors, people
from xinlu.accounts.tests.cast import PASSWORD, TODAY, acting

LOG_IN = "/accounts/login/"
NEW = "Yundu-Bridge-2027"


def log_in(client, password=PASSWORD, username="clerk", **more):
    return client.post(LOG_IN, {"username": username, "password": password, **more})


def is_in(client):
    return "_auth_user_id" in client.session


def code_now(secret):
    return format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))


@pytest.fixture
def guarded(city):
    """The clerk with a second factor; what the telephone would show is `code_now` of this."""
    secret = factors.new_secret()
    factors.turn_on(city.clerk, by=acting(city.clerk), secret=secret, code=code_now(secret))
    return secret


def test_the_right_password_lets_in_and_leaves_a_line(city, client):
    answer = log_in(client, next="/accounts/mine/")

    assert answer.headers["Location"] == "/accounts/mine/"
    assert is_in(client)
    assert AuditEntry.objects.get().act == "person.enter"


def test_nobody_is_led_to_another_site(city, client):
    assert "example" not in log_in(client, next="https://example.org/").headers["Location"]


def test_a_wrong_password_says_how_many_tries_there_are_and_whom_to_ask(city, client):
    said = log_in(client, "wrong").content.decode()

    assert not is_in(client)
    assert "连续 5 次" in said
    assert "管理员" in said


def test_five_failures_lock_even_the_right_password_out(city, client):
    for _ in range(4):
        assert log_in(client, "wrong").status_code == 200
    fifth = log_in(client, "wrong")

    said = log_in(client)
    assert fifth.status_code == said.status_code == 429
    assert not is_in(client)
    assert "半小时" in said.content.decode()
    assert "管理员" in said.content.decode()


def test_a_reset_lifts_the_lock_and_asks_for_a_new_password(city, client):
    for _ in range(5):
        log_in(client, "wrong")
    password = people.reset_password(city.clerk, by=acting(city.yundu_admin), on=TODAY)

    log_in(client, password)

    assert is_in(client)
    assert client.get("/accounts/mine/").headers["Location"] == reverse("accounts:password")
    changed = client.post(
        reverse("accounts:password"), {"old": password, "password": NEW, "again": NEW}
    )
    assert changed.status_code == 302
    assert client.get("/accounts/mine/").status_code == 200


@pytest.mark.parametrize(
    ("password", "complaint"),
    [
        ("Short-1", "12"),
        ("onlysmallletters", "三种"),
        ("clerk-Clerk-2026", "用户名"),
        ("123456789012", "数字"),
        (PASSWORD, "不能与现在的相同"),
    ],
)
def test_a_weak_password_is_refused_with_what_to_mend(city, client, password, complaint):
    client.force_login(city.clerk)

    said = client.post(
        reverse("accounts:password"), {"old": PASSWORD, "password": password, "again": password}
    )

    assert complaint in said.content.decode()
    city.clerk.refresh_from_db()
    assert city.clerk.check_password(PASSWORD)


def test_a_new_password_logs_out_elsewhere_and_not_here(city, client, django_user_model):
    elsewhere = type(client)()
    elsewhere.force_login(city.clerk)
    client.force_login(city.clerk)

    client.post(reverse("accounts:password"), {"old": PASSWORD, "password": NEW, "again": NEW})

    assert client.get("/accounts/mine/").status_code == 200
    assert elsewhere.get("/accounts/mine/").status_code == 302


def test_logging_out_is_a_post(city, client):
    client.force_login(city.clerk)

    assert client.get("/accounts/logout/").status_code == 405
    client.post("/accounts/logout/")
    assert not is_in(client)


def test_a_form_sent_after_the_log_in_expired_is_kept_until_one_is_back(city, client, post):
    address = reverse("accounts:delegate", args=[post.pk])
    typed = {"to": city.reviewer.pk, "since": "2027-01-04", "reason": "年休假", "password": "x"}

    asked = client.post(address, typed)
    kept = re.search(r'name="kept" value="([^"]+)"', asked.content.decode())[1]
    back = log_in(client, kept=kept).content.decode()

    assert asked.status_code == 401
    assert f'action="{address}"' in back
    assert 'name="reason" value="年休假"' in back
    assert 'name="password"' not in back


def test_a_kept_form_that_is_not_ours_is_ignored(city, client):
    answer = log_in(client, kept="forged:token:here")

    assert answer.status_code == 302
    assert keeping.taken("forged:token:here") is None


def test_an_expired_log_in_tells_htmx_where_to_go(city, client):
    answer = client.get(
        "/accounts/mine/", headers={"HX-Request": "true", "HX-Current-URL": "/accounts/mine/"}
    )

    assert answer.status_code == 401
    assert answer.headers["HX-Redirect"].startswith(LOG_IN)


def test_a_second_factor_is_asked_for_after_the_password(guarded, client):
    asked = log_in(client, next="/accounts/mine/")
    assert asked.headers["Location"] == reverse("accounts:factor-check")
    assert not is_in(client)

    answer = client.post(asked.headers["Location"], {"code": code_now(guarded)})

    assert is_in(client)
    assert answer.headers["Location"] == "/accounts/mine/"


def test_wrong_codes_lock_like_wrong_passwords(guarded, client):
    log_in(client)

    answers = [
        client.post(reverse("accounts:factor-check"), {"code": "000000"}).status_code
        for _ in range(5)
    ]
    late = client.post(reverse("accounts:factor-check"), {"code": code_now(guarded)})

    assert answers[-1] == 429
    assert late.status_code != 302
    assert not is_in(client)


def test_the_code_page_is_closed_to_who_did_not_give_a_password(guarded, client):
    assert client.get(reverse("accounts:factor-check")).headers["Location"] == LOG_IN


def test_a_recovery_code_works_once(city, client):
    secret = factors.new_secret()
    codes = factors.turn_on(city.clerk, by=acting(city.clerk), secret=secret, code=code_now(secret))

    assert factors.is_right(city.clerk, codes[0])
    assert not factors.is_right(city.clerk, codes[0])


def test_turning_on_through_the_page_shows_recovery_codes(city, client):
    client.force_login(city.clerk)
    client.get(reverse("accounts:factor"))
    secret = client.session["factor_secret"]

    wrong = client.post(reverse("accounts:factor"), {"code": "000000"})
    right = client.post(reverse("accounts:factor"), {"code": code_now(secret)})

    assert "验证码不对" in wrong.content.decode()
    assert "恢复码" in right.content.decode()
    assert factors.is_on(city.clerk)


def test_the_secret_is_sealed_in_the_database(guarded, city):
    [stored] = city.clerk.authenticator_set.filter(type="totp")

    assert guarded not in str(stored.data)


def test_a_second_factor_is_its_owners_and_an_administrator_only_clears_it(guarded, city):
    with pytest.raises(Refused):
        factors.turn_off(city.clerk, by=acting(city.yundu_admin), code=code_now(guarded))
    with pytest.raises(Refused):
        factors.clear(city.clerk, by=acting(city.moxi_admin), reason="x", on=TODAY)

    factors.clear(city.clerk, by=acting(city.yundu_admin), reason="手机遗失", on=TODAY)

    assert not factors.is_on(city.clerk)
    assert AuditEntry.objects.filter(act="factor.clear").count() == 1
