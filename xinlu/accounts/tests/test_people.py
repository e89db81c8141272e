from datetime import date, timedelta

import pytest

from xinlu.accounts.actors import SYSTEM
from xinlu.accounts.acts import NotPermitted, Refused
from xinlu.accounts.models import AuditEntry, Role, User
from xinlu.accounts.services import people
from xinlu.accounts.tests.cast import PASSWORD, TODAY, a_post, a_user, acting

TOMORROW = TODAY + timedelta(days=1)


def invited(by, authority, **changes):
    given = {"username": "newcomer", "name": "示例新人", "role": Role.CLERK, "since": TODAY}
    return people.invite(authority, by=by, **{**given, **changes})


def refused_as(code, service, *args, **kwargs):
    with pytest.raises(Refused) as refused:
        service(*args, **kwargs)

    assert refused.value.code == code
    assert not AuditEntry.objects.exists()


def test_inviting_opens_an_account_with_a_first_post_and_no_password(city):
    user = invited(acting(city.yundu_admin), city.yundu_transport, lines=[city.roads])

    post = user.appointments.get()
    assert (post.authority, post.role, list(post.lines.all())) == (
        city.yundu_transport,
        Role.CLERK,
        [city.roads],
    )
    assert not user.has_usable_password()
    [entry] = AuditEntry.objects.all()
    assert (entry.act, entry.target_id) == ("person.invite", str(user.pk))


def test_a_county_administrator_invites_into_no_other_county(city):
    refused_as("out-of-place", invited, acting(city.moxi_admin), city.yundu_transport)


def test_a_county_administrator_invites_nobody_into_the_city(city):
    refused_as("out-of-place", invited, acting(city.yundu_admin), city.city)


def test_a_clerk_invites_nobody(city):
    refused_as("not-permitted", invited, acting(city.clerk), city.yundu_transport)


def test_a_username_is_given_once_whatever_its_case(city):
    refused_as(
        "username-taken", invited, acting(city.admin), city.yundu_transport, username="CLERK"
    )


def test_nobody_is_invited_to_an_authority_that_is_gone(city):
    city.yundu_transport.until = TODAY
    city.yundu_transport.save()

    refused_as("authority-closed", invited, acting(city.admin), city.yundu_transport)
    assert not User.objects.filter(username="newcomer").exists()


def test_an_administrator_bound_to_a_line_manages_only_authorities_of_that_line(city):
    city.yundu_transport.lines.set([city.works])
    narrow = a_user("narrow")
    a_post(narrow, city.city, Role.ADMINISTRATOR, city.roads)

    refused_as("out-of-place", invited, acting(narrow), city.yundu_transport)
    city.yundu_transport.lines.set([city.roads])
    assert invited(acting(narrow), city.yundu_transport)


def test_resetting_gives_a_password_that_must_be_changed(city):
    password = people.reset_password(city.clerk, by=acting(city.yundu_admin), on=TODAY)

    city.clerk.refresh_from_db()
    assert city.clerk.check_password(password)
    assert city.clerk.must_change_password
    [entry] = AuditEntry.objects.all()
    assert entry.act == "person.reset-password"
    assert len(password) == 14


def test_only_the_own_county_or_the_city_resets_a_password(city):
    refused_as(
        "out-of-place", people.reset_password, city.clerk, by=acting(city.moxi_admin), on=TODAY
    )
    assert people.reset_password(city.clerk, by=acting(city.admin), on=TODAY)


def test_who_also_serves_the_city_is_managed_by_the_city_alone(city):
    a_post(city.clerk, city.city, Role.EVALUATOR)

    refused_as(
        "out-of-place", people.reset_password, city.clerk, by=acting(city.yundu_admin), on=TODAY
    )


def test_nobody_resets_their_own_password(city):
    refused_as("oneself", people.reset_password, city.admin, by=acting(city.admin), on=TODAY)


def test_a_password_is_changed_by_its_owner_and_leaves_no_trace_of_itself(city):
    by = acting(city.clerk)
    people.change_password(city.clerk, by=by, password="Other-Road-2027")
    first = AuditEntry.objects.get().digest
    people.change_password(city.clerk, by=by, password="Third-Road-2028")

    city.clerk.refresh_from_db()
    assert city.clerk.check_password("Third-Road-2028")
    assert AuditEntry.objects.last().digest == first


def test_nobody_changes_another_ones_password(city):
    refused_as(
        "not-permitted",
        people.change_password,
        city.clerk,
        by=acting(city.admin),
        password="Other-Road-2027",
    )


def test_a_closed_account_logs_in_no_more(city, client):
    people.close(city.clerk, by=acting(city.yundu_admin), on=TODAY, reason="离职")

    client.post("/accounts/login/", {"username": "clerk", "password": PASSWORD})
    assert "_auth_user_id" not in client.session
    [entry] = AuditEntry.objects.filter(act="person.close")
    assert entry.target_id == str(city.clerk.pk)


def test_an_account_is_closed_once_and_not_by_another_county(city):
    refused_as(
        "out-of-place", people.close, city.clerk, by=acting(city.moxi_admin), on=TODAY, reason="x"
    )
    city.clerk.is_active = False
    city.clerk.save()
    refused_as(
        "account-closed", people.close, city.clerk, by=acting(city.admin), on=TODAY, reason="x"
    )


def test_the_system_may_invite_anywhere(city):
    assert invited(SYSTEM, city.moxi_transport).appointments.exists()


def test_a_nonce_makes_a_repeated_form_count_once(city):
    invited(acting(city.admin), city.yundu_transport, nonce="n1")

    with pytest.raises(Refused) as again:
        invited(acting(city.admin), city.yundu_transport, username="other", nonce="n1")
    assert again.value.code == "done-before"
    assert not User.objects.filter(username="other").exists()


def test_dates_of_a_post_must_run_forwards(city):
    refused_as(
        "dates-reversed",
        invited,
        acting(city.admin),
        city.yundu_transport,
        until=date(2026, 1, 1),
    )


def test_a_refusal_for_reach_is_a_refusal_for_permission(city):
    with pytest.raises(NotPermitted):
        invited(acting(city.moxi_admin), city.yundu_transport)
