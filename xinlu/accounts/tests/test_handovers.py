from datetime import timedelta

import pytest

from xinlu.accounts.acts import Refused
from xinlu.accounts.models import AuditEntry, Role
from xinlu.accounts.services import handovers, posts
from xinlu.accounts.services.handovers import Bundle
from xinlu.accounts.tests.cast import TODAY, a_post, acting

TOMORROW = TODAY + timedelta(days=1)


@pytest.fixture
def successor(city):
    """The same post in other hands, from tomorrow on."""
    return a_post(city.reviewer, city.yundu_transport, Role.CLERK, since=TOMORROW)


@pytest.fixture
def drafts():
    """Three drafts of open work, by the pk of the user who has them."""
    owners = []
    bundle = Bundle(
        "草稿",
        lambda post, on: owners.count(post.user_id),
        lambda old, new, on: len([owners.append(new.user_id) for _ in range(take(owners, old))]),
    )
    handovers.BUNDLES.append(bundle)
    yield owners
    handovers.BUNDLES.remove(bundle)


def take(owners, post):
    count = owners.count(post.user_id)
    owners[:] = [owner for owner in owners if owner != post.user_id]
    return count


def refused_as(code, service, *args, **kwargs):
    with pytest.raises(Refused) as refused:
        service(*args, **kwargs)

    assert refused.value.code == code


def handed(city, post, successor, **changes):
    given = {"successor": successor, "on": TOMORROW, "today": TODAY, "by": acting(city.clerk)}
    return handovers.hand_over(post, **{**given, **changes})


def test_the_sheet_lists_what_is_open_and_the_post_ends_on_its_day(city, post, successor, drafts):
    drafts += [city.clerk.pk] * 3

    sheet = handed(city, post, successor, note="钥匙在档案柜")

    assert {"what": "草稿", "count": 3} in sheet.items
    post.refresh_from_db()
    assert post.until == TOMORROW
    assert drafts == [city.clerk.pk] * 3
    assert [e.act for e in AuditEntry.objects.all()] == ["handover.make"]


def test_accepting_moves_what_is_open_at_that_moment(city, post, successor, drafts):
    drafts += [city.clerk.pk] * 2
    sheet = handed(city, post, successor)
    drafts.append(city.clerk.pk)

    handovers.accept(sheet, by=acting(city.reviewer), on=TOMORROW)

    assert drafts == [city.reviewer.pk] * 3
    sheet.refresh_from_db()
    assert {"what": "草稿", "count": 3} in sheet.items
    assert sheet.accepted_at is not None
    assert [e.act for e in AuditEntry.objects.all()] == ["handover.make", "handover.accept"]


def test_the_history_stays_with_who_made_it(city, post, successor):
    posts.delegate(
        post, by=acting(city.clerk), to=city.yundu_admin, since=TODAY, until=TOMORROW,
        reason="休假", on=TODAY,
    )  # fmt: skip
    sheet = handed(city, post, successor)

    handovers.accept(sheet, by=acting(city.reviewer), on=TOMORROW)

    assert AuditEntry.objects.get(act="post.delegate").actor_id == str(city.clerk.pk)


def test_what_was_lent_is_taken_back(city, post, successor):
    loan = posts.delegate(
        post, by=acting(city.clerk), to=city.yundu_admin, since=TODAY, until=TODAY,
        reason="休假", on=TODAY,
    )  # fmt: skip
    sheet = handed(city, post, successor)

    handovers.accept(sheet, by=acting(city.reviewer), on=TODAY)

    loan.refresh_from_db()
    assert loan.is_revoked


def test_only_the_successor_accepts_and_only_once(city, post, successor):
    sheet = handed(city, post, successor)

    refused_as("not-successor", handovers.accept, sheet, by=acting(city.admin), on=TODAY)
    handovers.accept(sheet, by=acting(city.reviewer), on=TODAY)
    refused_as("accepted", handovers.accept, sheet, by=acting(city.reviewer), on=TODAY)


def test_a_stranger_hands_nothing_over(city, post, successor):
    refused_as("not-own-post", handed, city, post, successor, by=acting(city.moxi_admin))


def test_the_successor_holds_the_same_post(city, post):
    elsewhere = a_post(city.reviewer, city.moxi_transport, Role.CLERK)

    refused_as("other-authority", handed, city, post, elsewhere)


def test_one_sheet_is_open_at_a_time_and_none_lies_in_the_past(city, post, successor):
    refused_as("in-the-past", handed, city, post, successor, on=TODAY - timedelta(days=1))
    handed(city, post, successor)
    refused_as("handover-open", handed, city, post, successor)
