from datetime import date, timedelta

import pytest

from xinlu.accounts.acts import Refused
from xinlu.accounts.models import AuditEntry, Role
from xinlu.accounts.services import posts
from xinlu.accounts.tests.cast import TODAY, a_post, a_user, acting

TOMORROW = TODAY + timedelta(days=1)


def refused_as(code, service, *args, **kwargs):
    entries = AuditEntry.objects.count()

    with pytest.raises(Refused) as refused:
        service(*args, **kwargs)

    assert refused.value.code == code
    assert AuditEntry.objects.count() == entries


def appointed(city, by, **changes):
    given = {"authority": city.yundu_transport, "role": Role.REVIEWER, "since": TODAY}
    return posts.appoint(city.clerk, by=by, **{**given, **changes})


def lent(city, post, by=None, **changes):
    given = {"to": city.reviewer, "since": TODAY, "until": TOMORROW, "reason": "休假", "on": TODAY}
    return posts.delegate(post, by=by or acting(city.clerk), **{**given, **changes})


def test_appointing_gives_the_role_from_its_first_day_to_the_day_before_its_last(city):
    appointed(city, acting(city.yundu_admin), until=TODAY + timedelta(days=10))

    assert Role.REVIEWER not in acting(city.clerk, TODAY - timedelta(days=1)).roles
    assert Role.REVIEWER in acting(city.clerk, TODAY).roles
    assert Role.REVIEWER in acting(city.clerk, TODAY + timedelta(days=9)).roles
    assert Role.REVIEWER not in acting(city.clerk, TODAY + timedelta(days=10)).roles
    assert [e.act for e in AuditEntry.objects.all()] == ["post.appoint"]


def test_nobody_appoints_themselves(city):
    refused_as(
        "oneself",
        posts.appoint,
        city.admin,
        by=acting(city.admin),
        authority=city.city,
        role=Role.APPROVER,
        since=TODAY,
    )


def test_a_county_appoints_nobody_elsewhere(city):
    refused_as("out-of-place", appointed, city, acting(city.moxi_admin))
    refused_as(
        "out-of-place", appointed, city, acting(city.yundu_admin), authority=city.moxi_transport
    )


def test_a_clerk_appoints_nobody(city):
    refused_as("not-permitted", appointed, city, acting(city.reviewer))


def test_a_post_is_held_once_at_a_time(city):
    refused_as("post-held", appointed, city, acting(city.admin), role=Role.CLERK)


def test_a_subjects_user_gets_no_post(city):
    city.clerk.kind = "subject"
    city.clerk.save()

    refused_as("not-an-officer", appointed, city, acting(city.admin))


def test_a_post_has_no_line_that_its_authority_does_not_work_in(city):
    city.yundu_transport.lines.set([city.roads])

    refused_as("line-not-of-authority", appointed, city, acting(city.admin), lines=[city.works])


def test_suspending_takes_power_at_once_and_resuming_gives_it_back(city, post):
    by = acting(city.yundu_admin)

    posts.suspend(post, by=by, reason="调查", on=TODAY)
    assert acting(city.clerk).roles == frozenset()

    posts.resume(post, by=by, reason="查清", on=TODAY)
    assert acting(city.clerk).roles == {Role.CLERK}
    assert [e.act for e in AuditEntry.objects.all()] == ["post.suspend", "post.resume"]


def test_a_suspended_post_is_not_suspended_again_and_an_open_one_not_resumed(city, post):
    by = acting(city.yundu_admin)
    refused_as("not-suspended", posts.resume, post, by=by, reason="x", on=TODAY)

    posts.suspend(post, by=by, reason="调查", on=TODAY)

    refused_as("suspended", posts.suspend, post, by=by, reason="x", on=TODAY)


def test_another_county_suspends_nobody_here(city, post):
    refused_as(
        "out-of-place", posts.suspend, post, by=acting(city.moxi_admin), reason="x", on=TODAY
    )
    refused_as("not-permitted", posts.suspend, post, by=acting(city.clerk), reason="x", on=TODAY)


def test_a_post_that_has_ended_is_neither_suspended_nor_lent(city, post):
    post.until = TODAY
    post.save()

    refused_as("post-ended", posts.suspend, post, by=acting(city.admin), reason="x", on=TODAY)
    refused_as("post-ended", lent, city, post)


def test_ending_names_a_day_that_is_not_past(city, post):
    by = acting(city.yundu_admin)
    yesterday = TODAY - timedelta(days=1)
    refused_as("in-the-past", posts.end, post, by=by, until=yesterday, reason="x", on=TODAY)

    posts.end(post, by=by, until=TOMORROW, reason="调动", on=TODAY)

    assert acting(city.clerk, TODAY).roles == {Role.CLERK}
    assert acting(city.clerk, TOMORROW).roles == frozenset()
    assert [e.act for e in AuditEntry.objects.all()] == ["post.end"]


def test_a_lent_post_works_from_its_first_day_through_its_last(city, post):
    lent(city, post, since=TOMORROW, until=TODAY + timedelta(days=3))

    roles = {day: acting(city.reviewer, TODAY + timedelta(days=day)).roles for day in range(5)}
    assert [Role.CLERK in roles[day] for day in range(5)] == [False, True, True, True, False]
    assert all(Role.REVIEWER in each for each in roles.values())
    assert [e.act for e in AuditEntry.objects.all()] == ["post.delegate"]


def test_a_role_lent_from_another_county_is_no_role_here(city, post):
    moxi_clerk = city.in_post("moxi-clerk", city.moxi_transport, Role.REVIEWER)
    lent(city, post, to=moxi_clerk)

    both = acting(moxi_clerk)

    assert both.roles == {Role.CLERK, Role.REVIEWER}
    assert both.place_ids == {city.yundu.pk, city.moxi.pk}
    reach = {each.role: each.place_ids for each in both.posts}
    assert reach == {Role.REVIEWER: {city.moxi.pk}, Role.CLERK: {city.yundu.pk}}


def test_suspending_a_post_suspends_what_is_lent_of_it(city, post):
    lent(city, post)

    posts.suspend(post, by=acting(city.admin), reason="调查", on=TODAY)

    assert acting(city.reviewer).roles == {Role.REVIEWER}


def test_who_is_locked_out_lends_nothing(city, post):
    lent(city, post)
    city.clerk.is_active = False
    city.clerk.save()

    assert acting(city.reviewer).roles == {Role.REVIEWER}


def test_a_post_is_not_lent_to_its_holder(city, post):
    refused_as("to-holder", lent, city, post, to=city.clerk)


def test_a_post_is_lent_for_no_longer_than_the_parameter_allows(city, post):
    assert lent(city, post, until=TODAY + timedelta(days=179))

    refused_as("too-long", lent, city, post, to=city.yundu_admin, until=TODAY + timedelta(days=180))


def test_a_colleague_may_not_lend_a_post_and_a_borrower_may_not_lend_it_on(city, post):
    refused_as("not-own-post", lent, city, post, by=acting(city.moxi_admin))
    lent(city, post)

    refused_as("not-own-post", lent, city, post, by=acting(city.reviewer), to=city.yundu_admin)


def test_an_administrator_lends_for_somebody_who_is_away(city, post):
    assert lent(city, post, by=acting(city.yundu_admin))


@pytest.mark.parametrize(
    ("code", "changes"),
    [
        ("in-the-past", {"since": TODAY - timedelta(days=1)}),
        ("dates-reversed", {"since": TOMORROW, "until": TODAY}),
        ("beyond-post", {"until": date(2026, 6, 1)}),
    ],
)
def test_a_post_is_lent_only_for_days_that_it_has(city, post, code, changes):
    post.until = date(2026, 6, 1)
    post.save()

    refused_as(code, lent, city, post, **changes)


def test_a_post_is_lent_once_to_the_same_person_on_the_same_days(city, post):
    lent(city, post)

    refused_as("lent-already", lent, city, post, since=TOMORROW)


def test_nothing_is_lent_to_a_subjects_user_or_a_closed_account(city, post):
    firm = a_user("firm", kind="subject")
    gone = a_user("gone", is_active=False)

    refused_as("not-an-officer", lent, city, post, to=firm)
    refused_as("account-closed", lent, city, post, to=gone)


def test_revoking_takes_a_lent_post_back_at_once(city, post):
    loan = lent(city, post)

    posts.revoke(loan, by=acting(city.clerk), reason="提前回岗", on=TODAY)

    assert acting(city.reviewer).roles == {Role.REVIEWER}
    assert [e.act for e in AuditEntry.objects.all()] == ["post.delegate", "post.revoke"]
    refused_as("revoked", posts.revoke, loan, by=acting(city.clerk), reason="x", on=TODAY)


def test_only_holder_or_administrator_revokes_and_only_while_it_lasts(city, post):
    loan = lent(city, post)

    refused_as("not-own-post", posts.revoke, loan, by=acting(city.reviewer), reason="x", on=TODAY)
    refused_as(
        "lapsed",
        posts.revoke,
        loan,
        by=acting(city.clerk),
        reason="x",
        on=TOMORROW + timedelta(days=1),
    )


def test_an_act_is_refused_where_role_and_reach_belong_to_different_posts(city):
    """An administrator of one county who is clerk in another administers only the first."""
    a_post(city.yundu_admin, city.moxi_transport, Role.CLERK)
    moxi_clerk = city.in_post("moxi-clerk", city.moxi_transport, Role.CLERK)

    refused_as(
        "out-of-place",
        posts.suspend,
        moxi_clerk.appointments.get(),
        by=acting(city.yundu_admin),
        reason="x",
        on=TODAY,
    )
