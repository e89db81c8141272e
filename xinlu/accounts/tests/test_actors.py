from datetime import date, timedelta

from xinlu.accounts.models import Role
from xinlu.accounts.tests.cast import TODAY, a_place, a_post, a_user, acting, an_authority


def test_an_officer_without_a_post_reaches_nothing(city):
    nobody = acting(a_user("nobody"))

    assert nobody.roles == frozenset()
    assert nobody.place_ids == frozenset()
    assert not nobody.reaches_place(city.yundu.pk)


def test_a_county_reaches_itself_and_the_city_everywhere(city):
    clerk, admin = acting(city.clerk), acting(city.admin)

    assert clerk.reaches_place(city.yundu.pk)
    assert not clerk.reaches_place(city.moxi.pk)
    assert not clerk.reaches_place(None)
    assert admin.reaches_place(city.moxi.pk)
    assert admin.place_ids is None


def test_a_division_reads_the_files_of_those_it_took_over_from_that_day(city):
    city.moxi.until, city.moxi.successor = date(2026, 6, 1), city.yundu
    city.moxi.save()

    assert not acting(city.clerk, date(2026, 5, 31)).reaches_place(city.moxi.pk)
    assert acting(city.clerk, date(2026, 6, 1)).reaches_place(city.moxi.pk)


def test_a_partner_agency_reaches_nobodys_records(city):
    police = an_authority("police", city.place, is_partner=True)
    sender = city.in_post("sender", police, Role.CLERK)

    actor = acting(sender)

    assert actor.has(Role.CLERK)
    assert actor.place_ids == frozenset()
    assert actor.place == city.place


def test_lines_of_the_post_go_before_those_of_the_authority(city):
    city.yundu_transport.lines.set([city.roads, city.works])

    assert acting(city.clerk).line_ids == {city.roads.pk, city.works.pk}
    city.clerk.appointments.get().lines.set([city.works])
    assert acting(city.clerk).line_ids == {city.works.pk}
    assert acting(city.reviewer).reaches_line(None)


def test_own_posts_come_before_lent_ones(city, post):
    moxi = city.in_post("moxi-clerk", city.moxi_transport, Role.CLERK)
    post.delegation_set.create(to=moxi, since=TODAY, until=TODAY, reason="休假")

    actor = acting(moxi)

    assert actor.authority == city.moxi_transport
    assert {each.appointment_id for each in actor.posts} == {
        post.pk,
        moxi.appointments.get().pk,
    }


def test_a_post_at_two_authorities_reaches_both(city):
    third = a_place("990103", "示例县")
    a_post(city.clerk, an_authority("third", third), Role.CLERK, until=TODAY + timedelta(days=1))

    assert acting(city.clerk).place_ids == {city.yundu.pk, third.pk}
    assert acting(city.clerk, TODAY + timedelta(days=1)).place_ids == {city.yundu.pk}
